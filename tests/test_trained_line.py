"""The whole line with its models, trained in seconds on a shop whose gaps have an obvious answer."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from kgtag.kg.decisions import Decision
from kgtag.kg.settings import Settings
from kgtag.kg.steps import Run
from kgtag.kg.terminal import Terminal
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, build

SERIES = {"runner": ("mesh", "for running"), "hiker": ("leather", "for hiking"), "glider": ("wool", "for home")}
BRANDS = ("Acme", "Zeno", "Quill", "Tarn")
TABLES = ("products", "tags", "mentions", "triples", "evidence", "predictions")
UNNAMED = 3
"""Every third product lacks the material of its series, and no text says it."""


def shop(products: int = 360) -> list[dict[str, Any]]:
    lines = []
    for number in range(products):
        series = list(SERIES)[number % 3]
        material, use = SERIES[series]
        attributes = {"Brand": BRANDS[number % 4]} if number % 5 else {}
        if (number // 3) % UNNAMED:
            attributes["Material"] = material
        title = f"{BRANDS[number % 4]} {series} shoe number {number}"
        lines.append(
            {"id": f"P{number:03}", "title": title, "category": "Shoes", "attributes": attributes, "tags": [use]}
        )
    return lines


def write(lines: list[dict[str, Any]], path: Path) -> str:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return str(path)


def settings_for(folder: Path, encoder: Path) -> Settings:
    return Settings(workspace=folder, encoder=str(encoder), training_epochs=4, device="cpu", embedding_epochs=3)


def built(settings: Settings, catalog: str | None, *, update: bool = False) -> Run:
    return build(Request(catalog, update=update), settings, Terminal(quiet=True))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(shop(), tmp_path_factory.mktemp("shop") / "catalog.jsonl")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path, catalog: str) -> Settings:
    """Settings of a workspace that is built."""
    settings = settings_for(tmp_path_factory.mktemp("trained") / "workspace", tiny_encoder)
    built(settings, catalog)
    return settings


def predictions(settings: Settings) -> pl.DataFrame:
    return Workspace(settings.workspace).table("predictions")


def test_a_gap_that_no_text_fills_is_completed_from_products_like_it(settings: Settings):
    lacking = [line for line in shop() if "Material" not in line["attributes"]]
    first = predictions(settings).filter((pl.col("attribute") == "Material") & (pl.col("rank") == 1))
    ranked = dict(first.select("product", "value").iter_rows())
    right = sum(ranked.get(line["id"]) == SERIES[line["title"].split()[1]][0] for line in lacking)
    assert right / len(lacking) > 0.95


def test_reasons_name_products_and_tags_that_exist(settings: Settings):
    workspace = Workspace(settings.workspace)
    products = set(workspace.table("products")["id"])
    seen = 0
    for row in predictions(settings).filter(pl.col("probability") > 0.5).iter_rows(named=True):
        for reason in json.loads(row["reasons"]):
            seen += 1
            assert set(reason.get("products", [])) <= products - {row["product"]}
    assert seen > 0


def test_what_the_catalog_says_is_not_predicted(settings: Settings):
    said = {(line["id"], name) for line in shop() for name in line["attributes"]}
    assert not said & set(predictions(settings).select("product", "attribute").rows())


def test_the_same_build_again_does_nothing_and_loads_no_model(settings: Settings, catalog: str):
    program = f"""
import sys
from pathlib import Path
from kgtag.kg.settings import Settings
from kgtag.kg.terminal import Terminal
from kgtag.pipeline import Request, build
settings = Settings(workspace=Path({str(settings.workspace)!r}), encoder={settings.encoder!r},
                    training_epochs=4, device="cpu", embedding_epochs=3)
run = build(Request({catalog!r}), settings, Terminal(quiet=True))
print(run.changed, sorted({{"torch", "lightgbm", "spacy"}} & sys.modules.keys()))
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout == "False []\n"


def test_what_was_learned_with_stays_chosen_until_something_else_is(settings: Settings, tmp_path: Path):
    """The flags of one build are not asked of the next; a decision neither drops nor retrains what is there."""
    copy = replace(settings, workspace=tmp_path / settings.workspace.name)
    shutil.copytree(settings.workspace, copy.workspace)
    plain = Settings(workspace=copy.workspace, device="cpu")
    assert not build(Request(), plain, Terminal(quiet=True)).changed
    assert not build(Request(train=False), plain, Terminal(quiet=True)).steps["learn-extraction"]["done"]
    card = copy.workspace / "models" / "extraction" / "tagger" / "tagger.json"
    before = json.loads(card.read_text())["version"]
    retrained = build(Request(anew=("learn-extraction",)), replace(plain, seed=14), Terminal(quiet=True))
    assert retrained.steps["learn-extraction"]["done"]
    assert json.loads(card.read_text())["version"] != before
    assert not build(Request(), plain, Terminal(quiet=True)).changed


@pytest.mark.parametrize(
    "without_training",
    [Request(train=False, decisions=(Decision("accept", "Brand", "Acme", product="P001"),)), Request(train=False)],
    ids=["decide", "build"],
)
def test_a_training_that_was_broken_off_leaves_the_tagger_of_before(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    without_training: Request,
):  # fmt: skip
    copy = Settings(workspace=tmp_path / settings.workspace.name, device="cpu")
    shutil.copytree(settings.workspace, copy.workspace)
    mentions = Workspace(copy.workspace).table("mentions")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("kgtag.extract.extraction.learn_calibration", lambda *_: signal.default_int_handler(2, None))
        build(Request(anew=("learn-extraction",)), replace(copy, seed=14), Terminal(quiet=True))
    checkpoints = list(Workspace(copy.workspace).models.glob("tagger-training*"))
    run = build(without_training, copy, Terminal())
    assert not run.steps["learn-extraction"]["done"]
    assert Workspace(copy.workspace).table("mentions").equals(mentions)
    assert list(Workspace(copy.workspace).models.glob("tagger-training*")) == checkpoints != []
    assert "the tagger that is there; it is brought up to date with: kgtag build" in capsys.readouterr().err
    assert build(Request(), copy, Terminal(quiet=True)).steps["learn-extraction"]["done"]


def test_a_fresh_build_without_training_has_no_tagger(settings: Settings, tmp_path: Path):
    copy = Settings(workspace=tmp_path / settings.workspace.name, device="cpu")
    shutil.copytree(settings.workspace, copy.workspace)
    build(Request(train=False, fresh=True, agreed=True), copy, Terminal(quiet=True))
    assert "tagger" not in Workspace(copy.workspace).table("mentions")["extractor"].to_list()


def test_an_update_gives_the_tables_of_a_whole_build_with_the_same_models(
    settings: Settings, catalog: str, tmp_path: Path
):
    updated, whole = (replace(settings, workspace=tmp_path / name) for name in ("updated", "whole"))
    for copy in (updated, whole):
        shutil.copytree(settings.workspace, copy.workspace)
    lines = shop(362)
    lines[4]["title"] = "Tarn hiker shoe number 4"
    delta = [lines[4], *lines[360:], {"id": "P007", "deleted": True}]
    run = built(updated, write(delta, tmp_path / "delta.jsonl"), update=True)
    assert (run.steps["extract"]["products"], run.steps["complete"]["products"]) == (3, 3)
    built(whole, write([line for line in lines if line["id"] != "P007"], tmp_path / "whole.jsonl"))
    for name in ("triples", "evidence", "mentions", "predictions"):
        table = Workspace(updated.workspace).table(name)
        assert table.equals(Workspace(whole.workspace).table(name)), name


KILLED_IN_A_STEP = """
import os, signal, sys
from pathlib import Path
from kgtag.kg.settings import Settings
from kgtag.kg.terminal import Terminal
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, build

catalog, workspace, encoder, step = sys.argv[1:]
remember = Workspace.remember
def killed(self, **entries):
    if entries.get(step) is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    remember(self, **entries)
Workspace.remember = killed
settings = Settings(workspace=Path(workspace), encoder=encoder, training_epochs=4, device="cpu", embedding_epochs=3)
build(Request(catalog), settings, Terminal(quiet=True))
"""


@pytest.mark.parametrize("step", ["learn-extraction", "learn-completion", "complete"])
def test_a_run_killed_while_it_learns_gives_the_same_result_when_it_goes_on(
    settings: Settings, catalog: str, tiny_encoder: Path, tmp_path: Path, step: str
):
    killed = settings_for(tmp_path / "killed", tiny_encoder)
    arguments = [sys.executable, "-c", KILLED_IN_A_STEP, catalog, str(killed.workspace), str(tiny_encoder), step]
    assert subprocess.run(arguments, check=False, env=dict(os.environ)).returncode == -signal.SIGKILL
    built(killed, catalog)
    assert Workspace(killed.workspace).table_fingerprint(*TABLES) == Workspace(settings.workspace).table_fingerprint(
        *TABLES
    )
