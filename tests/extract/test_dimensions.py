"""A row of lengths that letters label is read as what the letters say."""

from __future__ import annotations

import pytest
from kgtag.extract.dimensions import find_dimensions
from kgtag.extract.rules import Rules

ALL = {"height": "82 cm", "width": "45 cm", "depth": "50 cm"}


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("H 82 cm, W 45 cm, D 50 cm", ALL),
        ("W45 x D50 x H82 cm", ALL),
        ("W45xD50xH82cm", ALL),
        ("82 cm (H) x 45 cm (W) x 50 cm (D)", ALL),
        ("B 45 cm / T 50 cm / H: 82 cm", ALL),
        ("L 1.2 m, W 4 mm", {"length": "1.2 m", "width": "4 mm"}),
    ],
)
def test_every_length_of_a_row_is_read(text, lengths):
    assert {one.name: str(one.quantity) for one in find_dimensions(text)} == lengths


@pytest.mark.parametrize(
    "text", ["H 82 cm", "5 x 40 mm", "H7, W5", "size L 5 cm, L 6 cm", "Type D 3 V, H 2 V", "H 82 cm. Then W 45 cm"]
)
def test_a_letter_alone_says_nothing(text):
    assert find_dimensions(text) == []


def test_each_length_goes_to_the_attribute_of_its_name(world):
    cells = {"Height": ["80 cm"], "Seat height": ["44 cm"], "Width": ["40 cm"], "Depth": ["40 cm"], "Cable": ["1 m"]}
    made = world({"id": "1", "title": "x", "attributes": cells})
    found = Rules(made.vocabulary, made.schema).find("W45 x D50 x H82 cm")
    assert {(one.attribute, one.value, one.kind) for one in found} == {
        ("Width", "45 cm", "cued"), ("Depth", "50 cm", "cued"), ("Height", "82 cm", "cued"),
    }  # fmt: skip
