"""Boosted trees that order candidates by what several models say (LambdaMART, Burges 2010); knows no product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from ...kg.tables import write_text
from ..learned_files import read_trees as stored_trees
from ..sparse import best_of_groups, row_numbers, values_at
from .model_files import LEARN_ANEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float32]

CANDIDATES = 100
ROUNDS = 120
LEAST_LISTS = 50
"""Fewer lists with a right candidate teach nothing that holds elsewhere."""
FEW = 5_000
_PARTS = ("split_feature", "threshold", "left_child", "right_child", "leaf_value")
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "lambda_l2": 10.0,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Products that may come next in each of `lists` lists; the candidates of a list stand together.

    `rows`: which list. `items`: which product. `said` float32 [candidates, models]: what each model says.
    """

    lists: int
    rows: Whole
    items: Whole
    said: Real

    def shares(self) -> Real:
        """Return what each model says as a share of the most that it says in the list.

        So what is learned from short histories holds for long ones, and what is learned from few purchases for many.
        """
        most = np.zeros((self.lists, self.said.shape[1]), np.float32)
        np.maximum.at(most, self.rows, self.said)
        return (self.said / np.maximum(most[self.rows], 1e-9)).astype(np.float32)


def find_candidates(
    histories: csr_array, models: Mapping[str, csr_array], leading: str,
    allowed: NDArray[np.bool_] | None = None, wanted: int | None = None,
) -> Candidates:  # fmt: skip
    """Find the `CANDIDATES` products of which the leading model says most, without those in the history itself.

    Args:
        histories: [lists, products].
        models: [products, products] each; what one says is the sum over the history.
        leading: name of the model that draws up the candidates.
        allowed: which products may be proposed [products].
        wanted: a product that is drawn up wherever the leading model knows it, also when it is not among the best.
    """
    said = {name: _sorted(csr_array(histories @ model)) for name, model in models.items()}
    first = said[leading]
    rows, items = row_numbers(first), first.indices.astype(np.int64)
    fresh = (values_at(_sorted(histories), rows, items) == 0) & (first.data > 0)
    if allowed is not None:
        fresh &= allowed[items]
    rows, items, values = rows[fresh], items[fresh], first.data[fresh]
    kept = _near_the_best(rows, values, histories.shape[0])
    kept[kept] = best_of_groups(rows[kept], values[kept], items[kept], CANDIDATES)
    if wanted is not None:
        kept |= items == wanted
    rows, items = rows[kept], items[kept]
    columns = [values_at(one, rows, items) for one in said.values()]
    return Candidates(histories.shape[0], rows, items, np.column_stack(columns))


@dataclass(frozen=True, slots=True)
class Tree:
    """Inner nodes ask whether a feature is at most a threshold; a child below 0 is the leaf ~child."""

    feature: Whole
    threshold: NDArray[np.float64]
    left: Whole
    right: Whole
    leaf: NDArray[np.float64]

    def scores(self, table: Real) -> NDArray[np.float64]:
        """Return the leaf's value for every row."""
        node = np.zeros(len(table), dtype=np.int64) if len(self.feature) else np.full(len(table), -1)
        while len(inner := np.flatnonzero(node >= 0)):
            at = node[inner]
            low = table[inner, self.feature[at]] <= self.threshold[at]
            node[inner] = np.where(low, self.left[at], self.right[at])
        values: NDArray[np.float64] = self.leaf[~node]
        return values


@dataclass(frozen=True, slots=True)
class Blend:
    """Trees that were learned by `learn_blend`; `text` is how LightGBM writes them."""

    text: str

    def scores(self, table: Real) -> NDArray[np.float64]:
        """Return a score for every row of a table [candidates, features]; only their order in a list has a meaning.

        LightGBM answers many rows faster, but to import it takes longer than to answer a few without it.
        """
        if len(table) > FEW:
            from lightgbm import Booster

            predicted = Booster(model_str=self.text).predict(table, num_threads=PARAMETERS["num_threads"])
            return np.asarray(predicted, dtype=np.float64)
        scores = np.zeros(len(table))
        for tree in read_trees(self.text):
            scores += tree.scores(table)
        return scores

    def save(self, path: Path) -> None:
        """Write the trees as LightGBM writes them."""
        write_text(self.text, path)

    @classmethod
    def load(cls, path: Path) -> Blend | None:
        """Read the trees of a file; `None` where none were learned. Raises WorkspaceError for a damaged file."""
        return cls(stored_trees(path, LEARN_ANEW)) if path.exists() else None


def read_trees(text: str) -> list[Tree]:
    """Read the trees of a model that LightGBM has written; features are numbers, none is missing."""
    trees = []
    for block in text.partition("end of trees")[0].split("\nTree=")[1:]:
        parts = dict(line.partition("=")[::2] for line in block.splitlines()[1:])
        numbers = {name: np.array(parts.get(name, "").split(), dtype=np.float64) for name in _PARTS}
        feature, threshold, left, right, leaf = numbers.values()
        trees.append(Tree(feature.astype(np.int64), threshold, left.astype(np.int64), right.astype(np.int64), leaf))
    return trees


def learn_blend(table: Real, right: NDArray[np.bool_], rows: Whole, seed: int) -> Blend | None:
    """Learn to put right candidates first; `None` when fewer than `LEAST_LISTS` lists have one.

    Args:
        table: float32 [candidates, features].
        right: which candidates are right.
        rows: number of each candidate's list, not decreasing.
        seed: of the trees' column sampling.
    """
    useful = np.isin(rows, np.unique(rows[right]))
    _, sizes = np.unique(rows[useful], return_counts=True)
    if len(sizes) < LEAST_LISTS:
        return None
    import lightgbm

    data = lightgbm.Dataset(table[useful], right[useful].astype(np.int32), group=sizes, params=PARAMETERS)
    return Blend(lightgbm.train({**PARAMETERS, "seed": seed}, data, ROUNDS).model_to_string())


def _near_the_best(rows: Whole, values: Real, lists: int) -> NDArray[np.bool_]:
    """Mark in every list what is at least as great as its `CANDIDATES`th: the few that are worth sorting."""
    starts = np.searchsorted(rows, np.arange(lists + 1))
    near = np.ones(len(rows), dtype=bool)
    for row in np.flatnonzero(np.diff(starts) > CANDIDATES):
        own = slice(starts[row], starts[row + 1])
        near[own] = values[own] >= np.partition(values[own], -CANDIDATES)[-CANDIDATES]
    return near


def _sorted(rows: csr_array) -> csr_array:
    rows.sort_indices()
    return rows
