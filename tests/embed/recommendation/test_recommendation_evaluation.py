"""Measuring recommendations: known lists have known numbers, and the shop of two tastes is easy."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.recommendation.baselines import best_lists
from kgtag.embed.recommendation.evaluation import OURS, compared, difference, evaluate_recommendation, gains
from kgtag.kg.progress import silent
from kgtag.kg.tables import empty_table
from scipy.sparse import csr_array

from .two_tastes import USERS, content, interactions


def test_the_gain_of_a_list_is_one_over_the_logarithm_of_the_rank() -> None:
    lists = np.array([[7, 8, 9], [7, 8, 9], [7, 8, 9]])
    assert gains(lists, np.array([7, 9, 5])).tolist() == [1.0, 0.5, 0.0]


def test_a_method_that_is_always_better_is_surely_better() -> None:
    more, low, high = difference(np.full(50, 0.5), np.full(50, 0.2), 1)
    assert (more, low, high) == pytest.approx((0.3, 0.3, 0.3))
    lots = np.random.default_rng(1)
    even = compared({OURS: lots.random(500), "other": lots.random(500)}, 1)["other"]
    assert even.low < 0 < even.high


def test_the_famous_come_first_without_a_model_and_break_ties_with_one() -> None:
    own = csr_array(np.array([[1, 0, 0, 0]], dtype=np.float32))
    fame = np.array([9, 1, 3, 2], dtype=np.float32)
    assert best_lists(own, None, fame, 3).tolist() == [[2, 3, 1]]
    model = csr_array(np.array([[0, 1, 0, 0]] + [[0] * 4] * 3, dtype=np.float32))
    assert best_lists(own, model, fame, 3).tolist() == [[1, 2, 3]]


def test_a_list_ends_where_there_are_no_more_products() -> None:
    own = csr_array(np.array([[1, 0, 0]], dtype=np.float32))
    assert best_lists(own, None, np.array([1, 2, 3], dtype=np.float32), 10).tolist() == [[2, 1, -1]]


@pytest.mark.parametrize("timed", [False, True])
def test_every_user_is_asked_once_and_tastes_are_learned(timed: bool) -> None:
    result = evaluate_recommendation(interactions(timed=timed), content(), 13, silent)
    assert result is not None
    assert result.users == USERS
    assert list(result.methods) == [OURS, "popularity", "ItemKNN", "title kNN", "ItemKNN + content", "EASE"]
    assert result.methods[OURS].recall > 0.9
    assert result.methods[OURS].ndcg > result.methods["popularity"].ndcg + 0.1


def test_without_interactions_there_is_nothing_to_measure() -> None:
    assert evaluate_recommendation(empty_table("interactions"), content(), 13, silent) is None
