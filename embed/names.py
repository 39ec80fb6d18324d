"""Names of tags in texts: which stand there whole, where, and how much of the others does; knows no score.

A place where a text denies a name ("no leather") is none; for attributes that denials speak of, no other is one: under
"Free from" or "Sin" stands what the texts of the very products deny, and a brush made of silicone is no evidence there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array

from ..extract.denial import is_denied
from ..extract.plausibility import lists_lacks
from .sparse import Symbols, binary, matrix
from .terms import NamePlace, joined, name_places, placed_words, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kg.schema import Schema
    from .catalog_index import Index, Tag, Texts

LETTERS = 3
"""Letters in a run by which spellings are compared."""
TEXT_WORDS = 200
"""Words of a text that names are looked for in; a product is named at its text's start."""
DENYING = 0.5
"""Where a larger share of an attribute's values that stand in their products' texts is denied, denials speak of it."""


@dataclass(frozen=True, slots=True)
class WholeNames:
    """Names that stand whole in texts, the first place of each: sorted by (row, column).

    `denied` [texts, tags]: 1 where a name stands in a text, but never so that it speaks for the tag.
    `start` and `length` count words of the text; `exact` is false where only the letters agree ("Red Rock" and
    "RedRock"); `inside` says that it is part of a longer name of the same attribute; `by` that "by" stands before.
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

    def _first_places(self, read: str) -> tuple[tuple[str, ...], dict[int, NamePlace | None]]:
        """Return a text's words, and the first place of each name that stands there; `None` where all are denied."""
        text, _ = placed_words(read)
        first: dict[int, NamePlace | None] = {}
        for place in name_places(self.joined, read, TEXT_WORDS):
            denied = is_denied(text, place.start, place.end)
            for column in self.joined[place.name]:
                first[column] = first.get(column) or (place if denied == self._denying[column] else None)
        return words(read)[:TEXT_WORDS], first

    def _places(
        self, text: tuple[str, ...], first: Mapping[int, NamePlace], named: NDArray[np.bool_], mentioned: Set[int]
    ) -> Iterator[tuple[float, ...]]:
        attribute_of = self.index.tags.attribute_of
        covering = [(column, place) for column, place in first.items() if named[column] or column in mentioned]
        for column, place in first.items():
            length = place.last - place.first
            inside = any(
                attribute_of[other] == attribute_of[column]
                and longer.first <= place.first
                and place.last <= longer.last
                and longer.last - longer.first > length
                for other, longer in covering
            )
            exact = text[place.first : place.last] == self.split[column]
            by = place.first > 0 and text[place.first - 1] == "by"
            yield column, place.first, length, exact, inside, by


def denying_attributes(texts: Texts, settled: Sequence[frozenset[Tag]], schema: Schema) -> frozenset[str]:
    """Return the attributes that denials speak of ("Free from", "Sin"): there, no other place of a name is evidence.

    They are called so, or their known values mostly stand denied in the texts of the products that have them.
    """
    stands, denied = Counter[str](), Counter[str]()
    for row, tags in enumerate(settled):
        for attribute, denials in _denials(texts.read(row), tags):
            stands[attribute] += 1
            denied[attribute] += all(denials)
    counted = {name for name, count in denied.items() if count > DENYING * stands[name]}
    return frozenset(counted | {name for name, attribute in schema.items() if lists_lacks(attribute)})


def _denials(read: str, tags: frozenset[Tag]) -> Iterator[tuple[str, list[bool]]]:
    """Give the attribute of each tag whose name stands whole in a text, and for each place whether it is denied."""
    letters = joined(read)
    names = {tag: name for tag in tags if (name := joined(tag[1])) and name in letters}
    text, _ = placed_words(read)
    found: dict[str, list[bool]] = defaultdict(list)
    for place in name_places(frozenset(names.values()), read) if names else ():
        found[place.name].append(is_denied(text, place.start, place.end))
    return ((attribute, found[name]) for (attribute, _), name in names.items() if name in found)


def _runs(text: tuple[str, ...]) -> frozenset[str]:
    letters = "".join(text)
    return frozenset(letters[start : start + LETTERS] for start in range(max(len(letters) - LETTERS, 0) + 1))


def _shared_start(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
