"""Whether an empty cell is missing, or its attribute does not apply to the product; knows no value and no word.

A cell is filled where its attribute applies to the product, and whoever filled in the row fills in that column. The
first is told by the neighbours and the category: a hand saw has hardly a neighbour with a voltage. The second is told
by the other cells of the row: rows are filled in by a few habits (of a supplier, of a form), each with its own share of
filled cells in every column. Both are learned from the catalog alone, which does not say which of its empty cells are
missing: positive and unlabelled learning where the chance of a label depends on the case (Bekker, Robberechts & Davis
2019), by expectation maximisation over latent classes of rows (Lazarsfeld & Henry 1968).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit, softmax

from ..kg.splits import drawn
from ..kg.tables import empty_table
from .applicability import filled_near, narrowest, usual_shares
from .neighbours import nearest_by_meaning, nearest_by_words
from .queries import make_queries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .catalog_index import Index, Texts
    from .slots import Known

    Matrix = NDArray[np.float64]

SAMPLE, MOST_CELLS = 2_000, 400_000
"""Products that are learned from, fewer where they have many attributes."""
HABITS = 8
MOST_ROUNDS = 100
SETTLED = 0.01
"""Rounds end where no probability moves further than this."""
CHANCE, CHANCE_SHARE = 0.5, 0.02
"""What is added to counts of neighbours and to shares of a category before they are compared."""
PRIOR = np.array([2.0, 1.0, 4.0])
"""Means of the weights of neighbours, category and 1; normally distributed around them.

A cell with as many neighbours that have the attribute as is usual for those that have it is missing, unless the catalog
tells otherwise: where cells are empty by chance alone, it cannot.
"""
SURE = 0.001
"""That an attribute applies is not told more surely."""
LONGEST_STEP = 1.0
"""No weight moves further in a round: where a line tells the filled cells apart, there is no best one."""
MOST_FILLED = 0.9
"""Whoever fills in a column leaves out so many cells all the same that an empty one may be missing."""

NUMBERS = ("near", "usual", "weights", "habits", "fills")
"""What `MissingCells` holds beside the names of the attributes."""


@dataclass(frozen=True, slots=True)
class MissingCells:
    """What was learned: `near` and `usual` are the means of products that have the attribute [attributes].

    `weights`: of the log ratios to these, and of 1 [3]. `habits`: the share of rows of each [habits], `fills`: the
    share of cells that it fills in where the attribute applies [habits, attributes].
    """

    attributes: tuple[str, ...]
    near: Matrix
    usual: Matrix
    weights: Matrix
    habits: Matrix
    fills: Matrix

    def probabilities(
        self, attributes: Sequence[str], filled: NDArray[np.bool_], near: Matrix, usual: Matrix
    ) -> Matrix:
        """Return the probability that each cell is missing if it is empty, 1 where it is not [products, attributes].

        A row without any cell, as of a new product, nobody has filled in: what applies to it is missing.

        Args:
            attributes: the columns; of those that are not known every cell is missing.
            filled: which cells of the products are filled in [products, attributes].
            near: see `filled_near` [products, attributes].
            usual: the share of the category's products that have the attribute [products, attributes].
        """
        place = {name: column for column, name in enumerate(attributes)}
        columns = [place[name] for name in self.attributes]
        applies = _applies(_compared(near[:, columns], usual[:, columns], self.near, self.usual), self.weights)
        members, missing = _explained(filled[:, columns], applies, self.habits, self.fills)
        is_of_nobody = ~filled.any(axis=1, keepdims=True)
        probability = np.ones(filled.shape)
        probability[:, columns] = np.where(is_of_nobody, applies, np.einsum("ph,hpa->pa", members, missing))
        return probability

    def as_json(self) -> dict[str, Any]:
        """Return what `of_json` reads."""
        return {"attributes": self.attributes, **{name: getattr(self, name).round(6).tolist() for name in NUMBERS}}

    @classmethod
    def of_json(cls, facts: Mapping[str, Any]) -> MissingCells:
        """Read it back."""
        return cls(tuple(facts["attributes"]), *(np.array(facts[name], dtype=np.float64) for name in NUMBERS))


def learn_missing_cells(index: Index, texts: Texts, known: Known) -> MissingCells:
    """Learn from a sample of an index; `texts` and `known` are of its products, in its order."""
    attributes = index.tags.attributes
    count = min(SAMPLE, MOST_CELLS // max(len(attributes), 1))
    rows = np.array(drawn(texts.ids, count, "missing cells"), dtype=np.int64)
    nothing_asked = np.zeros((len(rows), len(attributes)), dtype=bool)
    queries = make_queries(
        index, texts.take(rows), index.vectors[rows], [known.asserted[row] for row in rows],
        [known.settled[row] for row in rows], nothing_asked, empty_table("mentions"),
    )  # fmt: skip
    near = filled_near(index, (nearest_by_words(index, queries), nearest_by_meaning(index, queries)))
    usual = usual_shares(index)[narrowest(index, queries.contexts["categories"])]
    has = index.filled[rows].toarray() > 0
    mean_near, mean_usual = ((seen * has).sum(axis=0) / np.maximum(has.sum(axis=0), 1) for seen in (near, usual))
    filled = index.attributes_of(queries.settled).toarray() > 0
    learned = learn_habits(filled, _compared(near, usual, mean_near, mean_usual))
    return MissingCells(attributes, mean_near, mean_usual, *learned)


def learn_habits(filled: NDArray[np.bool_], compared: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return the weights, the habits and what they fill in, as of `MissingCells`.

    Args:
        filled: which cells are filled in [products, attributes].
        compared: what tells that the attribute applies, the greater the more [products, attributes, 3].
    """
    members, weights = _by_care(filled), PRIOR
    missing = np.repeat(np.where(filled, 1.0, _applies(compared, weights))[None], len(members.T), axis=0)
    before = np.einsum("ph,hpa->pa", members, missing)
    for _ in range(MOST_ROUNDS):
        habits = (members.sum(axis=0) + 1) / (len(members) + len(members.T))
        fills = (members.T @ filled + 1) / (np.einsum("ph,hpa->ha", members, missing) + 2)
        fills = np.minimum(fills, MOST_FILLED)
        weights = _fitted(compared.reshape(-1, len(PRIOR)), before.ravel(), weights)
        members, missing = _explained(filled, _applies(compared, weights), habits, fills)
        now = np.einsum("ph,hpa->pa", members, missing)
        if np.abs(now - before).max(initial=0) < SETTLED:
            break
        before = now
    return weights, habits, fills


def _by_care(filled: NDArray[np.bool_]) -> Matrix:
    """Begin with habits that fill in less and more [products, habits]."""
    habits = min(HABITS, max(len(filled), 1))
    members = np.full((len(filled), habits), 0.1 / habits)
    order = np.argsort(filled.sum(axis=1), kind="stable")
    members[order, np.arange(len(filled)) * habits // max(len(filled), 1)] += 0.9
    return members


def _compared(near: Matrix, usual: Matrix, mean_near: Matrix, mean_usual: Matrix) -> Matrix:
    by_neighbours = np.log((near + CHANCE) / (mean_near + CHANCE))
    by_category = np.log((usual + CHANCE_SHARE) / (mean_usual + CHANCE_SHARE))
    return np.stack([by_neighbours, by_category, np.ones_like(near)], axis=-1)


def _applies(compared: Matrix, weights: Matrix) -> Matrix:
    return np.asarray(expit(compared @ weights).clip(SURE, 1 - SURE))


def _explained(filled: NDArray[np.bool_], applies: Matrix, habits: Matrix, fills: Matrix) -> tuple[Matrix, Matrix]:
    """Return how likely each row is of each habit, and if so that its empty cells are missing [habits, ...]."""
    seen = applies * fills[:, None]
    likelihood = np.where(filled, np.log(seen), np.log1p(-seen)).sum(axis=2)
    missing = np.where(filled, 1.0, (applies - seen) / (1 - seen))
    return softmax(np.log(habits) + likelihood.T, axis=1), missing


def _fitted(compared: Matrix, missing: Matrix, weights: Matrix) -> Matrix:
    """Take a short step of Newton's method towards the logistic regression of `missing`, with the prior."""
    applies = expit(compared @ weights)
    gradient = compared.T @ (applies - missing) + weights - PRIOR
    curvature = (compared * (applies * (1 - applies))[:, None]).T @ compared + np.eye(len(weights))
    return np.asarray(weights - np.linalg.solve(curvature, gradient).clip(-LONGEST_STEP, LONGEST_STEP))
