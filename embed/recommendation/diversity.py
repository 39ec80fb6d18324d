"""Choosing items that are good and unlike each other: maximal marginal relevance (Carbonell & Goldstein 1998)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .item_to_item import queries_of, similarities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .content import Content


def pool_size(top: int, diversity: float) -> int:
    """Return how many of the best items to choose from."""
    return top if diversity == 0 else max(100, 10 * top)


def diversified(
    content: Content, rows: NDArray[np.int64], scores: NDArray[np.float32], top: int, diversity: float
) -> NDArray[np.int64]:
    """Return the places in `rows` of the items to show, in their order.

    Each next item is the one with the greatest (1 - diversity) x score / best score - diversity x its greatest
    similarity to an item chosen before. 0 keeps the order of the scores, 1 looks at the first score only.
    """
    if diversity == 0 or len(rows) < 2:
        return np.arange(min(top, len(rows)))
    pool = content.take(rows)
    alike = similarities(pool, queries_of(pool, np.arange(len(rows))))
    worth = (1 - diversity) * scores / max(float(scores.max()), 1e-12)
    chosen = [int(np.argmax(scores))]
    nearest = alike[chosen[0]].copy()
    while len(chosen) < min(top, len(rows)):
        marginal = worth - diversity * nearest
        marginal[chosen] = -np.inf
        chosen.append(int(np.argmax(marginal)))
        nearest = np.maximum(nearest, alike[chosen[-1]])
    return np.array(chosen, dtype=np.int64)
