"""`kgtag decide` as a person or a program uses it: what is decided is listed, withdrawn, and handed on in files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kgtag.cli import kgtag
from kgtag.kg.errors import NotFoundError, SchemaError

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands beside a workspace of twenty washable shoes, black and white, of 300 g and size 42."""
    monkeypatch.chdir(tmp_path)
    colors = ("black", "white")
    alike = {"Weight": ["300 g"], "Size": ["42"], "Washable": ["yes"]}
    shoes = [
        {"id": f"P{number}", "title": f"shoe {number}", "attributes": {"Color": [colors[number % 2]], **alike}}
        for number in range(20)
    ]
    Path("catalog.jsonl").write_text("".join(f"{json.dumps(shoe)}\n" for shoe in shoes), encoding="utf-8")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(kgtag, arguments, catch_exceptions=False)

    assert invoke("build", "catalog.jsonl", "--no-train").exit_code == 0
    return invoke


def listed(run: Run) -> list[dict[str, str]]:
    return [json.loads(line) for line in run("decide", "list", "--json").stdout.splitlines()]


def test_what_was_decided_is_listed_and_withdrawn(run: Run):
    assert run("decide", "list").stderr == "Nothing was decided yet.\n"
    done = run("decide", "reject", "P1", "color", "white", "--json")
    assert json.loads(done.stdout)["steps"]["assert"]["removed"] == 1
    run("decide", "merge", "Color", "ink", "black")
    assert listed(run) == [
        {"decision": "reject", "product": "P1", "attribute": "Color", "value": "white"},
        {"decision": "merge", "attribute": "Color", "surface": "ink", "value": "black"},
    ]
    assert [line.split() for line in run("decide", "list").stdout.splitlines()[2:]] == [
        ["reject", "P1", "Color", "white"],
        ["merge", "Color", "ink", "black"],
    ]
    assert run("decide", "forget", "P1", "Color", "white").exit_code == 0
    assert run("decide", "forget", "Color", "ink", "black").exit_code == 0
    assert listed(run) == []
    assert "white" in run("show", "P1").stdout


def test_a_list_of_decisions_can_be_taken_over_again(run: Run):
    run("decide", "accept", "P1", "Color", "black")
    list_of_one = run("decide", "list", "--json").stdout
    run("decide", "forget", "P1", "Color", "black")
    Path("decided.jsonl").write_text(list_of_one, encoding="utf-8-sig")
    assert run("decide", "from", "decided.jsonl").exit_code == 0
    assert run("decide", "list", "--json").stdout == list_of_one


@pytest.mark.parametrize(
    "words",
    [
        ("accept", "P\udcff", "Color", "black"), ("reject", "P1", "Colo\udcff", "white"),
        ("merge", "Color", "\udce9cru", "white"), ("split", "Color", "ecru", "\udcff"),
        ("forget", "P1", "Color", "\udcff"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_refused_and_nothing_is_decided(run: Run, words: tuple[str, ...]):
    """An argument that is not UTF-8 comes with halves of surrogate pairs in place of its bytes."""
    with pytest.raises(SchemaError, match="is not text that UTF-8 can hold"):
        run("decide", *words)
    assert listed(run) == []


def test_decisions_in_another_encoding_are_refused_with_their_line(run: Run):
    line = '{"decision": "accept", "product": "P1", "attribute": "Color", "value": "grün"}\n'
    Path("decided.jsonl").write_text(line, encoding="latin-1")
    with pytest.raises(SchemaError, match=r"decided\.jsonl:1: not UTF-8"):
        run("decide", "from", "decided.jsonl")


@pytest.mark.parametrize(
    ("attribute", "value", "says"),
    [
        ("Weight", "purple", "Weight holds numbers with a unit, and 'purple' is none: write one, such as '300 g'"),
        ("weight", "3 h", "Weight holds numbers with a unit, and '3 h' is none"),
        ("Size", "large", "Size holds numbers, and 'large' is none: write one, such as '42'"),
        ("Washable", "black", "Washable holds yes and no, and 'black' is none: write one, such as 'yes'"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_line_and_nothing_is_decided(
    run: Run, attribute: str, value: str, says: str
):
    lines = [
        {"decision": "accept", "product": "P1", "attribute": "Color", "value": "black"},
        {"decision": "accept", "product": "P1", "attribute": attribute, "value": value},
    ]
    Path("decided.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with pytest.raises(SchemaError, match=rf"decided\.jsonl:2: {says}.*or write another kind into .*schema\.toml"):
        run("decide", "from", "decided.jsonl")
    with pytest.raises(SchemaError, match=f"^{says}"):
        run("decide", "accept", "P1", attribute, value)
    with pytest.raises(SchemaError, match=f"^{says}"):
        run("decide", "merge", attribute, "so", value)
    assert listed(run) == []


@pytest.mark.parametrize(
    ("attribute", "value", "tag"),
    [("Weight", "0,5 kg", "500 g"), ("Weight", "290", "290 g"), ("Size", "43.0", "43"), ("Washable", "No", "No")],
)
def test_a_value_of_its_attributes_kind_is_accepted_as_cells_are_read(run: Run, attribute: str, value: str, tag: str):
    done = run("decide", "accept", "P1", attribute, value)
    assert "is new to the catalog" not in done.stderr
    assert tag in [shown["tag"] for shown in json.loads(run("show", "P1", "--json").stdout)["tags"]]


def test_a_word_that_no_cell_has_is_accepted_and_said_to_be_new(run: Run):
    done = run("decide", "accept", "P1", "Color", "blakc")
    assert "Color 'blakc' is new to the catalog; did you mean 'black'?" in done.stderr
    assert "Next: kgtag show P1\n" in done.stderr
    assert "blakc" in run("show", "P1").stdout
    assert "is new" not in run("decide", "accept", "P2", "Color", "White").stderr


def test_a_line_about_a_product_that_nobody_knows_is_named(run: Run):
    Path("decided.jsonl").write_text('\n{"decision": "reject", "product": "P99", "attribute": "Color", "value": "red"}')
    with pytest.raises(NotFoundError, match=r"decided\.jsonl:2: there is no product 'P99'"):
        run("decide", "from", "decided.jsonl")


def test_a_line_written_by_hand_that_gives_a_value_of_another_kind_is_doubted(run: Run):
    line = '{"decision": "accept", "product": "P1", "attribute": "Weight", "value": "purple"}\n'
    path = Path("kgtag-workspace", "decisions.jsonl")
    path.write_text(line, encoding="utf-8")
    for command in (("build", "--no-train"), ("doctor",)):
        done = run(*command)
        assert f"{path}:1: Weight holds numbers with a unit, and 'purple' is none" in done.stdout + done.stderr
