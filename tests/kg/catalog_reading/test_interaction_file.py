"""Who had to do with which product: what a file of interactions may look like, and what happens to its bad lines."""

from __future__ import annotations

import datetime
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.catalog_reading.interaction_cells import Interaction, interaction_of
from kgtag.kg.catalog_reading.interaction_file import (
    InteractionSummary,
    catalog_mapping,
    interaction_mapping,
    read_interactions,
    unreadable_interactions,
)
from kgtag.kg.catalog_reading.rows import Reject, Row
from kgtag.kg.errors import CatalogError, SettingsError
from kgtag.kg.progress import silent

KNOWN = pl.Series(["P1", "P2", "P3"])
NOW = datetime.datetime(2026, 6, 1)
Read = Callable[..., tuple[list[tuple[Any, ...]], InteractionSummary, list[dict[str, Any]]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a file's text, and return the rows, the summary and the rejects."""

    def from_text(content: str | bytes, name: str = "log.csv", mapping: dict[str, str] | None = None):
        path, rejects = tmp_path / name, tmp_path / "rejects.jsonl"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        frame, summary = read_interactions(str(path), mapping or {}, KNOWN, rejects, lambda _: None, silent)
        return frame.rows(), summary, [json.loads(line) for line in rejects.read_text().splitlines()]

    return from_text


def test_columns_are_found_by_their_usual_names(read):
    rows, *_ = read("InvoiceNo,StockCode,Quantity,InvoiceDate,CustomerID\n7,P1,2,2010-12-01 08:26:00,u1\n")
    assert rows == [("u1", "P1", "7", 2.0, datetime.datetime(2010, 12, 1, 8, 26))]


def test_a_recbole_file_is_read(read):
    rows, *_ = read("user_id:token\titem_id:token\ttimestamp:float\nu1\tP1\t1388534400.0\n", "shop.inter")
    assert rows == [("u1", "P1", None, 1.0, datetime.datetime(2014, 1, 1))]


def test_other_columns_are_named_with_map(read):
    rows, *_ = read("who;what\nu1;P1\n", mapping={"user": "who", "product": "what"})
    assert rows[0][:2] == ("u1", "P1")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_packed_files_are_read(read, pack):
    rows, *_ = read(pack(b"user,product\nu1,P1\n"), "log.csv.packed")
    assert rows[0][:2] == ("u1", "P1")


def test_json_lines_are_read(read):
    rows, *_ = read('{"user": 17, "item": "P2", "rating": 4.5, "time": 1388534400000}\n', "log.jsonl")
    assert rows == [("17", "P2", None, 4.5, datetime.datetime(2014, 1, 1))]


def test_whole_numbers_that_were_made_fractions_are_ids_again(read, tmp_path):
    path = tmp_path / "log.parquet"
    day = datetime.datetime(2020, 5, 1, 12)
    pl.DataFrame({"CustomerID": [17850.0], "product": ["P1"], "date": [day]}).write_parquet(path)
    rows, *_ = read(path.read_bytes(), "log.parquet")
    assert rows == [("17850", "P1", None, 1.0, day)]


def test_a_guest_without_user_counts_by_the_basket(read):
    rows, summary, _ = read("user,product,order\n,P1,o1\n,P2,o1\n")
    assert [row[:3] for row in rows] == [(None, "P1", "o1"), (None, "P2", "o1")]
    assert (summary.users, summary.unreadable) == (0, 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("u1,,1,", "there is no product"),
        (",P1,1,", "neither a user nor a basket"),
        ("u1,P1,many,", "'many' is no number"),
        ("u1,P1,nan,", "'nan' is no number"),
        ("u1,P1,0,", "a weight of 0"),
        ("u1,P1,1,soon", "'soon' is no time"),
        ("u1,P1,1,2199-01-01", "in the future"),
        ("u1,P1,1,0", "before 1990"),
        ("u1,P\x001,1,", "control character U+0000"),
        ("u1,P1", "2 cells where the header has 4"),
    ],
)
def test_a_line_that_cannot_be_used_is_a_reject_with_its_place_and_reason(read, line, said):
    rows, summary, rejects = read(f"user,product,weight,time\nu2,P2,1,\n{line}\n")
    assert len(rows) == summary.unreadable == len(rejects) == 1
    assert rejects[0]["line"] == 3
    assert said in rejects[0]["reason"]


def test_control_characters_in_json_are_rejects(read):
    _, summary, rejects = read('{"user": "a", "item": "P1"}\n{"user": "a\\u0000", "item": "P1"}\n', "log.jsonl")
    assert summary.unreadable == 1
    assert "U+0000" in rejects[0]["reason"]


def test_a_product_that_the_catalog_lacks_is_told_once_and_no_fault_of_the_line(read, tmp_path):
    rows, summary, rejects = read("user,product\nu1,P1\nu1,GONE\nu2,GONE\n")
    assert (summary.unknown, summary.unreadable, len(rows)) == (2, 0, 3)
    assert [(entry["line"], entry["id"]) for entry in rejects] == [(3, "GONE")]
    assert "2 interactions" in rejects[0]["reason"]
    assert unreadable_interactions(tmp_path / "rejects.jsonl") == 0


def test_a_file_of_another_shop_is_an_error(read):
    with pytest.raises(CatalogError, match=r"none of its 1 products.*--map product=COLUMN"):
        read("user,product\nu1,X9\n")


def test_a_return_takes_the_purchase_with_it(read):
    rows, summary, _ = read("user,product,quantity\nu1,P1,6\nu1,P1,-6\nu1,P2,6\nu1,P2,-2\nu2,P1,6\n")
    assert [row[:2] for row in rows] == [("u1", "P2"), ("u2", "P1")]
    assert summary.returned == 3


@pytest.mark.parametrize("content", ["user,weight\nu1,1\n", "product,weight\nP1,1\n"])
def test_a_file_without_the_columns_it_needs_says_which(read, content):
    with pytest.raises(CatalogError, match=r"no column is called like a (product|user).*--map"):
        read(content)


def test_a_file_without_rows_says_so(read):
    with pytest.raises(CatalogError, match="has a header but no rows"):
        read("user,product\n")


@pytest.mark.parametrize(("written", "weight"), [("1,5", 1.5), ("2.5", 2.5), ("1,000", 1000), ("1e2", 100), ("", 1)])
def test_numbers_are_read_as_people_write_them(read, written, weight):
    rows, *_ = read(f"user;product;quantity\nu1;P1;{written}\n")
    assert rows[0][3] == weight


def test_a_mapped_column_that_is_not_there_is_an_error(read):
    with pytest.raises(SettingsError, match="did you mean 'what'"):
        read("who,what\nu1,P1\n", mapping={"product": "waht"})


def test_one_map_serves_catalog_and_interactions():
    both = {"title": "Name", "user": "Kunde"}
    assert catalog_mapping(both) == {"title": "Name"}
    assert interaction_mapping(both) == {"user": "Kunde"}


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("2026-03-31", datetime.datetime(2026, 3, 31)),
        ("20260331", datetime.datetime(2026, 3, 31)),
        ("2026-03-31T18:30:00+02:00", datetime.datetime(2026, 3, 31, 16, 30)),
        ("1388534400", datetime.datetime(2014, 1, 1)),
        ("1388534400000", datetime.datetime(2014, 1, 1)),
        ("1388534400000000", datetime.datetime(2014, 1, 1)),
        ("1388534400000000000", datetime.datetime(2014, 1, 1)),
        ("", None),
        (None, None),
    ],
)
def test_times_are_iso_or_unix_in_any_unit(cell, time):
    found = interaction_of(Row(1, {"u": "a", "p": "b", "t": cell}, ""), FIELDS, "log", NOW)
    assert isinstance(found, Interaction)
    assert found.time == time


FIELDS = {"user": "u", "product": "p", "time": "t", "weight": "w"}
CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS.values(), CELLS)))
def test_no_cell_breaks_the_reading(cells):
    found = interaction_of(Row(1, cells, ""), FIELDS, "log", NOW)
    assert isinstance(found, Interaction | Reject)
    if isinstance(found, Interaction):
        assert found.product
        assert found.user
        assert found.weight
