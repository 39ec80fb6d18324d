"""What a ranker needs to learn from."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.calibration import LEAST_ANSWERS
from kgtag.embed.ranker import Ranker, learn_ranker


def learned(answers: int, folds: int) -> Ranker | None:
    """A ranker of as many slots, each with a right candidate and a wrong one, of products in as many folds."""
    slots = np.repeat(np.arange(answers), 2)
    right = np.tile([True, False], answers)
    table = right[:, None].astype(np.float32)
    brands = np.full(len(slots), "Brand")
    return learn_ranker(table, right, slots, slots % folds, ["slot.values"], brands, single=True, seed=1)


@pytest.mark.parametrize(("answers", "folds"), [(LEAST_ANSWERS - 1, 5), (5 * LEAST_ANSWERS, 1)])
def test_too_few_answers_or_products_teach_nothing(answers: int, folds: int) -> None:
    assert learned(answers, folds) is None


def test_answers_of_products_in_two_folds_teach_something() -> None:
    assert learned(5 * LEAST_ANSWERS, 2) is not None
