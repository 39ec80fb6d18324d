"""Steps that are done once: each remembers what it was made from, and leaves files that are whole or not there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from .errors import KgtagError
from .progress import Advance
from .resources import peak_memory_mib, processor_seconds
from .settings import Settings
from .workspace import Workspace

TOLD_AFTER = 1.0
"""Seconds after which the end of a step is told at once: the table of all steps comes at the end of the run."""


class RemovalError(KgtagError):
    """The run would take more away than `max_removed_share` allows, and nobody agreed to it."""


class Voice(Protocol):
    """How a run talks to whoever started it."""

    def announce(self, sentence: str) -> None: ...

    def progress(self, label: str, total: int, unit: str) -> AbstractContextManager[Advance]: ...

    def confirm(self, question: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Run:
    """One run under way, and the record it leaves: step by step whether it was done, what it took, and its counts.

    `trains`: models are learned. `peak_memory_mib` of a step is what the run has needed at most until the step's end.
    """

    workspace: Workspace
    settings: Settings
    voice: Voice
    trains: bool = True
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    agreements: set[str] = field(default_factory=set)

    def step(self, name: str, key: str, outputs: Sequence[Path], work: Callable[[], dict[str, Any]]) -> None:
        """Do a step, unless it was last made from the same `key` and its outputs are there.

        What it was made from is forgotten before it begins: broken off, its outputs may be of neither.
        """
        if self.remembered(name) == key and all(path.exists() for path in outputs):
            self.steps[name] = {"done": False}
            return
        self.workspace.remember(**{name: None})
        started, spent = time.perf_counter(), processor_seconds()
        counts = work()
        self.workspace.remember(**{name: key})
        self.steps[name] = {
            "done": True,
            "seconds": round(time.perf_counter() - started, 2),
            "cpu_seconds": round(processor_seconds() - spent, 2),
            "peak_memory_mib": peak_memory_mib(),
            **counts,
        }
        self.workspace.keep_step_facts(name, self.steps[name])
        if self.steps[name]["seconds"] >= TOLD_AFTER:
            self.voice.announce(f"{name}: done in {self.steps[name]['seconds']:,.0f} s")

    def remembered(self, name: str) -> str | None:
        """Return the key a step was last made from."""
        key: str | None = self.workspace.state()["steps"].get(name)
        return key

    def guard_removal(self, what: str, removed: int, total: int, hint: str = "") -> None:
        """Ask once a run before much is removed; raises RemovalError unless somebody agrees."""
        if removed <= self.settings.max_removed_share * total or self.agreements:
            return
        sentence = f"this build would remove {removed:,} of {total:,} {what} ({removed / total:.0%})"
        if not self.voice.confirm(f"{sentence}. Go on?"):
            raise RemovalError(f"{sentence}; nothing of them was touched. If that is meant, say --yes{hint}")
        self.agreements.add(what)

    @property
    def changed(self) -> bool:
        """Whether any step had something to do."""
        return any(step["done"] for step in self.steps.values())


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into, which takes the place of `folder` once all is written.

    Until then, and while it does, `folder` is never half a folder.
    """
    new, old = (folder.with_name(f"{folder.name}.{name}") for name in ("partial", "old"))
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    yield new
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
