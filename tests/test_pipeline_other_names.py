"""One attribute under several names in the whole line: said in schema.toml, kept over builds, checked and suggested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kgtag.cli import kgtag
from kgtag.kg.report.suspicions import contradictions
from kgtag.kg.schema import read_schema
from kgtag.kg.workspace import Workspace

COLORS = ("red", "blue", "green", "black")


def shoes(count: int = 40) -> list[dict[str, object]]:
    """Shoes of two sellers: every second has a Color, every fourth a Colour, the others neither."""
    return [
        {"id": f"P{number:02}", "title": f"shoe {number}", "category": "Shoes",
         "attributes": {("Colour", "Color")[number % 2]: [COLORS[number // 4 % 4]]} if number % 4 else {}}
        for number in range(count)
    ]  # fmt: skip


class Line:
    """The command line in a folder of its own, without a model to train."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.space = folder, Workspace(folder / "workspace")

    def build(self, lines: list[dict[str, object]] | None = None, *options: str) -> Result:
        path = self.folder / "catalog.jsonl"
        if lines is not None:
            path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        given = [str(path)] if lines is not None else []
        return self.run("build", *given, "--no-train", "--yes", *options)

    def built(self, lines: list[dict[str, object]] | None = None, *options: str) -> str:
        """Build, and return what was said."""
        done = self.build(lines, *options)
        assert done.exit_code == 0, done.exception
        return done.stderr

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(kgtag, [*arguments, "-w", str(self.space.root)])

    def merged(self, names: str = '["Colour"]') -> None:
        """Say under [Color] what else it is called, and delete the section of Colour."""
        sections = self.space.schema_path.read_text(encoding="utf-8").split("\n\n")
        kept = [section for section in sections if "[Colour]" not in section]
        text = "\n\n".join(kept).replace("[Color]\n", f"[Color]\nother_names = {names}\n")
        self.space.schema_path.write_text(text, encoding="utf-8")

    def tags(self, product: str) -> set[tuple[str, str]]:
        return set(self.space.rows("triples", "head", [product]).select("relation", "tail").rows())


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setenv("KGTAG_ENCODER", "none")
    return Line(tmp_path)


def test_other_names_are_suggested_once_followed_and_kept(line: Line) -> None:
    said = line.built(shoes())
    advice = "'Color' and 'Colour' share 4 of 4 values, and no product has both"
    assert said.count(advice) == 1
    assert 'write  other_names = ["Colour"]  below [Color]' in said
    assert advice not in line.built(shoes()), "it is said when values are learned, not every night"
    assert advice in line.run("doctor").stdout

    line.merged()
    line.built()
    delta = [
        {"id": "P02", "title": "shoe 2", "category": "Shoes", "attributes": {"COLOUR": ["black"], "Sole": ["flat"]}}
    ]
    line.built(delta, "--update")
    assert line.tags("P02") == {("Color", "black"), ("Sole", "flat")}
    assert line.tags("P06") == {("Color", "blue")}
    schema = read_schema(line.space.schema_path)
    assert (list(schema), schema["Color"].other_names) == (["Color", "Sole"], ("Colour",))
    assert "the catalog's Colour says “blue”" in line.run("show", "P06").stdout
    assert "share" not in line.run("doctor").stdout


def test_two_names_of_a_product_that_disagree_are_both_kept_and_contradict_each_other(line: Line) -> None:
    lines = shoes()
    lines[1]["attributes"] = {"Color": ["red"], "Colour": ["blue"]}
    lines[2]["attributes"] = {"Color": ["Red"], "Colour": ["red"]}
    line.built(lines)
    line.merged()
    line.built()
    assert line.tags("P01") == {("Color", "red"), ("Color", "blue")}
    assert line.tags("P02") == {("Color", "red")}
    (found,) = contradictions(
        line.space.table("triples"), line.space.table("evidence"), read_schema(line.space.schema_path)
    )
    assert {(said.value, said.field) for said in found.values} == {
        ("red", "attributes.Color"), ("blue", "attributes.Colour"),
    }  # fmt: skip


def test_decisions_about_another_name_go_over_to_the_attribute(line: Line) -> None:
    line.built(shoes())
    line.run("decide", "accept", "P00", "Colour", "green")
    line.merged()
    line.built()
    assert line.tags("P00") == {("Color", "green")}


def test_the_catalog_comes_back_as_it_was(line: Line, tmp_path: Path) -> None:
    line.built(shoes())
    line.merged()
    line.built()
    line.run("export", "catalog", "--plain", "-o", str(tmp_path / "out.jsonl"))
    assert (tmp_path / "out.jsonl").read_text() == (tmp_path / "catalog.jsonl").read_text()


def test_a_name_that_the_catalog_does_not_have_stops_the_build_that_first_reads_it(line: Line) -> None:
    line.built(shoes())
    line.merged('["Colourr"]')
    stopped = line.build()
    assert stopped.exit_code != 0
    assert (
        "schema.toml: [Color] other_names has 'Colourr', which the catalog does not have (did you mean 'Colour'?)"
        in (str(stopped.exception))
    )


def test_a_name_that_leaves_the_catalog_later_is_only_said(line: Line) -> None:
    line.built(shoes())
    line.merged()
    line.built()
    said = line.built([shoe for shoe in shoes() if "Colour" not in str(shoe)])
    assert "[Color] other_names has 'Colour', which the catalog does not have" in said


def test_sections_and_categories_that_nothing_has_are_said_with_the_nearest_that_something_has(line: Line) -> None:
    line.built(shoes())
    path = line.space.schema_path
    text = path.read_text(encoding="utf-8").replace('categories = ["Shoes"]', 'categories = ["Shoos"]', 1)
    path.write_text(text + "\n[Colr]\n", encoding="utf-8")
    said = line.built()
    assert "no product has 1 attribute that it describes: [Colr] (did you mean 'Color'?)" in said
    assert "no product is in the category 'Shoos' of [Color] (did you mean 'Shoes'?)" in said


def test_categories_that_only_the_other_names_use_are_said(line: Line) -> None:
    bag = {"id": "B", "title": "bag", "category": "Bags", "attributes": {"Colour": ["red"]}}
    line.built([*shoes(), bag])
    line.merged()
    assert "[Color] has products in 'Bags' under its other names, which its categories leave out" in line.built()
