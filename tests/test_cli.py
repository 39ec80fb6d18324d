"""What a person meets at the command line: help with examples, one-line errors, exit codes, clean pipes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from kgtag.cli import SECTIONS, kgtag

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
KGTAG = [str(Path(sys.executable).with_name("kgtag"))]


def commands(group: click.Group, name: str = "kgtag") -> Iterator[tuple[str, click.Command]]:
    for short, command in group.commands.items():
        yield f"{name} {short}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {short}")


def run(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KGTAG, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("cli") / "workspace")
    built = run("build", str(EXAMPLES / "catalog.jsonl"), "-w", folder, "--no-train")
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.parametrize(("name", "command"), list(commands(kgtag)), ids=lambda value: str(value))
def test_every_command_has_help_with_an_example(name: str, command: click.Command):
    assert command.help
    assert re.search(rf"^ +{name}( |$)", command.help, re.MULTILINE), f"the help of `{name}` shows no example"


def test_every_option_says_what_it_is_for():
    silent = [
        f"{name} {parameter.name}"
        for name, command in commands(kgtag)
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert silent == []


def test_every_command_stands_in_a_section_of_the_first_page():
    assert sorted(kgtag.commands) == sorted(name for names in SECTIONS.values() for name in names)


def test_the_generated_pages_are_up_to_date(tmp_path: Path):
    """In a process of its own: a command that was run on its own remembers its help option."""
    subprocess.run([sys.executable, str(ROOT / "docs" / "generate_reference.py"), str(tmp_path)], check=True)
    for name in ("commands.md", "settings.md"):
        written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert written == (tmp_path / name).read_text(encoding="utf-8"), "run: make docs"


@pytest.mark.parametrize("arguments", [("--help",), ("build", "--help"), ("complete", "--help"), ("extract", "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]):
    program = f"""
import sys
from kgtag.cli import kgtag
try:
    kgtag({list(arguments)!r})
except SystemExit:
    pass
heavy = {{"torch", "transformers", "spacy", "pykeen", "polars", "pyarrow", "numpy", "rich", "lightgbm", "ladybug"}}
print("loaded:", sorted(heavy & sys.modules.keys()))
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.endswith("loaded: []\n")


def test_show_prints_tags_with_what_they_rest_on(workspace: str):
    shown = run("show", "P0301", "-w", workspace)
    assert shown.returncode == 0
    assert "Aurivo" in shown.stdout
    assert "the description says" in shown.stdout


def test_show_gives_programs_one_json_object(workspace: str):
    page = json.loads(run("show", "P0301", "-w", workspace, "--json").stdout)
    evidence = [row for tag in page["tags"] for row in tag["evidence"] if row["origin"] == "text"]
    lines = (EXAMPLES / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    product = next(line for line in map(json.loads, lines) if line["id"] == "P0301")
    assert evidence
    for row in evidence:
        assert product[row["field"]][row["start"] : row["end"]] == row["quote"]


def test_a_mistyped_product_is_answered_with_similar_ones(workspace: str):
    shown = run("show", "P3O1", "-w", workspace)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "there is no product 'P3O1'" in shown.stderr
    assert "did you mean" in shown.stderr


def test_a_query_is_answered_as_json_lines(workspace: str):
    answer = run(
        "query", "MATCH (t:Tag {attribute: $a}) RETURN count(*) AS n", "--param", "a=Brand", "--json", "-w", workspace
    )
    assert json.loads(answer.stdout)["n"] > 20


def test_every_saved_query_runs_with_what_its_listing_says(workspace: str):
    for line in run("query", "--list", "--json").stdout.splitlines():
        entry = json.loads(line)
        given = {"product": "P0301", "attribute": "Brand"}
        parameters = [f"--param={name}={given[name]}" for name in entry["parameters"] if name in given]
        answer = run("query", "--saved", entry["name"], *parameters, "-w", workspace)
        assert answer.returncode == 0, answer.stderr


def test_extract_reads_products_that_are_in_no_graph(workspace: str):
    answer = run("extract", str(EXAMPLES / "new-products.jsonl"), "-w", workspace)
    mentions = [json.loads(line) for line in answer.stdout.splitlines()]
    assert {"N0001", "N0002"} <= {mention["product"] for mention in mentions}
    assert list(mentions[0]) == [
        "product", "attribute", "value", "canonical", "field", "start", "end", "confidence", "extractor", "asserted",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["show P0301", "search earbuds", "query --list"])
def test_a_reader_that_has_seen_enough_is_no_failure(workspace: str, command: str):
    asked = [*KGTAG, *command.split(), "-w", workspace]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        process.stdout.close()
    assert process.returncode == 0


def test_a_word_that_is_no_text_is_told_in_a_sentence():
    answer = subprocess.run([*KGTAG, "show", os.fsdecode(b"P\xff")], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert "not text" in answer.stderr


@pytest.mark.parametrize("words", [("accept", "P0301", "Brand", ""), ("accept", "P0301", "Brand", " "),
                                   ("merge", "Brand", "", "x")])  # fmt: skip
def test_a_decision_without_words_is_not_written(workspace: str, words: tuple[str, ...]):
    answer = run("decide", *words, "-w", workspace)
    assert answer.returncode == 2
    assert "must not be empty" in answer.stderr
    assert run("decide", "list", "-w", workspace).returncode == 0


def test_what_is_no_file_is_not_replaced(workspace: str, tmp_path: Path):
    for out in (str(tmp_path), os.devnull):
        answer = run("export", "catalog", "-o", out, "-w", workspace)
        assert (answer.returncode, "cannot be replaced" in answer.stderr) == (2, True)
    target, link = tmp_path / "target.jsonl", tmp_path / "link.jsonl"
    target.touch()
    link.symlink_to(target)
    assert run("export", "catalog", "-o", str(link), "-w", workspace).returncode == 0
    assert link.is_symlink()
    assert target.read_bytes()


def test_extract_tells_what_a_build_would_put_into_the_graph(workspace: str, tmp_path: Path):
    catalog = tmp_path / "new.jsonl"
    told = {"id": "N9", "title": "Velquist running shoes", "attributes": {"Brand": "Other"}}
    catalog.write_text(json.dumps(told | {"id": "N8", "attributes": {}}) + "\n" + json.dumps(told))
    answer = run("extract", str(catalog), "-w", workspace)
    mentions = map(json.loads, answer.stdout.splitlines())
    found = {one["product"]: one["asserted"] for one in mentions if one["canonical"] == "Velquist"}
    assert found == {"N8": True, "N9": False}


@pytest.mark.parametrize("option", [("--update",), ("--map", "title=Name")])
def test_what_is_said_about_a_file_needs_the_file(option: tuple[str, ...], tmp_path: Path):
    refused = run("build", *option, folder=tmp_path)
    assert (refused.returncode, f"error: {option[0]} " in refused.stderr) == (2, True)


def test_rejected_lines_make_the_exit_code_one(tmp_path: Path):
    built = run("build", str(EXAMPLES / "catalog-broken.jsonl"), "-w", str(tmp_path / "w"), "--no-train")
    assert built.returncode == 1
    assert "7 lines could not be taken in" in built.stderr
    planned = run("build", "--plan", "-w", str(tmp_path / "w"), "--no-train")
    assert (planned.returncode, "lines could not be taken in" in planned.stderr) == (1, True)
    assert "Next: kgtag build --no-train -w" in planned.stderr
    filled = run("export", "catalog", "-o", str(tmp_path / "filled.jsonl"), "-w", str(tmp_path / "w"))
    assert "without 7 rows that could not be read" in filled.stdout + filled.stderr
    tolerated = run(
        "build", str(EXAMPLES / "catalog-broken.jsonl"), "-w", str(tmp_path / "w"), "--no-train", "--max-rejects", "7"
    )
    assert tolerated.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "missing.jsonl"), "missing.jsonl"),
        (("show", "P1"), "kgtag build CATALOG"),
        (("build", "x.jsonl", "--map", "title"), "must read FIELD=COLUMN"),
        (("query",), "kgtag query --list"),
        (("query", "--saved", "nothing"), "there is no saved query 'nothing'"),
        (("complete",), "--product"),
        (("bild", "x"), "build"),
        (("init", "nowhere/kgtag.toml"), "cannot write nowhere/kgtag.toml: No such file or directory"),
        (("init", ".", "--force"), "cannot write .: Is a directory"),
    ],
)
def test_a_mistake_is_one_error_and_exit_code_two(tmp_path: Path, arguments: tuple[str, ...], says: str):
    answer = run(*arguments, folder=tmp_path)
    assert answer.returncode == 2
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_setting_is_named_with_the_closest_one(tmp_path: Path):
    (tmp_path / "kgtag.toml").write_text("sed = 1\n", encoding="utf-8")
    answer = run("show", "P1", folder=tmp_path)
    assert (answer.returncode, "did you mean 'seed'?" in answer.stderr) == (2, True)


def test_init_writes_a_file_that_is_read_again_and_does_not_replace_it(tmp_path: Path):
    assert run("init", folder=tmp_path).returncode == 0
    assert "kgtag build CATALOG" in run("show", "P1", folder=tmp_path).stderr
    assert run("init", folder=tmp_path).returncode == 2
    assert run("init", "--force", folder=tmp_path).returncode == 0


def test_output_can_be_cut_by_head(workspace: str):
    shell = f"{KGTAG[0]} query 'MATCH (p:Product) RETURN p.id, p.name' --limit 500 --json -w {workspace} | head -1"
    answer = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
    assert (len(answer.stdout.splitlines()), answer.stderr) == (1, "")


def test_a_decision_is_in_force_at_once(tmp_path: Path):
    space = str(tmp_path / "workspace")
    run("build", str(EXAMPLES / "new-products.jsonl"), "-w", space, "--no-train")
    accepted = run("decide", "accept", "N0001", "tag", "festive", "-w", space)
    assert accepted.returncode == 0, accepted.stderr
    assert "a person decided so" in run("show", "N0001", "-w", space).stdout
    assert run("decide", "reject", "N0001", "tag", "festive", "--yes", "-w", space).returncode == 0
    assert "festive" not in run("show", "N0001", "-w", space).stdout
    assert "there is no product 'N9'" in run("decide", "reject", "N9", "tag", "x", "-w", space).stderr
    away = run("decide", "accept", "N0001", "tag", "late", "--graph", "bolt://127.0.0.1:1", "-w", space)
    assert (away.returncode, "late" in run("show", "N0001", "-w", space).stdout) == (2, False)


def test_a_workspace_without_training_tells_what_the_texts_of_new_products_say(workspace: str):
    told = run("complete", "--catalog", str(EXAMPLES / "new-products.jsonl"), "--json", "-w", workspace)
    assert told.returncode == 0, told.stderr
    assert "built without training" in told.stderr
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert any(answer["read"] for answer in answers)
    assert not any(answer["predictions"] or answer["missing"] for answer in answers)
    refused = run("complete", "--all", "-w", workspace)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "train it with: kgtag build --train" in refused.stderr


@pytest.mark.parametrize("what", ["tagger", "embeddings"])
def test_what_is_trained_goes_to_the_graph_that_was_named(workspace: str, what: str):
    away = run("train", what, "--graph", "bolt://127.0.0.1:1", "-w", workspace)
    assert (away.returncode, "bolt://127.0.0.1:1" in away.stderr) == (2, True)


def test_a_graph_is_dropped_when_somebody_agrees_and_the_workspace_stays(tmp_path: Path):
    space = str(tmp_path / "workspace")
    run("build", str(EXAMPLES / "new-products.jsonl"), "-w", space, "--no-train")
    asked = run("drop", "-w", space)
    assert (asked.returncode, "--yes" in asked.stderr) == (2, True)
    gone = json.loads(run("drop", "--yes", "--json", "-w", space).stdout)
    assert gone["nodes"] > 0
    assert "the graph 'workspace' in the embedded store is empty" in run("drop", "--yes", "-w", space).stderr
    assert "there is no graph" in run("query", "MATCH (p:Product) RETURN p.id", "-w", space).stderr
    assert "N0001" in run("show", "N0001", "-w", space).stdout
    assert run("build", "--no-train", "-w", space).returncode == 0
    assert run("query", "MATCH (p:Product {id: 'N0001'}) RETURN p.id", "-w", space).stdout


def test_doctor_looks_at_everything(workspace: str):
    answer = run("doctor", "-w", workspace, "--json")
    findings = {finding["subject"]: finding for finding in map(json.loads, answer.stdout.splitlines())}
    assert answer.returncode == 0
    assert [findings[subject]["ok"] for subject in ("settings", "encoder", "workspace", "graph")] == [True] * 4


STOPPED_WHILE_LOADING = """
import signal, sys

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Stop())
from kgtag.__main__ import main
main()
"""


def test_ctrl_c_while_the_command_is_being_loaded_ends_it_quietly():
    stopped = subprocess.run([sys.executable, "-c", STOPPED_WHILE_LOADING], capture_output=True, text=True, check=False)
    assert (stopped.returncode, stopped.stdout, stopped.stderr) == (130, "", "")
