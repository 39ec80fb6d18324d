from __future__ import annotations

import pytest
from kgtag.extract.columns.learned_forms import learn_forms
from kgtag.extract.columns.value_forms import sightings
from kgtag.extract.phrases import ProductText


def known(*pairs):
    """Products by title and the values of one cell."""
    return [
        (ProductText(str(place), "", {"title": title}), (cell,) if isinstance(cell, str) else tuple(cell))
        for place, (title, cell) in enumerate(pairs)
    ]


def read(forms, title, kinds=("number", "phrase")):
    """The values that the forms read in a title, without what is only company of a value."""
    found = sightings(forms, ProductText("new", "", {"title": title}))
    return {one.value for one in found if one.kind in kinds}


def numbers(forms, title):
    """The values that the forms read from the numbers of a title."""
    return read(forms, title, ("number",))


INCHES_IN_CENTIMETRES = known(
    ('Tag 4 3/4" wide', "12.1"),
    ('Sign 10 1/2" wide', "26.7"),
    ('Desk 60" wide, 2 drawers', "152.4"),
    ("Shelf 24 inches wide, model 77", "61.0"),
    ('Cart 18-1/2" wide', "47.0"),
)


def test_a_column_in_another_unit_than_the_texts_is_converted_and_rounded_as_it_rounds():
    assert "30.5" in read(learn_forms(INCHES_IN_CENTIMETRES), 'Box 12" wide')


def test_once_the_columns_unit_is_clear_units_that_no_text_taught_convert_too():
    assert "91.4" in read(learn_forms(INCHES_IN_CENTIMETRES), "Rug 1 yard wide")


def test_numbers_without_a_unit_are_read_in_the_unit_they_mean():
    forms = learn_forms(known(("Card 5 x 8", "12.7"), ("Card 6 x 9", "15.2"), ("Tag 4 x 2", "10.2")))
    assert "17.8" in read(forms, "Card 7 x 11")


def test_words_around_a_columns_numbers_are_learned_for_each_unit():
    forms = learn_forms(
        known(
            ("Drive 36GB", "36 Gigabytes"), ("Drive 146 GB", "146 Gigabytes"), ("Drive 2TB", "2 Terabytes"),
            ("Drive 300GB", "300 Gigabytes"), ("Drive 4TB", "4 Terabytes"),
        )
    )  # fmt: skip
    assert {"73 Gigabytes", "8 Terabytes"} <= read(forms, "Drive 73-GB or 8TB")
    assert "8 Gigabytes" not in read(forms, "Drive 8TB")


def test_a_scale_is_learned():
    forms = learn_forms(known(("SAS 15K", "15000"), ("SAS 10K", "10000"), ("SATA 7.2K", "7200")))
    assert "5400" in read(forms, "SATA 5.4K")


def test_no_decimal_is_rounded_away_where_only_the_point_moves():
    forms = learn_forms(known(("Desk 48 cm", "48 cm"), ("Desk 700 mm", "70 cm"), ("Desk 320 mm", "32 cm"),
                              ("Desk 65 cm", "65 cm"), ("Desk 510 mm", "51 cm")))  # fmt: skip
    assert numbers(forms, "Desk 47,5 cm") == {"47.5 cm"}
    assert numbers(forms, "Desk 475 mm") == {"47.5 cm"}


def pieces(count):
    """Products that mostly come alone, with a length that is hundreds of times what each is counted by or not."""
    counts = [1, 1, 1, 2, 1, 4, 1, 6]
    return [
        (f"Set of {n} chairs, {80 + 7 * place} cm" if n > 1 else f"Chair {95 + place % 60} cm, model {place}", str(n))
        for place, n in enumerate(counts[place % 8] for place in range(count))
    ]


def test_a_count_is_not_read_from_a_length_that_rounding_takes_to_it():
    forms = learn_forms(known(*pieces(48)))
    assert {(one.unit, one.factor) for one in forms.conversions} == {("chairs", 1.0)}
    assert numbers(forms, "Chair 107 cm") == set()
    assert numbers(forms, "Set of 3 chairs, 107 cm") == {"3"}


def test_what_a_great_part_of_the_products_have_is_not_read_from_a_number_that_stands_alone():
    alone = [(f"Lamp {1 + place % 3}, white", "1") for place in range(20)]
    forms = learn_forms(known(*alone, *((f"Lamp, {n} x", str(n)) for n in (2, 3, 4, 5, 6, 8) * 3)))
    assert forms.usual == "1"
    assert numbers(forms, "Lamp, 7") == {"7"}
    assert numbers(forms, "Lamp, 1") == set()


def test_a_factor_that_fits_a_few_numbers_by_luck_is_not_learned():
    titles = [(f"Tin {13 + 7 * place} x {9 + 5 * place}", str(2 + place % 5)) for place in range(40)]
    assert not [one for one in learn_forms(known(*titles)).conversions if one.factor != 1]


def test_capitals_punctuation_and_parts_of_codes_are_learned():
    brands = learn_forms(
        known(("Ring by Tacori", "TACORI"), ("Benchmark band", "BENCHMARK"), ("Hermes scarf", "HERMES"))
    )
    assert "WATERFORD" in read(brands, "Waterford vase")
    codes = learn_forms(known(("Ring 11-WV50-G", "11WV50G"), ("Ring 31-V185-E", "31V185E"), ("Ring 22-X1-K", "22X1K")))
    assert "45AB7C" in read(codes, "Ring 45-AB7-C")
    parts = learn_forms(
        known(("UPC 039956980999", "39956"), ("UPC 073555527827", "73555"), ("UPC 888793497241", "88793"))
    )
    assert "21200" in read(parts, "UPC 021200516979 end")


def test_what_texts_call_a_value_is_an_alias_and_what_only_comes_along_is_not():
    printers = [(f"HP printer {number}, free shipping", "Hewlett-Packard") for number in range(12)]
    others = [(f"Canon printer {number}, free shipping", "Canon Inc.") for number in range(20, 32)]
    forms = learn_forms(known(*printers, *others))
    assert {clue: set(values) for clue, values in forms.aliases.items()} == {
        "hp": {"Hewlett-Packard"}, "canon": {"Canon Inc."},
    }  # fmt: skip


def test_coincidences_teach_nothing():
    titles = [f"Item {number} with {number % 3 + 1} parts" for number in range(100, 120)]
    forms = learn_forms(known(*((title, str(place * 37 % 11 + 30)) for place, title in enumerate(titles))))
    assert not forms.conversions
    assert not forms.aliases


def test_what_half_of_the_products_have_is_told_by_no_word_that_goes_with_it_a_few_times():
    titles = [f"{('salt', 'oats', 'figs', 'rice', 'corn')[number % 5]} {number} g" for number in range(100, 120)]
    cells = [
        (title, "true" if title.startswith("salt") or place % 2 else "false") for place, title in enumerate(titles)
    ]
    assert "true" not in learn_forms(known(*cells)).clues.get("salt", {})


@pytest.mark.parametrize("cells", [[], [("Empty", [])], [("Red shoe", "red")]])
def test_next_to_no_products_teach_next_to_nothing(cells):
    forms = learn_forms(known(*cells))
    assert (forms.conversions, forms.rewritings, dict(forms.clues)) == ((), (), {})
