"""Columns of yes and no: what a text calls them, and how it says yes or no to them."""

from __future__ import annotations

import pytest
from kgtag.extract.boolean_names import names_in_text
from kgtag.extract.extractors import Extractors
from kgtag.extract.known_values import KnownValues
from kgtag.extract.matching import Found
from kgtag.extract.plausibility import is_plausible


@pytest.fixture
def flags(world):
    def build(name, yes="yes", no="no"):
        return world(*({"id": said, "title": "x", "attributes": {name: [said]}} for said in (yes, no)))

    return build


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Dimmbar", ["Dimmbar"]),
        ("Montage nötig", ["Montage nötig", "Montage"]),
        ("Assembly required?", ["Assembly required?", "Assembly required", "Assembly"]),
        ("Câble inclus", ["Câble inclus", "Câble"]),
        ("Cable incluido (sí/no)", ["Cable incluido (sí/no)", "Cable incluido", "Cable"]),
        ("Is vegan", ["Is vegan", "vegan"]),
        ("Est-ce qu'il flotte", ["Est-ce qu'il flotte", "il flotte"]),
        ("是否可机洗", ["是否可机洗", "可机洗", "机洗"]),
        ("有无帽子", ["有无帽子", "帽子"]),
        ("Withdrawn", ["Withdrawn"]),
        ("Inclusive", ["Inclusive"]),
    ],
)
def test_a_name_is_read_without_its_question_and_its_verb(name, names):
    assert names_in_text(name) == names


@pytest.mark.parametrize(
    ("name", "yes", "no", "text", "value", "quote"),
    [
        ("Dimmbar", "ja", "nein", "Stufenlos dimmbar", "ja", "dimmbar"),
        ("Dimmbar", "ja", "nein", "nicht dimmbar", "nein", "nicht dimmbar"),
        ("Dimmbar", "ja", "nein", "Dimmbar: nein", "nein", "Dimmbar: nein"),
        ("Montage nötig", "ja", "nein", "Montage erforderlich", "ja", "Montage"),
        ("Montage nötig", "ja", "nein", "Keine Montage nötig", "nein", "Keine Montage nötig"),
        ("Montage nötig", "ja", "nein", "Montage entfällt.", "nein", "Montage entfällt"),
        ("Bio", "oui", "non", "100 % bio", "oui", "bio"),
        ("Bio", "oui", "non", "Non certifié bio", "non", "Non certifié bio"),
        ("Bio", "oui", "non", "Bio : non Format magnum", "non", "Bio : non"),
        ("Bio", "oui", "non", "Pas de label bio, mais une culture raisonnée", "non", "Pas de label bio"),
        ("是否可机洗", "是", "否", "本品可机洗", "是", "可机洗"),
        ("是否可机洗", "是", "否", "不可机洗", "否", "不可机洗"),
        ("是否可机洗", "是", "否", "请手洗，勿机洗", "否", "勿机洗"),
        ("是否可机洗", "是", "否", "是否可机洗：否", "否", "是否可机洗：否"),
        ("Assembly required", "yes", "no", "No assembly required.", "no", "No assembly required"),
    ],
)
def test_a_name_says_yes_and_a_denied_name_says_no(flags, name, yes, no, text, value, quote):
    found = Extractors(*(made := flags(name, yes, no)) and (made.vocabulary, made.schema)).find(
        [{"id": "1", "category": [], "title": text, "description": ""}]
    )[0]
    assert {(one.value, text[one.start : one.end]) for one in found if one.extractor == "catalog"} == {(value, quote)}


@pytest.mark.parametrize("text", ["weicher als vegan", "Also available in vegan.", "veganism"])
def test_what_is_said_of_another_product_says_neither(flags, text):
    assert KnownValues(flags("Vegan").vocabulary).find(text) == []


def test_an_own_no_is_found_where_the_name_is_denied(flags):
    values = KnownValues(flags("Vegan").vocabulary)
    assert [match.value for match in values.find_own("not vegan", frozenset({("Vegan", "no")}))] == ["no"]
    assert values.find_own("vegan", frozenset({("Vegan", "no")})) == []


def test_only_yes_and_no_are_values_of_such_a_column(flags):
    made = flags("Dimmbar", "ja", "nein")
    attribute = made.vocabulary.attribute("Dimmbar")
    text = "Stufenlos dimmbar"
    found = [Found("title", 10, 17, "Dimmbar", value, "tagger") for value in ("dimmbar", "ja")]
    assert [is_plausible(one, text, attribute, made.vocabulary) for one in found] == [False, True]
