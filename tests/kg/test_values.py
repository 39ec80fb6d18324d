from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.schema import Attribute
from kgtag.kg.values import clean_surface, parse_boolean, print_canonically, value_key

TEXT = Attribute("Style")
BRAND = Attribute("Brand")
VOLUME = Attribute("Volume", kind="quantity", unit="ml")
PIECES = [
    "s",
    "ie",
    "extra",
    "large",
    "grey",
    "and",
    "x",
    "2xl",
    "es",
    "4",
    "1/2",
    "½",
    "ml",
    '"',
    "'",
    ".",
    ",",
    "-",
    "T",
]
ATTRIBUTES = [TEXT, BRAND, VOLUME, Attribute("Waterproof", kind="boolean"), Attribute("Gauge", kind="number")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Black", "black"),
        ("IPX7", "IPX 7"),
        ("stainless-steel", "Stainless Steel"),
        ("T-shirt", "tshirt"),
        ("Women's", "Womens"),
        ("Women’s", "women"),
        ("grey", "Gray"),
        ("XL", "extra large"),
        ("X-Large", "xl"),
        ("2XL", "XXL"),
        ("Washable and Reusable", "Washable & Reusable"),
        ("SPF 50+", "SPF 50 plus"),
        ("Running Shoes", "running shoe"),
        ("Hoodies", "hoodie"),
        ("Brushes", "brush"),
        ("8 ounces", "8-oz"),
        ("0.5 L", "500 ml"),
        ("Lancôme", "Lancome"),
        ("Prong-set", "ｐｒｏｎｇ　ｓｅｔ"),
        ("Antioxidant®", "antioxidant*"),
        ("5' x 8'", "5 ft x 8 ft"),
        ("4×3", "4 x 3"),
        (".5 blade", "0.5 blade"),
    ],
)
def test_spellings_of_the_same_value_share_a_key(one: str, other: str) -> None:
    assert value_key(one, TEXT) == value_key(other, TEXT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("glass", "glasses"),
        ("short", "shorts"),
        ("1-2", "12"),
        ("1/2", "1-2"),
        ("1.5", "15"),
        ("-5", "5"),
        ("SPF 30", "SPF 50"),
        ("10W", "100W"),
        ("A+", "A"),
        ("Size S", "Size"),
        ("black", "blank"),
        ("C#", "C"),
        ('36" wide', "36 wide"),
        ("10² mesh", "102 mesh"),
        ("4½ star", "41/2 star"),
        ("कि", "का"),
        ("8 oz", "8 fl oz"),
        ("★", "♥"),
    ],
)
def test_different_values_keep_different_keys(one: str, other: str) -> None:
    assert value_key(one, TEXT) != value_key(other, TEXT)


def test_names_keep_their_plural_but_not_their_punctuation() -> None:
    assert value_key("Olives", BRAND) != value_key("Olive", BRAND)
    assert value_key("L'Oréal", BRAND) == value_key("LOREAL", BRAND)
    assert value_key("Arm & Hammer", BRAND) == value_key("Arm and Hammer", BRAND)


def test_quantities_are_compared_in_the_unit_of_the_attribute() -> None:
    assert {value_key(surface, VOLUME) for surface in ("0.5 L", "500ml", "50 cl", "0,5 Liter")} == {"500 ml"}
    assert value_key("8 oz", VOLUME) != value_key("8 fl oz", VOLUME)
    assert value_key("Large", VOLUME) == "l"


def test_a_quantity_too_small_or_too_large_for_the_unit_keeps_its_own() -> None:
    distance = Attribute("Distance", kind="quantity", unit="km")
    assert print_canonically("2500 m", distance) == "2.5 km"
    assert print_canonically("0.123456 mm", distance) == value_key("0.123456 mm", distance) == "0.123456 mm"


def test_surface_forms_are_cleaned_to_what_a_shop_would_show() -> None:
    assert clean_surface("  It&#39;s \n a\t10 ") == "It's a 10"
    assert clean_surface("Arm &amp;amp; Hammer") == "Arm & Hammer"
    assert clean_surface("AT&T &note") == "AT&T &note"
    assert clean_surface("\x00 ") == ""


def test_yes_and_no_are_read_in_several_languages_only_where_they_are_expected() -> None:
    waterproof = Attribute("Waterproof", kind="boolean")
    assert value_key("Yes", waterproof) == value_key("ja", waterproof) == value_key("TRUE", waterproof) == "true"
    assert value_key("no", waterproof) == value_key("nein", waterproof) == "false"
    assert value_key("ja", TEXT) == "ja"
    assert parse_boolean("perhaps") is None


@pytest.mark.parametrize(
    ("yes", "no"), [("да", "Нет"), ("Tak", "nie"), ("はい", "いいえ"), ("예", "아니요"), ("是", "否")]
)
def test_yes_and_no_are_read_in_the_languages_whose_deletion_columns_are_known(yes: str, no: str) -> None:
    assert (parse_boolean(yes), parse_boolean(no)) == (True, False)


def test_numbers_are_compared_as_numbers_but_identifiers_are_not() -> None:
    gauge = Attribute("Gauge", kind="number")
    assert value_key("14.0", gauge) == value_key("14", gauge)
    assert value_key("1,000", gauge) == value_key("1000", gauge)
    assert value_key("0123", gauge) != value_key("123", gauge)


@settings(deadline=None)
@given(st.text(), st.sampled_from(ATTRIBUTES))
def test_the_key_of_a_key_is_itself(surface: str, attribute: Attribute) -> None:
    key = value_key(surface, attribute)
    assert value_key(key, attribute) == key


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=6),
    st.sampled_from(["", " "]),
    st.sampled_from(ATTRIBUTES),
)
def test_the_key_of_a_key_is_itself_for_texts_made_of_what_the_rules_look_at(
    words: list[str], glue: str, attribute: Attribute
) -> None:
    key = value_key(glue.join(words), attribute)
    assert value_key(key, attribute) == key


@settings(deadline=None)
@given(st.text(min_size=1), st.sampled_from(ATTRIBUTES))
def test_a_value_that_shows_something_has_a_key(surface: str, attribute: Attribute) -> None:
    assert value_key(surface, attribute) or not surface.strip()


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="ascii", categories=["L"])), st.integers(0, 9999), st.integers(0, 9999))
def test_digits_are_never_folded(word: str, one: int, other: int) -> None:
    assert one == other or value_key(f"{word} {one}", TEXT) != value_key(f"{word} {other}", TEXT)
