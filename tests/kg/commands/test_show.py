"""What `kgtag show` prints of a product, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from kgtag.kg.commands.show import show
from kgtag.kg.workspace import Workspace
from report_workspace import report_workspace, write


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = report_workspace(tmp_path_factory.mktemp("show") / "shop")
    write(workspace, "predictions", [
        ("S03", "Closure", "laces", 0.97, 1.0, 1, 3, False, False, '[{"kind": "neighbours", "text": "9 of 10"}]', "m"),
        ("S03", "Closure", "zip", 0.40, 1.0, 2, 3, False, False, "[]", "m"),
        ("S03", "Color", "reddish", 0.99, 1.0, 1, 2, True, False, "[]", "m"),
        ("S03", "Color", "green", 0.99, 1.0, 2, 2, False, False, "[]", "m"),
    ])  # fmt: skip
    return workspace


def shown(shop: Workspace, *arguments: str) -> str:
    answer = CliRunner().invoke(show, ["S03", "-w", str(shop.root), *arguments], catch_exceptions=False)
    return answer.stdout


@pytest.mark.parametrize(
    ("arguments", "values"),
    [([], ["laces", "zip"]), (["--min-probability", "0.9"], ["laces"]), (["--min-probability", "0.98"], [])],
)
def test_people_and_programs_see_the_same_predictions(shop: Workspace, arguments: list[str], values: list[str]):
    page = json.loads(shown(shop, "--json", *arguments))
    assert [prediction["tag"] for prediction in page["predictions"]] == values
    text = shown(shop, *arguments)
    assert [value for value in ("laces", "zip") if value in text] == values


@pytest.mark.parametrize("least", ["5", "-0.1", "much"])
def test_a_probability_that_is_none_is_refused(shop: Workspace, least: str):
    answer = CliRunner().invoke(show, ["S03", "-w", str(shop.root), "--min-probability", least])
    assert answer.exit_code == 2
    assert "--min-probability" in answer.output


def test_words_that_only_go_with_a_tag_are_not_said_to_say_it(shop: Workspace):
    rows = [("S03", "Form", "in-ear", "text", 0.8, "title", 0, 6, "Aurivo", "clue", "1")]
    write(Workspace(shop.root), "triples", [("S03", "Form", "in-ear", 0.8)])
    write(Workspace(shop.root), "evidence", rows)
    assert "products whose Form is known and whose text has “Aurivo” mostly have it (title at 0)" in shown(shop)
    assert "says “Aurivo”" not in shown(shop)


def test_where_words_say_a_tag_those_that_only_go_with_it_are_not_told(shop: Workspace):
    said = ("S03", "Form", "in-ear", "text", 0.7, "title", 9, 15, "in-ear", "tagger", "1")
    going_with = ("S03", "Form", "in-ear", "text", 0.8, "title", 0, 6, "Aurivo", "clue", "1")
    write(Workspace(shop.root), "triples", [("S03", "Form", "in-ear", 0.8)])
    write(Workspace(shop.root), "evidence", [going_with, said])
    assert "the title says “in-ear” at 9" in shown(shop)
    assert "Aurivo" not in shown(shop)
    cell = ("S03", "Form", "in-ear", "catalog", 1.0, "attributes.Form", None, None, "in-ear", "catalog", "1")
    write(Workspace(shop.root), "evidence", [cell, going_with])
    assert "and so does the text" not in shown(shop)


def test_the_next_command_is_none_that_would_only_do_again_what_is_done(tmp_path: Path):
    space = report_workspace(tmp_path / "shop")
    run = CliRunner()
    space.table_path("predictions").unlink()
    space.remember(load=None)
    assert "Next: kgtag build" in run.invoke(show, ["S03", "-w", str(space.root)]).stderr
    space.remember(load="done")
    assert "Next: kgtag recommend --product S03" in run.invoke(show, ["S03", "-w", str(space.root)]).stderr


def test_a_tag_says_where_the_catalog_has_it(shop: Workspace):
    write(Workspace(shop.root), "evidence", [
        ("S03", "Brand", "Acme", "catalog", 1.0, "attributes.Brand", None, None, "ACME", "catalog", "1"),
        ("S03", "tag", "light", "catalog", 1.0, "tags", None, None, "Light", "catalog", "1"),
    ])  # fmt: skip
    assert "the catalog's Brand says “ACME”" in shown(shop)
    assert "the catalog's tags say “Light”" in shown(shop)
