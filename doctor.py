"""What `kgtag doctor` looks at: everything a build needs, each with the fix when it is missing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .kg.decision_checks import decision_doubts
from .kg.decisions import read_decisions
from .kg.errors import KgtagError
from .kg.same_attributes import merging_advice
from .kg.schema import read_schema
from .kg.schema_checks import schema_doubts
from .kg.settings import NO_ENCODER, Settings, load_settings
from .kg.stores.store import graph_place, open_store
from .kg.wording import counted
from .kg.workspace import Workspace

PACKAGES = ("kgtag", "torch", "transformers", "pykeen", "lightgbm", "ladybug", "polars")
NEEDED_BYTES = 2 * 2**30

Mark = Literal["✔", "⚠", "✘"]
Look = Callable[[Settings], tuple[Mark, str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; only `fails` stops a build."""

    mark: Mark
    subject: str
    fact: str

    @property
    def fails(self) -> bool:
        return self.mark == "✘"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as users of `--json` see it."""
        return {"subject": self.subject, "ok": self.mark == "✔", "fails": self.fails, "fact": self.fact}


def examine(workspace: Path | None = None) -> list[Finding]:
    """Look at everything that a build needs, and change nothing; what is wrong with one thing hides no other."""
    chosen = {"workspace": workspace}
    try:
        settings = load_settings(chosen)
        first = Finding("✔", "settings", f"chosen: {', '.join(sorted(settings.named)) or 'none, all are the defaults'}")
    except KgtagError as error:
        settings, first = Settings().with_overrides(chosen), Finding("✘", "settings", str(error))
    return [first, *(_examined(subject, look, settings) for subject, look in _LOOKS.items())]


def _examined(subject: str, look: Look, settings: Settings) -> Finding:
    try:
        mark, fact = look(settings)
    except KgtagError as error:
        return Finding("✘", subject, str(error))
    except Exception as error:
        return Finding("✘", subject, f"{type(error).__name__}: {error}")
    return Finding(mark, subject, fact)


def _installation(settings: Settings) -> tuple[Mark, str]:
    from importlib.metadata import version

    del settings
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "✔", f"Python {sys.version.split()[0]}, {versions}"


def _encoder(settings: Settings) -> tuple[Mark, str]:
    from .extract.encoder import load_word_pieces

    if settings.encoder == NO_ENCODER:
        return "✔", "none: text is read by a CRF"
    load_word_pieces(settings.encoder)
    return "✔", f"{settings.encoder}: weights found and checked"


def _device(settings: Settings) -> tuple[Mark, str]:
    from .extract.encoder import resolve_device

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return "✔", f"{resolve_device(settings.device)} with {cores} processor cores"


def _disk(settings: Settings) -> tuple[Mark, str]:
    folder = settings.workspace.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    fact = f"{free / 2**30:.1f} GiB free for {settings.workspace}"
    if free < NEEDED_BYTES:
        return "⚠", f"{fact}; a catalog of 100,000 products needs about 2: choose a folder with -w"
    return "✔", fact


def _workspace(settings: Settings) -> tuple[Mark, str]:
    workspace = Workspace(settings.workspace)
    if not workspace.root.exists():
        return "⚠", f"{workspace.root} is not there yet; make it with: kgtag build CATALOG"
    workspace.require()
    products, evidence = workspace.table("products"), workspace.table("evidence")
    attributes, decisions = read_schema(workspace.schema_path), read_decisions(workspace.decisions_path)
    counts = ((len(products), "product"), (len(attributes), "attribute"), (len(decisions), "decision"))
    found = workspace, attributes, products, evidence
    advice = [*schema_doubts(*found), *decision_doubts(workspace), *merging_advice(*found)]
    fact = f"{workspace.root} holds {', '.join(counted(*count) for count in counts)}"
    return "⚠" if advice else "✔", "\n  ".join([fact, *advice])


def _graph(settings: Settings) -> tuple[Mark, str]:
    where = graph_place(settings)
    with closing(open_store(settings)) as store:
        store.check()
        if not store.in_step():
            return "⚠", f"{where} is not there yet, or not up to date; make it with: kgtag build"
        return "✔", f"{where} has {store.counts()}"


_LOOKS: Mapping[str, Look] = {
    "installation": _installation,
    "encoder": _encoder,
    "device": _device,
    "disk": _disk,
    "workspace": _workspace,
    "graph": _graph,
}
