"""Cuts tables into packs of rows that threads can send to Neo4j without waiting for each other; knows no server.

Two transactions that add relationships to the same node wait for each other, or deadlock. So all edges that lead to one
node stay in one lane; lanes run side by side, the packs of a lane one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

PACK_ROWS = 10_000
PACK_BYTES = 8_000_000
LEAST_ROWS, LEAST_PACKS = 1_000, 8


@dataclass(frozen=True, slots=True)
class Pack:
    """Rows of a table that one transaction sends."""

    start: int
    rows: int

    def halves(self) -> tuple[Pack, Pack]:
        """Cut the pack in two."""
        half = self.rows // 2
        return Pack(self.start, half), Pack(self.start + half, self.rows - half)


Lane = tuple[Pack, ...]


def node_lanes(frame: pl.DataFrame) -> list[Lane]:
    """Cut a table of nodes; no pack waits for another."""
    size = _pack_rows(frame)
    return [(Pack(start, min(size, len(frame) - start)),) for start in range(0, len(frame), size)]


def edge_lanes(frame: pl.DataFrame) -> list[Lane]:
    """Cut a table of edges that is sorted by `to`, longest lane first."""
    size = _pack_rows(frame)
    lanes: list[Lane] = []
    start = rows = 0
    for count in _runs(frame["to"]):
        if rows and rows + count > size:
            lanes.append(_lane(start, rows, size))
            start, rows = start + rows, 0
        rows += count
    if rows:
        lanes.append(_lane(start, rows, size))
    return sorted(lanes, key=len, reverse=True)


def edge_hubs(frame: pl.DataFrame) -> list[list[Any]]:
    """Give edges (columns to, from, values …; sorted by `to`) as the node they lead to and a list of the others."""
    return [[to, [row[1:] for row in rows]] for to, rows in groupby(frame.iter_rows(), key=itemgetter(0))]


def _runs(column: pl.Series) -> Iterator[int]:
    """Count how often each value follows itself."""
    if len(column):
        yield from column.rle().struct.field("len")


def _lane(start: int, rows: int, size: int) -> Lane:
    return tuple(Pack(at, min(size, start + rows - at)) for at in range(start, start + rows, size))


def _pack_rows(frame: pl.DataFrame) -> int:
    """Choose how many rows make a pack: fewer where they are long, or where few would leave threads without work."""
    bytes_a_row = frame.estimated_size() / max(1, len(frame))
    return max(1, min(PACK_ROWS, max(LEAST_ROWS, len(frame) // LEAST_PACKS), int(PACK_BYTES / max(1.0, bytes_a_row))))
