"""Whole sets of tags, as products have them: which of them go with a query's scores and neighbours; knows no trees.

Trees weigh every tag for itself, but the tags of a product are one set that other products have too (a path of
categories, say). So its neighbours vote once more, each counting by how well all of its many-valued tags go with what
the trees found and with what is known of the product: a tag is likely that stands in likely sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from .neighbours import MOST
from .sparse import matrix, row_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .catalog_index import Index
    from .neighbours import Neighbours
    from .queries import Queries

MOST_SETS = 2_000
"""Sets that may speak, those that most products have."""
CLOSENESS = 2.0
"""The power of a neighbour's similarity, summed over ways of being near, that its set counts by."""
LEAST_VOTE = 0.03
"""What a set counts, as a share of the vote, that no neighbour has."""
TRUST = 0.5
"""How much of the log-odds of a set's tags counts; they repeat each other."""
LIFT = 1.0
"""Log-odds that scores are raised by: they are those of a tag that is listed, not of one that is true."""
UNLIKELY, LIKELY = -9.0, 4.5
"""Log-odds of tags that are no candidates, and the greatest of those that are."""
KNOWN = 4.0
"""Log-odds of a known tag: sets without it were listed with a gap."""
OWN_SHARE, LEAST_SHARE = 0.2, 0.001
"""How much of a score stays as it was, and what a tag's share is taken for at least."""
CHUNK = 400


@dataclass(frozen=True, slots=True)
class TagSets:
    """1 where a set has a tag [sets, tags], and where a product has the set [products, sets]."""

    members: csr_array
    of_products: csr_array

    @classmethod
    def of(cls, index: Index, many: NDArray[np.bool_]) -> TagSets:
        """Take the sets of the tags whose attributes are `many`-valued [attributes] from an index."""
        tags = csr_array(index.asserted, copy=True)
        tags.data[~many[index.tags.attribute_of[tags.indices]]] = 0
        tags.eliminate_zeros()
        filled = np.flatnonzero(np.diff(tags.indptr))
        marks = np.random.default_rng(0).integers(1, 2**62, tags.shape[1])
        _, first, own, counts = np.unique(
            tags[filled].astype(np.int64) @ marks, return_index=True, return_inverse=True, return_counts=True
        )
        place = np.full(len(counts), -1)
        kept = np.sort(np.argsort(-counts, kind="stable")[:MOST_SETS])
        place[kept] = np.arange(len(kept))
        has = place[own] >= 0
        shape = (len(index.products), len(kept))
        return cls(
            csr_array(tags[filled[first[kept]]]), matrix(filled[has], place[own[has]], np.ones(has.sum()), shape)
        )

    def near(self, queries: Queries, neighbours: Mapping[str, Neighbours]) -> SetVotes:
        """Count which share of the vote each set has among the queries' neighbours."""
        products = self.of_products.shape[0]
        near = [one.weights(MOST, products) for one in neighbours.values()]
        rows, columns, similarities = (
            np.concatenate(part)
            for part in zip(*((row_numbers(one), one.indices, one.data) for one in near), strict=True)
        )
        similar = matrix(rows, columns, similarities, near[0].shape)
        similar.data = similar.data**CLOSENESS
        votes = csr_array(similar @ self.of_products)
        whole = np.asarray(votes.sum(axis=1)).ravel()
        votes.data /= np.maximum(whole, 1e-9)[row_numbers(votes)].astype(np.float32)
        return SetVotes(self.members, votes, queries.settled)


@dataclass(frozen=True, slots=True)
class SetVotes:
    """The sets' `members` [sets, tags], their shares of the vote [queries, sets], known tags 1 [queries, tags]."""

    members: csr_array
    shares: csr_array
    known: csr_array

    def __len__(self) -> int:
        return int(self.known.shape[0])

    def agree(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], scores: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return scores as they become when whole sets have voted [pairs].

        Args:
            rows: the query of each candidate, not in any order.
            columns: the tag of each.
            scores: its log-odds.
        """
        count, width = self.known.shape
        raised = np.clip(scores + LIFT, UNLIKELY + 1e-3, LIKELY) - UNLIKELY
        odds = matrix(rows, columns, raised, (count, width)) + (KNOWN - UNLIKELY) * self.known
        share = np.zeros(len(rows))
        order = np.argsort(rows, kind="stable")
        bounds = np.searchsorted(rows[order], np.arange(0, count + CHUNK, CHUNK))
        for number, (start, end) in enumerate(pairwise(bounds)):
            part, first = order[start:end], number * CHUNK
            found = self._shares(csr_array(odds[first : first + CHUNK]), self.shares[first : first + CHUNK])
            share[part] = found[rows[part] - first, columns[part]]
        return OWN_SHARE * scores + (1 - OWN_SHARE) * np.log(share + LEAST_SHARE)

    def _shares(self, odds: csr_array, votes: csr_array) -> NDArray[np.float32]:
        """Return the share of likely sets that have each tag [queries, tags]."""
        sizes = np.diff(self.members.indptr)
        fit = (odds @ self.members.T).toarray() + UNLIKELY * sizes
        weights = TRUST * fit + np.log(votes.toarray() + LEAST_VOTE)
        weights = np.exp(weights - weights.max(axis=1, keepdims=True, initial=-np.inf))
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        return np.asarray(weights @ self.members, dtype=np.float32)
