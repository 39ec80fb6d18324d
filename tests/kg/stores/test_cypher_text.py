"""Columns are called what the query calls them, whatever a store makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.stores.cypher_text import written_names

PIECES = [
    "p.id",
    "count(*)",
    "'a, b'",
    "[1, 2]",
    "{a: 1, b: 'RETURN x'}.a",
    "max(p.price + 1)",
    "/* , */ 7",
    "$a",
    "`x,`.y",
]
EXPRESSIONS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" + ".join)


@given(st.lists(st.tuples(EXPRESSIONS, st.booleans()), min_size=1, max_size=4), st.sampled_from(["", "DISTINCT "]))
def test_an_expression_is_the_name_of_its_column_unless_it_has_one(items: list[tuple[str, bool]], distinct: str):
    returned = " , ".join(f"{text} AS `n, {place}`" if own else text for place, (text, own) in enumerate(items))
    stored = [f"n, {place}" if own else text if text == "p.id" else "STORE" for place, (text, own) in enumerate(items)]
    expected = [f"n, {place}" if own else text.removeprefix("/* , */ ") for place, (text, own) in enumerate(items)]
    query = f"MATCH (p) // RETURN 1, 2\nRETURN {distinct}{returned} // , 3\n ORDER BY p.id, p.name LIMIT 3"
    assert written_names(query, stored) == tuple(expected)


@pytest.mark.parametrize(
    ("query", "stored", "shown"),
    [
        ("RETURN count(*) UNION ALL RETURN count(*);", ["COUNT_STAR()"], ["count(*)"]),
        ("RETURN count(*) UNION RETURN sum(1)", ["COUNT_STAR()"], ["COUNT_STAR()"]),
        ("RETURN 1 AS a UNION RETURN 2 AS a", ["a"], ["a"]),
        ("MATCH (p) WHERE EXISTS {MATCH (p)-->(q) RETURN q} RETURN count(p)", ["COUNT(p._ID)"], ["count(p)"]),
        ("MATCH (p) RETURN *", ["p"], ["p"]),
        ("MATCH (p) RETURN p.*, 1", ["p.id", "p.name", "1"], ["p.id", "p.name", "1"]),
        ("MATCH (p) RETURN p.*", ["p.id"], ["p.id"]),
        ("EXPLAIN RETURN count(*)", ["explain result"], ["explain result"]),
        ("CALL show_tables()", ["id"], ["id"]),
        ("MATCH (p) RETURN p.return, p.as, true", ["p.return", "p.as", "True"], ["p.return", "p.as", "true"]),
        ("MATCH (p) RETURN p.id, p.name", ["p.name", "p.id"], ["p.name", "p.id"]),
    ],
    ids=str,
)  # fmt: skip
def test_names_that_cannot_be_told_with_certainty_stay_the_stores(query: str, stored: list[str], shown: list[str]):
    assert written_names(query, stored) == tuple(shown)
