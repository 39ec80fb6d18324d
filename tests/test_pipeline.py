"""The whole line on a tiny shop: what is built, what is redone after a change, and what survives being broken off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kgtag.kg.decisions import Decision, append_decisions
from kgtag.kg.errors import CatalogError, EncoderError, WorkspaceError
from kgtag.kg.settings import Settings
from kgtag.kg.steps import RemovalError, Run
from kgtag.kg.store import open_store
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, build

COLORS = ("red", "blue", "green", "black", "white")
BRANDS = ("Acme", "Zeno", "Quill")
STEPS = ("read", "vocabulary", "learn-extraction", "extract", "assert", "load")

Catalog = list[dict[str, Any]]


class Shop:
    """A voice that remembers what it was told, and answers questions with a fixed answer."""

    def __init__(self, answer: bool = False) -> None:
        self.said: list[str] = []
        self.answer = answer

    def announce(self, sentence: str) -> None:
        self.said.append(sentence)

    @contextmanager
    def progress(self, label: str, total: int, unit: str) -> Iterator[Callable[[int], None]]:
        yield lambda count: None

    def confirm(self, question: str) -> bool:
        self.said.append(question)
        return self.answer


def tiny_shop(products: int = 60) -> Catalog:
    """Every title names its brand and color; every other product's columns are empty."""
    shop = []
    for number in range(products):
        brand, color = BRANDS[number % 3], COLORS[number % 5]
        attributes = {"Brand": [brand], "Color": [color]} if number % 2 else {}
        shop.append(
            {
                "id": f"P{number:03}",
                "title": f"{brand} runner {color} number {number}",
                "category": "Shoes",
                "attributes": attributes,
            }
        )
    return shop


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path / "workspace")


def write(catalog: Catalog, path: Path) -> str:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in catalog), encoding="utf-8")
    return str(path)


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    return write(tiny_shop(), tmp_path / "catalog.jsonl")


def built(settings: Settings, catalog: str | None = None, *, voice: Shop | None = None, **request: bool) -> Run:
    return build(Request(catalog, train=False, **request), settings, voice or Shop())


def tags(settings: Settings, product: str) -> dict[str, str]:
    rows = Workspace(settings.workspace).rows("triples", "head", [product]).select("relation", "tail").rows()
    return {str(relation): str(tail) for relation, tail in rows}


def hashes(settings: Settings) -> str:
    return Workspace(settings.workspace).table_fingerprint("products", "tags", "mentions", "triples", "evidence")


def test_empty_cells_are_filled_from_the_title(settings, catalog):
    built(settings, catalog)
    assert tags(settings, "P000") == {"Brand": "Acme", "Color": "red"}


def test_the_graph_holds_what_the_tables_hold(settings, catalog):
    built(settings, catalog)
    counts = open_store(settings).counts()
    assert (counts.nodes["Product"], counts.edges["HAS_TAG"]) == (60, 120)


def test_the_same_build_again_does_nothing(settings, catalog):
    built(settings, catalog)
    before = hashes(settings)
    again = built(settings, catalog)
    assert not again.changed
    assert hashes(settings) == before


def test_one_changed_title_redoes_one_product_and_drops_what_nothing_supports(settings, catalog, tmp_path):
    built(settings, catalog)
    changed = tiny_shop()
    changed[0]["title"] = "Zeno runner number 0"
    run = built(settings, write(changed, tmp_path / "changed.jsonl"))
    assert run.steps["extract"]["products"] == 1
    assert tags(settings, "P000") == {"Brand": "Zeno"}


def test_an_update_gives_the_triples_of_a_whole_build(settings, catalog, tmp_path):
    built(settings, catalog)
    shop = tiny_shop(62)
    shop[3]["title"] = "Acme runner white number 3"
    delta = [shop[3], *shop[60:], {"id": "P005", "deleted": True}]
    run = built(settings, write(delta, tmp_path / "delta.jsonl"), update=True)
    assert run.steps["extract"]["products"] == 3
    updated = Workspace(settings.workspace).table_fingerprint("triples", "evidence", "mentions")
    built(settings, write([line for line in shop if line["id"] != "P005"], tmp_path / "whole.jsonl"))
    assert Workspace(settings.workspace).table_fingerprint("triples", "evidence", "mentions") == updated


def test_an_update_needs_something_to_update(settings, catalog):
    with pytest.raises(WorkspaceError, match="holds no catalog yet"):
        built(settings, catalog, update=True)


def test_a_rejected_tag_stays_away_and_the_graph_obeys(settings, catalog):
    built(settings, catalog)
    append_decisions([Decision("reject", "Color", "red", product="P000")], Workspace(settings.workspace).decisions_path)
    built(settings)
    built(settings, catalog)
    assert tags(settings, "P000") == {"Brand": "Acme"}
    answer = open_store(settings).query(
        "MATCH (:Product {id: $id})-[:HAS_TAG]->(t:Tag) RETURN t.name", {"id": "P000"}, 10
    )
    assert answer.rows == (("Acme",),)


def test_a_merge_moves_products_to_the_other_value(settings, catalog):
    built(settings, catalog)
    append_decisions(
        [Decision("merge", "Color", "black", surface="blue")], Workspace(settings.workspace).decisions_path
    )
    built(settings)
    assert tags(settings, "P001")["Color"] == "black"


def test_an_edited_schema_is_obeyed(settings, catalog):
    built(settings, catalog)
    path = Workspace(settings.workspace).schema_path
    path.write_text(path.read_text(encoding="utf-8").replace("complete = false", "complete = true"), encoding="utf-8")
    built(settings, voice=Shop(answer=True))
    assert tags(settings, "P000") == {}


def test_much_less_than_before_stops_and_touches_nothing(settings, catalog, tmp_path):
    built(settings, catalog)
    before = hashes(settings)
    small = write(tiny_shop(40), tmp_path / "small.jsonl")
    with pytest.raises(RemovalError, match="would remove 20 of 60 products"):
        built(settings, small)
    assert hashes(settings) == before


def test_much_less_than_before_goes_on_when_somebody_agrees(settings, catalog, tmp_path):
    built(settings, catalog)
    built(settings, write(tiny_shop(40), tmp_path / "small.jsonl"), voice=Shop(answer=True))
    assert len(Workspace(settings.workspace).table("products")) == 40


def test_a_changed_catalog_is_learned_anew(settings, catalog, tmp_path):
    built(settings, catalog)
    other = [{**line, "title": line["title"].replace("runner", "boot")} for line in tiny_shop()]
    voice = Shop()
    run = built(settings, write(other, tmp_path / "other.jsonl"), voice=voice)
    assert run.steps["vocabulary"]["done"]
    assert any("learning anew" in sentence for sentence in voice.said)


def test_rejected_lines_are_kept_with_their_reason(settings, tmp_path):
    path = tmp_path / "catalog.jsonl"
    write(tiny_shop(), path)
    path.write_text(path.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    run = built(settings, str(path))
    rejects = Workspace(settings.workspace).rejects_path.read_text(encoding="utf-8").splitlines()
    assert run.steps["read"]["rejects"] == 1
    assert [json.loads(line)["line"] for line in rejects] == [61]


def test_a_catalog_without_a_good_line_leaves_the_workspace_as_it_was(settings, catalog, tmp_path):
    built(settings, catalog)
    before = hashes(settings)
    (tmp_path / "bad.jsonl").write_text('{"id": ""}\n', encoding="utf-8")
    with pytest.raises(CatalogError):
        built(settings, str(tmp_path / "bad.jsonl"))
    assert hashes(settings) == before


def test_an_encoder_that_cannot_be_read_does_not_become_the_workspaces_choice(settings, catalog, tmp_path):
    built(settings, catalog)
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match="empty"):
        built(replace(settings, encoder=str(tmp_path / "empty")))
    assert not built(settings).changed


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """What is started in the background is started deaf to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("step", STEPS)
def test_ctrl_c_in_any_step_loses_nothing(settings, catalog, tmp_path, step, monkeypatch):
    remember = Workspace.remember

    def interrupted(self: Workspace, **entries: str | None) -> None:
        if entries.get(step) is not None:
            signal.raise_signal(signal.SIGINT)
        remember(self, **entries)

    monkeypatch.setattr(Workspace, "remember", interrupted)
    with pytest.raises(KeyboardInterrupt):
        built(settings, catalog)
    monkeypatch.undo()
    built(settings, catalog)
    undisturbed = Settings(workspace=tmp_path / "undisturbed")
    built(undisturbed, catalog)
    assert hashes(settings) == hashes(undisturbed)


KILLED_AT_A_WRITE = """
import os, signal, sys
from pathlib import Path
from kgtag.kg.settings import Settings
from kgtag.kg.terminal import Terminal
from kgtag.pipeline import Request, build

replace, left = Path.replace, [int(sys.argv[3])]
def replace_or_die(self, target):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = replace_or_die
build(Request(sys.argv[1], train=False), Settings(workspace=Path(sys.argv[2])), Terminal(quiet=True))
"""


def test_a_kill_at_any_write_leaves_a_workspace_that_goes_on(settings, catalog, tmp_path):
    undisturbed = Settings(workspace=tmp_path / "undisturbed")
    built(undisturbed, catalog)
    killed = 0
    for writes in range(0, 40, 3):
        space = Settings(workspace=tmp_path / f"killed-{writes}")
        arguments = [sys.executable, "-c", KILLED_AT_A_WRITE, catalog, str(space.workspace), str(writes)]
        process = subprocess.run(arguments, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"})
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
        killed += 1
        built(space, catalog)
        assert hashes(space) == hashes(undisturbed)
    assert killed >= 4
