"""Reasons that a person accepts."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
import pytest
from kgtag.embed.reasons import means_something
from kgtag.kg.progress import silent

from .conftest import SCHEMA, World, mentions_table, own_evidence, product_row, products_table


@pytest.mark.parametrize("said", ["acme", "for running", "18v drill", "防 水", "cera ve"])
def test_words_that_mean_something_may_be_a_reason(said: str) -> None:
    assert means_something(said)


@pytest.mark.parametrize("said", ["y", "ml no", "the", "with a", "5", "84 cm", "の", "ス ピ", "usb 端", "対"])
def test_function_words_units_and_bare_numbers_are_no_reason(said: str) -> None:
    assert not means_something(said)


def reasons_for(world: World, title: str, attribute: str, value: str) -> list[str]:
    """The reasons for a value of a product of which only its title and a tagger's mention of Zeno are known."""
    products = products_table([product_row("new", title, {})])
    zeno = title.find("Zeno")
    mentions = mentions_table([("new", "Brand", "Zeno", "Zeno", zeno, 0.7, "tagger")] if zeno >= 0 else [])
    settings = replace(world.settings, top=10)
    found = world.completion.predict(products, mentions, own_evidence(products), SCHEMA, settings, silent)
    rows = found.filter((pl.col("attribute") == attribute) & (pl.col("value") == value))
    return [reason["text"] for text in rows["reasons"] for reason in json.loads(text)]


def test_a_name_that_the_text_denies_is_quoted_for_nothing(world: World) -> None:
    assert "the title says “Zeno”" in reasons_for(world, "shoe by Zeno", "Brand", "Zeno")
    assert not [text for text in reasons_for(world, "shoe without Zeno", "Brand", "Zeno") if "eno" in text]


def test_words_that_stand_everywhere_are_no_reason(world: World) -> None:
    """Two in three products are of leather, and so are two in three of those that have a number."""
    assert not [text for text in reasons_for(world, "number", "tag", "Leather") if "“number”" in text]
    assert any("“shoe" in text for text in reasons_for(world, "shoe number", "tag", "Footwear"))


def test_words_are_quoted_as_the_text_writes_them(world: World) -> None:
    assert any("“shoes" in text for text in reasons_for(world, "shoes number", "tag", "Footwear"))
