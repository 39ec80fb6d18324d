"""Which predictions can stand beside what is asserted: the same for the graph, complete, show, report and export."""

import polars as pl
import pytest
from kgtag.kg.predictions import open_predictions
from kgtag.kg.schema import Attribute
from kgtag.kg.tables import table_schema

SCHEMA = {"Color": Attribute("Color"), "Material": Attribute("Material", many=True)}
ROWS = [("p", "Color", "red", 0.9), ("p", "Color", "blue", 0.6), ("q", "Color", "red", 0.8),
        ("p", "Material", "wool", 0.7), ("p", "Material", "silk", 0.5), ("p", "Mood", "calm", 0.4)]  # fmt: skip


def opened(*asserted: tuple[str, str, str], min_probability: float = 0.0, table: str = "triples") -> list[str]:
    rows = [{"product": product, "attribute": name, "value": value, "probability": sure}
            for product, name, value, sure in ROWS]  # fmt: skip
    predictions = pl.DataFrame(rows, schema=dict(table_schema("predictions")))
    triples = pl.DataFrame(
        [{"head": head, "relation": relation, "tail": tail} for head, relation, tail in asserted],
        schema=dict(table_schema(table)),
    )
    found = open_predictions(predictions, triples, SCHEMA, min_probability)
    return [f"{row['product']} {row['value']}" for row in found.iter_rows(named=True)]


def test_where_nothing_is_asserted_all_that_are_probable_enough_stay_in_their_order():
    assert opened() == ["p red", "p blue", "q red", "p wool", "p silk", "p calm"]
    assert opened(min_probability=0.6) == ["p red", "p blue", "q red", "p wool"]


@pytest.mark.parametrize("table", ["triples", "evidence"])
def test_one_value_of_a_single_valued_attribute_closes_it(table: str):
    assert opened(("p", "Color", "green"), table=table) == ["q red", "p wool", "p silk", "p calm"]
    assert opened(("p", "Color", "red"), ("p", "Color", "red"), table=table) == ["q red", "p wool", "p silk", "p calm"]


def test_of_an_attribute_with_many_values_only_the_asserted_one_goes():
    assert opened(("p", "Material", "wool")) == ["p red", "p blue", "q red", "p silk", "p calm"]


def test_an_attribute_that_the_schema_lacks_may_have_many_values():
    assert "p calm" in opened(("p", "Mood", "wild"))
