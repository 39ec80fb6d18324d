"""Lists of which a page shows the beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """The first rows of a list, and how many it has in all."""

    rows: tuple[T, ...]
    total: int

    @classmethod
    def first(cls, rows: Sequence[T], most: int = MOST_ROWS) -> Shown[T]:
        """Keep the first rows."""
        return cls(tuple(rows[:most]), len(rows))
