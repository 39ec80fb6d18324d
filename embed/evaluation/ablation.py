"""What each kind of evidence is worth: the ranker is learned without its features, on the training questions alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..features import FAMILIES
from ..ranker import cross_fitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..learning import Questions

WHOLE = "everything"


def worth_of_families(questions: Questions, seed: int) -> Mapping[str, float]:
    """Return the mean reciprocal rank with all features, and how much of it each family's absence costs.

    Every product is ranked by trees that learned from the other folds; among the candidates alone.
    """
    if not questions.right.any() or len(np.unique(questions.folds)) < 2:
        return {}

    def quality(family: str | None) -> float:
        kept = [
            place
            for place, name in enumerate(questions.features)
            if family is None or name.removesuffix(".gap").split(".")[0] not in FAMILIES[family]
        ]
        scores = cross_fitted(questions.table[:, kept], questions.right, questions.folds, seed)
        return questions.mean_reciprocal_rank(scores)

    whole = quality(None)
    return {WHOLE: whole, **{family: whole - quality(family) for family in FAMILIES}}
