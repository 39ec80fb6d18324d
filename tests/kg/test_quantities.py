from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kgtag.kg.quantities import (
    Quantity,
    base_unit,
    conversion_factors,
    convert,
    find_quantities,
    is_other_system,
    is_vague,
    parse_number,
    parse_quantity,
    print_number,
    unit_symbol,
)

UNITS = [
    "ml",
    "L",
    "fl oz",
    "oz",
    "g",
    "kg",
    "lb",
    "mm",
    "cm",
    "m",
    "in",
    "ft",
    "h",
    "min",
    "W",
    "mAh",
    "V",
    "GB",
    "Hz",
]
OTHERS = ["°C", "dB", "lm", "%", "pcs", "pack", "pair", "day", "year", "psi", "IU", "gsm", "m²", "sq ft"]


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("500 ml", Quantity(500, "ml")),
        ("500ML", Quantity(500, "ml")),
        ("12,5 % vol.", Quantity(12.5, "% vol")),
        ("40 Vol.-%", Quantity(40, "% vol")),
        ("14° d'alcool", Quantity(14, "% vol")),
        ("5.2% ABV", Quantity(5.2, "% vol")),
        ("90°", Quantity(90, "°")),
        ("1,5 l", Quantity(1.5, "L")),
        ("0,125 l", Quantity(0.125, "L")),
        ("1,000 ml", Quantity(1000, "ml")),
        ("１０，０００mAh", Quantity(10000, "mAh")),
        ("１．５L", Quantity(1.5, "L")),
        ("1.000,50 g", Quantity(1000.5, "g")),
        ("1.500 ml", Quantity(1500, "ml")),
        ("10.000 mm", Quantity(10_000, "mm")),
        ("1.250 kg", Quantity(1.25, "kg")),
        ("0.500 g", Quantity(0.5, "g")),
        ("118.294 ml", Quantity(118.294, "ml")),
        ('4 3/4"', Quantity(4.75, "in")),
        ("2-1/2 inch", Quantity(2.5, "in")),
        ("½ L", Quantity(0.5, "L")),
        ("4¾ in", Quantity(4.75, "in")),
        (".5 oz", Quantity(0.5, "oz")),
        ("1/3 oz", Quantity(0.333333, "oz")),
        ("8 oz.", Quantity(8, "oz")),
        ("3.4 Fl. Oz.", Quantity(3.4, "fl oz")),
        ("8 fluid ounces", Quantity(8, "fl oz")),
        ("300-GB", Quantity(300, "GB")),
        ("12''", Quantity(12, "in")),
        ("6 ft", Quantity(6, "ft")),
        ("6′", Quantity(6, "ft")),
        ("-18 °C", Quantity(-18, "°C")),
        ("−4°F", Quantity(-4, "°F")),
        ("2700K", Quantity(2700, "K")),
        ("800 lumens", Quantity(800, "lm")),
        ("30 Stunden", Quantity(30, "h")),
        ("1,5 л", Quantity(1.5, "L")),
        ("250 г", Quantity(250, "g")),
        ("2000 мАч", Quantity(2000, "mAh")),
        ("12 ч", Quantity(12, "h")),
        ("٥٠٠ مل", Quantity(500, "ml")),
        ("1.2 كجم", Quantity(1.2, "kg")),
        ("500ミリリットル", Quantity(500, "ml")),
        ("1.2キロ", Quantity(1.2, "kg")),
        ("3個入り", Quantity(3, "pcs")),
        ("3个月", Quantity(3, "month")),
        ("1.5리터", Quantity(1.5, "L")),
        ("10 sztuk", Quantity(10, "pcs")),
        ("2 saat", Quantity(2, "h")),
        ("3 anni", Quantity(3, "year")),
        ("3er Set", Quantity(3, "pack")),
        ("10 heures", Quantity(10, "h")),
        ("2 Jahre", Quantity(2, "year")),
        ("100 Stück", Quantity(100, "pcs")),
        ("500毫升", Quantity(500, "ml")),
        ("3er-Pack", Quantity(3, "pack")),
        ("Pack of 3", Quantity(3, "pack")),
        ("100%", Quantity(100, "%")),
        ("180 g/m²", Quantity(180, "gsm")),
        ("10 m²", Quantity(10, "m²")),
    ],
)
def test_a_cell_is_read_as_shops_write_it(text: str, quantity: Quantity) -> None:
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(
    "text",
    ["", "8", "oz", "about 8 oz", "8 oz / 240 ml", "IPX7", "SPF 50", "10K", "5G", "8 M", "10-12 h", "4 x 3 cm",
     "007 ml", "1 000 ml", "24/7 h", "5 mg/ml", "5W-30", "14k", "3 in 1", "2-in-1", "Size 10"],
)  # fmt: skip
def test_a_cell_that_is_more_or_less_than_one_quantity_is_none(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Lotion - 8 oz with Pump (Pack of 2)", ["8 oz", "Pack of 2"]),
        ("Corrector 30ml/1oz", ["30ml", "1oz"]),
        ("2 x 500 ml", ["500 ml"]),
        ("Treatment-8oz", ["8oz"]),
        ("Shade 10 - 3.5 g", ["3.5 g"]),
        ("保温杯容量500毫升装", ["500毫升"]),
        ("ขนาด500ml", ["500ml"]),
        ("5G wifi, 5 g", ["5 g"]),
        ("28 in. wheel", ["28 in"]),
        ("6in pan", ["6in"]),
        ("3.5-inch or 9 cm", ["3.5-inch", "9 cm"]),
        ("100% cotton", ["100%"]),
        ("lasts 10-12 h, 10 to 12 h, 10 - 12 h", []),
        ("zwischen 2 l und 0,5 l, between 2 and 5 l, entre 5 et 2 l, tussen 2 l en 5 l", []),
        ("von 5 l bis 2 l, from 2 l to 5 l, de 2 l à 5 l, 20 cm - 1 m, between -10 °C and 20 °C", []),
        ("between the 5 l tank and the 2 l bottle", ["5 l", "2 l"]),
        ("2 l und 5 l; 5 kg - 2 kg; 2 kg - 5 l", ["2 l", "5 l", "5 kg", "2 kg", "2 kg", "5 l"]),
        ("4 x 3 cm, 10 by 12 inches", []),
        ('36"W x 24"D', []),
        ("5' 10\" tall, 5'10\"", []),
        ("IPX7 SPF 50 10K PB340ML DX-100W", []),
        ("3 in 1 shampoo, 10 in stock", []),
        ('the "Model 5" bag', []),
        ("100-240v, 50/60 Hz", []),
        ("the 80's, a 90s watch", []),
    ],
)
def test_text_yields_the_quantities_it_states_and_no_others(text: str, spans: list[str]) -> None:
    assert [text[start:end] for start, end, _ in find_quantities(text)] == spans


def test_a_hyphen_before_a_number_is_a_minus_only_for_temperatures() -> None:
    text = "Lotion -8 oz, kept at -8 °C"
    assert [(text[start:end], quantity.magnitude) for start, end, quantity in find_quantities(text)] == [
        ("8 oz", 8), ("-8 °C", -8),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.text())
def test_offsets_lie_in_the_text_in_order_and_slice_what_can_be_read_again(text: str) -> None:
    end_before = 0
    for start, end, quantity in find_quantities(text):
        assert end_before <= start < end <= len(text)
        assert quantity.magnitude == quantity.magnitude < float("inf")
        end_before = end


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["8", "1,5", "½", " ", "-", " x ", "oz", "ml", '"', "'", "in", "Pack of ", "°C", "K", "/", "(", "a", "5"]
        ),
        max_size=12,
    ).map("".join)
)
def test_what_was_found_reads_the_same_when_it_stands_alone(text: str) -> None:
    for start, end, quantity in find_quantities(text):
        assert parse_quantity(text[start:end]) == quantity


magnitudes = st.decimals(min_value="0.001", max_value="999999", places=3).map(float)


@settings(deadline=None)
@given(magnitudes, st.sampled_from(UNITS + OTHERS))
def test_what_is_printed_reads_back_and_prints_the_same(magnitude: float, unit: str) -> None:
    printed = str(Quantity(magnitude, unit))
    read = parse_quantity(printed)
    assert read is not None
    assert read.unit == unit
    assert read.magnitude == pytest.approx(magnitude, rel=1e-5)
    assert str(read) == printed


@settings(deadline=None)
@given(magnitudes, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_conversion_there_and_back_changes_nothing(magnitude: float, unit: str, other: str) -> None:
    there = convert(Quantity(magnitude, unit), other)
    assume(there is not None)
    assert there is not None
    back = convert(there, unit)
    assert back is not None
    assert back.magnitude == pytest.approx(magnitude)


@pytest.mark.parametrize(
    ("quantity", "unit", "printed"),
    [
        (Quantity(0.5, "L"), "ml", "500 ml"),
        (Quantity(50, "cl"), "ml", "500 ml"),
        (Quantity(1, "in"), "cm", "2.54 cm"),
        (Quantity(2, "lb"), "oz", "32 oz"),
        (Quantity(100, "°C"), "°F", "212 °F"),
        (Quantity(90, "min"), "h", "1.5 h"),
        (Quantity(12, "month"), "year", "1 year"),
        (Quantity(0.1, "m"), "cm", "10 cm"),
        (Quantity(3, "pack"), "pack", "3 pack"),
    ],
)
def test_conversion_prints_without_float_noise(quantity: Quantity, unit: str, printed: str) -> None:
    assert str(convert(quantity, unit)) == printed


@pytest.mark.parametrize(("one", "other"), [("oz", "fl oz"), ("g", "ml"), ("pack", "pcs"), ("K", "°C"), ("%", "g")])
def test_what_measures_different_things_does_not_convert(one: str, other: str) -> None:
    assert convert(Quantity(1, one), other) is None


def test_what_shops_also_write_for_something_narrower_converts_to_it_and_is_vague() -> None:
    assert [convert(Quantity(13, unit), "% vol") for unit in ("%", "°")] == [Quantity(13, "% vol")] * 2
    assert is_vague("%", "% vol") and not is_vague("% vol", "%") and not is_vague("g", "kg") and not is_vague("%", "g")


def test_quantities_of_one_kind_have_one_base_unit() -> None:
    assert {base_unit(unit) for unit in ("ml", "cl", "L", "fl oz", "gal")} == {"ml"}
    assert {base_unit(unit) for unit in ("g", "kg", "oz", "lb")} == {"g"}
    assert base_unit("pack") == "pack"


def test_a_unit_is_known_by_its_spellings() -> None:
    assert [unit_symbol(spelling) for spelling in ("ml", "litre", "Inches", "Stunden", "K", "parsecs", "")] == [
        "ml", "L", "in", "h", "K", None, None,
    ]  # fmt: skip


def test_plain_numbers_are_read_but_identifiers_are_not() -> None:
    assert [parse_number(text) for text in ("5", " 1,000 ", "1,5", "-3", "½", "0.5", "0")] == [
        5,
        1000,
        1.5,
        -3,
        0.5,
        0.5,
        0,
    ]
    assert [parse_number(text) for text in ("0123", "12 34", "5 ml", "five", "", "1-2")] == [None] * 6


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_numbers_print_short_and_without_exponent(number: float) -> None:
    printed = print_number(number)
    assert "e" not in printed.lower()
    assert float(printed) == pytest.approx(number, rel=1e-5)
    assert print_number(float(printed)) == printed


def test_factors_lead_to_every_unit_of_the_same_kind_and_to_no_other():
    assert conversion_factors("in")["cm"] == 2.54
    assert conversion_factors("kg")["g"] == 1000
    assert "g" not in conversion_factors("in")
    assert conversion_factors("pack") == {}


@pytest.mark.parametrize(("one", "other", "apart"), [("in", "cm", True), ("mm", "cm", False), ("g", "ml", False)])
def test_units_of_two_systems_are_told_from_those_that_differ_by_tens(one, other, apart):
    assert is_other_system(one, other) is apart


class Watched(str):
    """A text that counts the characters that are copied out of it."""

    __slots__ = ()
    copied = 0

    def __getitem__(self, place):
        found = super().__getitem__(place)
        Watched.copied += len(found)
        return found


def test_of_a_long_text_little_is_copied_for_each_of_its_inches():
    text = Watched('a board of 12" ' * 2_000)
    assert len(find_quantities(text)) == 2_000
    assert 0 < Watched.copied < 10 * len(text)


def test_within_quotation_marks_a_mark_closes_a_quotation_and_means_no_inches():
    assert find_quantities('a board called "big 12" here') == []
    assert [str(quantity) for *_, quantity in find_quantities('a "big" board, 12" or 15"')] == ["12 in", "15 in"]
