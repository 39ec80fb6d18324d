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
    return learn_ranker(table, right, slots, slots % folds, ["slot.mention.confidence"], brands, single=True, seed=1)


@pytest.mark.parametrize(("answers", "folds"), [(LEAST_ANSWERS - 1, 5), (5 * LEAST_ANSWERS, 1)])
def test_too_few_answers_or_products_teach_nothing(answers: int, folds: int) -> None:
    assert learned(answers, folds) is None


def test_answers_of_products_in_two_folds_teach_something() -> None:
    assert learned(5 * LEAST_ANSWERS, 2) is not None


def test_single_values_that_the_text_says_and_others_are_trusted_apart() -> None:
    """What the text says is always right, and of what it does not say every second answer."""
    slots = np.arange(400)
    said = slots < 200
    right = said | (slots % 2 == 0)
    table, brands = np.where(said, 0.9, 0.0).astype(np.float32)[:, None], np.full(400, "Brand")
    ranker = learn_ranker(table, right, slots, slots % 5, ["slot.mention.confidence"], brands, single=True, seed=1)
    assert ranker is not None
    probability = ranker.probabilities(table, slots, np.asarray, brands)
    assert probability[said].min() > 0.95
    assert probability[~said] == pytest.approx(np.full(200, 0.5), abs=0.05)
