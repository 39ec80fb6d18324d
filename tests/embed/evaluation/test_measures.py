"""Metrics with intervals, and claims held against what is right."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.evaluation.measures import BestAnswer, Clock, Ranks, Reliability


def test_an_interval_surrounds_the_mean_and_narrows_with_more_products() -> None:
    rng = np.random.default_rng(0)
    ranks = rng.integers(1, 5, size=2_000).astype(float)
    names = [f"p{number}" for number in range(len(ranks))]
    many = Ranks(names, {"ours": ranks.tolist()}).intervals()["ours"]
    few = Ranks(names[:100], {"ours": ranks[:100].tolist()}).intervals()["ours"]
    assert many.low < many.value < many.high
    assert many.high - many.low < (few.high - few.low) / 2


def test_answers_of_one_product_do_not_count_as_independent() -> None:
    ranks = [1.0, 4.0] * 200
    own = [f"p{number // 20}" for number in range(400)]
    alike = sorted(ranks)
    apart = Ranks([f"p{number}" for number in range(400)], {"ours": alike}).intervals()["ours"]
    together = Ranks(own, {"ours": alike}).intervals()["ours"]
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_the_lead_is_the_difference_on_the_same_answers() -> None:
    ranks = Ranks(["a", "b", "c"], {"ours": [1.0, 1.0, 2.0], "other": [2.0, 2.0, 4.0]})
    assert ranks.lead("ours", "other").value == pytest.approx((0.5 + 0.5 + 0.25) / 3)
    assert ranks.lead("ours", "ours").high == 0


def test_claims_are_counted_from_each_threshold_on() -> None:
    sure = [BestAnswer(0.96, 0.9, number < 9, number < 10, idle=False) for number in range(10)]
    idle = [BestAnswer(0.92, 0.6, False, number < 3, idle=True) for number in range(4)]
    unsure = [BestAnswer(0.4, 0.4, number < 4, number < 4, idle=False) for number in range(6)]
    found = Reliability.of([*sure, *idle, *unsure])
    at = {one.probability: one for one in found.thresholds}
    assert at[0.95].coverage == 0.5
    assert at[0.95].precision is not None
    assert at[0.95].precision.value == 0.9
    assert at[0.9].implied is not None
    assert at[0.9].implied.value == pytest.approx(13 / 14)
    assert at[0.98].precision is None
    assert (found.idle_claims, found.idle_unimplied) == (1.0, 0.25)


def test_without_answers_there_is_nothing_to_trust() -> None:
    found = Reliability.of([])
    assert (found.slots, found.error.error, found.idle_claims) == (0, 0.0, None)


def test_a_clock_adds_up_what_is_spent_on_a_name() -> None:
    clock = Clock()
    for names in (("a",), ("a", "b")):
        with clock.of(*names):
            sum(range(10_000))
    assert clock.seconds["a"] >= clock.seconds["b"] >= 0
    assert clock.rounded().keys() == {"a", "b"}
