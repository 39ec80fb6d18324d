"""Which products a query finds, in what order, and why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.embed.search.search import Search
from kgtag.kg.settings import Settings

from .shops import build_shop


def ids(search: Search, query: str, top: int = 10) -> list[str]:
    return [item.id for item in search.answer(query, top).items]


def test_products_that_have_all_come_first_and_asserted_before_predicted(search: Search) -> None:
    answer = search.answer("waterproof earphones", 10)
    assert [item.id for item in answer.items] == ["E1", "E2", "E3"]
    assert (answer.full, answer.perhaps) == (1, 1)
    assert [item.unmet for item in answer.items] == [(), (), ("tag = waterproof (not known)",)]


def test_what_a_text_says_too_weakly_to_be_asserted_is_perhaps_so(tmp_path: Path) -> None:
    shirts = [
        {"id": f"S{number}", "title": f"Shirt {number}", "category": ["Shirts"], "tags": [], "attributes": cells}
        for number, cells in enumerate([{"Color": "red"}, {}, {"Color": "black"}, {"Color": "red"}])
    ]
    mentioned = [("S1", "Color", "red", 0.53), ("S2", "Color", "red", 0.53)]
    answer = Search.load(build_shop(tmp_path, shirts, mentioned=mentioned), Settings(workspace=tmp_path)).answer(
        "red shirt", 10
    )
    assert [item.id for item in answer.items] == ["S0", "S3", "S1"]
    assert (answer.full, answer.perhaps, answer.relaxed) == (2, 1, ())


def test_a_product_that_is_not_as_asked_shows_no_reason_that_it_were(tmp_path: Path) -> None:
    goods = [("S0", "Shirts", "black"), ("S1", "Shirts", "blue"), ("H0", "Hats", "red")]
    products = [
        {"id": name, "title": name, "category": [category], "tags": [], "attributes": {"Color": color}}
        for name, category, color in goods
    ]
    workspace = build_shop(tmp_path, products, mentioned=[("S0", "Color", "red", 0.53)])
    items = Search.load(workspace, Settings(workspace=tmp_path)).answer("red shirt", 1).items
    assert [(item.id, item.matches, item.unmet) for item in items] == [("S0", (), ("Color = red (is black)",))]


def test_a_category_is_kept_to_as_long_as_it_has_products(search: Search) -> None:
    assert "C1" not in ids(search, "black earphones")


def test_each_match_says_what_it_rests_on(search: Search) -> None:
    items = {item.id: item for item in search.answer("waterproof earphones under 70 g", 2).items}
    sure, guessed = items["E1"], items["E2"]
    assert [match.as_json() for match in sure.matches] == [
        {"attribute": "tag", "tag": "waterproof", "asserted": True, "probability": 1.0,
         "evidence": {"origin": "catalog", "field": "attributes.tag", "quote": "waterproof"}},
        {"attribute": "Weight", "tag": "40 g", "asserted": True, "probability": 1.0,
         "evidence": {"origin": "catalog", "field": "attributes.Weight", "quote": "40 g"}},
    ]  # fmt: skip
    assert [match.as_json() for match in guessed.matches][:1] == [
        {"attribute": "tag", "tag": "waterproof", "asserted": False, "probability": 0.8, "evidence": None}
    ]


def test_where_nothing_has_all_the_lightest_wish_is_given_up_and_the_nearest_comes_first(search: Search) -> None:
    answer = search.answer("blue or red earphones under 40 g", 10)
    assert answer.relaxed == ("Weight < 40 g",)
    assert [item.id for item in answer.items][:2] == ["E3", "E2"]
    assert answer.items[0].unmet == ("Weight < 40 g (is 45 g)",)


def test_what_is_excluded_is_not_shown(search: Search) -> None:
    assert ids(search, "running shoes not leather") == ["S2", "S3"]
    assert ids(search, "earphones not waterproof") == ["E3"]


def test_a_predicted_value_counts_when_it_is_more_likely_than_not(search: Search) -> None:
    assert ids(search, "black running shoes") == ["S1", "S3"]


def test_another_known_value_counts_less_than_none(search: Search) -> None:
    assert ids(search, "white running shoes")[0] == "S2"
    facts = search.facts
    (wish,) = search.understanding.read("white").wishes
    worth = dict(zip(facts.products["id"], facts.fulfilment(wish).worth, strict=True))
    assert worth["S2"] == 1 > worth["T1"] > worth["S1"]


def test_words_alone_find_products_by_title_before_description(search: Search) -> None:
    assert ids(search, "laces") == ["S3"]
    assert ids(search, "rain") == ["T1"]
    assert ids(search, "日傘") == ["T1"]


def test_only_allowed_products_are_answered(search: Search) -> None:
    allowed = np.array([name in ("E3", "S1") for name in search.facts.products["id"]])
    assert [item.id for item in search.answer("waterproof earphones", 10, allowed).items] == ["E3"]


def test_top_cuts_the_list_and_scores_fall(search: Search) -> None:
    items = search.answer("black", 2).items
    assert len(items) == 2
    assert 1 >= items[0].score >= items[1].score > 0


@pytest.mark.parametrize(
    "query", ["\x00", "\u202e\u200f", "שלום earphones", "'; DROP TABLE products --", "((((", "\\p{"]
)
def test_hostile_queries_are_answered(search: Search, query: str) -> None:
    assert search.answer(query, 3).query.text == query


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.lists(
    st.sampled_from(["not", "or", "black", "red", "earphones", "under", "50", "g", "free", "without", ",", "-", "for"]),
    max_size=9,
).map(" ".join))  # fmt: skip
def test_any_query_is_answered_with_scores_in_order(search: Search, query: str) -> None:
    items = search.answer(query, 10).items
    scores = [item.score for item in items]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len({item.id for item in items}) == len(items)
