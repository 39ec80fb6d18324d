"""Trust without a gold file: a random sample of what the text asserted, marked by a person, read back as precision."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...kg.errors import NotFoundError, SettingsError
from .measurement import Answer
from .metrics import wilson_interval
from .report import in_context

if TYPE_CHECKING:
    from ...kg.workspace import Workspace

COLUMNS = ("product", "attribute", "value", "quote in context", "right?")
_RIGHT, _WRONG = frozenset({"y", "yes", "1", "true", "right", "x"}), frozenset({"n", "no", "0", "false", "wrong"})


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the marked answers are right, and the 95 % interval of the share among all (Wilson)."""

    right: int
    marked: int

    @property
    def precision(self) -> float:
        return self.right / self.marked if self.marked else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson_interval(self.right, self.marked)


@dataclass(frozen=True, slots=True)
class Audit:
    """What a person found: over all, attribute by attribute, and how many rows are still to be marked."""

    overall: Share
    attributes: Mapping[str, Share]
    unmarked: int


def draw_sample(space: Workspace, count: int, *, seed: int) -> list[tuple[str, ...]]:
    """Draw rows for a person to mark: products' values that the graph has from text, each equally likely.

    Raises NotFoundError when text asserts nothing.
    """
    import polars as pl

    asserted = space.table("evidence").filter(pl.col("origin") == "text")
    best = asserted.sort("confidence", descending=True, maintain_order=True).unique(
        ["head", "relation", "tail"], keep="first", maintain_order=True
    )
    if best.is_empty():
        raise NotFoundError(
            f"text asserts nothing in {space.root}: fill in more of the catalog, or lower assert_confidence"
        )
    ordered = best.sort("head", "relation", "tail").rows(named=True)
    chosen = random.Random(seed).sample(ordered, min(count, len(ordered)))  # noqa: S311 - a sample, no secret
    texts = {
        row["id"]: row for row in space.rows("products", "id", [row["head"] for row in chosen]).iter_rows(named=True)
    }
    return [
        (
            row["head"],
            row["relation"],
            row["tail"],
            in_context(
                texts[row["head"]][row["field"]],
                Answer(row["tail"], row["confidence"], row["field"], row["start"], row["end"]),
            ),
            "",
        )
        for row in chosen
    ]


def write_sample(rows: list[tuple[str, ...]], path: Path) -> None:
    """Write a sample as CSV that spreadsheets open; raises SettingsError when the file is there already."""
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    except FileExistsError as error:
        raise SettingsError(f"{path} is there already, perhaps with somebody's marks: name another file") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from error


def read_audit(path: Path) -> Audit:
    """Read a marked sample.

    Raises SettingsError for a file that is none, a mark that is neither yes nor no, or a file without any mark.
    """
    marks: dict[str, list[bool]] = {}
    unmarked = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=_delimiter(file.readline()))
            file.seek(0)
            if not {"attribute", "right?"} <= set(reader.fieldnames or ()):
                raise SettingsError(f"{path} has not the columns {', '.join(COLUMNS)}; draw a sample with --audit 200")
            for row in reader:
                mark = _mark(row, f"{path}:{reader.line_num}")
                if mark is None:
                    unmarked += 1
                else:
                    marks.setdefault(row["attribute"], []).append(mark)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    if not marks:
        raise SettingsError(
            f"{path} has no marks yet, so its precision is unknown: write y or n into the column {COLUMNS[-1]!r} "
            f"of its {unmarked} rows"
        )
    shares = {name: Share(sum(found), len(found)) for name, found in sorted(marks.items())}
    totals = Counter[str]()
    for share in shares.values():
        totals.update(right=share.right, marked=share.marked)
    return Audit(Share(totals["right"], totals["marked"]), shares, unmarked)


def _delimiter(header: str) -> str:
    """Return what the columns are parted by: some spreadsheets save semicolons or tabs."""
    return max(",;\t", key=header.count)


def _mark(row: Mapping[str, str | None], place: str) -> bool | None:
    mark = (row["right?"] or "").strip().casefold()
    if not mark:
        return None
    if mark not in _RIGHT | _WRONG:
        raise SettingsError(f"{place}: the mark {mark!r} is neither yes nor no")
    return mark in _RIGHT
