"""A word that is the name of a product's maker is not a colour or material of the same name."""

from __future__ import annotations

import pytest
from kgtag.extract.matching import LABELLED, Found
from kgtag.extract.namesakes import without_namesakes


def named(text):
    """Return what a text is the name of in a shop with makers that are called as a colour and a material are."""
    known = [("Brand", "Orange"), ("Brand", "Cork & Reed"), ("Colour", "orange"), ("Material", "cork")]
    return [(attribute, value) for attribute, value in known if value.casefold() == text.casefold()]


def left(title, attribute="Brand", name="Orange", value="orange", case=""):
    """Ask about the words between « and » in the title of a product of a maker; say whether they are left."""
    start, end = title.index("«"), title.index("»") - 1
    found = Found("title", start, end, "Colour", value, "catalog", case)
    product = {"attributes": [{"name": attribute, "values": [name]}]}
    return bool(without_namesakes([found], product, {"title": title.replace("«", "").replace("»", "")}, named))


@pytest.mark.parametrize(
    "title",
    ["«Orange» SDX drill - black", "SDX drill by «Orange»", "«Orange» quality", "Orange drill, made by «Orange»"],
)
def test_the_name_of_the_maker_is_no_colour(title):
    assert not left(title)


@pytest.mark.parametrize(
    "title",
    ["Drill, «orange»", "ORANGE DRILL «ORANGE»", "Orange drill, «Orange»", "Drill in «Orange»", "Colour: «Orange»"],
)
def test_what_is_not_written_as_the_name_or_stands_there_once_more_may_be_one(title):
    assert left(title)


def test_only_the_maker_that_the_catalog_names_counts():
    assert left("«Orange» drill", name="Strike")
    assert left("«Orange» drill", attribute="Model")
    assert left("«orange» drill", name="orange")


def test_a_value_that_is_written_as_a_name_itself_and_a_labelled_line_stay():
    assert left("«Orange» drill", value="Orange")
    assert left("«Orange» drill", case=LABELLED)


@pytest.mark.parametrize(
    ("title", "is_left"), [("«orange» drill", False), ("«Orange» drill", True), ("by «orange»", True)]
)
def test_a_word_that_is_written_as_the_colour_is_no_maker(title, is_left):
    start, end = title.index("«"), title.index("»") - 1
    found = Found("title", start, end, "Brand", "Orange", "catalog")
    assert bool(without_namesakes([found], {}, {"title": title.replace("«", "").replace("»", "")}, named)) == is_left


def test_a_word_within_a_longer_name_of_a_maker_is_no_material():
    text = "Lamp of cork, Cork & Reed"
    maker = Found("title", 14, 25, "Brand", "Cork & Reed", "tagger")
    said, within = (Found("title", start, start + 4, "Material", "cork", "catalog") for start in (8, 14))
    assert without_namesakes([said, within, maker], {}, {"title": text}, named) == [said, maker]


def test_a_product_that_is_known_to_have_no_maker_is_read_as_any_other():
    found = Found("title", 0, 6, "Colour", "orange", "catalog")
    product = {"attributes": [{"name": "Brand", "values": None}]}
    assert without_namesakes([found], product, {"title": "Orange drill"}, named) == [found]


def test_a_value_within_the_longer_name_of_the_maker_is_none_however_it_is_written():
    assert not left("Car Omnibus, «Cork» & Reed, yellow", name="Cork & Reed", value="Cork")
    assert left("Car Omnibus, Cork & Reed, of «Cork»", name="Cork & Reed", value="Cork")
