from __future__ import annotations

import pytest
from kgtag.kg.numbers import written_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('4 3/4 x 2 3/8"', [(4.75, ""), (2.375, "in")]),
        ("16-24 lbs.", [(16, ""), (24, "lb")]),
        ("1,000/Box", [(1000, "")]),
        ("12 fl oz bottle", [(12, "fl oz")]),
        ("15K drive", [(15, "K")]),
        ("Dual Port, a dozen pens", [(2, "port"), (12, "pens")]),
        ("8-core", [(8, "core")]),
        ("3件装纯棉, 2双袜, 500毫升瓶, 120cm宽", [(3, "pcs"), (2, "双"), (500, "ml"), (120, "cm")]),
        ("UPC 039956980999", []),
        ("no number", []),
    ],
)
def test_every_number_is_read_with_the_unit_or_word_after_it(text, numbers):
    assert [(found.magnitude, found.unit) for found in written_numbers(text)] == numbers


def test_letters_glued_before_a_number_are_told():
    assert [(found.magnitude, found.glued) for found in written_numbers("DL380 G7, gen 8")] == [
        (380, "dl"), (7, "g"), (8, ""),
    ]  # fmt: skip


def test_offsets_are_those_of_the_number_and_of_its_unit():
    text = "Tags 4 3/4 inches wide"
    found = written_numbers(text)[0]
    assert (text[found.start : found.end], text[found.start : found.unit_end]) == ("4 3/4", "4 3/4 inches")
