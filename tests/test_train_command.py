"""`kgtag train` as a person or a program uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kgtag.cli import kgtag
from kgtag.kg.errors import KgtagError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kgtag, arguments)


@pytest.mark.parametrize("command", [("tagger", "--encoder", "none"), ("embeddings",)], ids=lambda words: words[0])
def test_a_training_that_would_remove_much_is_agreed_to_as_a_build_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
):
    """Half of the colours stand in titles only; as soon as the column is called complete, they go."""
    monkeypatch.chdir(tmp_path)
    shoes = [
        {"id": f"P{number}", "title": f"{('red', 'blue')[number % 2]} shoe", "category": "Shoes",
         "attributes": {"Color": [("red", "blue")[number % 2]]} if number % 4 > 1 else {}}
        for number in range(20)
    ]  # fmt: skip
    Path("catalog.jsonl").write_text("".join(f"{json.dumps(shoe)}\n" for shoe in shoes), encoding="utf-8")
    assert run("build", "catalog.jsonl", "--no-train").exit_code == 0
    schema = Path("kgtag-workspace", "schema.toml")
    schema.write_text(schema.read_text(encoding="utf-8").replace("complete = false", "complete = true"), "utf-8")
    refused = run("train", *command)
    assert isinstance(refused.exception, KgtagError)
    assert "If that is meant, say --yes" in str(refused.exception)
    agreed = run("train", *command, "--yes", "--json")
    assert json.loads(agreed.stdout)["steps"]["assert"]["removed"] == 10
