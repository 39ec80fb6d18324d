"""Products taken apart for the columns that are learned from them."""

from __future__ import annotations

import pytest
from kgtag.extract.phrases import MOST_TAKEN_APART, ProductText, for_one_column


def taken_apart() -> ProductText:
    text = ProductText("p", "Shoes", {"title": "Acme trail shoe, 300 g"})
    assert text.phrases
    return text


@pytest.mark.parametrize(
    ("title", "tokens"),
    [
        ("Desk B47,5 H79", ["Desk", "B47,5", "H79"]),
        ("Sizes 36,37,38", ["Sizes", "36", ",", "37", ",", "38"]),
        ("Red, 5 kg", ["Red", ",", "5", "kg"]),
    ],
)
def test_a_decimal_comma_stands_within_a_number_and_others_part_words(title: str, tokens: list[str]) -> None:
    found = ProductText("p", "", {"title": title}).tokens["title"]
    assert [title[one.start : one.end] for one in found] == tokens


def test_in_a_large_catalog_each_column_takes_products_apart_for_itself() -> None:
    text = taken_apart()
    ((own, cell),) = for_one_column([(text, "cell")], MOST_TAKEN_APART + 1)
    assert (own, cell) == (text, "cell")
    assert "phrases" not in vars(own)


def test_in_a_small_catalog_what_one_column_took_apart_serves_the_next() -> None:
    text = taken_apart()
    ((own, _),) = for_one_column([(text, "cell")], MOST_TAKEN_APART)
    assert own is text
