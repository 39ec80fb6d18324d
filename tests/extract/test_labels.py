"""A line that names its attribute is taken at its word."""

from __future__ import annotations

import pytest
from kgtag.extract.calibration import Calibration
from kgtag.extract.extractors import Extractors
from kgtag.extract.labels import Labels
from kgtag.extract.matching import LABELLED
from kgtag.extract.merging import merge
from kgtag.kg.schema import Attribute

SCHEMA = {
    "Colour": Attribute("Colour", other_names=("カラー",)),
    "Skin": Attribute("Skin", many=True),
    "Weight": Attribute("Weight", "quantity", "g"),
    "Vegan": Attribute("Vegan", "boolean"),
    "Pieces": Attribute("Pieces", "number"),
}


@pytest.fixture
def shop(world):
    cells = {"Colour": ["Red"], "Skin": ["dry"], "Weight": ["50 g"], "Vegan": ["yes"], "Pieces": ["2"]}
    return world({"id": "1", "title": "x", "attributes": cells}, schema=SCHEMA)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A vase.\nColour: Red\nNice.", [("Colour", "Red")]),
        ("Colour: Teal", [("Colour", "Teal")]),
        ("カラー：シルバー\n重さは秘密", [("Colour", "シルバー")]),
        ("For you. Colour: Dusty Pink. Light.", [("Colour", "Dusty Pink")]),
        ("Colour: Red, Weight: 40 g", [("Colour", "Red"), ("Weight", "40 g")]),
        ("• Weight: 0.2 kg", [("Weight", "200 g")]),
        ("Skin: dry, oily", [("Skin", "dry"), ("Skin", "oily")]),
        ("Vegan: no", [("Vegan", "no")]),
        ("Pieces: 12", [("Pieces", "12")]),
    ],
)
def test_a_labelled_line_says_the_value_of_its_attribute(shop, text, said):
    found = Labels(shop.vocabulary, shop.schema).find(text, frozenset(SCHEMA))
    assert [(one.attribute, one.value) for one in found] == said


@pytest.mark.parametrize(
    "text",
    [
        "Shape: Round", "Colour: as you like it best in your living room", "Weight: light", "Colour: no",
        "The colour: it depends", "Weight: 3 V", "Colour: Red, green, blue", "Colour Red",
    ],
)  # fmt: skip
def test_what_is_no_label_or_no_value_is_left_to_the_others(shop, text):
    assert Labels(shop.vocabulary, shop.schema).find(text, frozenset(SCHEMA)) == []


def mentions(shop, text, calibration=None):
    product = {"id": "1", "category": [], "title": "Red vase", "description": text}
    found = Extractors(shop.vocabulary, shop.schema).find([product])[0]
    texts = {"title": "Red vase", "description": text}
    return {one.value: one.confidence for one in merge("1", "", texts, found, calibration or Calibration(), ("Skin",))}


def test_nothing_is_surer_than_a_labelled_line(shop):
    said = mentions(shop, "Colour: Teal")
    assert said["Teal"] > 0.95 and said["Red"] < 0.6


def test_two_lines_that_contradict_each_other_are_not_sure(shop):
    said = mentions(shop, "Colour: Teal\nColour: Ochre")
    assert max(said["Teal"], said["Ochre"]) < 0.6


def test_what_a_line_labels_says_nothing_of_another_attribute(world):
    schema = {"Wood": Attribute("Wood"), "Colour": Attribute("Colour")}
    made = world({"id": "1", "title": "", "attributes": {"Wood": ["Oak"], "Colour": ["Oak"]}}, schema=schema)
    product = {"id": "1", "category": [], "title": "Wood: Oak", "description": "Oak"}
    found = Extractors(made.vocabulary, made.schema).find([product])[0]
    assert {one.attribute for one in found if one.field == "title"} == {"Wood"}
    assert {one.attribute for one in found if one.field == "description"} == {"Wood", "Colour"}
    assert any(one.case == LABELLED for one in found)
