"""The canonical values of a catalog and the surface forms that stand for them; knows no text and no model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .schema import Schema

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Value:
    """A canonical value; `number` and `unit` are filled for quantities, `number` for numbers."""

    name: str
    number: float | None = None
    unit: str | None = None


class Vocabulary:
    """Maps every surface form, known or new, to exactly one canonical value."""

    def __init__(self, tags: pl.DataFrame, aliases: pl.DataFrame, schema: Schema) -> None:
        self.schema = schema

    def canonical(self, attribute: str, surface: str) -> Value:
        """Return the value a surface form stands for; of a new one, its own cleaned form."""
        raise NotImplementedError

    def is_known(self, attribute: str, value: str) -> bool:
        """Say whether the catalog has this canonical value."""
        raise NotImplementedError

    def surfaces(self) -> Iterator[tuple[str, str, str]]:
        """Iterate (attribute, surface, canonical value) of all that can be looked for in text."""
        raise NotImplementedError


def learn_vocabulary(
    products: pl.DataFrame,
    schema: Schema,
    kept_apart: frozenset[tuple[str, str, str]] = frozenset(),
    merged: Mapping[tuple[str, str], str] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Learn the `tags` and `aliases` tables."""
    raise NotImplementedError


def canonical_cells(products: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Return (product, attribute, value, surface), one row for each value a product's cells and free tags state."""
    raise NotImplementedError


def absent_cells(products: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Return (product, attribute) of the cells that are known to be empty."""
    raise NotImplementedError
