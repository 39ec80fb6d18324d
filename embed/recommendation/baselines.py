"""The simple methods that every recommender is compared with: popularity, neighbourhoods, EASE, titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ..sparse import row_numbers
from .item_models import NEIGHBOURS, shrunken_cosine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .content import Content

    Model = csr_array | NDArray[np.float32] | None

BLOCK = 1 << 24
"""Scores that are held at once."""
EASE_MOST = 15_000
"""EASE inverts products x products: with more products than this it is left out."""
EASE_PENALTY, SHRINKAGE, LIKENESS = 200.0, 50.0, 0.05
"""Tuned on a validation part of Amazon Beauty."""


def simple_models(bought: csr_array, content: Content) -> dict[str, Model]:
    """Return matrices [own, other] by the method's name; `None` ranks by fame alone."""
    together = csr_array(bought.T @ bought)
    neighbours, titles = shrunken_cosine(together, SHRINKAGE), cosine_neighbours(content.words)
    models: dict[str, Model] = {
        "popularity": None,
        "ItemKNN": neighbours,
        "title kNN": titles,
        "ItemKNN + content": csr_array(neighbours + LIKENESS * titles),
    }
    if together.shape[0] <= EASE_MOST:
        models["EASE"] = ease(together, EASE_PENALTY)
    return models


def cosine_neighbours(unit: csr_array | NDArray[np.float32]) -> csr_array:
    """Return each product's nearest by the cosine of rows of length 1, in its column [own, other]."""
    size, others = unit.shape[0], unit.T
    count, step, parts = min(NEIGHBOURS, size), max(1, BLOCK // max(size, 1)), []
    for start in range(0, size, step):
        found = unit[start : start + step] @ others
        cosines = np.asarray(found.toarray() if isinstance(found, csr_array) else found, dtype=np.float32)
        mine = np.arange(len(cosines))
        cosines[mine, mine + start] = 0
        near = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        parts.append((near, np.repeat(mine + start, count), np.maximum(np.take_along_axis(cosines, near, axis=1), 0)))
    rows, columns, values = (np.concatenate([part[place].ravel() for part in parts]) for place in range(3))
    return csr_array((values, (rows, columns)), shape=(size, size))


def ease(together: csr_array, penalty: float) -> NDArray[np.float32]:
    """Solve the item model EASE: B = I - P diag(1 / P), with P = (X'X + penalty I)^-1 (Steck 2019) [items, items].

    Raises:
        numpy.linalg.LinAlgError: the penalty is not above 0.
    """
    from scipy.linalg import lapack

    gram = together.toarray().astype(np.float32)
    gram[np.diag_indices_from(gram)] += np.float32(penalty)
    factor, failed = lapack.spotrf(gram, overwrite_a=1, clean=1)
    if failed:
        raise np.linalg.LinAlgError("EASE needs a penalty above 0")
    upper, _ = lapack.spotri(factor, overwrite_c=1)
    inverse = np.triu(upper) + np.triu(upper, 1).T
    weights: NDArray[np.float32] = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def best_lists(
    own: csr_array, model: Model, fame: NDArray[np.float32], top: int, allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Return the products with the greatest scores that are not in each row, fame breaking ties: int64 [rows, top].

    There are fewer columns where there are fewer products, and -1 where a row has no more.

    Args:
        own: histories [rows, products].
        model: [own, other]; `None`: fame alone.
        fame: how many users each product has [products].
        top: products of a list.
        allowed: which products may be named [products].
    """
    last = 1e-6 * fame / (1 + fame.max(initial=0))
    step, found = max(1, BLOCK // max(own.shape[1], 1)), []
    for start in range(0, own.shape[0], step):
        rows = csr_array(own[start : start + step])
        scores = np.zeros(rows.shape) if model is None else rows @ model
        scores = np.asarray(scores.toarray() if isinstance(scores, csr_array) else scores, dtype=np.float32) + last
        scores[row_numbers(rows), rows.indices] = -np.inf
        if allowed is not None:
            scores[:, ~allowed] = -np.inf
        near = np.argpartition(-scores, min(top, scores.shape[1]) - 1, axis=1)[:, :top]
        best = np.take_along_axis(scores, near, axis=1)
        order = np.argsort(-best, axis=1, kind="stable")
        there = np.isfinite(np.take_along_axis(best, order, axis=1))
        found.append(np.where(there, np.take_along_axis(near, order, axis=1), -1))
    return np.concatenate(found)
