"""The products most like a query by words and by meaning, and what tags they vote for; knows no candidate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from .sparse import matrix, values_at

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .catalog_index import Index
    from .queries import Queries

MOST = 100
"""Neighbours that are kept of a product; farther ones are noise."""
DEPTHS = (5, 20, MOST)
SEARCHED = 3 * MOST
MOST_CELLS = 20_000_000
"""Similarities that are held at once: what it takes in memory does not depend on how many products there are."""
BLOCK = 64


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Rows of the index [queries, k], nearest first, with their cosine similarities; -1 where there are no more."""

    rows: NDArray[np.int64]
    similarities: NDArray[np.float32]

    def weights(self, depth: int, products: int) -> csr_array:
        """Return the similarities of the nearest `depth` as a matrix [queries, products]."""
        rows, similarities = self.rows[:, :depth], self.similarities[:, :depth]
        there = (rows >= 0) & (similarities > 0)
        queries = np.repeat(np.arange(len(rows)), rows.shape[1]).reshape(rows.shape)
        return matrix(queries[there], rows[there], similarities[there], (len(rows), products))

    def without(self, gone: Sequence[ArrayLike]) -> Neighbours:
        """Return them without some rows of the index, given for every query."""
        out = np.array([np.isin(own, rows) for own, rows in zip(self.rows, gone, strict=True)], dtype=bool)
        out = out.reshape(self.rows.shape)
        return Neighbours(np.where(out, -1, self.rows), np.where(out, np.float32(0), self.similarities))


def nearest_by_words(index: Index, queries: Queries) -> Neighbours:
    """Find the nearest by tf-idf cosine.

    Words that very many products have are left out of the search, and counted for the `SEARCHED` that it found.
    """
    weighed = index.readers.weigh(queries.contexts["terms"])
    whole = index.postings.nnz == index.weighed.nnz
    found = _in_parts(
        lambda rows: (weighed[rows] @ index.postings).toarray(), queries.places, len(index.products),
        MOST if whole else SEARCHED,
    )  # fmt: skip
    return found if whole else _weighed_again(found, weighed, index.weighed)


def nearest_by_meaning(index: Index, queries: Queries) -> Neighbours:
    """Find the nearest by the cosine of text vectors."""
    return _in_parts(lambda rows: queries.vectors[rows] @ index.vectors.T, queries.places, len(index.products), MOST)


@dataclass(frozen=True, slots=True)
class Votes:
    """What neighbours vote for: similarity summed by tag, and by attribute as far as they have a value of it."""

    by_tag: csr_array
    by_attribute: csr_array

    @classmethod
    def count(cls, index: Index, weights: csr_array) -> Votes:
        by_tag, by_attribute = csr_array(weights @ index.asserted), csr_array(weights @ index.filled)
        by_tag.sort_indices()
        by_attribute.sort_indices()
        return cls(by_tag, by_attribute)

    def share(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], attributes: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the share of the vote that each tag has among the neighbours that could vote; 0 if none could."""
        all_votes = values_at(self.by_attribute, rows, attributes)
        share = values_at(self.by_tag, rows, columns) / np.maximum(all_votes, 1e-6)
        return share.astype(np.float32)


def _in_parts(
    similarities: Callable[[slice], NDArray[np.float32]], places: NDArray[np.int64], products: int, count: int
) -> Neighbours:
    """Find the nearest of so many queries at a time that their similarities to all products fit into `MOST_CELLS`."""
    size = max(1, MOST_CELLS // max(products, 1))
    parts = [slice(start, start + size) for start in range(0, len(places), size)] or [slice(0, 0)]
    found = [_nearest(similarities(rows), places[rows], count) for rows in parts]
    return Neighbours(np.vstack([one.rows for one in found]), np.vstack([one.similarities for one in found]))


def _nearest(similarities: NDArray[np.float32], places: NDArray[np.int64], count: int) -> Neighbours:
    known = np.flatnonzero(places >= 0)
    similarities[known, places[known]] = -np.inf
    rows = np.sort(_greatest(similarities, min(count, similarities.shape[1])), axis=1)
    return _ordered(rows, np.take_along_axis(similarities, rows, axis=1))


def _weighed_again(found: Neighbours, weighed: csr_array, products: csr_array) -> Neighbours:
    """Order what was found by the cosine of all words, and keep `MOST`."""
    rows = np.sort(found.rows, axis=1)
    queries = np.repeat(np.arange(len(rows)), rows.shape[1])
    shared = weighed[queries].multiply(products[np.maximum(rows, 0).ravel()])
    similarities = np.asarray(shared.sum(axis=1), dtype=np.float32).reshape(rows.shape)
    ordered = _ordered(rows, np.where(rows >= 0, similarities, -np.inf))
    return Neighbours(ordered.rows[:, :MOST], ordered.similarities[:, :MOST])


def _ordered(rows: NDArray[np.int64], similarities: NDArray[np.float32]) -> Neighbours:
    """Put rows [queries, k] in order, nearest first; what is infinitely far is no neighbour."""
    order = np.argsort(-similarities, axis=1, kind="stable")
    rows, found = np.take_along_axis(rows, order, axis=1), np.take_along_axis(similarities, order, axis=1)
    return Neighbours(np.where(np.isfinite(found), rows, -1), np.where(np.isfinite(found), found, 0).astype(np.float32))


def _greatest(values: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return the columns of the `count` greatest values of each row, in any order.

    Where rows are long they are cut into blocks: the greatest are in the `count` blocks with the greatest maxima.
    """
    whole = values.shape[1] // BLOCK * BLOCK
    if whole < count * BLOCK * 2:
        return _partitioned(values, count)
    blocks = _partitioned(values[:, :whole].reshape(len(values), whole // BLOCK, BLOCK).max(axis=2), count)
    inside = (blocks[:, :, None] * BLOCK + np.arange(BLOCK)).reshape(len(values), count * BLOCK)
    columns = np.hstack([inside, np.tile(np.arange(whole, values.shape[1]), (len(values), 1))])
    chosen = _partitioned(np.take_along_axis(values, columns, axis=1), count)
    return np.take_along_axis(columns, chosen, axis=1)


def _partitioned(values: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    if not count:
        return np.zeros((len(values), 0), dtype=np.int64)
    return np.argpartition(-values, count - 1, axis=1)[:, :count]
