"""What `kgtag complete` answers of the predictions that are stored."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from click.testing import CliRunner
from kgtag.cli import kgtag
from kgtag.embed import serving
from kgtag.embed.expected import Expected
from kgtag.embed.serving import Answer, Read, Wanted, answers_from, values_read
from kgtag.kg.tables import table_schema

from .conftest import SCHEMA, evidence_table


def predictions(rows: list[tuple[str, str, float, bool]]) -> pl.DataFrame:
    full = [
        {"product": "p", "attribute": attribute, "value": value, "probability": probability, "missing": 1.0,
         "rank": 1, "of": 3, "asserted": asserted, "proposed": False, "reasons": "[]", "model": "m"}
        for attribute, value, probability, asserted in rows
    ]  # fmt: skip
    return pl.DataFrame(full, schema=dict(table_schema("predictions")))


ROWS = predictions([("Color", "red", 0.7, True), ("Color", "blue", 0.2, False), ("tag", "Bags", 0.6, True),
                    ("tag", "Leather", 0.5, False)])  # fmt: skip
ASSERTED = evidence_table([("p", "Color", "red", "text"), ("p", "tag", "Bags", "text")])


def values(wanted: Wanted) -> list[str]:
    return [prediction.value for prediction in answered(wanted, Expected()).predictions]


def answered(wanted: Wanted, expected: Expected) -> Answer:
    (answer,) = answers_from(ROWS, ASSERTED, {"p": "bag"}, {"p": expected}, wanted, SCHEMA)
    return answer


def test_where_the_text_asserts_the_one_value_no_second_is_proposed() -> None:
    assert values(Wanted()) == ["Leather"]


def test_what_the_text_asserts_is_ranked_with_its_rivals_when_asked_for() -> None:
    assert values(Wanted(with_asserted=True)) == ["red", "blue", "Bags", "Leather"]


def test_what_matters_most_in_its_category_comes_first_and_free_tags_last() -> None:
    rows = predictions([("Color", "red", 0.9, False), ("Size", "9", 0.2, False), ("tag", "Bags", 0.6, False)])
    for usual, order in (
        ({"Size": 0.7, "Color": 0.3}, "Size Color tag"),
        ({"Color": 0.7, "tag": 1.0}, "Color Size tag"),
    ):
        (answer,) = answers_from(rows, ASSERTED.clear(), {"p": "bag"}, {"p": Expected(usual)}, Wanted(), SCHEMA)
        assert [one.attribute for one in answer.predictions] == order.split()


def test_what_a_product_should_have_and_nothing_can_be_told_of_is_said() -> None:
    expected = Expected({"tag": 0.9, "Size": 0.8}, ("tag", "Size"), ("Voltage",))
    answer = answered(Wanted(), expected)
    assert answer.untold == ("Size",)
    assert answer.as_json()["missing"] == [{"attribute": "tag", "usual": 0.9}, {"attribute": "Size", "usual": 0.8}]
    assert answer.as_json()["not_applicable"] == ["Voltage"]
    assert answered(Wanted(("tag",)), expected).as_json()["not_applicable"] == []


def test_what_does_not_apply_to_a_product_is_not_shown_as_a_prediction_of_it() -> None:
    answer = answered(Wanted(with_asserted=True), Expected({}, (), ("Color",)))
    assert [one.attribute for one in answer.applicable] == ["tag", "tag"]
    assert len(answer.as_json()["predictions"]) == 4


def test_what_a_text_says_and_no_cell_is_told_with_its_words() -> None:
    rows = [("p", "Color", "red", "text"), ("p", "Size", "9", "text"), ("p", "Size", "9", "catalog")]
    words = evidence_table(rows).with_columns(field=pl.lit("title"), quote=pl.lit("in red"), extractor=pl.lit("rule"))
    read = values_read(words, Wanted())
    assert read == {"p": [Read("Color", "red", 1.0, "title", "in red", "rule")]}
    assert values_read(words, Wanted(("Size",))) == {}
    told = replace(answered(Wanted(), Expected()), read=tuple(read["p"])).as_json()["read"]
    assert told == [
        {
            "attribute": "Color",
            "tag": "red",
            "confidence": 1.0,
            "field": "title",
            "quote": "in red",
            "extractor": "rule",
        }
    ]


def test_words_that_only_go_with_what_was_read_are_not_said_to_say_it() -> None:
    read = Read("Form", "in-ear", 0.9, "title", "Aurivo", "rule")
    assert read.because == "the title says “Aurivo”"
    assert replace(read, extractor="clue").because == (
        "products whose Form is known and whose text has “Aurivo” mostly have it"
    )


def test_of_a_product_in_the_graph_nothing_is_told_that_stands_there() -> None:
    assert "read" not in answered(Wanted(), Expected()).as_json()


@pytest.mark.parametrize("option", [("--min-probability", "5"), ("--top", "-1"), ("--top", "0")])
def test_an_option_that_makes_no_sense_is_refused(option: tuple[str, str]) -> None:
    done = CliRunner().invoke(kgtag, ["complete", "--product", "X", *option])
    assert done.exit_code == 2
    assert option[0] in done.output


def test_all_products_are_answered_in_their_order_however_few_are_held_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    products = ["c", "without", "a", "b"]
    rows = pl.concat(
        [ROWS.with_columns(product=pl.lit(name), model=pl.lit(name)) for name in ("a", "b", "c", "unasked")]
    )
    titles, expected = dict.fromkeys(products, "bag"), dict.fromkeys(products, Expected())
    for held_apart in (1, 3, 100):
        monkeypatch.setattr(serving, "HELD_APART", held_apart)
        answers = list(answers_from(rows, ASSERTED, titles, expected, Wanted(), SCHEMA))
        assert [answer.product for answer in answers] == products
        assert [answer.model for answer in answers] == ["c", "", "a", "b"]
