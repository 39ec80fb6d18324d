"""Which attributes a product should have: how usual each is in its category, backed off to the categories above it.

Categories that nobody filled in much still lend their parents' rates; an attribute that a category leaves out where its
parents have it does not apply there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from ..kg.categories import SEPARATOR
from .sparse import row_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from .catalog_index import Index
    from .neighbours import Neighbours

PARENT_WEIGHT = 10.0
"""Products that the rate of the category above counts for (m-estimate of probability, Cestnik 1990)."""
NEAREST = 10
"""Neighbours of each kind that say whether an attribute applies to a product."""
LEAST_APPLICABLE = 0.1
"""Of how often products that have an attribute see it around them, so much at least must be usual for it to apply."""


def usual_shares(index: Index) -> NDArray[np.float64]:
    """Return the share of products that have a value of each attribute: by category, and in the last row overall.

    float64 [categories + 1, attributes]; categories are those of `index.readers`.
    """
    paths = index.readers.categories
    members = np.asarray(index.contexts["categories"].sum(axis=0)).ravel()
    filled = np.asarray((index.contexts["categories"].T @ index.filled).todense(), dtype=np.float64)
    overall = index.fillings / max(len(index.products), 1)
    shares = np.vstack([filled, overall])
    for row in sorted(range(len(paths.names)), key=lambda row: paths.names[row].count(SEPARATOR)):
        above = paths.columns.get(paths.names[row].rpartition(SEPARATOR)[0], -1)
        shares[row] = (filled[row] + PARENT_WEIGHT * shares[above]) / (members[row] + PARENT_WEIGHT)
    return shares


def filled_near(index: Index, neighbours: Iterable[Neighbours]) -> NDArray[np.float64]:
    """Count how many of each query's nearest products have a value of each attribute, float64 [queries, attributes]."""
    counts = []
    for near in neighbours:
        weights = near.weights(NEAREST, len(index.products))
        weights.data[:] = 1
        counts.append((weights @ index.filled).toarray())
    return np.asarray(np.sum(counts, axis=0, dtype=np.float64))


def narrowest(index: Index, categories: csr_array) -> NDArray[np.int64]:
    """Return the most special known category of each row of categories, -1 where none is known."""
    depth = np.array([name.count(SEPARATOR) for name in index.readers.categories.names], dtype=np.int64)
    rows, found = row_numbers(categories), categories.indices
    order = np.lexsort((-np.arange(len(found)), depth[found], rows))
    chosen = np.full(categories.shape[0], -1, dtype=np.int64)
    chosen[rows[order]] = found[order]
    return chosen


def applies(index: Index, shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which attributes apply to which categories, the last row for none [categories + 1, attributes].

    An attribute is compared with itself: with the share that the products which have it see in their own category.
    """
    own = narrowest(index, index.contexts["categories"])
    products, attributes = row_numbers(index.filled), index.filled.indices
    users = np.bincount(attributes, minlength=shares.shape[1])
    seen = np.bincount(attributes, shares[own[products], attributes], minlength=shares.shape[1])
    return np.asarray(shares >= LEAST_APPLICABLE * seen / np.maximum(users, 1))
