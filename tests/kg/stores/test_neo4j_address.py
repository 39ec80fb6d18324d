"""An address that cannot be used is refused in words, and a password in it is never repeated."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from kgtag.kg.commands.drop import drop
from kgtag.kg.errors import SettingsError
from kgtag.kg.stores.neo4j_address import neo4j_address
from kgtag.kg.tables import empty_table
from kgtag.kg.workspace import Workspace

WITH_PASSWORD = [
    "neo4j://neo4j:hunter2@host:7687",
    "neo4j:hunter2@host:7687",
    "neo4j:/u:hunter2@host",
    "neo4j:hunter2@",
    "neo4j://ann:x@hunter2@host",
    "http://ann:hunter2@host",
]


@pytest.mark.parametrize("uri", WITH_PASSWORD)
def test_a_password_is_not_repeated_however_the_address_is_written(uri: str):
    with pytest.raises(SettingsError, match="keep them in NEO4J_USERNAME and NEO4J_PASSWORD") as raised:
        neo4j_address(uri)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("uri", ["neo4j://[::1", "neo4j://ho\u2100st", "bolt://:7687", ""])
def test_what_cannot_be_an_address_is_an_error_with_an_example(uri: str):
    with pytest.raises(SettingsError, match="reads like neo4j://localhost:7687"):
        neo4j_address(uri)


@pytest.mark.parametrize("agreed", [[], ["--yes"]])
def test_drop_refuses_such_an_address_before_it_says_anything(tmp_path: Path, agreed: list[str]):
    Workspace(tmp_path).write("products", empty_table("products"))
    answer = CliRunner().invoke(drop, [*agreed, "--graph", WITH_PASSWORD[0], "-w", str(tmp_path)])
    assert isinstance(answer.exception, SettingsError)
    assert "keep them in" in str(answer.exception)
    assert "hunter2" not in answer.output + str(answer.exception)


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in os.environ if name.startswith(("NEO4J_", "KGTAG_"))]:
        monkeypatch.delenv(name)
