"""Tags that customers take to are those whose share of the interactions rose by more than chance."""

from datetime import datetime, timedelta

import polars as pl
from kgtag.kg.report.tag_growth import growing_tags
from kgtag.kg.tables import table_schema

START = datetime(2026, 1, 1)
TRIPLES = pl.DataFrame(
    [("A", "Color", "red", 1.0), ("B", "Color", "blue", 1.0), ("A", "tag", "shoe", 1.0), ("B", "tag", "shoe", 1.0)],
    schema=dict(table_schema("triples")),
    orient="row",
)


def taken(products: list[str], *, timed: bool = True) -> pl.DataFrame:
    """One interaction a day."""
    rows = [
        ("u", product, None, 1.0, START + timedelta(days=day) if timed else None)
        for day, product in enumerate(products)
    ]
    return pl.DataFrame(rows, schema=dict(table_schema("interactions")), orient="row")


def test_a_tag_that_is_taken_ever_more_often_grows_and_one_that_all_have_does_not():
    (red,) = growing_tags(taken(["B"] * 60 + ["A"] * 20), TRIPLES).rows
    assert (red.attribute, red.value, red.interactions) == ("Color", "red", 20)
    assert red.before < 0.02 and red.late == 1


def test_what_is_taken_evenly_or_without_times_does_not_grow():
    assert growing_tags(taken(["A", "B"] * 40), TRIPLES).total == 0
    assert growing_tags(taken(["B"] * 60 + ["A"] * 20, timed=False), TRIPLES).total == 0


def test_a_few_interactions_are_no_growth():
    assert growing_tags(taken(["B"] * 60 + ["A"] * 10), TRIPLES).total == 0


def test_interactions_that_all_have_one_time_say_nothing():
    same = taken(["A"] * 40).with_columns(time=pl.lit(START))
    assert growing_tags(same, TRIPLES).total == 0
