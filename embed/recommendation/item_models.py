"""What one product says of another: co-purchase, content, and both at once, as sparse matrices [own, other].

Nothing here is ever dense in products x products: a column keeps the `NEIGHBOURS` that say most of its product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, hstack

from ..sparse import matrix, only, row_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csc_array

    from ...kg.progress import Progress
    from .content import Content

    Entries = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]

JOINED = "joined"
"""The model that alone ranks best."""
MODELS = (JOINED, "together", "walk", "onward", "towards", "words", "tags")
NEIGHBOURS = 100
SUPPORT = 64
"""Products that a regression predicts another from."""
WIDE = 200
"""Products that a walk of two steps keeps; it reaches more of them, each with less."""
COMPANY, FEW_USERS = 100, 10.0
"""Products that are kept as the company of each, and what is added to users' counts so that a few prove little."""
STAND_INS, STAND_IN_PENALTY = 32, 2.0
"""Products that stand in for one that nobody has bought, and the penalty of the regression that chooses them."""
ITS_OWN = 0.3
"""What the likeness of such a product counts for beside its stand-ins."""
FREQUENT = 500
"""Words and tags of more products are left out when like products are looked for: they cost most and say least."""
WORDS, TAGS = 0.7, 0.3
CONTENT = 5.0
"""Co-purchases that perfect likeness counts for."""
PENALTY = 60.0
DEGREE, FAME = 0.7, 0.3
NEAREST, STEPS = 10, 50
SLICE = 512
PAIRS = 1 << 17


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike each product (a column) is to its `NEIGHBOURS` nearest [items, items]; `words` and `tags` are parts.

    `stand_ins`: the products whose content together comes nearest to that of each (a column), with their weights.
    """

    joined: csr_array
    words: csr_array
    tags: csr_array
    stand_ins: csr_array


def item_models(bought: csr_array, likeness: Likeness, progress: Progress) -> Mapping[str, csr_array]:
    """Learn all models from purchases [users, items] and the likeness of products.

    What nobody has bought is spoken for by its stand-ins: their columns in a model, weighed, are added to its own.
    """
    together = csr_array(bought.T @ bought)
    known = (bought.sum(axis=0) > 0).astype(np.float32)
    stand_ins = csr_array(diags_array(known) @ likeness.stand_ins)
    of_new = csr_array(stand_ins @ diags_array(1 - known))
    often, nearest = shrunken_cosine(together), keep_best(likeness.joined, NEAREST)
    wanted = csr_array(together + CONTENT * _both_ways(likeness.joined))
    joined = csr_array(neighbourhood_ridge(wanted, PENALTY, progress) @ diags_array(known + ITS_OWN * (1 - known)))
    return {
        JOINED: _with_new(joined, of_new),
        "together": _with_new(often, of_new),
        "walk": _with_new(random_walk(bought), of_new),
        "onward": keep_best(csr_array(nearest.T @ keep_best(often, STEPS)), WIDE),
        "towards": best_of_product(company(bought), stand_ins, WIDE),
        "words": likeness.words,
        "tags": likeness.tags,
    }


def content_likeness(content: Content, progress: Progress) -> Likeness:
    """Find each product's nearest by the weighted cosines of their rare words and tags, and its stand-ins."""
    parts = [(WORDS, _without_frequent(content.words)), (TAGS, _without_frequent(content.tags))]
    joined = nearest_rows(csr_array(hstack([np.float32(weight**0.5) * part for weight, part in parts], format="csr")))
    stand_ins = keep_best(neighbourhood_ridge(_both_ways(joined), STAND_IN_PENALTY, progress), STAND_INS)
    return Likeness(joined, _cosines_at(joined, content.words), _cosines_at(joined, content.tags), stand_ins)


def nearest_rows(rows: csr_array) -> csr_array:
    """Return each row's greatest `NEIGHBOURS` products with the other rows, in its column [others, rows]."""
    return best_of_product(rows, csr_array(rows.T), NEIGHBOURS)


def best_of_product(left: csr_array, right: csr_array, count: int) -> csr_array:
    """Return `left @ right` [items, items] as `keep_best` leaves it; the product is never there as a whole."""
    columns, others, blocks = csr_array(right.T), csr_array(left.T), []
    for start in range(0, columns.shape[0], SLICE):
        found = csr_array(columns[start : start + SLICE] @ others)
        mine, theirs = row_numbers(found) + start, found.indices.astype(np.int64)
        values = np.where(mine == theirs, 0, found.data)
        kept = _greatest(values, found.indptr, count)
        blocks.append((theirs[kept], mine[kept], values[kept]))
    return _assembled(blocks, columns.shape[0])


def company(bought: csr_array) -> csr_array:
    """Return the `COMPANY` products that go most with each, by the cosine of their users; busy users count for less."""
    counts = bought.sum(axis=0)
    focus = np.maximum(bought.sum(axis=1) - 1, 1) ** -0.5
    shared = csr_array(bought.T @ diags_array(focus**2) @ bought)
    rows = row_numbers(shared)
    values = shared.data / np.sqrt((counts[rows] + FEW_USERS) * (counts[shared.indices] + FEW_USERS))
    return keep_best(matrix(rows, shared.indices.astype(np.int64), values, shared.shape), COMPANY)


def shrunken_cosine(together: csr_array, shrinkage: float = 50.0) -> csr_array:
    """Return n(i, j) / (sqrt(n(i) n(j)) + shrinkage) for counts of co-purchase: little support counts for little."""
    counts = together.diagonal()
    rows = row_numbers(together)
    values = together.data / (np.sqrt(counts[rows] * counts[together.indices]) + shrinkage)
    return keep_best(matrix(rows, together.indices.astype(np.int64), values, together.shape), WIDE)


def random_walk(bought: csr_array) -> csr_array:
    """Return the chance to walk from a product to another over a user, famous ones damped (RP3beta, Paudel 2017)."""
    users, items = bought.sum(axis=1), bought.sum(axis=0)
    to_users = diags_array(np.maximum(items, 1) ** -DEGREE) @ bought.T
    to_items = diags_array(np.maximum(users, 1) ** -DEGREE) @ bought
    return keep_best(csr_array(to_users @ to_items @ diags_array(np.maximum(items, 1) ** -FAME)), WIDE)


def neighbourhood_ridge(gram: csr_array, penalty: float, progress: Progress) -> csr_array:
    """Predict each product from its neighbours by ridge regression: EASE (Steck 2019) with a bounded support.

    For product j with the neighbours N of the greatest `gram[:, j]`: w = (gram[N, N] + penalty I)^-1 gram[N, j]. That
    takes SUPPORT^2 numbers at a time where EASE inverts products x products.
    """
    gram = csr_array(gram)
    support = keep_best(gram, SUPPORT).tocsc()
    size, parts = gram.shape[0], []
    place = np.full(size, -1, dtype=np.int64)
    with progress("fitting item models", size, "products") as advance:
        for start in range(0, size, SLICE):
            columns = np.arange(start, min(start + SLICE, size))
            parts.append(_solved(gram, support, columns, penalty, place))
            advance(len(columns))
    return _assembled(parts, size)


def keep_best(scores: csr_array, count: int) -> csr_array:
    """Keep the greatest `count` above 0 of every column, none of the diagonal."""
    by_column = scores.tocsc()
    columns = np.repeat(np.arange(scores.shape[1], dtype=np.int64), np.diff(by_column.indptr))
    rows = by_column.indices.astype(np.int64)
    values = np.where(rows == columns, 0, by_column.data)
    kept = _greatest(values, by_column.indptr, count)
    return matrix(rows[kept], columns[kept], values[kept], scores.shape)


def _with_new(model: csr_array, stand_ins: csr_array) -> csr_array:
    """Add the columns of stand-ins [items, items] to those of what they stand in for."""
    return csr_array(model + best_of_product(model, stand_ins, WIDE))


def _both_ways(alike: csr_array) -> csr_array:
    """Return likeness that holds for a pair in either order, 1 for a product and itself."""
    return csr_array(alike.maximum(alike.T) + eye_array(alike.shape[0], dtype=np.float32))


def _greatest(values: NDArray[np.float32], starts: NDArray[np.integer], count: int) -> NDArray[np.bool_]:
    """Mark the greatest `count` above 0 between each two starts; sorting all at once takes several times as long."""
    kept: NDArray[np.bool_] = values > 0
    for group in np.flatnonzero(np.diff(starts) > count):
        own = slice(starts[group], starts[group + 1])
        kept[own][np.argpartition(values[own], -count)[:-count]] = False
    return kept


def _solved(
    gram: csr_array, support: csc_array, columns: NDArray[np.int64], penalty: float, place: NDArray[np.int64]
) -> Entries:
    """Solve the regressions of some columns; `place` [items] is -1 all over, and left so."""
    widths = np.diff(support.indptr)[columns]
    most = int(widths.max(initial=0))
    systems = np.tile(np.eye(most, dtype=np.float32) * np.float32(penalty), (len(columns), 1, 1))
    targets = np.zeros((len(columns), most, 1), np.float32)
    for number, column in enumerate(columns):
        own = slice(support.indptr[column], support.indptr[column + 1])
        near = support.indices[own]
        place[near] = np.arange(len(near))
        rows = gram[near]
        others = place[rows.indices]
        inside = others >= 0
        systems[number, row_numbers(rows)[inside], others[inside]] += rows.data[inside]
        targets[number, : len(near), 0] = support.data[own]
        place[near] = -1
    weights = np.linalg.solve(systems, targets)[:, :, 0]
    there = np.arange(most) < widths[:, None]
    chosen = np.concatenate([support.indices[support.indptr[c] : support.indptr[c + 1]] for c in columns])
    return chosen.astype(np.int64), np.repeat(columns, widths), weights[there]


def _assembled(parts: Sequence[Entries], size: int) -> csr_array:
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return matrix(nothing, nothing, np.zeros(0), (size, size))
    rows, columns, values = (np.concatenate([part[place] for part in parts]) for place in range(3))
    return matrix(rows, columns, values, (size, size))


def _cosines_at(pairs: csr_array, rows: csr_array) -> csr_array:
    """Return the products of unit rows at the pairs that are stored."""
    first, second = row_numbers(pairs), pairs.indices
    values = np.zeros(len(first), np.float32)
    for start in range(0, len(first), PAIRS):
        part = slice(start, start + PAIRS)
        values[part] = np.asarray(rows[first[part]].multiply(rows[second[part]]).sum(axis=1)).ravel()
    return csr_array((values, pairs.indices, pairs.indptr), shape=pairs.shape)


def _without_frequent(rows: csr_array) -> csr_array:
    frequency = np.bincount(rows.indices, minlength=rows.shape[1])
    return only(rows, frequency[rows.indices] <= FREQUENT)
