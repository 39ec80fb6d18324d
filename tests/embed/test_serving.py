"""What `kgtag complete` answers of the predictions that are stored."""

from __future__ import annotations

import polars as pl
from kgtag.embed.expected import Expected
from kgtag.embed.serving import Answer, Wanted, answers_from
from kgtag.kg.tables import table_schema

from .conftest import SCHEMA


def predictions(rows: list[tuple[str, str, float, bool]]) -> pl.DataFrame:
    full = [
        {"product": "p", "attribute": attribute, "value": value, "probability": probability, "rank": 1, "of": 3,
         "asserted": asserted, "proposed": False, "reasons": "[]", "model": "m"}
        for attribute, value, probability, asserted in rows
    ]  # fmt: skip
    return pl.DataFrame(full, schema=dict(table_schema("predictions")))


ROWS = predictions([("Color", "red", 0.7, True), ("Color", "blue", 0.2, False), ("tag", "Bags", 0.6, True),
                    ("tag", "Leather", 0.5, False)])  # fmt: skip


def values(wanted: Wanted) -> list[str]:
    return [prediction.value for prediction in answered(wanted, Expected()).predictions]


def answered(wanted: Wanted, expected: Expected) -> Answer:
    (answer,) = answers_from(ROWS, {"p": "bag"}, {"p": expected}, wanted, SCHEMA)
    return answer


def test_where_the_text_asserts_the_one_value_no_second_is_proposed() -> None:
    assert values(Wanted()) == ["Leather"]


def test_what_the_text_asserts_is_ranked_with_its_rivals_when_asked_for() -> None:
    assert values(Wanted(with_asserted=True)) == ["red", "blue", "Bags", "Leather"]


def test_what_matters_most_in_its_category_comes_first() -> None:
    often, seldom = Expected({"tag": 0.9, "Color": 0.2}), Expected({"Color": 0.9, "tag": 0.2})
    ranked = Wanted(with_asserted=True)
    assert [one.attribute for one in answered(ranked, often).predictions] == ["tag", "tag", "Color", "Color"]
    assert [one.attribute for one in answered(ranked, seldom).predictions] == ["Color", "Color", "tag", "tag"]


def test_what_a_product_should_have_and_nothing_can_be_told_of_is_said() -> None:
    expected = Expected({"tag": 0.9, "Size": 0.8}, ("tag", "Size"), ("Voltage",))
    answer = answered(Wanted(), expected)
    assert answer.untold == ("Size",)
    assert answer.as_json()["missing"] == [{"attribute": "tag", "usual": 0.9}, {"attribute": "Size", "usual": 0.8}]
    assert answer.as_json()["not_applicable"] == ["Voltage"]
    assert answered(Wanted(("tag",)), expected).as_json()["not_applicable"] == []
