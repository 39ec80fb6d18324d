"""Numbers and lists in sentences read well, one or many; a wrong name is answered with what may have been meant."""

from __future__ import annotations

from kgtag.kg.graph import GraphCounts
from kgtag.kg.wording import counted, did_you_mean, known_instead, listed

COLUMNS = ("Color", "Collar size", "Weight")


def test_one_is_singular_and_all_else_plural() -> None:
    assert [counted(number, "product") for number in (0, 1, 2, 12_101)] == [
        "0 products", "1 product", "2 products", "12,101 products",
    ]  # fmt: skip


def test_a_graph_is_counted_in_words() -> None:
    assert str(GraphCounts({"Product": 1, "Tag": 2_000}, {"HAS_TAG": 1})) == "2,001 nodes and 1 edge"


def test_the_name_that_a_wrong_one_is_most_like_is_asked_for() -> None:
    assert did_you_mean("colour", COLUMNS) == "did you mean 'Color'?"


def test_several_names_are_asked_for_the_likest_first() -> None:
    assert did_you_mean("P-10", ["P-22", "P-101", "P-1"], most=2) == "did you mean 'P-101', 'P-1'?"


def test_a_name_that_differs_in_case_and_punctuation_is_the_same_name() -> None:
    assert did_you_mean("collar_size", COLUMNS) == "did you mean 'Collar size'?"


def test_where_no_name_is_alike_nothing_is_asked_and_what_there_is_can_be_listed() -> None:
    assert did_you_mean("xyz", COLUMNS) == ""
    assert known_instead("xyz", COLUMNS) == "there are: Color, Collar size, Weight"


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"
    assert listed(["a", "b"], most=2) == "a, b"
