"""The example orders keep what examples/README.md says of them, and fit the example catalog."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from kgtag.kg.catalog_reading.interaction_file import InteractionSummary, read_interactions
from kgtag.kg.progress import silent

EXAMPLES = Path(__file__).parents[2] / "examples"
Read = tuple[pl.DataFrame, InteractionSummary]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    catalog = (EXAMPLES / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    known = pl.Series([json.loads(line)["id"] for line in catalog])
    rejects = tmp_path_factory.mktemp("orders") / "rejects.jsonl"
    return read_interactions(str(EXAMPLES / "interactions.csv"), {}, known, rejects, lambda _: None, silent)


def test_there_are_1045_lines_of_140_people_and_every_product_is_in_the_catalog(read: Read):
    with (EXAMPLES / "interactions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1045
    assert len({row["user"] for row in rows} - {""}) == 140
    _, summary = read
    assert (summary.unreadable, summary.unknown) == (0, 0)


def test_some_guests_and_some_returns_are_among_them(read: Read):
    frame, summary = read
    assert frame["user"].null_count() > 10
    assert summary.returned > 0


def test_orders_hold_several_products_and_people_come_back(read: Read):
    frame, _ = read
    assert frame.group_by("basket").len()["len"].max() >= 3
    per_user = frame.drop_nulls("user").group_by("user").agg(pl.col("basket").n_unique())
    assert per_user["basket"].median() >= 2
