from __future__ import annotations

from dataclasses import replace

from kgtag.extract.calibration import Calibration, Rates
from kgtag.extract.matching import Found
from kgtag.extract.merging import claims, merge, settle

TEXTS = {"title": "Acme Pro red shoe by Acme", "description": "A red shoe."}
CALIBRATION = Calibration(
    known_values=Rates(0.6, counts={"Brand": {"Acme": (90, 100), "Acme Pro": (5, 100), "Pro": (1, 100)}})
)


def find(quote, attribute, value, extractor="catalog", field="title", score=1.0, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXTS[field].index(quote, start + 1)
    return Found(field, start, start + len(quote), attribute, value, extractor, value, score)


def known_everywhere(attribute, value):
    return False


def merged(*found, many=frozenset()):
    return [
        (mention.attribute, mention.value, mention.field, mention.start, mention.extractor)
        for mention in merge("p", "", TEXTS, found, CALIBRATION, many)
    ]


def test_extractors_that_agree_on_a_place_make_one_mention_named_after_the_most_certain():
    found = [find("red", "Color", "red"), find("red", "Color", "red", "tagger", score=0.99)]
    assert merged(*found) == [("Color", "red", "title", 9, "tagger")]


def test_words_that_only_go_with_a_value_are_named_so():
    found = [find("Acme", "Color", "red", "tagger", score=0.9), find("red", "Color", "red")]
    company = [replace(found[0], extractor="clue"), found[1]]
    assert [one[-1] for one in merged(*found)] == ["tagger", "catalog"]
    assert [one[-1] for one in merged(*company)] == ["clue", "catalog"]


def test_a_value_has_one_mention_at_each_place_in_order_of_field_and_start():
    found = [
        find("red", "Color", "red", field="description"),
        find("Acme", "Brand", "Acme", nth=1),
        find("Acme", "Brand", "Acme"),
    ]
    assert merged(*found) == [
        ("Brand", "Acme", "title", 0, "catalog"),
        ("Brand", "Acme", "title", 21, "catalog"),
        ("Color", "red", "description", 2, "catalog"),
    ]


def test_of_overlapping_values_of_one_attribute_the_most_probable_stays():
    assert merged(find("Acme Pro", "Brand", "Acme Pro"), find("Acme", "Brand", "Acme")) == [
        ("Brand", "Acme", "title", 0, "catalog")
    ]


def test_of_equally_probable_overlapping_values_the_longest_stays():
    found = [find("Acme", "Line", "Acme"), find("Acme Pro", "Line", "Acme Pro")]
    assert merged(*found) == [("Line", "Acme Pro", "title", 0, "catalog")]


def test_overlapping_values_of_different_attributes_both_stay():
    found = [find("red shoe", "Kind", "red shoe"), find("red", "Color", "red")]
    assert [attribute for attribute, *_ in merged(*found)] == ["Color", "Kind"]


def test_weak_mentions_are_kept():
    (mention,) = merge("p", "", TEXTS, [find("Pro", "Brand", "Pro")], CALIBRATION, frozenset())
    assert mention.confidence < 0.1 and mention.surface == "Pro"


def test_all_mentions_of_a_value_have_the_confidence_that_the_product_has_it():
    found = [
        find("red", "Color", "red", "tagger", score=0.3),
        find("red", "Color", "red", "tagger", "description", 0.8),
    ]
    assert {mention.confidence for mention in merge("p", "", TEXTS, found, CALIBRATION, frozenset())} == {0.8}


def test_a_value_that_stands_only_inside_another_attributes_longer_value_is_covered():
    whole, part = find("Acme Pro", "Brand", "Acme Pro"), find("Pro", "Level", "pro")
    for found, covered in (([part], False), ([whole, part], True)):
        said = claims(settle(found, CALIBRATION), frozenset(), known_everywhere)
        assert {claim.covered for claim in said if claim.attribute == "Level"} == {covered}


def test_other_values_are_rivals_only_where_one_value_is_possible():
    settled = settle([find("Acme", "Brand", "Acme", nth=1), find("Pro", "Brand", "Pro")], CALIBRATION)
    single = {claim.value: claim.rival for claim in claims(settled, frozenset(), known_everywhere)}
    assert single["Acme"] < 0.1 < 0.8 < single["Pro"]
    assert {claim.rival for claim in claims(settled, {"Brand"}, known_everywhere)} == {0.0}


def test_a_quantity_that_nothing_announces_is_doubted_where_its_category_does_not_use_the_attribute():
    rates = Rates(0.9, {"Size": 0.98}, {"Size": {"plain": (50, 50), "cued": (50, 50)}})
    calibration = Calibration(rules=rates, usage={"Tyres": {"Size": {"28 in": 3}}, "Locks": {"Weight": {"1 kg": 1}}})

    def confidence(category, kind):
        found = Found("title", 0, 4, "Size", "28 in", "rule", kind)
        return merge("p", category, TEXTS, [found], calibration, frozenset())[0].confidence

    assert confidence("Locks", "plain") < 0.5 < 0.9 < confidence("Tyres", "plain")
    assert confidence("Locks", "cued") > 0.9
    assert confidence("", "plain") > 0.9
    assert confidence("Tyres", "far") < 0.2
