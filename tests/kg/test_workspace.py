"""A workspace is written by one process, replaced whole, and says what is wrong with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.tables import empty_table
from kgtag.kg.workspace import Workspace


def test_a_second_writer_is_told_who_holds_the_workspace(tmp_path: Path):
    workspace = Workspace(tmp_path)
    with workspace.lock(), pytest.raises(WorkspaceError, match=f"process {os.getpid()}"), workspace.lock():
        pass


def test_the_lock_of_a_killed_process_is_free_again(tmp_path: Path):
    program = f"""
import os, signal
from pathlib import Path
from kgtag.kg.workspace import Workspace
with Workspace(Path({str(tmp_path)!r})).lock():
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    with Workspace(tmp_path).lock():
        pass


def test_a_table_that_was_not_made_is_empty(tmp_path: Path):
    assert Workspace(tmp_path).table("triples").equals(empty_table("triples"))


def test_a_table_that_lacks_a_column_is_told_of_with_what_to_do(tmp_path: Path):
    workspace = Workspace(tmp_path)
    workspace.write("triples", empty_table("triples").drop("confidence"))
    for read in (lambda: workspace.table("triples"), lambda: workspace.rows("triples", "head", ["a"])):
        with pytest.raises(WorkspaceError, match=f"confidence.*kgtag build -w {tmp_path}"):
            read()
    assert not workspace.has_table("triples")


def test_rows_are_read_without_the_rest(tmp_path: Path):
    workspace = Workspace(tmp_path)
    triples = pl.DataFrame(
        {"head": ["a", "b"], "relation": ["r", "r"], "tail": ["x", "y"], "confidence": [1.0, 0.5]},
        schema=empty_table("triples").schema,
    )
    workspace.write("triples", triples)
    assert workspace.rows("triples", "head", ["b"]).rows() == [("b", "r", "y", 0.5)]


def test_an_empty_folder_says_how_to_make_a_graph(tmp_path: Path):
    with pytest.raises(WorkspaceError, match="kgtag build CATALOG"):
        Workspace(tmp_path).require()


def test_a_workspace_of_another_version_is_neither_read_nor_written(tmp_path: Path):
    workspace, state = Workspace(tmp_path), tmp_path / "state.json"
    workspace.write("products", empty_table("products"))
    state.write_text(json.dumps({"format": 99, "steps": {}}), encoding="utf-8")
    before = state.read_bytes()
    with pytest.raises(WorkspaceError, match="format 99"):
        workspace.require()
    with pytest.raises(WorkspaceError, match="format 99"):
        workspace.remember(read="key")
    assert state.read_bytes() == before


def test_a_damaged_state_says_what_to_delete(tmp_path: Path):
    (tmp_path / "state.json").write_text("{", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="delete it and build again"):
        Workspace(tmp_path).state()


def test_steps_are_remembered_and_forgotten(tmp_path: Path):
    workspace = Workspace(tmp_path)
    workspace.remember(read="1", extract="2")
    workspace.remember(read=None)
    assert workspace.state()["steps"] == {"extract": "2"}
