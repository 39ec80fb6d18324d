"""What each kind of evidence is worth: the ranker is learned without its features, on the training questions alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..features import FAMILIES
from ..ranker import fit_trees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..learning import Questions

WHOLE = "everything"


def worth_of_families(questions: Questions, seed: int) -> Mapping[str, float]:
    """Return the mean reciprocal rank with all features, and how much of it each family's absence costs.

    Learned on four folds of the questions' products and measured on the fifth; among the candidates alone.
    """
    held_out = questions.folds == 0
    learned, asked = questions.take(~held_out), questions.take(held_out)
    if not learned.right.any() or not asked.right.any():
        return {}

    def quality(family: str | None) -> float:
        kept = [
            place
            for place, name in enumerate(questions.features)
            if family is None or name.removesuffix(".gap").split(".")[0] not in FAMILIES[family]
        ]
        trees = fit_trees(learned.table[:, kept], learned.right, seed)
        return asked.mean_reciprocal_rank(np.asarray(trees.predict(asked.table[:, kept])))

    whole = quality(None)
    return {WHOLE: whole, **{family: whole - quality(family) for family in FAMILIES}}
