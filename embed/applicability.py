"""Which attributes a product should have: how usual each is in its category, backed off to the categories above it.

Categories that nobody filled in much still lend their parents' rates; an attribute that a category leaves out where its
parents have it does not apply there. Nor does it to a product that hardly any neighbour shares it with, other than
those that have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..kg.categories import SEPARATOR
from ..kg.splits import drawn
from ..kg.tables import empty_table
from .neighbours import nearest_by_meaning, nearest_by_words
from .queries import make_queries
from .slots import Known
from .sparse import row_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from .catalog_index import Index, Texts
    from .neighbours import Neighbours

PARENT_WEIGHT = 10.0
"""Products that the rate of the category above counts for (m-estimate of probability, Cestnik 1990)."""
SAMPLE = 1_000
"""Products that tell how many of their neighbours share their attributes."""
NEAREST = 10
"""Neighbours of each kind that say whether an attribute applies to a product."""
CHANCE = 0.5
"""What is added to their number: where few products have the attribute, none among the neighbours says little."""
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


def seen_near(index: Index, texts: Texts, known: Known) -> Mapping[str, float]:
    """Return the mean of `filled_near` over products that have the attribute, by attribute; counted for a sample.

    `texts` and `known` are of the products of the index, in its order.
    """
    rows = np.array(drawn(texts.ids, SAMPLE, "near"), dtype=np.int64)
    own = Known(tuple(known.asserted[row] for row in rows), tuple(known.settled[row] for row in rows))
    nothing_asked = np.zeros((len(rows), len(index.tags.attributes)), dtype=bool)
    queries = make_queries(
        index, texts.take(rows), index.vectors[rows], own.asserted, own.settled, nothing_asked, empty_table("mentions")
    )
    filled = filled_near(index, (nearest_by_words(index, queries), nearest_by_meaning(index, queries)))
    has = index.filled[rows].toarray() > 0
    means = (filled * has).sum(axis=0) / np.maximum(has.sum(axis=0), 1)
    return dict(zip(index.tags.attributes, means.round(4).tolist(), strict=True))


def filled_near(index: Index, neighbours: Iterable[Neighbours]) -> NDArray[np.float64]:
    """Count how many of each query's nearest products have a value of each attribute, float64 [queries, attributes]."""
    counts = []
    for near in neighbours:
        weights = near.weights(NEAREST, len(index.products))
        weights.data[:] = 1
        counts.append((weights @ index.filled).toarray())
    return np.asarray(np.sum(counts, axis=0, dtype=np.float64))


def applies_near(filled: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each attribute applies to each query, 1 where nothing speaks against it [queries, attributes].

    A product to which an attribute applies has about as many neighbours that have it as others that have it see: a
    hand saw has none with a voltage, though saws have one. Half as many are taken for chance.

    Args:
        filled: see `filled_near` [queries, attributes].
        seen: the mean of that over products that have the attribute [attributes].
    """
    return np.minimum(2 * (filled + CHANCE) / (seen + CHANCE), 1.0)


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
