"""What the files beside a workspace's tables tell a report: the last run, rejected lines, what training measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..stored_files import intact, read_json
from ..workspace import Workspace
from .marked_text import shortened
from .shown import MOST_ROWS, Shown

_LONGEST_LINE = 300
_CARDS = {"the BERT tagger": "tagger.json", "the CRF tagger": "crf.json"}
_JOINED = "joined.json"
_MEASURED = ("texts", "held_out_texts", "threshold", "held_out_f1")
_FIX = "learn it anew with `kgtag train tagger`"


@dataclass(frozen=True, slots=True)
class MeasuredReader:
    """What training measured of a tagger on the texts of held-out products."""

    name: str
    texts: int
    held_out_texts: int
    threshold: float
    f1: float


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line of the catalog that could not be read."""

    source: str
    line: int
    reason: str
    excerpt: str


def measured_readers(workspace: Workspace) -> tuple[MeasuredReader, ...]:
    """Read what the taggers' cards say of their held-out texts; a model without such a measurement is left out.

    Where two taggers read as one, both together come first.
    """
    cards = {name: _card(workspace, file).get("training", {}) for name, file in _CARDS.items()}
    if joined := _card(workspace, _JOINED):
        cards = {"both taggers together": {**next(filter(None, cards.values()), {}), **joined}, **cards}
    return tuple(
        MeasuredReader(name, *(facts[entry] for entry in _MEASURED))
        for name, facts in cards.items()
        if facts.get("held_out_texts") and facts.keys() >= set(_MEASURED)
    )


def _card(workspace: Workspace, file: str) -> dict[str, Any]:
    path = workspace.models / "extraction" / "tagger" / file
    return read_json(path, _FIX) if path.exists() else {}


def rejected_lines(workspace: Workspace) -> Shown[RejectedLine]:
    """Read the first lines of rejects.jsonl, cut, and count the others."""
    if not workspace.rejects_path.exists():
        return Shown((), 0)
    path = workspace.rejects_path
    with intact(path, "delete it, nothing else is lost"), path.open(encoding="utf-8") as file:
        first = [_rejected(json.loads(line)) for line in islice(file, MOST_ROWS)]
        return Shown(tuple(first), len(first) + sum(1 for _ in file))


def _rejected(entry: Mapping[str, Any]) -> RejectedLine:
    reason, excerpt = (shortened(entry[name], _LONGEST_LINE) for name in ("reason", "excerpt"))
    return RejectedLine(entry["source"], entry["line"], reason, excerpt)


def last_build(workspace: Workspace) -> Mapping[str, Any]:
    """Return the record of the last build; empty where there is none."""
    return next((record for record in workspace.run_records() if "steps" in record), {})
