"""Scores become probabilities that are met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.calibration import LEAST_ANSWERS, Calibration, Line, learn_calibration, learn_intercepts, supported


def test_a_slot_adds_up_to_one_at_most_and_leaves_room_for_none_of_these() -> None:
    probability = Calibration(True).found(np.array([0.0, 0.0, 5.0]), np.array([1, 1, 2]), np.ones(3, dtype=bool))
    assert probability[:2] == pytest.approx([1 / 3, 1 / 3])
    assert probability[2] == pytest.approx(1 / (1 + np.exp(-5)))


@given(st.lists(st.floats(-800, 800), min_size=1, max_size=8), st.floats(-3, 3))
def test_extreme_scores_give_probabilities_all_the_same(scores: list[float], level: float) -> None:
    for single in (True, False):
        one_slot, bare = np.zeros(len(scores), dtype=np.int64), np.zeros(len(scores), dtype=bool)
        found = Calibration(single, Line(1.0, level), Line(1.0, level)).found(np.array(scores), one_slot, bare)
        assert np.isfinite(found).all()
        assert (found >= 0).all()
        assert found.sum() <= (1 + 1e-9 if single else len(scores))


@pytest.mark.parametrize("single", [True, False])
def test_a_ranker_that_is_too_sure_is_toned_down(single: bool) -> None:
    rng = np.random.default_rng(0)
    slots = np.repeat(np.arange(2000), 2)
    scores = np.tile([6.0, -6.0], 2000)
    right = np.zeros(4000, dtype=bool)
    right[::2] = rng.random(2000) < 0.7
    bare = np.ones(4000, dtype=bool)
    found = learn_calibration(scores, right, slots, bare, single=single).found(scores, slots, bare)
    assert found[::2].mean() == pytest.approx(right[::2].mean(), abs=0.03)


@pytest.mark.parametrize("single", [True, False])
def test_none_of_these_keeps_a_chance_though_it_never_happened(single: bool) -> None:
    """Forty questions, all answered rightly: the next one may be the first that is not."""
    slots, right = np.arange(40), np.ones(40, dtype=bool)
    scores, bare = np.linspace(2, 4, 40), np.ones(40, dtype=bool)
    found = learn_calibration(scores, right, slots, bare, single=single).found(scores, slots, bare)
    assert found == pytest.approx(np.full(40, 41 / 42), abs=0.01)


def test_a_fit_does_not_end_where_it_began() -> None:
    """Few slots of three candidates, the best one right four times in five: "none of these" is seldom right."""
    rng = np.random.default_rng(117)
    count = int(rng.integers(40, 150))
    slots, scores = np.repeat(np.arange(count), 3), rng.normal(-2, 3, 3 * count)
    right = np.zeros(3 * count, dtype=bool)
    for first in range(0, 3 * count, 3):
        best = first + int(np.argmax(scores[first : first + 3]))
        right[best] = rng.random() < rng.uniform(0.6, 1)
    calibration = learn_calibration(scores, right, slots, np.ones(3 * count, dtype=bool), single=True)
    assert calibration.line.level == pytest.approx(-1.83, abs=0.1)


def test_the_first_tag_of_a_product_and_one_more_are_trusted_apart() -> None:
    """Equal scores: of the products without a tag the first answer is always right, of the others every second one."""
    bare = np.repeat([True, False], 400)
    right = bare | (np.arange(800) % 2 == 0)
    scores, slots = np.zeros(800), np.arange(800)
    found = learn_calibration(scores, right, slots, bare, single=False).found(scores, slots, bare)
    assert found[bare].min() > 0.99
    assert found[~bare] == pytest.approx(np.full(400, 0.5), abs=0.01)


def test_where_too_few_products_have_no_tag_all_are_trusted_alike() -> None:
    bare = np.arange(800) < LEAST_ANSWERS - 1
    right = bare | (np.arange(800) % 2 == 0)
    calibration = learn_calibration(np.zeros(800), right, np.arange(800), bare, single=False)
    assert calibration.line == calibration.more


@pytest.mark.parametrize("single", [True, False])
def test_an_attribute_that_is_harder_to_tell_is_claimed_less_for_equal_scores(single: bool) -> None:
    attributes = np.repeat(["Brand", "Features"], 500)
    right = (attributes == "Brand") | (np.arange(1000) % 2 == 0)
    scores, slots, bare = np.full(1000, 2.0), np.arange(1000), np.ones(1000, dtype=bool)
    calibration = learn_calibration(scores, right, slots, bare, single=single)
    raised = learn_intercepts(calibration, scores, right, slots, bare, attributes)
    found = calibration.found(scores + [raised[name] for name in attributes], slots, bare)
    assert found[0] > 0.95
    assert found[-1] == pytest.approx(0.5, abs=0.05)


def test_few_answers_of_an_attribute_move_it_a_little() -> None:
    """A thousand of Brand, met as they are claimed, and three of Color, all claimed at .88 and all wrong."""
    rng = np.random.default_rng(0)
    attributes, slots, bare = np.array(["Brand"] * 1000 + ["Color"] * 3), np.arange(1003), np.ones(1003, dtype=bool)
    scores = np.append(rng.normal(0, 2, 1000), [2.0] * 3)
    right = (rng.random(1003) < 1 / (1 + np.exp(-scores))) & (attributes == "Brand")
    calibration = learn_calibration(scores, right, slots, bare, single=False)
    raised = learn_intercepts(calibration, scores, right, slots, bare, attributes)
    assert abs(raised["Brand"]) < 0.1
    assert -1.5 < raised["Color"] < -0.4


def test_few_cells_support_no_sure_claim_and_many_do_not_hold_one_back() -> None:
    most = supported(np.array([0, 1, 2, 10_000]), np.zeros(4, dtype=np.float32))
    assert most == pytest.approx([1 / 2, 2 / 3, 3 / 4, 1], abs=1e-3)


def test_what_the_text_says_needs_no_cells() -> None:
    most = supported(np.array([1, 1]), np.array([0.9, 0.3], dtype=np.float32))
    assert most == pytest.approx([0.9, 2 / 3])


def test_where_products_leave_out_tags_a_sure_one_is_surer_than_what_questions_show() -> None:
    calibration = Calibration(False, listed=0.8)
    shown = 0.4 / 0.6
    scores, slots = np.log([shown / (1 - shown), 0.1 / 0.9]), np.array([0, 0])
    sure, unlikely = calibration.probabilities(scores, slots, np.zeros(2, dtype=bool))
    assert sure > 0.95
    assert unlikely < 0.1
    assert Calibration(False).probabilities(scores, slots, np.zeros(2, dtype=bool)) == pytest.approx([shown, 0.1])


def test_of_a_product_without_tags_only_the_share_listed_is_accounted_for() -> None:
    found = Calibration(False, listed=0.8).probabilities(
        np.zeros(1), np.zeros(1, dtype=np.int64), np.ones(1, dtype=bool)
    )
    assert found == pytest.approx([0.5 / 0.8])
