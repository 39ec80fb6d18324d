"""Catalogs that teach little or nothing: every command still answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kgtag.cli import kgtag
from kgtag.embed.export.exporters import EXPORTERS
from kgtag.kg.splits import is_held_out

COUNT = 12
HELD_OUT = next(f"P{number}" for number in range(COUNT) if is_held_out(f"P{number}"))


def products(**fields: Any) -> list[dict[str, Any]]:
    return [{"id": f"P{number}", "title": f"shoe {number}", **fields} for number in range(COUNT)]


CATALOGS = {
    "one product, which is held out": [{"id": HELD_OUT, "title": "red shoe", "attributes": {"Color": "red"}}],
    "titles alone": products(),
    "known absences alone": products(category="Shoes", attributes={"Color": None}),
    "one value": products(attributes={"Color": "red"}),
    "no text": products(title="", attributes={"Color": ["red", "blue"]}),
}
COMMANDS = [
    ("show", HELD_OUT),
    ("complete", "--product", HELD_OUT),
    ("recommend", "--product", HELD_OUT),
    ("search", "red shoe"),
    ("report", "-o", "report.html"),
    *(("export", form, "-o", form) for form in EXPORTERS),
]


@pytest.mark.parametrize("name", CATALOGS)
def test_every_command_answers_whatever_the_catalog_lacks(
    name: str, tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("catalog.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in CATALOGS[name]), encoding="utf-8")
    build = ("build", "catalog.jsonl", "--encoder", str(tiny_encoder), "--write-vectors")
    for command in (build, *COMMANDS):
        done = CliRunner().invoke(kgtag, [*command, "-w", "workspace"])
        assert done.exit_code == 0, (command, done.output, done.exception)


def test_a_catalog_without_any_value_is_told_how_to_name_the_column_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("catalog.jsonl").write_text(json.dumps({"id": "P1", "title": "shoe", "zzz": {"Color": "red"}}), "utf-8")
    done = CliRunner().invoke(kgtag, ["build", "catalog.jsonl", "--no-train", "-w", "workspace"])
    assert "no product has a value of any attribute; say where they are" in done.stderr
    done = CliRunner().invoke(kgtag, ["build", "catalog.jsonl", "--map", "attributes=zzz", "-w", "workspace"])
    assert "no product has a value" not in done.stderr
