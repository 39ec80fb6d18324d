"""Nearness as text."""

from __future__ import annotations

import polars as pl
import pytest
from kgtag.embed.search.relevance import Words, query_terms
from kgtag.embed.search.spelling import corrections, respelt


def scores(texts: list[tuple[str, str, str]], query: str) -> list[float]:
    frame = pl.DataFrame(texts, schema=["title", "category", "description"], orient="row")
    return list(Words(frame).scores(query_terms(query))[0])


def test_a_word_counts_most_in_the_title_and_a_rare_one_most_of_all() -> None:
    title, category, description, none = scores(
        [("red shoe", "", "x x"), ("x x", "red shoe", ""), ("x", "", "red shoe x"), ("x", "", "")], "shoe"
    )
    assert title > category > description > none == 0
    rare, common = scores([("rare thing", "", ""), ("common thing", "", ""), ("common one", "", "")], "rare common")[:2]
    assert rare > common


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("two batteries", "battery"),
        ("a battery", "batteries"),
        ("Shoes", "shoe"),
        ("the shoe", "shoes"),
        ("防水耳机", "耳机"),
        ("Torréfaction foncée", "torrefaction foncee"),
        ("HUILE D'OLIVE", "huile d'olive"),
        ("Olives de Nyons", "l’olive"),
        ("olio di semi", "dell'olio"),
    ],
)
def test_singular_plural_accents_elisions_and_unspaced_scripts_are_found(text: str, query: str) -> None:
    assert scores([(text, "", ""), ("other", "", "")], query)[0] > 0


def test_a_word_inside_another_is_not_that_word() -> None:
    assert scores([("carpet", "", ""), ("x", "", "")], "car")[0] == 0


def test_terms_leave_out_words_that_say_nothing() -> None:
    assert query_terms("the shoes for the running") == ["shoe", "running"]


def test_a_misspelt_word_is_read_as_the_nearest_known_one() -> None:
    known = {"waterproof", "earphones", "lavender", "speakers"}
    assert corrections(["waterprof", "earfones", "blender", "sneakers", "xyz"], known) == {
        "waterprof": "waterproof",
        "earfones": "earphones",
    }
    assert corrections(["polyesterfrei"], {"polyester"}) == corrections(["polyester"], {"polyesterfrei"}) == {}
    assert respelt("black earfones, big", {"earfones": "earphones"}) == "black earphones, big"
