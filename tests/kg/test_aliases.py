from __future__ import annotations

import pytest
from kgtag.kg.aliases import Alias, find_misspellings, fold_surfaces
from kgtag.kg.schema import Attribute

BRAND, COLOR = Attribute("Brand"), Attribute("Color")


def folded(wrong: str, right: str, *, rare: int = 1, frequent: int = 50, in_text: int = 0) -> bool:
    folds = find_misspellings({wrong: rare, right: frequent}, {wrong.lower(): in_text})
    return [(fold.surface, fold.value) for fold in folds] == [(wrong, right)]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Addidas", "Adidas"),
        ("Nuetrogena", "Neutrogena"),
        ("Neutrogna", "Neutrogena"),
        ("Resuable", "Reusable"),
        ("Fragrence Free", "Fragrance Free"),
        ("SALY HANSEEN", "SALY HANSEN"),
    ],
)
def test_a_slip_of_the_finger_in_a_long_word_is_folded(wrong: str, right: str) -> None:
    assert folded(wrong, right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("blank", "black"),
        ("Abba", "Alba"),
        ("Mizani", "Milani"),
        ("Women", "Woman"),
        ("Organic", "Organix"),
        ("Maternal", "Paternal"),
        ("Moisturizes", "Moisturizer"),
        ("SPF 30", "SPF 50"),
        ("10W", "100W"),
        ("Series 5000", "Series 3000"),
        ("Sliver", "Silver"),
        ("with", "without"),
        ("left", "right"),
        ("men", "women"),
        ("Left handed", "Right handed"),
        ("Extra Moisturizing", "Moisturizing"),
        ("Вечерняя", "Вечерная"),
    ],
)
def test_what_may_be_another_value_is_left_alone(one: str, other: str) -> None:
    assert not folded(one, other)
    assert not folded(other, one)


def test_only_a_rare_value_is_folded_into_a_frequent_one() -> None:
    assert folded("Addidas", "Adidas", rare=5, frequent=50)
    assert not folded("Addidas", "Adidas", rare=6, frequent=50)
    assert not folded("Addidas", "Adidas", rare=1, frequent=9)


def test_a_word_that_texts_use_for_itself_is_no_misspelling() -> None:
    assert folded("Cleaanser", "Cleanser", in_text=2)
    assert not folded("Cleaanser", "Cleanser", in_text=3)


def test_a_slip_that_could_mean_two_values_is_left_alone() -> None:
    assert len(find_misspellings({"abcdefghijk": 1, "abcdeefghijk": 30}, {})) == 1
    assert find_misspellings({"abcdefghijk": 1, "abcdeefghijk": 30, "abcdeffghijk": 30}, {}) == []


def fold(*counts: tuple[str, int], apart: tuple[tuple[str, str], ...] = (), **merged: str) -> dict[str, str]:
    aliases = fold_surfaces(BRAND, dict(counts), {}, apart, {key.replace("_", " "): merged[key] for key in merged})
    return {alias.surface: alias.value for alias in aliases}


def test_a_value_is_named_by_its_most_frequent_surface_form_and_of_equals_by_the_first() -> None:
    assert fold(("grey", 1), ("Grey", 3), ("GREY", 2)) == {"grey": "Grey", "Grey": "Grey", "GREY": "Grey"}
    assert set(fold(("b-b", 2), ("BB", 2)).values()) == {"BB"}


def test_every_fold_says_its_rule() -> None:
    volume = Attribute("Volume", "quantity", "ml")
    aliases = fold_surfaces(volume, {"0.5 L": 3, "500 ML": 2, "large": 2, "Large": 1, "L-arge": 1}, {})
    assert aliases == [
        Alias("0.5 L", "500 ml", "unit"),
        Alias("500 ML", "500 ml", "case"),
        Alias("large", "large", "case"),
        Alias("L-arge", "large", "spelling"),
        Alias("Large", "large", "case"),
    ]
    (fuzzy,) = (alias for alias in fold_surfaces(BRAND, {"Adidas": 50, "Addidas": 1}, {}) if alias.surface == "Addidas")
    assert (fuzzy.value, fuzzy.rule) == ("Adidas", "fuzzy")
    assert 0.8 < fuzzy.score < 1


def test_what_was_kept_apart_is_not_folded_by_key_or_likeness_in_either_direction() -> None:
    counts = [("Gray", 9), ("grey", 20), ("GRAY", 1)]
    color = fold_surfaces(COLOR, dict(counts), {}, [("grey", "Gray")])
    assert {alias.surface: alias.value for alias in color} == {"grey": "grey", "Gray": "Gray", "GRAY": "Gray"}
    for apart in (("Addidas", "Adidas"), ("Adidas", "ADDIDAS")):
        assert fold(("Adidas", 50), ("Addidas", 1), apart=(apart,))["Addidas"] == "Addidas"


def test_what_was_merged_is_folded_with_all_its_spellings_and_bears_the_given_name() -> None:
    folds = fold(("Estee", 5), ("ESTEE", 1), ("Lauder", 9), Estee="Estée Lauder", Lauder="Estée Lauder")
    assert folds == {"Estee": "Estée Lauder", "ESTEE": "Estée Lauder", "Lauder": "Estée Lauder"}
    assert fold(("grey", 1), ("Grey", 9), Grey="grey") == {"grey": "grey", "Grey": "grey"}


def test_merges_follow_each_other_and_a_circle_makes_one_value() -> None:
    assert fold(("one", 1), ("two", 1), ("three", 1), one="two", two="three")["one"] == "three"
    assert fold(("Adidas", 50), ("Addidas", 1), Adidas="adidas AG")["Addidas"] == "adidas AG"
    assert fold(("one", 1), ("two", 1), one="two", two="one") == {"one": "one", "two": "one"}


def test_a_merged_surface_that_no_product_has_is_kept_for_the_text() -> None:
    assert fold(("Adidas", 5), Three_Stripes="Adidas")["Three Stripes"] == "Adidas"


def test_a_quantity_that_was_split_off_keeps_its_print_for_itself() -> None:
    volume = Attribute("Volume", "quantity", "ml")
    aliases = fold_surfaces(volume, {"0.5 L": 3, "500 ml": 2}, {}, [("500 ml", "0.5 L")])
    assert {alias.surface: alias.value for alias in aliases} == {"0.5 L": "0.5 L", "500 ml": "500 ml"}
