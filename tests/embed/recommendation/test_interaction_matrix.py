"""Interactions as numbers: who, what, in which order."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
from kgtag.embed.recommendation.interaction_matrix import baskets_of, history_rows, read_interactions
from kgtag.kg.tables import table_schema

DAY = datetime.datetime(2026, 5, 1)


def table(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(table_schema("interactions")), orient="row")


def test_entries_stand_in_the_order_of_time_and_a_pair_once() -> None:
    found = read_interactions(
        table(
            ("b", "y", None, 1.0, DAY),
            ("a", "x", None, 1.0, DAY + datetime.timedelta(days=2)),
            ("a", "y", None, 1.0, DAY + datetime.timedelta(days=1)),
            ("a", "y", None, 2.0, DAY),
        ),
        ("x", "y"), 1,
    )  # fmt: skip
    assert found.users == ("a", "b")
    assert list(zip(found.user.tolist(), found.item.tolist(), strict=True)) == [(0, 1), (0, 0), (1, 1)]
    assert found.weight.tolist() == [2.0, 1.0, 1.0]
    assert found.places_from_last().tolist() == [1, 0, 0]


def test_what_was_given_back_and_what_is_no_product_is_left_out() -> None:
    found = read_interactions(
        table(("a", "x", None, 1.0, None), ("a", "x", None, -1.0, None), ("a", "gone", None, 1.0, None)), ("x",), 1
    )
    assert len(found) == 0
    assert found.matrix().shape == (0, 1)


def test_the_last_of_entries_without_time_is_drawn_by_lot_and_repeatably() -> None:
    frame = table(*(("u" + str(user), item, None, 1.0, None) for user in range(200) for item in "xyz"))
    found = read_interactions(frame, ("x", "y", "z"), 1)
    last = found.item[found.places_from_last() == 0]
    assert np.bincount(last, minlength=3).min() > 40
    assert np.array_equal(
        found.item, read_interactions(frame.sample(fraction=1, shuffle=True), ("x", "y", "z"), 1).item
    )


def test_a_basket_holds_what_was_taken_together_and_without_one_what_a_user_had() -> None:
    frame = table(
        ("a", "x", "late", 1.0, DAY), ("a", "y", "late", 1.0, DAY), ("a", "y", "early", 1.0, DAY.replace(year=2025)),
        ("b", "x", None, 1.0, None), ("b", "z", None, 1.0, None),
    )  # fmt: skip
    assert baskets_of(frame, ("x", "y", "z"), 1).toarray().tolist() == [[1, 0, 1], [0, 1, 0], [1, 1, 0]]


def test_a_history_is_a_row_of_ones() -> None:
    assert history_rows([[2, 0, 2], []], 3).toarray().tolist() == [[1, 0, 1], [0, 0, 0]]
    assert history_rows([], 3).shape == (0, 3)
