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


def test_a_unit_of_other_things_too_is_read_where_the_attribute_is_named(world):
    made = world({"id": "1", "title": "x", "attributes": {"Alcohol": ["12 % vol", "14 % vol"]}})
    rules = Rules(made.vocabulary, made.schema)
    assert stated(rules, "Alcohol: 13%") == [("13%", "Alcohol", "13 % vol", "cued")]
    assert stated(rules, "Aged for a year, 13 % vol") == [("13 % vol", "Alcohol", "13 % vol", "plain")]
    assert stated(rules, "13% off today") == []


@pytest.mark.parametrize("text", ["Drawers on ball bearings carry 250 g each", "Der Boden trägt 250 g"])
def test_what_a_part_carries_is_no_weight(rules, text):
    assert stated(rules, text) == []


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


FURNITURE = {
    "Width (cm)": ["60 cm"], "Height (cm)": ["80 cm"], "Seat height": ["45 cm"], "Load": ["90 kg"],
}  # fmt: skip


@pytest.fixture
def furniture(world):
    schema = {name: Attribute(name, "quantity", "kg" if name == "Load" else "cm") for name in FURNITURE}
    made = world({"id": "1", "title": "x", "attributes": FURNITURE}, schema=schema)
    return Rules(made.vocabulary, made.schema)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Width: 220 mm, height: 450 mm", {("Width (cm)", "22 cm"), ("Height (cm)", "45 cm")}),
        ("height 45 cm / width 22 cm", {("Width (cm)", "22 cm"), ("Height (cm)", "45 cm")}),
        ("22 cm wide, with a red cushion, 45 cm tall", {("Width (cm)", "22 cm"), ("Height (cm)", "45 cm")}),
        ("with a height of 45 cm and a width of 22 cm", {("Width (cm)", "22 cm"), ("Height (cm)", "45 cm")}),
        ("Height (in cm): 45 cm wide open", {("Height (cm)", "45 cm")}),
        ("Height: about 45 cm - width and depth differ", {("Height (cm)", "45 cm")}),
        ("max. height ca. 45 cm", {("Height (cm)", "45 cm")}),
        ("Gesamthöhe 0,45 m", {("Height (cm)", "45 cm")}),
        ("seat height 45 cm", {("Seat height", "45 cm")}),
        ("height 45 cm", {("Height (cm)", "45 cm")}),
        ("A seat. Height 45 cm", {("Height (cm)", "45 cm")}),
    ],
)
def test_a_word_announces_the_quantities_of_its_own_clause(furniture, text, said):
    assert {(name, value) for _, name, value, kind in stated(furniture, text) if kind == "cued"} == said


@pytest.mark.parametrize(
    "text",
    [
        "Armlehnhöhe 92 cm", "Armlehnhöhe (ca. 92 cm)", "Kabellänge: ca. 92 cm", "Eigengewicht ca. 29 kg",
        "Weight (approx.): 29 kg", "Weight: about 29 kg load",
    ],
)  # fmt: skip
def test_what_is_named_as_another_property_is_none_of_these(furniture, text):
    assert stated(furniture, text) == []


def test_a_quantity_that_may_be_of_several_attributes_is_told_from_one_that_may_be_of_one(furniture):
    assert {kind for *_, kind in stated(furniture, "Lamp 48 cm")} == {"shared"}
    assert {kind for *_, kind in stated(furniture, "Lamp 48 cm", ["Width (cm)"])} == {"plain"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("height 45 cm", "cued"),
        ("with a height of ca. 45 cm", "cued"),
        ("total height: 45 cm", "cued"),
        ("width 60 cm height 45 cm", "cued"),
        ("armrest height 45 cm", "qualified"),
        ("height of armrests 45 cm", "qualified"),
        ("hauteur de l'accoudoir : 45 cm", "qualified"),
        ("the height is only 45 cm", "cued"),
    ],
)
def test_a_name_with_another_word_of_content_is_counted_apart(furniture, text, kind):
    assert [one for *_, value, one in stated(furniture, text, ["Height (cm)"]) if value == "45 cm"] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Shade: Ø 12 cm, height 45 cm", "qualified"),
        ("Shade: W 60 x H 45 cm", "qualified"),
        ("Dimensions: W 60 x H 45 cm", "cued"),
        ("Außenmaße: W 60 x H 45 cm", "cued"),
        ("Karton: W 60 cm, H 45 cm", "parcel"),
        ("Versand in einem Paket (60 x 20 cm, Höhe 45 cm)", "parcel"),
        ("Paketmaße: W 60 x H 45 cm", "parcel"),
        ("包装尺寸：宽60cm，高45cm", "parcel"),
        ("Ships next day. Height 45 cm", "cued"),
    ],
)
def test_a_quantity_that_is_said_of_a_part_or_of_a_parcel_is_counted_apart(furniture, text, kind):
    assert [one for *_, value, one in stated(furniture, text, ["Height (cm)"]) if value == "45 cm"] == [kind]


def test_what_a_parcel_holds_is_the_product(rules):
    assert [kind for *_, kind in stated(rules, "Parcel: capacity 500 ml")] != ["parcel"]


def test_a_character_that_names_share_is_the_name_of_none(world):
    schema = {name: Attribute(name, "number") for name in ("入数", "ポート数")}
    made = world({"id": "1", "title": "x", "attributes": {name: ["3"] for name in schema}}, schema=schema)
    rules = Rules(made.vocabulary, schema)
    assert [name for _, name, *_ in stated(rules, "ポート数：3")] == ["ポート数"]
    assert stated(rules, "ポート数：3", ["入数"]) == stated(rules, "ポート数：310000mAh") == []


def test_names_with_umlauts_are_read_in_both_spellings(world):
    schema = {name: Attribute(name, "quantity", "cm") for name in ("Sitzhöhe", "Höhe", "Breite")}
    made = world({"id": "1", "title": "x", "attributes": {name: ["45 cm"] for name in schema}}, schema=schema)
    rules = Rules(made.vocabulary, schema)
    assert [name for _, name, *_ in stated(rules, "Sitzhoehe ca. 46cm")] == ["Sitzhöhe"]
    assert [name for _, name, *_ in stated(rules, "Hoehe 46cm")] == ["Höhe"]


@pytest.mark.parametrize("part", ["height ", "max. ", "height: ", "1", "cm ", " ", ",", "包装"])
def test_a_long_text_without_an_end_is_read_to_its_end(furniture, part):
    furniture.find(f"height 45 cm {part * (200_000 // len(part))} 45 cm")


@pytest.mark.parametrize("part", ["45 cm ", "45 cm, ", "ca. 45 cm ("])
def test_a_text_of_nothing_but_quantities_is_read_to_its_end(furniture, part):
    furniture.find(part * 2_000)


def test_what_is_counted_from_a_number_on_is_no_count(world):
    made = world({"id": "1", "title": "x", "attributes": {"Pack": ["2"]}}, schema={"Pack": Attribute("Pack", "number")})
    rules = Rules(made.vocabulary, made.schema)
    assert stated(rules, "SPF 50+ - Pack of 6") == [] and stated(rules, "Pack 6+")[0][:3] == ("6", "Pack", "6")


@pytest.mark.parametrize(
    ("text", "said"),
    [("12Mpx sensor", "12"), ("12 MP", "12"), ("24 megapixels", "24"), ("495 g", None), ("12 - MP", None)],
)
def test_a_number_in_the_unit_that_an_attribute_is_named_after_is_of_it(world, text, said):
    made = world(
        {"id": "1", "title": "x", "attributes": {"Megapixels": ["20"]}},
        schema={"Megapixels": Attribute("Megapixels", "number")},
    )
    found = [value for _, _, value, _ in stated(Rules(made.vocabulary, made.schema), text)]
    assert found == ([said] if said else [])
