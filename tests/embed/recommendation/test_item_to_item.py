"""What is like a product: the parts that similarity is joined from, who is near, and how many are asked at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from kgtag.embed.recommendation.content import Content, workspace_content
from kgtag.embed.recommendation.diversity import diversified, pool_size
from kgtag.embed.recommendation.item_to_item import best, block_size, part_weights, queries_of, similarities

from .shop import shop


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return workspace_content(shop(tmp_path_factory.mktemp("similar") / "shop"))


def nearest(content: Content, product: str) -> list[str]:
    row = content.ids.index(product)
    scores = similarities(content, queries_of(content, [row]))[0]
    return [content.ids[place] for place in best(scores, 10) if place != row]


def test_what_shares_more_and_rarer_tags_comes_first(content):
    assert set(nearest(content, "red-acme")[:2]) == {"red-zeno", "blue-acme"}
    assert nearest(content, "red-acme")[2:] == ["lamp-red", "boot"]
    assert nearest(content, "lamp") == ["lamp-red"]


def test_a_product_without_tags_and_words_is_like_nothing(content):
    assert nearest(content, "bare") == []


def test_a_product_is_wholly_like_itself_and_likeness_is_mutual(content):
    rows = np.arange(len(content.ids) - 1)
    alike = similarities(content, queries_of(content, rows))[:, rows]
    known = alike.diagonal()[[content.ids.index(name) for name in ("red-acme", "lamp")]]
    assert np.allclose(known, 1, atol=1e-5)
    assert np.allclose(alike, alike.T, atol=1e-6)


def test_parts_that_are_not_there_give_their_share_to_the_others(content):
    assert part_weights(content, queries_of(content, [0])) == {"tags": 0.25, "words": 0.75}
    trained = replace(content, text=np.eye(len(content.ids), 4, dtype=np.float32))
    assert set(part_weights(trained, queries_of(trained, [0]))) == {"tags", "words", "text"}
    by_text_alone = replace(queries_of(trained, [0]), text=np.zeros((1, 0), np.float32))
    assert set(part_weights(trained, by_text_alone)) == {"tags", "words"}


def test_a_large_catalog_is_asked_in_small_blocks(content):
    large = replace(content, ids=("x",) * 200_000)
    assert block_size(large) * 200_000 * 4 <= 16 << 20


def test_items_that_are_not_allowed_are_not_there(content):
    scores = np.arange(len(content.ids), dtype=np.float32)
    allowed = scores < 3
    assert best(scores, 2, allowed).tolist() == [2, 1]


SCORES = arrays.arrays(np.float32, st.integers(0, 30), elements=st.floats(0, 1, width=16))


@given(SCORES, st.integers(1, 10))
def test_the_best_are_those_that_sorting_finds(scores, top):
    order = sorted((row for row in range(len(scores)) if scores[row] > 0), key=lambda row: (-scores[row], row))
    assert best(scores, top).tolist() == order[:top]


def test_without_diversity_the_order_of_the_scores_stays(content):
    rows, scores = np.array([1, 2, 4]), np.array([0.9, 0.8, 0.1], dtype=np.float32)
    assert pool_size(3, 0.0) == 3
    assert diversified(content, rows, scores, 2, 0.0).tolist() == [0, 1]


def test_diversity_prefers_what_is_unlike_the_items_before(content):
    names = ("red-acme", "red-zeno", "lamp")
    rows = np.array([content.ids.index(name) for name in names])
    scores = np.array([0.9, 0.85, 0.5], dtype=np.float32)
    assert [names[place] for place in diversified(content, rows, scores, 3, 0.7)] == ["red-acme", "lamp", "red-zeno"]


def test_diversity_shows_each_item_once_and_no_more_than_there_are(content):
    rows, scores = np.arange(4), np.full(4, 0.5, dtype=np.float32)
    assert sorted(diversified(content, rows, scores, 9, 1.0).tolist()) == [0, 1, 2, 3]
