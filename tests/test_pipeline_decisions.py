"""Decisions in the line: in force at once and for good, kept for products to come, never written by a refused run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kgtag.kg.decision_checks import withdrawals, workspace_decisions
from kgtag.kg.decisions import Decision, append_decisions, read_decisions
from kgtag.kg.errors import NotFoundError, WorkspaceError
from kgtag.kg.settings import Settings
from kgtag.kg.steps import RemovalError, Run
from kgtag.kg.stores.store import open_store
from kgtag.kg.terminal import Terminal
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, build

COLORS = ("Green", "blue", "red")
ACCEPTED = Decision("accept", "Color", "Green", product="P01")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A workspace of thirty shoes: every third is green, blue, red; half of them only say so in the title."""
    settings = Settings(workspace=tmp_path / "workspace")
    built(settings, write(shoes(), tmp_path / "catalog.jsonl"))
    return settings


def shoes() -> list[dict[str, object]]:
    return [
        {"id": f"P{number:02}", "title": f"{COLORS[number % 3]} shoe number {number}", "category": "Shoes",
         "attributes": {"Color": [COLORS[number % 3]]} if number % 2 else {}}
        for number in range(30)
    ]  # fmt: skip


def write(lines: list[dict[str, object]], path: Path) -> str:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return str(path)


def built(settings: Settings, catalog: str | None = None, *decisions: Decision, update: bool = False) -> Run:
    request = Request(catalog, update=update, train=False, decisions=decisions)
    return build(request, settings, Terminal(quiet=True))


def decided(settings: Settings, *decisions: Decision) -> Run:
    return built(settings, None, *decisions)


def colors(settings: Settings, product: str) -> list[str]:
    return Workspace(settings.workspace).rows("triples", "head", [product])["tail"].to_list()


def written(settings: Settings) -> list[Decision]:
    return read_decisions(Workspace(settings.workspace).decisions_path)


def test_a_rejected_tag_stays_away_and_the_graph_obeys(settings, tmp_path):
    decided(settings, Decision("reject", "Color", "Green", product="P00"))
    built(settings, str(tmp_path / "catalog.jsonl"))
    assert colors(settings, "P00") == []
    answer = open_store(settings).query("MATCH (:Product {id: 'P00'})-[:HAS_TAG]->(t) RETURN t.name", {}, 10)
    assert answer.rows == ()


def test_a_decision_that_is_written_by_hand_is_obeyed(settings):
    append_decisions([Decision("merge", "color", "red", surface="blue")], Workspace(settings.workspace).decisions_path)
    build(Request(train=False, agreed=True), settings, Terminal(quiet=True))
    assert colors(settings, "P01") == ["red"]


@pytest.mark.parametrize("verdict", ["reject", "forget"])
def test_what_was_accepted_is_taken_back_in_another_spelling(settings, verdict):
    decided(settings, ACCEPTED)
    assert colors(settings, "P01") == ["Green"]
    decided(settings, Decision(verdict, "color", "green", product="P01"))
    assert colors(settings, "P01") == ["blue"]


def test_a_decision_waits_for_a_product_that_is_gone_and_is_counted(settings, tmp_path, capsys):
    decided(settings, ACCEPTED)
    delta = write([{"id": "P01", "deleted": True}], tmp_path / "delta.jsonl")
    build(Request(delta, update=True, train=False), settings, Terminal())
    assert "1 decision kept for products that the catalog does not have" in capsys.readouterr().err
    assert colors(settings, "P01") == []
    built(settings, write([shoes()[1]], tmp_path / "again.jsonl"), update=True)
    assert colors(settings, "P01") == ["Green"]


def test_a_decision_is_not_written_while_another_process_writes(settings):
    with Workspace(settings.workspace).lock(), pytest.raises(WorkspaceError, match="is being written by"):
        decided(settings, ACCEPTED)
    assert written(settings) == []


def test_a_decision_does_not_carry_out_what_else_would_remove_much(settings):
    path = Workspace(settings.workspace).schema_path
    path.write_text(path.read_text(encoding="utf-8").replace("complete = false", "complete = true"), encoding="utf-8")
    with pytest.raises(RemovalError, match="would remove"):
        decided(settings, ACCEPTED)
    assert written(settings) == []
    assert colors(settings, "P00") == ["Green"]


def test_a_rejected_tag_that_is_not_there_is_answered_with_what_is(settings, capsys):
    request = Request(train=False, decisions=(Decision("reject", "color", "gren", product="P01"),))
    build(request, settings, Terminal())
    assert "P01 has no Color 'gren' (it has: blue)" in capsys.readouterr().err
    assert written(settings) == [Decision("reject", "Color", "gren", product="P01")]


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision("reject", "Colour", "red", product="P01"), "did you mean 'Color'"),
        (Decision("accept", "Weight", "1 kg", product="P01"), "there are: Color"),
        (Decision("accept", "Color", "red", product="P1"), "there is no product 'P1'"),
    ],
)
def test_what_nobody_knows_is_not_decided_about(settings, decision, says):
    with pytest.raises(NotFoundError, match=says):
        decided(settings, decision)
    assert written(settings) == []


def test_decisions_in_force_are_listed_until_they_are_forgotten(settings):
    workspace = Workspace(settings.workspace)
    merged = Decision("merge", "Color", "blue", surface="navy")
    decided(settings, ACCEPTED, merged, Decision("reject", "Color", "red", product="P02"))
    decided(settings, *withdrawals(workspace, "P02", "color", "Red"))
    assert workspace_decisions(workspace) == [ACCEPTED, merged]
    decided(settings, *withdrawals(workspace, "Color", "navy", "blue"))
    assert workspace_decisions(workspace) == [ACCEPTED]
    with pytest.raises(NotFoundError, match="kgtag decide list"):
        withdrawals(workspace, "P02", "Color", "red")
