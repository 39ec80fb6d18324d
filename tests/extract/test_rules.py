from __future__ import annotations

import pytest
from kgtag.extract.rules import Rules
from kgtag.kg.schema import Attribute

SCHEMA = {
    attribute.name: attribute
    for attribute in (
        Attribute("Capacity", "quantity", "ml"),
        Attribute("Item weight", "quantity", "g"),
        Attribute("Battery life", "quantity", "h"),
        Attribute("Charging time", "quantity", "h"),
        Attribute("Speeds", "number"),
        Attribute("Color"),
    )
}


@pytest.fixture
def rules(world):
    cells = {
        "Capacity": ["500 ml"], "Item weight": ["300 g"], "Battery life": ["30 h"], "Charging time": ["2 h"],
        "Speeds": ["24"],
    }  # fmt: skip
    made = world({"id": "1", "title": "x", "attributes": cells}, schema=SCHEMA)
    return Rules(made.vocabulary, made.schema)


def stated(rules, text, attributes=None):
    found = rules.find(text, attributes)
    return [(text[one.start : one.end], one.attribute, one.value, one.kind) for one in found]


def test_a_quantity_is_offered_to_the_attribute_of_its_dimension_in_the_canonical_value(rules):
    assert stated(rules, "Bottle 0.5L black") == [("0.5L", "Capacity", "500 ml", "plain")]


def test_without_a_cue_every_attribute_of_the_dimension_is_offered_the_quantity(rules):
    assert {name for _, name, _, _ in stated(rules, "Earphones, 20 h")} == {"Battery life", "Charging time"}


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("20 h battery", "Battery life"),
        ("Akku: 20 h", "Battery life"),
        ("20 hours of playtime", "Battery life"),
        ("charging takes 3 h", "Charging time"),
        ("weighs only 250 g", "Item weight"),
        ("wiegt nur 250 g", "Item weight"),
        ("pèse 250 g", "Item weight"),
    ],
)
def test_a_word_beside_decides_between_attributes_of_one_dimension(rules, text, attribute):
    assert [(name, kind) for _, name, _, kind in stated(rules, text)] == [(attribute, "cued")]


def test_the_nearest_cue_decides_for_each_quantity(rules):
    text = "20 h battery, charging in 2 h"
    assert [(quote, name) for quote, name, _, _ in stated(rules, text)] == [
        ("20 h", "Battery life"),
        ("2 h", "Charging time"),
    ]


def test_a_quantity_far_from_all_the_catalog_has_is_weak(rules):
    assert [kind for *_, kind in stated(rules, "capacity 90 L")] == ["far"]


def test_a_bare_number_counts_only_beside_its_attribute(rules):
    assert stated(rules, "Bike with 24 speeds, 27 cm wheels, model 12") == [("24", "Speeds", "24", "cued")]


def test_dimensions_are_not_lengths_of_their_own(world):
    made = world(
        {"id": "1", "title": "x", "attributes": {"Width": ["3 cm"]}},
        schema={"Width": Attribute("Width", "quantity", "cm")},
    )
    assert Rules(made.vocabulary, made.schema).find("box 4 x 3 x 2 cm") == []


def test_only_the_attributes_asked_for_are_offered(rules):
    assert stated(rules, "20 h and 0.5 l", ["Capacity"]) == [("0.5 l", "Capacity", "500 ml", "plain")]


def test_own_values_are_found_by_what_they_measure_whatever_stands_beside_them(rules):
    text = "0.5 L with 30 h battery, charging time 30 h"
    found = rules.find_own(text, {("Capacity", "500 ml"), ("Charging time", "30 h")})
    assert [(text[one.start : one.end], one.attribute) for one in found] == [
        ("0.5 L", "Capacity"), ("30 h", "Charging time"), ("30 h", "Charging time"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        ("Gewicht in g", "Der Schuh wiegt nur 250 g"),
        ("Poids (kg)", "Léger : pèse 250 g"),
        ("Вес", "Кроссовки, вес 250 г"),
        ("الوزن", "حذاء، الوزن 250 جرام"),
        ("重量", "重さ約250g"),
    ],
)
def test_cues_speak_the_language_of_the_attribute(world, attribute, text):
    schema = {name: Attribute(name, "quantity", "g") for name in (attribute, "Packing")}
    cells = {attribute: ["300 g"], "Packing": ["310 g"]}
    made = world({"id": "1", "title": "x", "attributes": cells}, schema=schema)
    found = Rules(made.vocabulary, made.schema).find(text)
    assert [(match.attribute, match.value, match.kind) for match in found] == [(attribute, "250 g", "cued")]


@pytest.mark.parametrize(
    "text",
    [
        "Gewicht 250 g. Max. Belastung 900 g.",
        "Gewicht nur 250 g, belastbar bis 900 g",
        "weighs 250 g and comes in a 400 g box",
        "Item weight 250 g, supports up to 900 g",
    ],
)
def test_where_one_quantity_is_announced_no_other_is_meant(rules, text):
    assert [(name, value) for _, name, value, _ in stated(rules, text)] == [("Item weight", "250 g")]


@pytest.mark.parametrize("text", ["supports up to 900 g", "Tragkraft: 900 g", "keine 300 g", "not 300 g"])
def test_a_quantity_that_is_announced_as_something_else_or_denied_is_no_value(rules, text):
    assert stated(rules, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Faltschloss, Länge 90 cm", []),
        ("Faltschloss, Gesamtlänge 90 cm", []),
        ("Bügelstärke 13 mm", []),
        ("Reifengröße 70 cm", ["70 cm"]),
        ("70 cm Reifen", ["70 cm"]),
    ],
)
def test_a_length_of_another_name_is_no_size(world, text, found):
    schema = {"Reifengröße": Attribute("Reifengröße", "quantity", "cm")}
    made = world({"id": "1", "title": "x", "attributes": {"Reifengröße": ["60 cm"]}}, schema=schema)
    assert [match.value for match in Rules(made.vocabulary, made.schema).find(text)] == found


@pytest.mark.parametrize(
    "text",
    ["Gift: a mini of 300 g", "Regalo: mini talla de 300 g", "with a travel size of 300 g", "充電ケースの重量は300g"],
)
def test_a_quantity_of_what_comes_with_a_product_is_set_aside(rules, text):
    assert [kind for *_, kind in stated(rules, text)] == ["aside"]


def test_a_gift_in_the_sentence_before_sets_nothing_aside(rules):
    assert [kind for *_, kind in stated(rules, "Comes as a gift. Weight 300 g")] == ["cued"]


def test_what_is_counted_from_a_number_on_is_no_count(world):
    made = world({"id": "1", "title": "x", "attributes": {"Pack": ["2"]}}, schema={"Pack": Attribute("Pack", "number")})
    rules = Rules(made.vocabulary, made.schema)
    assert stated(rules, "SPF 50+ - Pack of 6") == [] and stated(rules, "Pack 6+")[0][:3] == ("6", "Pack", "6")
