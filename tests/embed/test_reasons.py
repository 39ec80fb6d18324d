"""Reasons that a person accepts."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
import pytest
from kgtag.embed.reasons import means_something, quote
from kgtag.kg.progress import silent

from .conftest import SCHEMA, World, mentions_table, own_evidence, product_row, products_table


@pytest.mark.parametrize("said", ["acme", "for running", "18v drill", "防 水", "𠮷 野", "cera ve"])
def test_words_that_mean_something_may_be_a_reason(said: str) -> None:
    assert means_something(said)


@pytest.mark.parametrize("said", ["y", "ml no", "the", "with a", "5", "84 cm", "の", "ス ピ", "ｽ ﾋﾟ", "usb 端", "対"])
def test_function_words_units_and_bare_numbers_are_no_reason(said: str) -> None:
    assert not means_something(said)


def reasons_for(world: World, title: str, attribute: str, value: str) -> list[str]:
    """The reasons for a value of a product of which its title is known, and what a tagger found in “by Zeno”."""
    products = products_table([product_row("new", title, {})])
    place = title.find("by Zeno")
    mentions = mentions_table([("new", "Brand", "Zeno", "Zeno", place + 3, 0.7, "tagger")] if place >= 0 else [])
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
    assert any("“Shoes" in text for text in reasons_for(world, "Shoes number", "tag", "Footwear"))


@pytest.mark.parametrize(
    ("value", "title", "quoted"),
    [
        ("Burt's Bees", "New: BURT&#39;S  BEES, balm", "BURT'S BEES"),
        ("Red Rock", "RedRock boots", "RedRock"),
        ("50", "Sun cream SPF 50+.", "50+"),
        ("防水", "完全防水イヤホン", "防水"),
        ("ワイヤレスイヤホン", "ソニーワイヤレスイヤホン黒", "ワイヤレスイヤホン"),
        ("手机", "华为手机壳", "手机"),
        ("กันน้ำ", "หูฟังกันน้ำไร้สาย", "กันน้ำ"),
    ],
)
def test_a_name_is_quoted_as_the_text_writes_it_in_any_script(value: str, title: str, quoted: str) -> None:
    assert quote_in(title, value) == quoted


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("ブルー", "ブルートゥース"),
        ("リン", "マリン"),
        ("5", "1.5 L"),
        ("สี", "สี่ชิ้น"),
        ("red", "hundred"),
        ("", "red"),
        ("あり", "ポーチあり"),
    ],
)
def test_a_piece_of_a_word_or_number_is_no_name(value: str, title: str) -> None:
    assert quote_in(title, value) is None


def test_where_a_name_is_denied_and_stands_again_the_other_place_is_quoted() -> None:
    assert quote_in("no leather, but LEATHER straps", "leather") == "LEATHER"
    assert quote_in("LEATHER straps, no leather", "leather", denying=True) == "leather"
    assert quote_in("no leather", "leather") is None


def quote_in(title: str, value: str, *, denying: bool = False) -> str | None:
    found = quote(value, {"title": title}, denying=denying)
    return found.surface if found else None
