"""A line that names its attribute is taken at its word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kgtag.extract.calibration import Calibration
from kgtag.extract.extractors import Extractors
from kgtag.extract.labels import Labels
from kgtag.extract.matching import BOTH_LABELLED, LABELLED, LABELLED_NEW
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
        ("Pieces: 12, two of them red", [("Pieces", "12")]),
        ("A vase (Colour: Red) of glass", [("Colour", "Red")]),
        ("【カラー】シルバー【Weight】40g", [("Colour", "シルバー"), ("Weight", "40 g")]),
        ("Skin: dry; Box: card, paper; Colour: Teal", [("Skin", "dry"), ("Colour", "Teal")]),
        ("Box: a, b; Skin: dry, oily; Colour: Teal", [("Skin", "dry"), ("Skin", "oily"), ("Colour", "Teal")]),
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("48小时内发货，Colour：黄色，Weight：40克，Skin：dry。", [("黄色"), ("40 g"), ("dry")]),
        ("48小时内发货 Colour：黄色 Weight：40克", ["黄色", "40 g"]),
        ("Colour：黄色，手工测量略有误差，Weight：40克", ["黄色", "40 g"]),
        ("Colour：黄色 拍两件送袜子", ["黄色"]),
        ("Colour：Red 拍两件送袜子", ["Red"]),
        ("Colour：Teal 拍两件送袜子", []),
        ("Colour：Red，黄色", ["Red"]),
        ("Colour：黄色，Red", []),
        ("カラー：ダーク ブルー", ["ダーク ブルー"]),
    ],
)
def test_chinese_commas_and_spaces_end_a_value(shop, text, said):
    assert [one.value for one in Labels(shop.vocabulary, shop.schema).find(text, frozenset(SCHEMA))] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Colour: Red Weight: 40 g", [("Colour", "Red"), ("Weight", "40 g")]),
        ("Care: by hand Weight: 40 g", [("Weight", "40 g")]),
        ("Article: AB-12 Colour: Teal", [("Colour", "Teal")]),
        ("Colour: Dusty Pink Weight: 40 g", []),
        ("Care: by hand box weight: 40 g", []),
        ("Care: Shipping Weight: 40 g", []),
        ("Frame Colour: Red", []),
    ],
)
def test_a_label_behind_a_value_without_a_sign_between_needs_a_value_that_ends_there(shop, text, said):
    found = Labels(shop.vocabulary, shop.schema).find(text, frozenset(SCHEMA))
    assert [(one.attribute, one.value) for one in found] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Theme: les métiers.", "Métier"),
        ("Theme: der Wald", "Wald"),
        ("Theme: l'océan", "Océan"),
        ("Theme: Métiers", "Métier"),
        ("Theme: la ferme", "la ferme"),
        ("Theme: Las", "Las"),
    ],
)
def test_a_known_value_with_an_article_or_in_another_number_is_the_known_one(world, text, said):
    rows = [{"id": value, "title": "x", "attributes": {"Theme": [value]}} for value in ("Métier", "Wald", "Océan")]
    made = world(*rows)
    assert [one.value for one in Labels(made.vocabulary, made.schema).find(text, {"Theme"})] == [said]


def test_what_comes_behind_a_value_with_a_temperature_is_care(shop):
    found = Labels(shop.vocabulary, shop.schema).find("Skin: oily, washable at 30°", frozenset(SCHEMA))
    assert [one.value for one in found] == ["oily"]


@pytest.mark.parametrize(
    "text",
    [
        "Weight: max. 40 g",
        "Weight: ca. 40 g.",
        "Weight: up to 40 g",
        "Weight: ~40g",
        "Weight：约40克",
        "Weight: jusqu’à 40 g",
    ],
)
def test_words_that_leave_a_number_what_it_is_belong_to_its_value(shop, text):
    found = Labels(shop.vocabulary, shop.schema).find(text, frozenset(SCHEMA))
    assert [(text[one.start : one.end].removesuffix("克").removesuffix("g").strip(), one.value) for one in found] == [
        ("40", "40 g")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Breite: 73,5 cm", ["73.5 cm"]),
        ("Breite: 735 mm, Höhe: 40 cm", ["73.5 cm"]),
        ("Breite (mm): 735", ["73.5 cm"]),
        ("Breite in mm: 735", ["73.5 cm"]),
        ("Breite: 73,5", ["73.5 cm"]),
        ("Gesamtbreite: 73,5 cm", ["73.5 cm"]),
        ("Sitzbreite: 73,5 cm", []),
        ("Breite: breit", []),
    ],
)
def test_a_unit_in_the_name_of_a_column_is_no_part_of_its_label(world, text, said):
    schema = {"Breite (cm)": Attribute("Breite (cm)", "quantity", "cm")}
    made = world({"id": "1", "title": "x", "attributes": {"Breite (cm)": ["50 cm"]}}, schema=schema)
    assert [one.value for one in Labels(made.vocabulary, schema).find(text, frozenset(schema))] == said


@pytest.mark.parametrize(
    ("text", "said"), [("适用季节：夏季", ["夏季"]), ("产品季节：夏季", ["夏季"]), ("里料季节：夏季", [])]
)
def test_a_label_may_say_that_it_is_of_the_whole_product(world, text, said):
    made = world({"id": "1", "title": "x", "attributes": {"季节": ["冬季"]}})
    assert [one.value for one in Labels(made.vocabulary, made.schema).find(text, frozenset(made.schema))] == said


def test_one_slip_in_a_column_of_few_values_is_the_value_that_is_meant(world):
    rows = [{"id": str(n), "title": "x", "attributes": {"Roast": ["claire" if n % 2 else "foncée"]}} for n in range(30)]
    brands = [{"id": f"b{n}", "title": "x", "attributes": {"Brand": [f"{chr(97 + n)}laire"]}} for n in range(20)]
    made = world(*rows, *brands)
    labels = Labels(made.vocabulary, made.schema)

    def said(text):
        return [one.value for one in labels.find(text, frozenset(made.schema))]

    assert said("Roast: caire. Roast: Clairre. Roast: fnocée") == ["claire", "claire", "foncée"]
    assert said("Roast: moyenne. Roast: lai. Roast: claire2") == ["moyenne", "lai", "claire2"]
    assert said("Brand: caire") == ["caire"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("Colour:Weight 4g.,;，：【】()\nカラ黄", max_size=80))
def test_what_is_labelled_is_said_in_the_text_in_order_and_apart(shop, text):
    found = Labels(shop.vocabulary, shop.schema).find(text, frozenset(SCHEMA))
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] != "" for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "part",
    [
        ":",
        " ",
        "a ",
        "a: ",
        ", ",
        "Colour: ",
        "Colour:",
        "Colour: Red ",
        "，",
        "黄 ",
        "【Colour】",
        "(",
        "Skin: a, ",
        "max. ",
        "1.",
    ],
)
def test_a_long_text_without_an_end_is_read_to_its_end(shop, part):
    text = part * (200_000 // len(part))
    Labels(shop.vocabulary, shop.schema).find(f"Colour: {text}", frozenset(SCHEMA))
    Labels(shop.vocabulary, shop.schema).find(f"Weight: {text}: 3 g", frozenset(SCHEMA))


def mentions(shop, text, calibration=None):
    product = {"id": "1", "category": [], "title": "Red vase", "description": text}
    found = Extractors(shop.vocabulary, shop.schema).find([product])[0]
    texts = {"title": "Red vase", "description": text}
    return {one.value: one.confidence for one in merge("1", "", texts, found, calibration or Calibration(), ("Skin",))}


def test_nothing_is_surer_than_a_labelled_line(shop):
    said = mentions(shop, "Colour: Teal")
    assert said["Teal"] > 0.95 and said["Red"] < 0.6


def test_new_values_of_labelled_lines_are_counted_apart_from_known_ones(shop):
    (found,) = Extractors(shop.vocabulary, shop.schema).find(
        [{"id": "1", "category": [], "title": "Colour: Teal", "description": "Colour: Red"}]
    )
    cases = {one.value: one.case for one in found if one.case in BOTH_LABELLED}
    assert cases == {"Teal": LABELLED_NEW, "Red": LABELLED}


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
