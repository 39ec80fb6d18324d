"""Words for what is measured, alone, in compounds, and of a part or the whole."""

from __future__ import annotations

import pytest
from kgtag.extract.matching import word_keys
from kgtag.extract.properties import measures_a_part, measures_the_whole, property_of


@pytest.mark.parametrize(
    ("word", "name", "of_a_part"),
    [
        ("Höhe", "height", False),
        ("Hoehe", "height", False),
        ("Gesamthöhe", "height", False),
        ("Armlehnhöhe", "height", True),
        ("Eigengewicht", "weight", False),
        ("Versandgewicht", "weight", True),
        ("Maximalgewicht", "load", False),
        ("zitbreedte", "width", True),
        ("wide", "width", False),
        ("worldwide", None, False),
        ("colour", None, False),
    ],
)
def test_a_compound_is_of_what_its_end_says_and_mostly_of_a_part(word, name, of_a_part):
    (key,) = word_keys(word)
    one = property_of(key)
    assert (one.name if one else None, measures_a_part(key)) == (name, of_a_part)


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("Height", True),
        ("Item height", True),
        ("Gesamthöhe", True),
        ("Seat height", False),
        ("Sitzhöhe", False),
        ("", False),
    ],
)
def test_a_name_is_of_the_whole_product_if_it_says_nothing_else(name, is_so):
    assert measures_the_whole(word_keys(name), property_of("height")) is is_so


def test_a_long_word_is_looked_at_from_its_end_alone():
    assert measures_a_part("x" * 200_000 + "gewicht")
    assert property_of("gewicht" * 30_000 + "x") is None
