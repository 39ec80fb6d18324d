"""A product's texts, and the attributes that products of its category use."""

from __future__ import annotations

import pytest
from kgtag.kg.product_rows import possible_attributes, texts_of
from kgtag.kg.schema import Attribute


def test_texts_that_are_empty_are_left_out_and_the_title_comes_first() -> None:
    assert list(texts_of({"description": "Red.", "title": "Shoe"}).items()) == [
        ("title", "Shoe"), ("description", "Red."),
    ]  # fmt: skip
    assert texts_of({"title": "Shoe", "description": ""}) == {"title": "Shoe"}


@pytest.mark.parametrize(
    ("category", "attributes"),
    [
        (["Shoes"], {"Size", "Color"}),
        (["Pots", "Woks"], {"Volume", "Color"}),
        ([], {"Size", "Volume", "Color"}),
        (["New"], {"Size", "Volume", "Color"}),
    ],
)
def test_a_product_can_have_the_attributes_of_its_category(category: list[str], attributes: set[str]) -> None:
    schema = {
        "Size": Attribute("Size", categories=("Shoes",)),
        "Volume": Attribute("Volume", categories=("Pots",)),
        "Color": Attribute("Color"),
    }
    assert possible_attributes({"category": category}, schema) == attributes
