"""The products most like a query by words and by meaning, and what tags they vote for; knows no candidate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from .sparse import matrix, values_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .catalog_index import Index
    from .queries import Queries

MOST = 100
"""Neighbours that are kept of a product; farther ones are noise."""
DEPTHS = (5, 20, MOST)


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

    def without(self, gone: Sequence[Sequence[int]]) -> Neighbours:
        """Return them without some rows of the index, given for every query."""
        out = np.array([np.isin(own, rows) for own, rows in zip(self.rows, gone, strict=True)], dtype=bool)
        out = out.reshape(self.rows.shape)
        return Neighbours(np.where(out, -1, self.rows), np.where(out, np.float32(0), self.similarities))


def nearest_by_words(index: Index, queries: Queries) -> Neighbours:
    """Find the nearest by tf-idf cosine."""
    weighed = index.readers.weigh(queries.contexts["terms"])
    return _nearest((weighed @ index.weighed.T).toarray(), queries.places)


def nearest_by_meaning(index: Index, queries: Queries) -> Neighbours:
    """Find the nearest by the cosine of text vectors."""
    return _nearest(queries.vectors @ index.vectors.T, queries.places)


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


def _nearest(similarities: NDArray[np.float32], places: NDArray[np.int64]) -> Neighbours:
    known = np.flatnonzero(places >= 0)
    similarities[known, places[known]] = -np.inf
    count = min(MOST, similarities.shape[1])
    rows = (
        np.argpartition(-similarities, count - 1, axis=1)[:, :count] if count else np.zeros((len(places), 0), np.int64)
    )
    rows = np.sort(rows, axis=1)
    found = np.take_along_axis(similarities, rows, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    rows, found = np.take_along_axis(rows, order, axis=1), np.take_along_axis(found, order, axis=1)
    return Neighbours(np.where(np.isfinite(found), rows, -1), np.where(np.isfinite(found), found, 0).astype(np.float32))
