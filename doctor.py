"""What `kgtag doctor` looks at: everything a build needs, each with the fix when it is missing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal

from .kg.errors import KgtagError
from .kg.settings import NO_ENCODER, Settings
from .kg.wording import counted
from .kg.workspace import Workspace

NEEDED_BYTES = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; only `fails` stops a build."""

    mark: Literal["✔", "⚠", "✘"]
    subject: str
    fact: str

    @property
    def fails(self) -> bool:
        return self.mark == "✘"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as users of `--json` see it."""
        return {"subject": self.subject, "ok": self.mark == "✔", "fails": self.fails, "fact": self.fact}


def examine(settings: Settings) -> list[Finding]:
    """Look at the installation, the encoder, the device, the disk and the workspace."""
    return [_python(), _encoder(settings), _device(settings), _disk(settings), *_workspace(settings)]


def _python() -> Finding:
    from importlib.metadata import version

    names = ("kgtag", "torch", "transformers", "pykeen", "lightgbm", "ladybug", "polars")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return Finding("✔", "installation", f"Python {sys.version.split()[0]}, {versions}")


def _encoder(settings: Settings) -> Finding:
    from .extract.encoder import load_vocabulary

    if settings.encoder == NO_ENCODER:
        return Finding("✔", "encoder", "none: text is read by a CRF")
    try:
        load_vocabulary(settings.encoder)
    except KgtagError as error:
        return Finding("✘", "encoder", str(error))
    return Finding("✔", "encoder", f"{settings.encoder}: weights found and checked")


def _device(settings: Settings) -> Finding:
    from .extract.encoder import resolve_device

    device = resolve_device(settings.device)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Finding("✔", "device", f"{device} with {cores} processor cores")


def _disk(settings: Settings) -> Finding:
    folder = settings.workspace.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    fact = f"{free / 2**30:.1f} GiB free for {settings.workspace}"
    if free < NEEDED_BYTES:
        return Finding("⚠", "disk", f"{fact}; a catalog of 100,000 products needs about 2: choose a folder with -w")
    return Finding("✔", "disk", fact)


def _workspace(settings: Settings) -> Iterator[Finding]:
    from .kg.store import graph_address, graph_name, open_store

    workspace = Workspace(settings.workspace)
    if not workspace.root.exists():
        yield Finding("⚠", "workspace", f"{workspace.root} is not there yet; make it with: kgtag build CATALOG")
        return
    try:
        products = len(workspace.require().table("products"))
        yield Finding("✔", "workspace", f"{workspace.root} holds {counted(products, 'product')}")
    except KgtagError as error:
        yield Finding("✘", "workspace", str(error))
        return
    try:
        with closing(open_store(settings)) as store:
            store.check()
            counts = store.counts()
        where = f"{graph_name(settings)} in {graph_address(settings)}"
        yield Finding("✔", "graph", f"{counts} ({where})")
    except KgtagError as error:
        yield Finding("✘", "graph", str(error))
