"""What goes with a product: baskets that held both, content, and a learned blend that foresees later baskets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array

from ..sparse import best_of_groups, matrix, row_numbers, values_at
from .blend import Blend, Candidates, find_candidates, learn_blend
from .item_models import WIDE, Likeness, keep_best, shrunken_cosine
from .model_files import load_models, save_models

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float32]

LATER = 0.2
"""The share of the baskets, the latest, that teaches the blend what the others foresee."""
RECENT = 0.25
"""The share of the baskets, the latest, that counts once more as recent."""
PASSED = 0.3
"""What a basket of a product that is only like the asked one counts for."""
NEAREST = 10
SHRINKAGE = 10.0
ANSWERS, LEAST_TOGETHER = 10, 2
"""A product's right answers: those most often with it in later baskets, at least this often."""
_FOLDER, _TREES = "goes-with", "trees.txt"
_TOGETHER, _LEADING = "together", "leading"
_MODELS = (_LEADING, _TOGETHER, "recent", "cosine", "passed", "alike")


@dataclass(frozen=True, slots=True)
class GoesWith:
    """`models` [products, products] each, `fame`: baskets of each product [products]; `blend` if there were enough."""

    models: Mapping[str, csr_array]
    fame: Real
    blend: Blend | None

    def scores(self, item: int) -> Real:
        """Return how well each product goes with one, 0 to 1, float32 [products]; 0 where nothing speaks for it."""
        drawn = find_candidates(_one_each([item], len(self.fame)), self.models, _LEADING)
        found = np.zeros(len(self.fame), np.float32)
        found[drawn.items] = self._worth(drawn, np.array([item]))
        return found

    def scores_of_new(self, items: Sequence[int], likeness: Sequence[float]) -> Real:
        """Return how well each product goes with one that is only known to be like these [products]."""
        total = np.zeros(len(self.fame), np.float32)
        for item, weight in zip(items, likeness, strict=True):
            total += np.float32(weight) * self.scores(item)
        return total / np.float32(max(sum(likeness), 1e-9))

    def counts(self, item: int) -> Real:
        """Return in how many baskets each product was with one, for those most often with it [products]."""
        return np.asarray(self.models[_TOGETHER][[item]].toarray(), dtype=np.float32).ravel()

    def save(self, folder: Path) -> None:
        """Write the models and the blend."""
        save_models(self.models, self.fame, folder / _FOLDER)
        if self.blend is not None:
            self.blend.save(folder / _FOLDER / _TREES)

    def _worth(self, drawn: Candidates, asked: NDArray[np.int64]) -> NDArray[np.float64]:
        if self.blend is None:
            return drawn.shares()[:, _MODELS.index(_LEADING)].astype(np.float64)
        return 1 / (1 + np.exp(-self.blend.scores(_features(drawn, asked, self.fame))))

    @classmethod
    def load(cls, folder: Path) -> GoesWith:
        """Read what `learn_recommendation` wrote."""
        models, fame = load_models(_MODELS, folder / _FOLDER)
        return cls(models, fame, Blend.load(folder / _FOLDER / _TREES))


def learn_goes_with(baskets: csr_array, likeness: Likeness, seed: int) -> GoesWith:
    """Learn from baskets [baskets, products] in the order of time, and the likeness of products.

    The blend learns on earlier baskets to foresee the later ones; then everything is counted anew over all of them.
    """
    cut = round(baskets.shape[0] * (1 - LATER))
    earlier, later = csr_array(baskets[:cut]), csr_array(baskets[cut:])
    blend = None
    if 0 < cut < baskets.shape[0]:
        models, fame = basket_models(earlier, likeness), _fame(earlier)
        asked = np.flatnonzero(fame > 0)
        drawn = find_candidates(_one_each(asked, len(fame)), models, _LEADING)
        answers = most_often_together(later, ANSWERS, LEAST_TOGETHER)
        right = values_at(answers, drawn.items, asked[drawn.rows]) > 0
        blend = learn_blend(_features(drawn, asked, fame), right, drawn.rows, seed)
    return GoesWith(basket_models(baskets, likeness), _fame(baskets), blend)


def basket_models(baskets: csr_array, likeness: Likeness) -> Mapping[str, csr_array]:
    """Count what stands in baskets together, overall and lately, with a product itself and with those like it."""
    together, alike = csr_array(baskets.T @ baskets), csr_array(likeness.joined.T)
    lately = csr_array(baskets[round(baskets.shape[0] * (1 - RECENT)) :])
    recent = csr_array(lately.T @ lately)
    nearest = csr_array(keep_best(likeness.joined, NEAREST).T)
    passed = csr_array(diags_array(1 / np.maximum(nearest.sum(axis=1), 1e-9)) @ nearest @ together)
    return {
        _LEADING: _best_of_rows(csr_array(together + PASSED * passed + alike)),
        _TOGETHER: _best_of_rows(together),
        "recent": _best_of_rows(recent),
        "cosine": _best_of_rows(shrunken_cosine(together, SHRINKAGE)),
        "passed": _best_of_rows(passed),
        "alike": alike,
    }


def most_often_together(baskets: csr_array, count: int, least: int) -> csr_array:
    """Return how often the `count` products most often with each (a column) were so, if `least` times or more."""
    together = csr_array(baskets.T @ baskets)
    rows, columns = row_numbers(together), together.indices.astype(np.int64)
    often = (rows != columns) & (together.data >= least)
    rows, columns, values = rows[often], columns[often], together.data[often]
    kept = best_of_groups(columns, values, rows, count)
    found = csr_array((values[kept], (rows[kept], columns[kept])), shape=together.shape)
    found.sort_indices()
    return found


def _features(drawn: Candidates, asked: NDArray[np.int64], fame: Real) -> Real:
    """Return what the blend reads: each model's share and what it says, the fame of candidate and asked product."""
    known = np.log1p(fame)
    columns = [drawn.shares(), drawn.said, known[drawn.items], known[asked[drawn.rows]]]
    return np.column_stack(columns).astype(np.float32)


def _one_each(items: Sequence[int] | NDArray[np.int64], size: int) -> csr_array:
    """Return a row for each product with nothing but itself, float32 [len(items), size]."""
    return matrix(np.arange(len(items)), np.asarray(items, dtype=np.int64), np.ones(len(items)), (len(items), size))


def _best_of_rows(scores: csr_array) -> csr_array:
    return csr_array(keep_best(csr_array(scores.T), WIDE).T)


def _fame(baskets: csr_array) -> Real:
    return np.bincount(baskets.indices, minlength=baskets.shape[1]).astype(np.float32)
