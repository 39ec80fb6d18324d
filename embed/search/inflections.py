"""Inflected words of a query ("rotes", "robes", "Fahrrad" for "Fahrräder"), by endings; English needs none of it.

Two words are forms of one another when they are equal after one of the language's endings is taken off each. Only the
endings of languages that the catalog's own texts are written in count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from ...extract.inflections import compounding, languages_of, stems

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")


@dataclass(frozen=True)
class Inflections:
    """The endings of the languages of a catalog's texts (columns title, description)."""

    products: pl.DataFrame

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages whose words enough of the products have."""
        return languages_of(self.products)

    @cached_property
    def compounding(self) -> bool:
        """Say whether any of the languages writes compounds as one word."""
        return compounding(self.languages)

    def stems(self, word: str) -> set[tuple[str, str]]:
        """Return a word's possible stems, each with its language; the word itself is one."""
        return stems(word, self.languages)

    def by_stem(self, named: Iterable[tuple[str, T]]) -> dict[tuple[str, str], list[T]]:
        """Look things up by the stems of their names."""
        found: dict[tuple[str, str], list[T]] = defaultdict(list)
        for name, thing in named:
            for stem in self.stems(name):
                found[stem].append(thing)
        return found
