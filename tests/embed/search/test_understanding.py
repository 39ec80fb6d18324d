"""What queries are understood to ask."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kgtag.embed.search.search import Search
from kgtag.extract.calibration import Calibration, Rates


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        (
            "waterproof earphones for running under 50 g",
            ["category = Earphones", "tag = waterproof", "tag = for running", "Weight < 50 g"],
        ),
        ("black or blue earphones", ["category = Earphones", "Color = black or blue"]),
        ("black blue earphones", ["category = Earphones", "Color = black or blue"]),
        ("not red earphones", ["category = Earphones", "Color ≠ red"]),
        ("earphones, not red or black", ["category = Earphones", "Color ≠ red", "Color ≠ black"]),
        ("earphones neither red nor black", ["category = Earphones", "Color ≠ red", "Color ≠ black"]),
        ("running shoes without leather", ["category = Running shoes", "Material ≠ leather"]),
        ("leather-free running shoes", ["category = Running shoes", "Material ≠ leather"]),
        (
            "shoes without leather and waterproof",
            ["category = Running shoes", "tag = waterproof", "Material ≠ leather"],
        ),
        ("steel bottle without BPA", ["category = Bottles", "tag = BPA-free", "about: steel"]),
        ("earphones with battery life of at least 20 h", ["category = Earphones", "Battery life ≥ 20 h"]),
        ("500 ml bottle", ["category = Bottles", "Capacity = 500 ml"]),
        ("bottle between 0.4 and 0.6 l", ["category = Bottles", "Capacity 0.4 to 0.6 L"]),
        ("earphones with weight under 50", ["category = Earphones", "Weight < 50"]),
        ("something for running", ["tag = for running"]),
        ("umbrella", ["title says “umbrella”"]),
        (
            "waterprof earfones",
            ["category = Earphones", "tag = waterproof", "“waterprof” as “waterproof”", "“earfones” as “earphones”"],
        ),
        ("", []),
        ("🎧", []),
    ],
)
def test_a_query_is_understood(search: Search, query: str, understood: list[str]) -> None:
    assert search.answer(query, 3).query.understood() == understood


@pytest.mark.parametrize(
    ("query", "unused"),
    [
        ("earphones under 40 €", "“under 40 €”: no attribute here is measured so"),
        ("earphones over 5 kW", "“over 5 kW”: no attribute here is measured so"),
        ("zorgle earphones", "“zorgle”: no product says so"),
    ],
)
def test_what_cannot_be_used_is_said(search: Search, query: str, unused: str) -> None:
    assert search.answer(query, 3).query.unused == (unused,)


def test_the_words_of_a_bound_and_of_a_denial_do_not_count_as_meaning(search: Search) -> None:
    assert search.answer("light earphones under 50 g not red", 3).query.meaning == "light earphones"


def test_a_very_long_query_is_read_from_its_start_and_says_so(search: Search) -> None:
    query = search.answer("waterproof " * 100_000, 3).query
    assert query.understood() == ["tag = waterproof"]
    assert query.unused[0] == "all after the first 1,000 characters"


def test_a_word_that_hardly_ever_means_the_tag_may_stand_in_the_title_as_well(search: Search) -> None:
    rarely = Calibration(Rates(0.6, {}, {"tag": {"light": (1, 100)}}))
    doubting = replace(search, understanding=replace(search.understanding, calibration=rarely))
    assert search.answer("light shoes", 3).query.understood() == ["category = Running shoes", "tag = light"]
    loose = "tag = light or title says “light”"
    assert doubting.answer("light shoes", 3).query.understood() == ["category = Running shoes", loose]
