"""`kgtag recommend`: what a person types, what comes back, and what is said when it cannot be answered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kgtag.cli import kgtag
from kgtag.kg.errors import NotFoundError, SettingsError, WorkspaceError

from .shop import shop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop(tmp_path_factory.mktemp("command") / "shop").root


@pytest.fixture
def recommend(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Run the command and return what it prints."""

    def run(*arguments: str) -> str:
        kgtag(["recommend", *arguments, "-w", str(folder)], standalone_mode=False)
        return capsys.readouterr().out

    return run


@pytest.fixture
def recommend_json(recommend):
    """Run the command with --json and return the answers."""

    def run(*arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in recommend(*arguments, "--json").splitlines()]

    return run


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]]


def test_an_answer_names_product_items_scores_reasons_and_model(recommend_json):
    [answer] = recommend_json("--product", "red-acme", "--top", "1")
    assert set(answer) == {"product", "items", "model"}
    assert (answer["product"], answer["model"]) == ("red-acme", "tags + words")
    assert set(answer["items"][0]) == {"id", "name", "score", "reasons"}
    assert answer["items"][0]["reasons"]


def test_a_person_reads_a_line_an_item_and_a_line_a_reason(recommend):
    lines = recommend("--product", "lamp", "--top", "1").splitlines()
    assert lines[0] == "lamp  Lumo desk lamp"
    assert lines[1].split()[1:] == ["lamp-red", "Lumo", "desk", "lamp", "red"]
    assert lines[2].strip() == "Brand: Lumo   (catalog: “Lumo”)"


def test_every_product_of_a_file_is_answered_once_in_its_order(recommend_json, tmp_path):
    file = tmp_path / "ids.txt"
    file.write_text("lamp\n\nred-acme\nlamp\n")
    assert [answer["product"] for answer in recommend_json("--products", str(file))] == ["lamp", "red-acme"]


def test_a_product_is_never_its_own_recommendation(recommend_json):
    [answer] = recommend_json("--product", "red-acme")
    assert "red-acme" not in ids(answer)


def test_where_leaves_only_what_meets_it(recommend_json):
    [answer] = recommend_json("--product", "red-acme", "--where", "Color!=red", "--where", "category=Shoes")
    assert set(ids(answer)) == {"blue-acme", "boot"}


def test_a_text_of_no_product_is_answered_by_its_tags_and_words(recommend_json):
    [answer] = recommend_json("--text", "Acme runner for the road")
    assert answer["text"] == "Acme runner for the road"
    assert set(ids(answer)[:2]) == {"red-acme", "blue-acme"}
    reason = answer["items"][0]["reasons"][0]
    assert reason["tags"] == ["Brand=Acme"]
    assert reason["evidence"][0] == {
        "product": "text", "origin": "text", "field": "title", "quote": "Acme", "sure": reason["evidence"][0]["sure"],
    }  # fmt: skip


def test_a_product_without_anything_in_common_says_so(recommend, recommend_json):
    assert "nothing is there that could be recommended" in recommend("--product", "bare")
    assert recommend_json("--product", "bare")[0]["items"] == []


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("--product", "red-acm"), NotFoundError, "no product 'red-acm'.*did you mean 'red-acme'"),
        (("--text", "qqq"), NotFoundError, "nothing in 'qqq' is known"),
        (("--product", "lamp", "--where", "Colr=red"), NotFoundError, "did you mean 'Color'"),
        (("--user", "u1"), WorkspaceError, "no interactions yet.*kgtag build --interactions"),
        (("--product", "lamp", "--goes-with"), WorkspaceError, "no interactions yet"),
        ((), SettingsError, "--product"),
        (("--product", "lamp", "--text", "lamp"), SettingsError, "--product"),
        (("--user", "u1", "--goes-with"), SettingsError, "--goes-with"),
        (("--product", "lamp", "--before", "2026-01-01"), SettingsError, "--before"),
        (("--user", "u1", "--before", "soon"), SettingsError, "2026-03-31"),
    ],
)
def test_what_cannot_be_answered_is_one_clear_error(recommend, arguments, error, said):
    with pytest.raises(error, match=said):
        recommend(*arguments)


@pytest.mark.parametrize("question", [("--product", "red-acme"), ("--text", "Acme runner")])
def test_answering_loads_no_learned_model(folder, question):
    program = (
        "import sys; from kgtag.cli import kgtag; "
        f"kgtag(['recommend', *{question!r}, '-w', {str(folder)!r}], standalone_mode=False); "
        "print(sorted({'torch', 'transformers', 'spacy', 'lightgbm', 'sklearn', 'pykeen'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
