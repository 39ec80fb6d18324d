"""What must be done to one table so that it becomes another."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.stores.graph_difference import table_difference

EDGES = {"from": pl.String, "to": pl.String, "quote": pl.String, "origins": pl.List(pl.String), "start": pl.Int64}
ends = st.sampled_from(["P1", "P2", "P3"])
rows = st.tuples(
    ends,
    st.sampled_from(["red", "blue", "été"]),
    st.none() | st.sampled_from(["", "red"]),
    st.none() | st.lists(st.sampled_from(["text", "catalog"]), max_size=2),
    st.none() | st.integers(0, 2),
)
unique_rows = st.lists(rows, max_size=9, unique_by=lambda row: row[:2])


def table(*rows, **schema):
    return pl.DataFrame(rows, schema=schema or EDGES, orient="row")


def edges(start, end):
    return [(f"P{number}", "red", "red", ["text"], number) for number in range(start, end)]


def keys(frame):
    return [row[:2] for row in frame.rows()]


def test_equal_tables_differ_in_nothing():
    assert len(table_difference(table(*edges(0, 9)), table(*edges(0, 9)), ["from", "to"])) == 0


def test_rows_come_go_and_change():
    difference = table_difference(
        table(*edges(0, 5)), table(*edges(1, 3), ("P3", "red", "Red", ["text"], 3), *edges(5, 7)), ["from", "to"]
    )
    assert keys(difference.added) == [("P5", "red"), ("P6", "red")]
    assert difference.changed.rows() == [("P3", "red", "Red", ["text"], 3)]
    assert keys(difference.removed) == [("P0", "red"), ("P4", "red")]


def test_a_row_that_stands_twice_is_removed_and_added_once():
    twice = table(*edges(0, 3), *edges(1, 2))
    difference = table_difference(twice, table(*edges(0, 3)), ["from", "to"])
    assert keys(difference.removed) == keys(difference.added) == [("P1", "red")]


def test_a_column_that_is_gone_is_emptied():
    difference = table_difference(
        table(("P1", 5), ("P2", None), id=pl.String, stock=pl.Int64), table(("P1",), ("P2",), id=pl.String), ["id"]
    )
    assert difference.changed.rows(named=True) == [{"id": "P1", "stock": None}]


def test_a_column_of_another_type_is_written_anew():
    difference = table_difference(
        table(("P1", 5), id=pl.String, price=pl.Int64), table(("P1", 5.0), id=pl.String, price=pl.Float64), ["id"]
    )
    assert difference.changed.rows() == [("P1", 5.0)]


@given(st.lists(rows, max_size=9), unique_rows)
def test_a_difference_leads_from_any_table_to_any_other(old, new):
    difference = table_difference(table(*old), table(*new), ["from", "to"])
    kept = [row for row in old if row[:2] not in set(keys(difference.removed)) | set(keys(difference.changed))]
    after = [*kept, *difference.added.rows(), *difference.changed.rows()]
    assert sorted(after, key=repr) == sorted(new, key=repr)


@given(unique_rows, unique_rows)
def test_no_row_is_touched_that_is_the_same_in_both(old, new):
    difference = table_difference(table(*old), table(*new), ["from", "to"])
    same = {row[:2] for row in map(tuple, old) if row in new}
    assert not same & {*keys(difference.added), *keys(difference.changed), *keys(difference.removed)}
