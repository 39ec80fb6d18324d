"""`kgtag evaluate recommendation`: a table for people, an object for programs, and what is said without data."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from kgtag.cli import kgtag
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace

from .shop import PRODUCTS, shop


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = shop(tmp_path / "shop")
    names = [name for name, _, _ in PRODUCTS]
    rows = [(f"u{user}", names[(user + step) % 4], None, 1.0, None) for user in range(8) for step in range(3)]
    workspace.write("interactions", pl.DataFrame(rows, schema=dict(table_schema("interactions")), orient="row"))
    return workspace


def evaluate(workspace: Workspace, *arguments: str) -> None:
    kgtag(["evaluate", "recommendation", "-w", str(workspace.root), *arguments], standalone_mode=False)


def test_a_person_reads_a_line_a_method(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate(workspace)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "one product of each of 8 users, hidden among 7"
    assert [line.split("  ")[0] for line in lines[-6:]] == [
        "kgtag", "popularity", "ItemKNN", "title kNN", "ItemKNN + content", "EASE",
    ]  # fmt: skip


def test_a_program_reads_an_object(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate(workspace, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["users"], answer["products"]) == (8, 7)
    assert set(answer["methods"]["kgtag"]) == {"recall", "ndcg", "more", "low", "high"}


def test_without_interactions_it_is_said_how_to_give_them(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="kgtag build --interactions FILE"):
        evaluate(shop(tmp_path / "shop"))
