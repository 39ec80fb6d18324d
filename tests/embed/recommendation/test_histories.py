"""What people did before a day, in rows of the products."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl
import pytest
from kgtag.embed.recommendation.histories import histories_of, learned_folder
from kgtag.embed.recommendation.model_files import write_stamp
from kgtag.kg.errors import SettingsError, WorkspaceError
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace

ROWS = {"a": 0, "b": 1, "c": 2}


def workspace(folder: Path, *rows: tuple[str | None, str, datetime.datetime | None]) -> Workspace:
    space = Workspace(folder)
    full = [(user, product, "o", 1.0, time) for user, product, time in rows]
    space.write("interactions", pl.DataFrame(full, schema=dict(table_schema("interactions")), orient="row"))
    return space


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2026, 1, number)


def test_each_product_stands_once_and_the_latest_first(tmp_path):
    space = workspace(tmp_path, ("u", "a", day(1)), ("u", "b", day(3)), ("u", "a", day(5)), ("v", "c", day(2)))
    assert histories_of(space, ["v", "u"], ROWS, None) == [[2], [0, 1]]


def test_from_the_day_on_nothing_counts_and_what_has_no_time_neither(tmp_path):
    space = workspace(tmp_path, ("u", "a", day(1)), ("u", "b", day(3)), ("u", "c", None))
    assert histories_of(space, ["u"], ROWS, day(3)) == [[0]]
    assert histories_of(space, ["u"], ROWS, day(1)) == [[]]


def test_products_that_the_catalog_does_not_have_are_left_out(tmp_path):
    space = workspace(tmp_path, ("u", "gone", day(1)))
    assert histories_of(space, ["u"], ROWS, None) == [[]]


def test_a_day_needs_times(tmp_path):
    space = workspace(tmp_path, ("u", "a", None))
    with pytest.raises(SettingsError, match="no time"):
        histories_of(space, ["u"], ROWS, day(3))


def test_what_was_not_learned_says_what_to_do(tmp_path):
    with pytest.raises(WorkspaceError, match="kgtag build --interactions FILE"):
        learned_folder(Workspace(tmp_path / "empty"), ())
    with pytest.raises(WorkspaceError, match="the last build stopped before it learned"):
        learned_folder(workspace(tmp_path / "killed", ("u", "a", None)), ("a",))


def test_models_of_other_products_or_of_another_order_are_not_used(tmp_path: Path):
    space = workspace(tmp_path / "shop", ("u", "a", None))
    write_stamp(("a", "b"), space.models / "recommendation")
    assert learned_folder(space, ("a", "b")) == space.models / "recommendation"
    for others in (("b", "a"), ("a",)):
        with pytest.raises(WorkspaceError, match="the last build stopped"):
            learned_folder(space, others)
