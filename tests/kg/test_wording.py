"""Numbers in sentences read well, one or many."""

from __future__ import annotations

from kgtag.kg.graph import GraphCounts
from kgtag.kg.wording import counted


def test_one_is_singular_and_all_else_plural() -> None:
    assert [counted(number, "product") for number in (0, 1, 2, 12_101)] == [
        "0 products", "1 product", "2 products", "12,101 products",
    ]  # fmt: skip


def test_a_graph_is_counted_in_words() -> None:
    assert str(GraphCounts({"Product": 1, "Tag": 2_000}, {"HAS_TAG": 1})) == "2,001 nodes and 1 edge"
