"""What the files beside a workspace's tables tell a report: the last run, rejected lines, what training measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..workspace import Workspace
from .marked_text import shortened
from .shown import MOST_ROWS, Shown

_LONGEST_LINE = 300
_CARDS = {"the BERT tagger": "tagger/tagger.json", "the CRF tagger": "tagger/crf.json"}
_MEASURED = ("texts", "held_out_texts", "threshold", "held_out_f1")


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
    """Read what the taggers' cards say of their held-out texts; a model without such a measurement is left out."""
    readers = []
    for name, place in _CARDS.items():
        path = workspace.models / "extraction" / place
        facts = json.loads(path.read_text(encoding="utf-8")).get("training", {}) if path.exists() else {}
        if facts.get("held_out_texts") and all(entry in facts for entry in _MEASURED):
            readers.append(MeasuredReader(name, *(facts[entry] for entry in _MEASURED)))
    return tuple(readers)


def rejected_lines(workspace: Workspace) -> Shown[RejectedLine]:
    """Read the first lines of rejects.jsonl, cut, and count the others."""
    if not workspace.rejects_path.exists():
        return Shown((), 0)
    with workspace.rejects_path.open(encoding="utf-8") as file:
        first = [json.loads(line) for line in islice(file, MOST_ROWS)]
        total = len(first) + sum(1 for _ in file)
    rows = (
        RejectedLine(
            entry["source"],
            entry["line"],
            shortened(entry["reason"], _LONGEST_LINE),
            shortened(entry["excerpt"], _LONGEST_LINE),
        )
        for entry in first
    )
    return Shown(tuple(rows), total)


def last_build(workspace: Workspace) -> Mapping[str, Any]:
    """Return the record of the last build; empty where there is none."""
    paths = sorted((workspace.root / "runs").glob("*.json"))
    records = (json.loads(path.read_text(encoding="utf-8")) for path in reversed(paths))
    return next((record for record in records if "steps" in record), {})
