"""What goes with a product in a shop of two tastes, where a basket is what a user bought."""

from __future__ import annotations

import numpy as np
from kgtag.embed.recommendation.goes_with import GoesWith, learn_goes_with, most_often_together
from kgtag.embed.recommendation.interaction_matrix import baskets_of
from kgtag.embed.recommendation.item_models import Likeness
from scipy.sparse import csr_array

from .two_tastes import EACH, IDS, NEW, interactions, row


def test_what_stands_in_most_baskets_with_a_product_goes_with_it_best(goes_with: GoesWith) -> None:
    best = np.argsort(-goes_with.scores(row("tea-5")))[:2]
    assert {IDS[one] for one in best} == {"tea-4", "tea-6"}


def test_scores_are_positive_for_what_goes_with_a_product_and_nothing_for_itself(goes_with: GoesWith) -> None:
    scores = goes_with.scores(row("tea-5"))
    assert scores[row("tea-5")] == 0
    assert scores[row("tea-4")] > 0
    assert not scores[EACH:-1].any()


def test_a_new_product_goes_with_what_goes_with_its_like(goes_with: GoesWith) -> None:
    assert goes_with.scores(row(NEW[0]))[:EACH].max() > 0


def test_baskets_are_counted_for_the_reason(goes_with: GoesWith) -> None:
    baskets = baskets_of(interactions(), IDS, 13).toarray()
    both = int((baskets[:, row("tea-5")] * baskets[:, row("tea-6")]).sum())
    assert both > 0
    assert goes_with.counts(row("tea-5"))[row("tea-6")] == both


def test_a_blend_is_learned_where_later_baskets_show_enough() -> None:
    lots = np.random.default_rng(1)
    pairs = lots.integers(0, 100, 6_000)
    baskets = np.zeros((6_000, 200), np.float32)
    baskets[np.arange(6_000), 2 * pairs] = baskets[np.arange(6_000), 2 * pairs + 1] = 1
    none = csr_array((200, 200), dtype=np.float32)
    learned = learn_goes_with(csr_array(baskets), Likeness(none, none, none, none), 1)
    assert learned.blend is not None
    assert all(int(np.argmax(learned.scores(item))) == item ^ 1 for item in range(200))


def test_what_was_together_less_often_than_asked_is_no_answer() -> None:
    baskets = csr_array(np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1]], dtype=np.float32))
    assert most_often_together(baskets, 10, 2).toarray().tolist() == [[0, 2, 0], [2, 0, 0], [0, 0, 0]]
    assert most_often_together(baskets, 1, 1).toarray()[:, 0].tolist() == [0, 2, 0]
