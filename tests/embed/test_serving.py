"""What `kgtag complete` answers of the predictions that are stored."""

from __future__ import annotations

import polars as pl
from kgtag.embed.serving import Wanted, answers_from
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
    (answer,) = answers_from(ROWS, {"p": "bag"}, ["p"], wanted, SCHEMA)
    return [prediction.value for prediction in answer.predictions]


def test_where_the_text_asserts_the_one_value_no_second_is_proposed() -> None:
    assert values(Wanted()) == ["Leather"]


def test_what_the_text_asserts_is_ranked_with_its_rivals_when_asked_for() -> None:
    assert values(Wanted(with_asserted=True)) == ["red", "blue", "Bags", "Leather"]
