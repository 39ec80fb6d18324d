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
from kgtag.kg.catalog_reading.layout import CatalogLayout
from kgtag.kg.decisions import Decision
from kgtag.kg.errors import CatalogError, EncoderError, SettingsError, WorkspaceError
from kgtag.kg.settings import Settings
from kgtag.kg.steps import RemovalError, Run
from kgtag.kg.stores.ladybug_store import LadybugStore
from kgtag.kg.stores.store import open_store
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


def built(settings: Settings, catalog: str | None = None, *, voice: Shop | None = None, **request: Any) -> Run:
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
    assert CatalogLayout.read(run.workspace.layout_path).update == str(tmp_path / "delta.jsonl")
    assert run.steps["extract"]["products"] == 3
    updated = Workspace(settings.workspace).table_fingerprint("triples", "evidence", "mentions")
    built(settings, write([line for line in shop if line["id"] != "P005"], tmp_path / "whole.jsonl"))
    assert Workspace(settings.workspace).table_fingerprint("triples", "evidence", "mentions") == updated


def test_a_workspace_is_not_trained_until_somebody_trains_it_and_then_unless_told_not_to(
    settings, catalog, monkeypatch
):
    built(settings, catalog)
    monkeypatch.setattr("kgtag.pipeline._learn_extraction", lambda *_, train, keep: None)
    monkeypatch.setattr(
        "kgtag.pipeline._learn_completion", lambda run, *_: (run.workspace.models / "completion").mkdir(exist_ok=True)
    )
    monkeypatch.setattr("kgtag.pipeline._complete", lambda *_: None)

    def trains(**request: Any) -> bool:
        return build(Request(**request), settings, Shop()).trains

    assert not trains()
    assert not trains(catalog=catalog, update=True)
    assert trains(train=True)
    assert not trains(train=False)
    assert not trains(decisions=(Decision("accept", "Color", "red", product="P000"),))
    assert trains()


def test_a_fresh_build_trains_whatever_was_before(settings, catalog, monkeypatch):
    built(settings, catalog)
    trained: list[bool] = []
    monkeypatch.setattr("kgtag.pipeline._learn_extraction", lambda *_, train, keep: trained.append(train))
    monkeypatch.setattr("kgtag.pipeline._learn_completion", lambda *_: None)
    build(Request(fresh=True), settings, Shop())
    assert trained == [True]


def test_an_update_needs_something_to_update(settings, catalog):
    with pytest.raises(WorkspaceError, match="holds no catalog yet"):
        built(settings, catalog, update=True)


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


@pytest.mark.parametrize("agreed", [True, False])
def test_much_less_than_before_goes_on_when_somebody_agrees(settings, catalog, tmp_path, agreed):
    built(settings, catalog)
    built(settings, write(tiny_shop(40), tmp_path / "small.jsonl"), voice=Shop(answer=not agreed), agreed=agreed)
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


def test_a_catalog_without_a_good_line_leaves_the_workspace_and_says_where_the_reasons_are(settings, catalog, tmp_path):
    built(settings, catalog)
    before, rejects = hashes(settings), Workspace(settings.workspace).rejects_path
    (tmp_path / "bad.jsonl").write_text('{"id": "", "title": "shoe"}\n', encoding="utf-8")
    with pytest.raises(CatalogError, match="no product could be read") as raised:
        built(settings, str(tmp_path / "bad.jsonl"))
    assert hashes(settings) == before
    assert rejects.read_text(encoding="utf-8") == ""
    assert len(Path(str(raised.value).split(" are in ")[1]).read_text(encoding="utf-8").splitlines()) == 1


def test_a_catalog_that_is_refused_leaves_no_rejects_behind(settings, catalog, tmp_path):
    built(settings, catalog)
    small = tmp_path / "small.jsonl"
    small.write_text(Path(write(tiny_shop(40), small)).read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    with pytest.raises(RemovalError):
        built(settings, str(small))
    assert Workspace(settings.workspace).rejects_path.read_text(encoding="utf-8") == ""


def test_an_update_that_leaves_no_product_says_so(settings, catalog, tmp_path):
    built(settings, catalog)
    delta = [{"id": line["id"], "deleted": True} for line in tiny_shop()]
    with pytest.raises(CatalogError, match="every product would be deleted"):
        built(settings, write(delta, tmp_path / "delta.jsonl"), update=True)


def test_text_that_is_read_by_another_extractor_names_it_in_the_evidence(settings, catalog, monkeypatch):
    built(settings, catalog)
    monkeypatch.setattr("kgtag.extract.extraction.extraction_version", lambda *_: "another")
    built(settings)
    evidence = Workspace(settings.workspace).table("evidence").filter(origin="text")
    assert evidence["version"].unique().to_list() == ["another"]


def test_another_workspaces_graph_is_taken_over_only_by_a_run_that_was_told_to(settings, catalog, monkeypatch):
    asked: list[bool] = []
    monkeypatch.setattr(LadybugStore, "check", lambda self, *, take_over=False: asked.append(take_over))
    built(replace(settings, max_removed_share=1.0), catalog)
    built(settings, catalog, agreed=True)
    assert asked == [False, True]


def test_an_encoder_that_cannot_be_read_does_not_become_the_workspaces_choice(settings, catalog, tmp_path):
    built(settings, catalog)
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match="empty"):
        built(replace(settings, encoder=str(tmp_path / "empty")))
    assert not built(settings).changed


def test_a_device_or_an_encoder_that_cannot_be_had_is_told_before_the_catalog_is_read(settings, tmp_path):
    nowhere = str(tmp_path / "nowhere.jsonl")
    with pytest.raises(SettingsError, match=r"device 'gpu' is not on this machine: use `--device auto`"):
        built(replace(settings, device="gpu"), nowhere)
    with pytest.raises(EncoderError, match="nowhere"):
        built(replace(settings, encoder=str(tmp_path / "nowhere")), nowhere)


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """What is started in the background is started deaf to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def ctrl_c_in(step: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Press Ctrl-C when a step has written all it makes and is about to be remembered."""
    remember = Workspace.remember

    def interrupted(self: Workspace, **entries: str | None) -> None:
        if entries.get(step) is not None:
            signal.raise_signal(signal.SIGINT)
        remember(self, **entries)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Workspace, "remember", interrupted)
        yield


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("step", STEPS)
def test_a_build_that_was_broken_off_leaves_nothing_to_the_catalog_of_before(
    settings, catalog, tmp_path, step, monkeypatch
):
    built(settings, catalog)
    before = hashes(settings)
    boots = [{**line, "title": line["title"].replace("runner", "boot")} for line in tiny_shop()]
    with ctrl_c_in(step, monkeypatch):
        built(settings, write(boots, tmp_path / "boots.jsonl"))
    built(settings, catalog)
    assert hashes(settings) == before
    answer = open_store(settings).query("MATCH (p:Product {id: 'P000'}) RETURN p.title", {}, 1)
    assert answer.rows == ((tiny_shop()[0]["title"],),)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("anew", [{"fresh": True}, {"anew": ("learn-extraction",)}], ids=["fresh", "train"])
def test_learning_anew_that_was_broken_off_goes_on_with_the_same_request(settings, catalog, monkeypatch, anew):
    built(settings, catalog)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("kgtag.pipeline.load_graph", lambda *_: signal.raise_signal(signal.SIGINT))
        built(settings, catalog, **anew)
    assert not built(settings, catalog, **anew).steps["learn-extraction"]["done"]
    assert built(settings, catalog, **anew).steps["learn-extraction"]["done"]


def test_what_was_completed_with_an_older_vocabulary_goes_when_the_rest_is_learned_anew_without(settings, catalog):
    built(settings, catalog)
    workspace = Workspace(settings.workspace)
    workspace.write("predictions", workspace.table("predictions"))
    (workspace.models / "completion").mkdir()
    voice = Shop()
    built(settings, fresh=True, voice=voice)
    assert not (workspace.models / "completion").exists()
    assert not workspace.table_path("predictions").exists()
    assert any("older vocabulary" in sentence for sentence in voice.said)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("step", STEPS)
def test_ctrl_c_in_any_step_loses_nothing(settings, catalog, tmp_path, step, monkeypatch):
    with ctrl_c_in(step, monkeypatch):
        built(settings, catalog)
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
