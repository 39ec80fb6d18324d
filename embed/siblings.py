"""Folds of products that keep siblings together; knows no question and no answer.

Gaps of shops come by supplier and series: where a cell is open, those of the products most like it are often open too.
Who learns from questions whose siblings are known learns to rely on what open cells do not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..kg.splits import drawn, fold_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SIBLINGS = 25
"""Products that are kept together."""


def sibling_folds(products: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return a fold for each product: one drawn by lot and those most like it that are left are in its fold [products].

    `vectors` are of the products' texts, of length one [products, numbers]; what is beyond the third digit of their
    cosine depends on the texts that were encoded with them.
    """
    order = np.array(drawn(products, len(products), "siblings"), dtype=np.int64)
    folds = np.full(len(products), -1, dtype=np.int64)
    for first in order:
        if folds[first] < 0:
            left = order[folds[order] < 0]
            likeness = (vectors[left] @ vectors[first]).round(3)
            likeness[left == first] = np.inf
            nearest = np.argsort(-likeness, kind="stable")[:SIBLINGS]
            folds[left[nearest]] = fold_of(products[first])
    return folds
