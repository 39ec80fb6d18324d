"""What queries are understood to ask."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.search.query import KindWish
from kgtag.embed.search.search import Search
from kgtag.extract.calibration import Calibration, Rates
from kgtag.extract.denial_words import BEFORE, SUFFIXES


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
        ("earphones, anything but red", ["category = Earphones", "Color ≠ red"]),
        ("earphones that aren’t red", ["category = Earphones", "Color ≠ red"]),
        ("earphones not in color red", ["category = Earphones", "Color ≠ red"]),
        ("earphones -red", ["category = Earphones", "Color ≠ red"]),
        (
            "running shoes, black, leather no thanks",
            ["category = Running shoes", "Color = black", "Material ≠ leather"],
        ),
        ("earphones in any color but red", ["category = Earphones", "Color ≠ red"]),
        ("nothing but red earphones", ["category = Earphones", "Color = red"]),
        ("earphones, nothing under 50 g", ["category = Earphones", "Weight ≥ 50 g"]),
        ("no boots, black running shoes", ["category = Running shoes", "Color = black"]),
        ("black leather free running shoes", ["category = Running shoes", "Color = black", "Material ≠ leather"]),
        ("black running shoes free of leather", ["category = Running shoes", "Color = black", "Material ≠ leather"]),
        ("waterproof, but no earphones", ["tag = waterproof", "category ≠ Earphones"]),
        ("bottle, not 500 ml", ["category = Bottles", "Capacity ≠ 500 ml"]),
        ("bottle not bigger than 0.5 l", ["category = Bottles", "Capacity ≤ 0.5 L"]),
        ("bottle not between 0.4 and 0.6 l", ["category = Bottles", "Capacity ≠ 0.4 to 0.6 L"]),
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
        ("waterproof, without leash shoe", "“without leash shoe”: nothing here is called so"),
        ("shoe without laces", "“without laces”: nothing here is called so"),
    ],
)
def test_what_cannot_be_used_is_said(search: Search, query: str, unused: str) -> None:
    assert search.answer(query, 3).query.unused == (unused,)


@given(
    st.sampled_from([*sorted(BEFORE), "except for", "free of", "frei von"]),
    st.sampled_from(["", "any ", "made of ", "aus ", "de ", "van "]),
    st.sampled_from(["red", "leather", "waterproof", "for running", "500 ml"]),
    st.sampled_from(["", "earphones ", "black shoes, "]),
)
def test_no_denial_is_read_as_its_opposite(search: Search, denial: str, link: str, value: str, before: str) -> None:
    wishes = search.understanding.read(f"{before}{denial} {link}{value}").wishes
    wanted = [wish for wish in wishes if not wish.excluded and not isinstance(wish, KindWish)]
    assert not [wish for wish in wanted if value in str(wish)]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("joint", ["-", "", " "])
def test_no_denying_suffix_is_read_as_its_opposite(search: Search, suffix: str, joint: str) -> None:
    read = search.answer(f"leather{joint}{suffix.removeprefix('-')} shoe", 3).query
    assert "Material ≠ leather" in read.understood()


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
