"""Bounds as people write them."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.search.ranges import find_ranges


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("earphones under 50 g", "< 50 g"),
        ("less than 50 grams", "< 50 g"),
        ("<50g", "< 50 g"),
        ("up to 50 g", "≤ 50 g"),
        ("max. 50 g", "≤ 50 g"),
        ("50 g max", "≤ 50 g"),
        ("50 g or less", "≤ 50 g"),
        ("no more than two kg", "≤ 2 kg"),
        ("over 1,000 lumens", "> 1000 lm"),
        ("more than 30 hours", "> 30 h"),
        ("at least 30 h", "≥ 30 h"),
        ("≥ 30 h", "≥ 30 h"),
        ("30 h or more", "≥ 30 h"),
        ("30+ hours", "≥ 30 h"),
        ("30h+", "≥ 30 h"),
        ("between 20 and 30 litres", "20 to 30 L"),
        ("from 20 to 30 l", "20 to 30 L"),
        ("20 L to 30 L", "20 to 30 L"),
        ("20-30 L", "20 to 30 L"),
        ("unter 300 g", "< 300 g"),
        ("100元 以下", "≤ 100 ¥"),
        ("不超过 100块", "≤ 100 ¥"),
        ("under ₹500", "< 500 ₹"),
        ("unter 30 CHF", "< 30 CHF"),
        ("mindestens 30 h", "≥ 30 h"),
        ("zwischen 2 und 3 kg", "2 to 3 kg"),
        ("moins de 2 kg", "< 2 kg"),
        ("menos de 2 kg", "< 2 kg"),
        ("below -5 °C", "< -5 °C"),
        ("under $100", "< 100 $"),
        ("up to 20 euros", "≤ 20 €"),
        ("weight under 50", "< 50"),
        ("lighter than 1 kg", "< 1 kg"),
        ("not heavier than 1 kg", "≤ 1 kg"),
        ("not lighter than 1 kg", "≥ 1 kg"),
        ("leichter als 1 kg", "< 1 kg"),
        ("kürzer als 90 cm", "< 90 cm"),
        ("größer als 90 cm", "> 90 cm"),
        ("nicht schwerer als 1 kg", "≤ 1 kg"),
        ("höchstens 1 kg", "≤ 1 kg"),
        ("bis 15 kg", "≤ 15 kg"),
        ("plus léger que 1 kg", "< 1 kg"),
        ("plus lourde que 1 kg", "> 1 kg"),
        ("moins cher que 100 €", "< 100 €"),
        ("pas plus de 1 kg", "≤ 1 kg"),
        ("au moins 30 h", "≥ 30 h"),
        ("jusqu’à 1 kg", "≤ 1 kg"),
        ("más ligero que 1 kg", "< 1 kg"),
        ("al menos 30 h", "≥ 30 h"),
        ("più leggera di 1 kg", "< 1 kg"),
        ("almeno 30 h", "≥ 30 h"),
        ("non più di 1 kg", "≤ 1 kg"),
        ("zwaarder dan 1 kg", "> 1 kg"),
        ("minder dan 1 kg", "< 1 kg"),
        ("minstens 30 h", "≥ 30 h"),
        ("tussen 2 en 3 kg", "2 to 3 kg"),
    ],
)
def test_a_bound_is_read_in_many_wordings(text: str, says: str) -> None:
    assert [str(found) for found in find_ranges(text)] == [says]


@pytest.mark.parametrize(
    "text", ["500 ml bottle", "IPX7", "size 42", "2 in 1", "10 x 20 cm", "WH-1000XM4", "", "3 to 2"]
)
def test_numbers_that_nothing_bounds_are_no_bounds(text: str) -> None:
    assert find_ranges(text) == []


def test_several_bounds_are_found_at_their_places() -> None:
    text = "torch of at least 300 lumens under 100 g"
    assert [text[found.start : found.end] for found in find_ranges(text)] == ["at least 300 lumens", "under 100 g"]


numbers = st.decimals(min_value="0.01", max_value="99999", places=2).map(float)


@given(numbers, numbers, st.sampled_from(["g", "kg", "h", "ml", "cm"]))
def test_what_is_written_as_a_bound_holds_just_the_numbers_within(bound: float, number: float, unit: str) -> None:
    under, least = find_ranges(f"under {bound:g} {unit}")[0], find_ranges(f"at least {bound:g} {unit}")[0]
    assert under.holds(number) == (number < float(f"{bound:g}"))
    assert least.holds(number) == (number >= float(f"{bound:g}"))
    assert under.unit == least.unit == unit


@given(numbers, numbers, st.sampled_from(["between {} and {} g", "from {} to {} g", "{}-{} g", "{} g to {} g"]))
def test_two_numbers_in_order_are_an_interval(low: float, high: float, wording: str) -> None:
    if float(f"{low:g}") < float(f"{high:g}"):
        (found,) = find_ranges(wording.format(f"{low:g}", f"{high:g}"))
        assert (found.low, found.high, found.unit) == (float(f"{low:g}"), float(f"{high:g}"), "g")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80) | st.text(alphabet="0123 -–.,+<>≤undertoandgkh°€$"))
def test_any_text_is_read_without_error_and_places_lie_within_it(text: str) -> None:
    end = 0
    for found in find_ranges(text):
        assert end <= found.start < found.end <= len(text)
        assert found.start <= found.number[0] < found.number[1] <= len(text)
        assert found.low < found.high
        assert -inf <= found.low
        end = found.end
