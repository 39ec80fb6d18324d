"""Filtered ranks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.ranking import RankingMetrics, filtered_ranks, mean_reciprocal_rank

SCORES = np.array([0.1, 0.9, 0.5, 0.5, 0.5])


def test_the_best_answer_has_rank_one() -> None:
    assert filtered_ranks(SCORES, [1], []) == [1.0]


def test_among_equals_an_answer_has_the_mean_place() -> None:
    assert filtered_ranks(SCORES, [2], []) == [3.0]
    assert filtered_ranks(np.zeros(5), [0], []) == [3.0]


def test_other_answers_and_known_values_stand_in_nobodys_way() -> None:
    assert filtered_ranks(SCORES, [1, 2, 3], []) == [1.0, 1.5, 1.5]
    assert filtered_ranks(SCORES, [0], [1, 2]) == [3.0]


def test_an_answer_that_nobody_could_know_stands_behind_all() -> None:
    assert filtered_ranks(SCORES, [None], []) == [6.0]
    assert filtered_ranks(np.array([0.5, np.nan, 0.1]), [1], []) == [3.0]


def test_what_was_not_ranked_shares_the_places_behind() -> None:
    assert filtered_ranks(np.array([0.5, -np.inf, -np.inf, -np.inf]), [3], []) == [3.0]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_constant_changes_of_all_scores_change_no_rank(numbers: list[int]) -> None:
    scores = np.array(numbers, dtype=np.float64)
    assert filtered_ranks(scores, [0], []) == filtered_ranks(scores * 2 + 1, [0], [])
    assert 1 <= filtered_ranks(scores, [0], [])[0] <= len(numbers)


def test_metrics_sum_up_ranks() -> None:
    metrics = RankingMetrics.of([1, 2, 4, 20])
    assert metrics.mrr == pytest.approx((1 + 1 / 2 + 1 / 4 + 1 / 20) / 4)
    assert metrics.hits == {1: 0.25, 3: 0.5, 10: 0.75}
    assert RankingMetrics.of([]).answers == 0


CANDIDATES = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=8)


@given(st.lists(CANDIDATES.filter(lambda slot: any(right for _, right in slot)), min_size=1, max_size=4))
def test_ranks_of_many_slots_at_once_are_those_of_each_alone(slots: list[list[tuple[int, bool]]]) -> None:
    scores, right = np.array([candidate for slot in slots for candidate in slot]).T
    numbers = np.repeat(np.arange(len(slots)), [len(slot) for slot in slots])
    alone = [
        rank
        for number in range(len(slots))
        for rank in filtered_ranks(scores[numbers == number], np.flatnonzero(right[numbers == number]), [])
    ]
    found = mean_reciprocal_rank(scores, right.astype(bool), numbers)
    assert found == pytest.approx(RankingMetrics.of(alone).mrr)
