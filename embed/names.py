"""Names of tags in texts: which stand there whole, where, and how much of the others does; knows no score.

A place where a text denies a name ("no leather") is none; for attributes that denials speak of, no other is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array

from ..extract.denial import is_denied
from .sparse import Symbols, binary, matrix
from .terms import placed_words, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .catalog_index import Index, Texts

LONGEST_NAME = 6
"""Names of more words are looked for by their share of words only."""
LETTERS = 3
"""Letters in a run by which spellings are compared."""
TEXT_WORDS = 200
"""Words of a text that names are looked for in; a product is named at its text's start."""


@dataclass(frozen=True, slots=True)
class WholeNames:
    """Names that stand whole in texts, the first place of each: sorted by (row, column).

    `denied` [texts, tags]: 1 where a name stands in a text, but never so that it speaks for the tag.
    `start` and `length` count words of the text; `exact` is false where only the letters agree ("Burts Bees" and
    "BurtsBees"); `inside` says that it is part of a longer name of the same attribute; `by` that "by" stands before.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    start: NDArray[np.float32]
    length: NDArray[np.float32]
    exact: NDArray[np.float32]
    inside: NDArray[np.float32]
    by: NDArray[np.float32]
    denied: csr_array


@dataclass(frozen=True)
class Names:
    """The names of all tags of an index, ready to be looked for."""

    index: Index

    @cached_property
    def split(self) -> list[tuple[str, ...]]:
        return [words(value) for _, value in self.index.tags.tags]

    @cached_property
    def joined(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for column, name in enumerate(self.split):
            if name:
                found["".join(name)].append(column)
        return found

    @cached_property
    def symbols(self) -> Symbols:
        return Symbols.learn(self.split, 1)

    @cached_property
    def rarities(self) -> NDArray[np.float32]:
        """How rare the rarest word of each name, or pair of neighbouring words, is in texts [tags]."""
        known = self.index.readers
        rarest = float(known.rarity.max(initial=1.0))
        columns, parts = known.terms.columns, [[*name, *map(" ".join, pairwise(name))] for name in self.split]
        rarity = [[float(known.rarity[columns[one]]) if one in columns else rarest for one in own] for own in parts]
        return np.array([max(own, default=0.0) for own in rarity], dtype=np.float32)

    @cached_property
    def shares(self) -> csr_array:
        """How much of a name each of its words is, by rarity [words, tags]; the words of a name add up to 1."""
        known = self.index.readers
        rarest = float(known.rarity.max(initial=1.0))
        rarity = [known.rarity[known.terms.columns[word]] if word in known.terms.columns else rarest
                  for word in self.symbols.names]  # fmt: skip
        weighed = csr_array(binary(self.symbols.rows(self.split)) @ diags_array(np.array(rarity, dtype=np.float32)))
        whole = np.maximum(np.asarray(weighed.sum(axis=1)).ravel(), 1e-9)
        return csr_array((diags_array((1 / whole).astype(np.float32)) @ weighed).T)

    def letters_in(self, texts: Texts, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the share of a name's runs of three letters that the text has, words joined, for (text, tag) pairs."""
        read = [_runs(words(texts.read(row))[:TEXT_WORDS]) for row in range(len(texts.ids))]
        names = {column: _runs(self.split[column]) for column in np.unique(columns).tolist()}
        shares = [
            len(names[column] & read[row]) / max(len(names[column]), 1)
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
        return np.array(shares, dtype=np.float32)

    def begun_by(self, texts: Texts, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return how many of a name's first words the title begins with, for (text, tag) pairs."""
        titles = list(map(words, texts.titles))
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        return np.array([_shared_start(titles[row], self.split[column]) for row, column in pairs], dtype=np.float32)

    def shares_in(self, texts: Texts) -> csr_array:
        """Return the share of each name's words that stand anywhere in each text [texts, tags]."""
        rows = [words(texts.read(row))[:TEXT_WORDS] for row in range(len(texts.ids))]
        found = csr_array(binary(self.symbols.rows(rows)) @ self.shares)
        found.sort_indices()
        return found

    def whole_in(self, texts: Texts, named: NDArray[np.bool_], mentioned: Mapping[int, Set[int]]) -> WholeNames:
        """Find the names that stand whole in texts.

        A name is `inside` one of a tag that is `named` [tags] in the catalog, or `mentioned` by its own text (row →
        columns): what other texts mention tells nothing about this one.
        """
        found: list[tuple[float, ...]] = []
        denied: list[tuple[int, int]] = []
        for row in range(len(texts.ids)):
            text, first = self._first_places(texts.read(row))
            denied += [(row, column) for column, place in first.items() if place is None]
            said = {column: place for column, place in first.items() if place is not None}
            found += [(row, *place) for place in self._places(text, said, named, mentioned.get(row, set()))]
        table = np.array(sorted(found), dtype=np.float32).reshape(-1, 7)
        rows, columns = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        start, length, exact, inside, by = (table[:, column] for column in range(2, 7))
        at, whose = np.array(denied, dtype=np.int64).reshape(-1, 2).T
        nowhere = matrix(at, whose, np.ones(len(denied)), (len(texts.ids), len(self.index.tags.tags)))
        return WholeNames(rows, columns, start, length, exact, inside, by, nowhere)

    @cached_property
    def _denying(self) -> NDArray[np.bool_]:
        """The tags of which a denial speaks [tags]."""
        return np.array([attribute in self.index.denying for attribute, _ in self.index.tags.tags], dtype=bool)

    def _first_places(self, read: str) -> tuple[tuple[str, ...], dict[int, tuple[int, int] | None]]:
        """Return a text's words, and the first place of each name that stands there; `None` where all are denied."""
        folded, placed = placed_words(read)
        text = tuple(word for word, _, _ in placed[:TEXT_WORDS])
        first: dict[int, tuple[int, int] | None] = {}
        for start in range(len(text)):
            for end in range(start + 1, min(start + LONGEST_NAME, len(text)) + 1):
                columns = self.joined.get("".join(text[start:end]), ())
                denied = bool(columns) and is_denied(folded, placed[start].start, placed[end - 1].end)
                for column in columns:
                    place = (start, end) if denied == self._denying[column] else None
                    first[column] = first.get(column) or place
        return text, first

    def _places(
        self, text: tuple[str, ...], first: Mapping[int, tuple[int, int]], named: NDArray[np.bool_],
        mentioned: Set[int],
    ) -> Iterator[tuple[float, ...]]:  # fmt: skip
        attribute_of = self.index.tags.attribute_of
        covering = [(column, place) for column, place in first.items() if named[column] or column in mentioned]
        for column, (start, end) in first.items():
            inside = any(
                attribute_of[other] == attribute_of[column]
                and low <= start
                and end <= high
                and high - low > end - start
                for other, (low, high) in covering
            )
            exact = text[start:end] == self.split[column]
            by = start > 0 and text[start - 1] == "by"
            yield column, start, end - start, exact, inside, by


def _runs(text: tuple[str, ...]) -> frozenset[str]:
    letters = "".join(text)
    return frozenset(letters[start : start + LETTERS] for start in range(max(len(letters) - LETTERS, 0) + 1))


def _shared_start(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
