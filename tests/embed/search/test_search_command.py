"""`kgtag search` as people and programs use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from kgtag.embed.search.commands import search
from kgtag.kg.errors import KgtagError
from kgtag.kg.workspace import Workspace

from .shops import build_shop


def run(shop: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(search, [*arguments, "-w", str(shop.root)])


def test_people_read_what_was_understood_on_stderr_and_products_on_stdout(shop: Workspace) -> None:
    answer = run(shop, "waterproof earphones under 50 g under 40 €")
    assert answer.exit_code == 0
    assert answer.stderr.splitlines() == [
        "understood: category = Earphones; tag = waterproof; Weight < 50 g",
        "not used: “under 40 €”: no attribute here is measured so",
        "1 product has all of what was understood",
        f"Next: kgtag show E1 -w {shop.root}",
    ]
    first, *because = answer.stdout.splitlines()[:3]
    assert first.endswith("E1  Aurivo in-ear")
    assert because == [
        "          tag = waterproof: the catalog's tag says “waterproof”",
        "          Weight = 40 g: the catalog's Weight says “40 g”",
    ]


def test_what_was_not_used_is_not_counted_as_had(shop: Workspace) -> None:
    assert run(shop, "waterproof earphones").stderr.splitlines()[1] == "1 product has all of that, 1 more perhaps"
    assert "1 product has all of what was understood" in run(shop, "waterproof earphones under 40 €").stderr
    about = run(shop, "waterproof earphones Aurivo").stderr
    assert "1 product has all of that, 1 more perhaps; “Aurivo” is only compared with their texts" in about


def test_what_had_to_be_given_up_is_said(shop: Workspace) -> None:
    answer = run(shop, "earphones under 5 g")
    assert "no product has all of that; these come nearest, without: Weight < 5 g" in answer.stderr
    assert "missing: Weight < 5 g (is 40 g)" in answer.stdout


def test_what_is_only_predicted_is_said_apart(shop: Workspace) -> None:
    answer = run(shop, "waterproof earphones")
    assert "1 product has all of that, 1 more perhaps" in answer.stderr
    assert "          tag = waterproof, perhaps: predicted, 80%" in answer.stdout.splitlines()
    assert "no product is known to have all of that; 1 perhaps has" in run(shop, "waterproof blue earphones").stderr


def test_words_that_only_go_with_a_tag_are_not_said_to_say_it(tmp_path: Path) -> None:
    shirts = [
        {"id": name, "title": name, "category": ["Shirts"], "tags": [], "attributes": attributes}
        for name, attributes in (("S0", {"Color": "black"}), ("S1", {"Size": "M"}))
    ]
    shop = build_shop(tmp_path, shirts, mentioned=[("S1", "Color", "black", 0.7)])
    shop.write("mentions", shop.table("mentions").with_columns(surface=pl.lit("Noir"), extractor=pl.lit("clue")))
    because = "products whose Color is known and whose text has “Noir” mostly have it, 70% sure"
    assert f"Color = black, perhaps: {because}" in run(shop, "black").stdout
    found = json.loads(run(shop, "black", "--json").stdout)["items"][1]["matches"][0]["evidence"]
    assert (found["quote"], found["extractor"]) == ("Noir", "clue")


def test_programs_get_one_json_object_of_a_stable_shape(shop: Workspace) -> None:
    answer = json.loads(run(shop, "waterproof earphones", "--json").stdout)
    assert list(answer) == ["query", "understood", "unused", "full_matches", "perhaps_matches", "relaxed", "items"]
    assert [entry["says"] for entry in answer["understood"]] == ["category = Earphones", "tag = waterproof"]
    assert list(answer["items"][0]) == ["id", "name", "score", "matches", "unmet"]
    assert list(answer["items"][0]["matches"][0]) == ["attribute", "tag", "asserted", "probability", "evidence"]


def test_where_is_exact(shop: Workspace) -> None:
    answer = run(shop, "earphones", "--where", "Weight<50 g", "--where", "Color!=red", "--json")
    assert [item["id"] for item in json.loads(answer.stdout)["items"]] == ["E1"]


def test_nothing_found_is_an_answer(shop: Workspace) -> None:
    answer = run(shop, "zorgle")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "no product is like that" in answer.stderr


@pytest.mark.parametrize("arguments", [("  ",), ("earphones", "--where", "Wait<3")])
def test_a_query_that_cannot_be_asked_says_why(shop: Workspace, arguments: tuple[str, ...]) -> None:
    answer = run(shop, *arguments)
    assert isinstance(answer.exception, KgtagError)


def test_a_search_imports_no_learned_model_and_no_slow_library(shop: Workspace) -> None:
    program = """
import sys
from kgtag.cli import kgtag
kgtag(["search", "waterproof earphones under 50 g", "-w", sys.argv[1]], standalone_mode=False)
slow = {"torch", "transformers", "spacy", "sklearn", "scipy", "pint", "lightgbm"}
print("loaded:", sorted(slow & sys.modules.keys()))
"""
    answer = subprocess.run(
        [sys.executable, "-c", program, str(shop.root)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    assert answer.stdout.endswith("loaded: []\n")
