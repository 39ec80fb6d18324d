"""One slot, one decision: a person before the catalog before the text; nothing without evidence."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from kgtag.kg.decisions import Decision
from kgtag.kg.schema import Attribute
from kgtag.kg.tables import empty_table
from kgtag.kg.triples import Assertions, assert_triples
from kgtag.kg.vocabulary import Vocabulary

SCHEMA = {"Color": Attribute("Color", other_names=("Farbe",)), "tag": Attribute("tag", many=True)}
ALIASES = [("Color", "Red", "red", "case", 1.0), ("tag", "Warm", "warm", "case", 1.0)]
KNOWN = [("tag", value, None, None, 1, [value]) for value in ("warm", "light")]
VOCABULARY = Vocabulary(
    pl.DataFrame(KNOWN, schema=empty_table("tags").schema, orient="row"),
    pl.DataFrame(ALIASES, schema=empty_table("aliases").schema, orient="row"),
    SCHEMA,
)

Cell = tuple[str, str, str | None]
"""Product, column, what stands there; nothing where it is known to be empty."""


def mention(
    attribute: str, value: str, confidence: float, *, start: int = 0, product: str = "P1", extractor: str = "tagger"
) -> dict[str, object]:
    return {
        "product": product, "attribute": attribute, "value": value, "surface": value.upper(), "field": "title",
        "start": start, "end": start + len(value), "confidence": confidence, "extractor": extractor,
    }  # fmt: skip


def row(product: str, column: str, surface: str | None) -> dict[str, object]:
    if column == "tag":
        return {"id": product, "tags": [surface], "attributes": []}
    values = None if surface is None else [surface]
    return {"id": product, "tags": [], "attributes": [{"name": column, "values": values}]}


def decide(
    *mentions: dict[str, object],
    cells: Sequence[Cell] = (),
    decisions: Sequence[Decision] = (),
) -> Assertions:
    return assert_triples(
        pl.DataFrame([row(*cell) for cell in cells], schema=empty_table("products").schema),
        pl.DataFrame(list(mentions), schema=empty_table("mentions").schema),
        VOCABULARY,
        decisions,
        min_confidence=0.8,
        text_version="v1",
    )


def tags(assertions: Assertions) -> set[tuple[str, str]]:
    return set(assertions.triples.select("relation", "tail").rows())


def test_words_that_only_go_with_a_value_fill_no_slot_but_stand_beside_those_that_say_it():
    company = mention("Color", "red", 0.99, extractor="clue")
    assert tags(decide(company)) == set()
    assert tags(decide(company, mention("Color", "blue", 0.9, start=9))) == {("Color", "blue")}
    assert decide(company, mention("Color", "red", 0.9, start=9)).evidence["extractor"].to_list() == ["clue", "tagger"]


def test_an_empty_slot_takes_the_surest_value_of_the_text():
    assertions = decide(mention("Color", "red", 0.9), mention("Color", "blue", 0.95, start=9))
    assert assertions.triples.rows() == [("P1", "Color", "blue", 0.95)]


def test_text_that_is_not_sure_enough_asserts_nothing():
    assert tags(decide(mention("Color", "red", 0.79))) == set()


def test_a_slot_of_many_values_takes_every_sure_one():
    found = decide(mention("tag", "vegan", 0.9), mention("tag", "warm", 0.85), mention("tag", "cheap", 0.5))
    assert tags(found) == {("tag", "vegan"), ("tag", "warm")}


def test_the_catalog_goes_before_the_text():
    found = decide(mention("Color", "blue", 0.99), cells=[("P1", "Farbe", "Red")])
    assert tags(found) == {("Color", "red")}


def test_text_that_says_what_the_catalog_says_is_a_second_evidence():
    found = decide(mention("Color", "red", 0.4), cells=[("P1", "Farbe", "Red")])
    assert found.triples.rows() == [("P1", "Color", "red", 1.0)]
    assert found.evidence.select("origin", "field", "quote").rows() == [
        ("catalog", "attributes.Farbe", "Red"), ("text", "title", "RED"),
    ]  # fmt: skip


def test_a_slot_that_is_known_to_be_empty_stays_empty():
    assert tags(decide(mention("Color", "red", 0.99), cells=[("P1", "Farbe", None)])) == set()


@pytest.mark.parametrize("cells", [(), (("P1", "Color", "Red"),)], ids=["from the text", "from the catalog"])
def test_a_rejected_tag_does_not_come_back(cells: Sequence[Cell]):
    rejected = Decision("reject", "Color", "red", product="P1")
    assert tags(decide(mention("Color", "red", 0.99), cells=cells, decisions=[rejected])) == set()


def test_where_the_first_value_is_rejected_the_next_one_has_its_turn():
    rejected = Decision("reject", "Color", "red", product="P1")
    found = decide(mention("Color", "red", 0.99), mention("Color", "blue", 0.9), decisions=[rejected])
    assert tags(found) == {("Color", "blue")}


def test_a_person_goes_before_the_catalog():
    accepted = Decision("accept", "Color", "blue", product="P1")
    found = decide(cells=[("P1", "Farbe", "Red")], decisions=[accepted])
    assert tags(found) == {("Color", "blue")}
    assert found.evidence["origin"].to_list() == ["decision"]


def test_a_person_adds_to_a_slot_of_many_values():
    accepted = Decision("accept", "tag", "vegan", product="P1")
    assert tags(decide(cells=[("P1", "tag", "warm")], decisions=[accepted])) == {
        ("tag", "vegan"),
        ("tag", "warm"),
    }


def test_every_place_in_the_text_is_evidence_the_surest_first():
    found = decide(mention("Color", "red", 0.85, start=20), mention("Color", "red", 0.95, start=5))
    assert found.evidence.select("start", "confidence", "version").rows() == [(5, 0.95, "v1"), (20, 0.85, "v1")]


def test_a_value_in_title_and_description_is_one_triple_with_two_evidences_the_title_first():
    said = mention("Color", "red", 0.9)
    found = decide(said | {"field": "description"}, said)
    assert found.triples.rows() == [("P1", "Color", "red", 0.9)]
    assert found.evidence["field"].to_list() == ["title", "description"]


def test_every_triple_has_evidence_and_all_evidence_a_triple():
    found = decide(
        mention("Color", "red", 0.9),
        mention("tag", "vegan", 0.9, product="P2"),
        cells=[("P3", "tag", "Warm")],
    )
    key = ["head", "relation", "tail"]
    assert found.evidence.select(key).unique().sort(key).equals(found.triples.select(key).sort(key))


def test_a_filled_slot_of_many_values_takes_from_the_text_only_values_that_the_catalog_has():
    shop = [("P1", "tag", "warm"), ("P2", "tag", "light")]
    said = [mention("tag", value, 0.9, product=product) for product in ("P1", "P3") for value in ("light", "chocolate")]
    found = decide(*said, cells=shop).triples.select("head", "tail").rows()
    assert found == [("P1", "light"), ("P1", "warm"), ("P2", "light"), ("P3", "chocolate"), ("P3", "light")]
