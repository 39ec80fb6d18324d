"""Whatever is wrong is found, hides nothing else, and is not mended or worsened by looking."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kgtag.cli import kgtag
from kgtag.kg.schema import Attribute, write_schema
from kgtag.kg.tables import empty_table
from kgtag.kg.workspace import Workspace

SUBJECTS = {"settings", "installation", "encoder", "device", "disk", "workspace", "graph"}
Examine = Callable[[], tuple[int, dict[str, dict[str, Any]]]]


@pytest.fixture
def examine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examine:
    """Run the doctor in an empty folder, where nothing is set but that no encoder is needed."""
    for name in [name for name in os.environ if name.startswith(("NEO4J_", "KGTAG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KGTAG_ENCODER", "none")
    monkeypatch.chdir(tmp_path)

    def run() -> tuple[int, dict[str, dict[str, Any]]]:
        answer = CliRunner().invoke(kgtag, ["doctor", "--json"])
        findings = map(json.loads, answer.stdout.splitlines())
        return answer.exit_code, {finding["subject"]: finding for finding in findings}

    return run


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "kgtag-workspace")
    made.write("products", empty_table("products"))
    write_schema({"Color": Attribute("Color")}, made.schema_path)
    return made


def failing(findings: dict[str, dict[str, Any]]) -> set[str]:
    assert findings.keys() == SUBJECTS
    return {subject for subject, finding in findings.items() if finding["fails"]}


def test_nothing_fails_before_the_first_build(examine: Examine):
    code, findings = examine()
    assert (code, failing(findings)) == (0, set())
    assert "kgtag build" in findings["workspace"]["fact"]
    assert "kgtag build" in findings["graph"]["fact"]


@pytest.mark.parametrize(
    ("variable", "value", "subject", "says"),
    [
        ("KGTAG_DEVICE", "foo", "device", "--device auto"),
        ("KGTAG_ENCODER", "./nowhere", "encoder", "nowhere"),
        ("KGTAG_SEED", "x", "settings", "KGTAG_SEED"),
        ("NEO4J_URI", "bolt://127.0.0.1:9", "graph", "no Neo4j server answers there"),
        ("NEO4J_URI", "nonsense", "graph", "reads like neo4j://localhost:7687"),
    ],
)
def test_what_is_wrong_is_found_and_hides_nothing(
    examine: Examine, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, subject: str, says: str
):
    monkeypatch.setenv(variable, value)
    code, findings = examine()
    assert (code, failing(findings)) == (1, {subject})
    assert says in findings[subject]["fact"]


def test_a_package_that_is_not_installed_is_found(examine: Examine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kgtag.doctor.PACKAGES", ("kgtag", "no-such-package"))
    code, findings = examine()
    assert (code, failing(findings)) == (1, {"installation"})
    assert "no-such-package" in findings["installation"]["fact"]


@pytest.mark.parametrize("file", ["schema.toml", "decisions.jsonl", "state.json"])
def test_a_file_of_the_workspace_that_cannot_be_read_is_named(examine: Examine, workspace: Workspace, file: str):
    assert failing(examine()[1]) == set()
    (workspace.root / file).write_text("not = [what\n", encoding="utf-8")
    code, findings = examine()
    assert (code, failing(findings)) == (1, {"workspace"})
    assert file in findings["workspace"]["fact"]


def test_what_the_schema_describes_and_no_product_has_is_said_and_stops_nothing(examine: Examine, workspace: Workspace):
    code, findings = examine()
    assert (code, findings["workspace"]["ok"]) == (0, False)
    assert "no product has 1 attribute that it describes: [Color]" in findings["workspace"]["fact"]


@pytest.mark.parametrize("built", [False, True])
def test_looking_writes_nothing(examine: Examine, tmp_path: Path, built: bool, request: pytest.FixtureRequest):
    if built:
        request.getfixturevalue("workspace")
    before = sorted(tmp_path.rglob("*"))
    examine()
    assert sorted(tmp_path.rglob("*")) == before
