"""Interactions in the line: read beside the catalog, learned from, replaced and forgotten, and asked for people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kgtag.cli import kgtag
from kgtag.embed.recommendation.faithfulness import measure_personal_faithfulness
from kgtag.embed.recommendation.personal import Personal
from kgtag.embed.recommendation.serving import Recommender, Wanted
from kgtag.kg.build_report import print_build_report
from kgtag.kg.decisions import Decision, append_decisions
from kgtag.kg.errors import CatalogError, NotFoundError, SettingsError
from kgtag.kg.settings import Settings
from kgtag.kg.steps import Run
from kgtag.kg.terminal import Terminal
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, build

BRANDS = ("Acme", "Zeno", "Quill")
QUIET = Terminal(quiet=True)


def catalog(folder: Path, products: int = 30) -> str:
    """Shoes of three brands in three colours; every name says both."""
    path = folder / "catalog.jsonl"
    rows = [
        {"id": f"P{number:02}", "title": f"{BRANDS[number % 3]} runner number {number}",
         "attributes": {"Brand": [BRANDS[number % 3]]}}
        for number in range(products)
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return str(path)


def orders(folder: Path, name: str = "orders.csv") -> str:
    """Each of twelve people keeps to one brand, and buys three of its shoes, one a month."""
    lines = [
        f"u{user},P{user % 3 + 3 * ((user // 3 + step) % 5):02},o{user}-{step},2026-0{step + 1}-15"
        for user in range(12)
        for step in range(3)
    ]
    path = folder / name
    path.write_text("\n".join(["user,product,order,time", *lines, ",P00,guest,2026-01-20", ",P03,guest,2026-01-20"]))
    return str(path)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace built with interactions, not to be changed."""
    folder = tmp_path_factory.mktemp("shop")
    settings = Settings(workspace=folder / "workspace")
    build(Request(catalog(folder), train=False, interactions=orders(folder)), settings, QUIET)
    return folder


@pytest.fixture
def settings(shop: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of the shop that a test may change."""
    shutil.copytree(shop / "workspace", tmp_path / "workspace")
    return Settings(workspace=tmp_path / "workspace")


@pytest.fixture
def recommend(shop: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Ask the shop and return the answers."""

    def run(*arguments: str) -> list[dict[str, Any]]:
        kgtag(["recommend", *arguments, "--json", "-w", str(shop / "workspace")], standalone_mode=False)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    yield run


def built(settings: Settings, catalog: str | None = None, **request: Any) -> Run:
    return build(Request(catalog, train=False, **request), settings, QUIET)


def test_without_interactions_there_is_no_step_for_them(tmp_path):
    run = built(Settings(workspace=tmp_path / "w"), catalog(tmp_path))
    assert not {"interactions", "learn-recommendation"} & run.steps.keys()


def test_what_was_read_stays_and_is_not_read_again(settings, shop):
    again = built(settings, str(shop / "catalog.jsonl"), interactions=str(shop / "orders.csv"))
    assert not again.changed
    assert not built(settings).changed
    assert len(Workspace(settings.workspace).table("interactions")) == 38


def test_another_file_takes_the_place_of_the_first(settings, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("user,product\nu1,P01\nu1,P04\n")
    run = built(settings, interactions=str(other))
    assert run.steps["interactions"]["interactions"] == 2
    assert run.steps["learn-recommendation"]["done"]
    assert len(Workspace(settings.workspace).table("interactions")) == 2


def test_interactions_are_forgotten_with_all_that_was_learned_from_them(settings):
    run = built(settings, forget_interactions=True)
    workspace = Workspace(settings.workspace)
    assert "learn-recommendation" not in run.steps
    assert not (workspace.models / "recommendation").exists()
    assert workspace.table("interactions").is_empty()


def test_a_decision_does_not_learn_recommendations_anew(settings):
    decision = Decision("reject", "Brand", "Acme", product="P00")
    append_decisions([decision], Workspace(settings.workspace).decisions_path)
    run = built(settings)
    assert run.steps["assert"]["done"]
    assert not run.steps["learn-recommendation"]["done"]


def test_a_product_that_comes_later_brings_its_interactions(settings, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("user,product\nu1,P01\nu1,P99\nu2,P01\nu2,P99\n")
    assert built(settings, interactions=str(log)).steps["learn-recommendation"]["products"] == 1
    row = {"id": "P99", "title": "Acme runner number 99"}
    (tmp_path / "delta.jsonl").write_text(json.dumps(row))
    run = built(settings, str(tmp_path / "delta.jsonl"), update=True)
    assert run.steps["learn-recommendation"]["products"] == 2


def test_unreadable_lines_count_as_rejects_and_unknown_products_do_not(settings, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("user,product\nu1,P01\n,P02\nu1,GONE\n")
    assert print_build_report(built(settings, interactions=str(log)), QUIET) == 1
    assert print_build_report(built(settings), QUIET) == 1
    assert print_build_report(built(settings, forget_interactions=True), QUIET) == 0


def test_a_file_of_another_shop_leaves_everything_as_it_was(settings, tmp_path):
    before = Workspace(settings.workspace).table_fingerprint("interactions")
    log = tmp_path / "log.csv"
    log.write_text("user,product\nu1,X1\n")
    with pytest.raises(CatalogError, match="none of its 1 products"):
        built(settings, interactions=str(log))
    assert Workspace(settings.workspace).table_fingerprint("interactions") == before


def test_both_ways_of_saying_it_at_once_are_an_error():
    with pytest.raises(SettingsError, match="--no-interactions"):
        kgtag(["build", "--interactions", "x.csv", "--no-interactions"], standalone_mode=False)
    with pytest.raises(SettingsError, match="standard input"):
        kgtag(["build", "-", "--interactions", "-"], standalone_mode=False)


def test_a_person_gets_what_people_alike_bought_for_reasons_that_exist(recommend):
    [answer] = recommend("--user", "u0", "--top", "2")
    own = {"P00", "P03", "P06"}
    assert {item["id"] for item in answer["items"]} <= {"P09", "P12"}
    for item in answer["items"]:
        for reason in item["reasons"]:
            assert reason["kind"] == "own item"
            assert set(reason["products"]) <= own
            assert "Brand=Acme" in reason["tags"]


def test_without_the_own_item_that_led_there_the_score_falls(shop):
    workspace = Workspace(shop / "workspace")
    recommender = Recommender(workspace, Settings(workspace=workspace.root), Wanted(top=2))
    personal = Personal.load(workspace.models / "recommendation")
    answers = recommender.for_users([f"u{number}" for number in range(12)])
    found = measure_personal_faithfulness(workspace, recommender.content, personal, answers)
    assert found.named > 20
    assert found.existing == 1.0
    assert found.falling >= 0.9


def test_what_a_person_did_from_a_day_on_is_left_out(recommend):
    [answer] = recommend("--user", "u0", "--before", "2026-02-01", "--top", "30")
    shown = {item["id"] for item in answer["items"]}
    assert {"P03", "P06"} <= shown
    assert "P00" not in shown


def test_people_of_a_file_are_answered_in_order_without_reasons(recommend, tmp_path):
    (tmp_path / "people.txt").write_text("u5\nu1\n")
    answers = recommend("--users", str(tmp_path / "people.txt"), "--top", "3")
    assert [answer["user"] for answer in answers] == ["u5", "u1"]
    assert all(item["reasons"] == [] for answer in answers for item in answer["items"])


def test_filters_hold_for_people(recommend):
    [answer] = recommend("--user", "u0", "--where", "Brand=Zeno")
    assert {int(item["id"][1:]) % 3 for item in answer["items"]} == {1}


def test_a_person_who_is_not_known_is_an_error_with_those_called_alike(recommend):
    with pytest.raises(NotFoundError, match=r"no user 'u99'.*did you mean 'u"):
        recommend("--user", "u99")


def test_what_goes_with_a_product_was_bought_together_and_says_how_often(recommend):
    [answer] = recommend("--product", "P00", "--goes-with")
    assert answer["items"][0]["id"] == "P03"
    assert answer["items"][0]["reasons"][0]["text"] == "bought together once"
    assert answer["model"] == "goes with"


def test_what_goes_with_a_text_is_what_goes_with_the_products_like_it(recommend):
    [answer] = recommend("--text", "Acme runner", "--goes-with", "--top", "3")
    assert answer["model"] == "goes with"
    assert {int(item["id"][1:]) % 3 for item in answer["items"]} == {0}
