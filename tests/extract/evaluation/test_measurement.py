"""Measuring extraction: what is hidden stays hidden, the gold is read as it is meant, wrong answers show their text."""

import json
import re

import polars as pl
import pytest
from click.testing import CliRunner
from kgtag.extract import joined_training
from kgtag.extract.evaluation.command import extraction
from kgtag.extract.evaluation.measurement import (
    ALL,
    BERT,
    CRF,
    GAZETTEER,
    JOINED,
    Answer,
    Measurement,
    Method,
    has_tagger,
    measure_gold,
    measure_hidden_part,
)
from kgtag.extract.evaluation.report import laid_out, wrong_answers
from kgtag.extract.extraction import learn_extraction
from kgtag.kg.errors import CatalogError
from kgtag.kg.progress import silent
from kgtag.kg.report.measured import read_measured
from kgtag.kg.schema import write_schema
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out
from kgtag.kg.terminal import Terminal
from kgtag.kg.vocabulary import learn_vocabulary
from kgtag.kg.workspace import Workspace

QUIET = Terminal(quiet=True)
COLORS, BRANDS = ["red", "blue", "green"], ["Acme", "Zeno"]


@pytest.fixture(scope="module")
def space(tmp_path_factory, make_world):
    """A workspace whose products say brand and colour; in "Zeno" products of the hidden part the cell says Acme."""
    rows = []
    for number in range(200):
        brand, color = BRANDS[number % 2], COLORS[number % 3]
        lies = brand == "Zeno" and is_held_out(f"p{number}", salt="evaluate-extraction")
        attributes = {"Brand": ["Acme" if lies else brand], "Color": [color]}
        rows.append({"id": f"p{number}", "title": f"new {color} shoe by {brand}", "attributes": attributes})
    made = make_world(*rows)
    space = workspace_of(made, tmp_path_factory.mktemp("measured"))
    settings = Settings(encoder="none")
    learn_extraction(
        made.products, made.vocabulary, made.schema, settings, space.models / "extraction",
        train=True, progress=silent, announce=lambda sentence: None,
    )  # fmt: skip
    return space


def workspace_of(made, root):
    space = Workspace(root)
    space.write("products", made.products)
    write_schema(made.schema, space.schema_path)
    for name, table in zip(("tags", "aliases"), learn_vocabulary(made.products, made.schema), strict=True):
        space.write(name, table)
    space.remember()
    return space


@pytest.fixture(scope="module")
def hidden(space) -> Measurement:
    return measure_hidden_part(space, Settings(encoder="none"), QUIET)


def test_a_fifth_of_the_catalog_is_measured_by_its_own_cells(hidden):
    assert 20 < len(hidden.products) < 60
    assert all(is_held_out(row["id"], salt="evaluate-extraction") for row in hidden.products)
    assert hidden.gold[0].keys() == {"Brand", "Color"}


def test_hidden_cells_teach_nothing(hidden):
    """The lies of the hidden part's cells would have shaken the trust in Zeno, had anything learned from them."""
    whole = hidden.methods[0]
    zeno = [own["Brand"] for row, own in zip(hidden.products, whole.answers, strict=True) if "Zeno" in row["title"]]
    assert zeno and all((one.value, one.confidence > 0.9) == ("Zeno", True) for one in zeno)


def test_the_hidden_part_does_not_tell_the_units_of_the_others(make_world, tmp_path):
    """Few visible products have a width, in centimetres; all hidden ones have theirs in millimetres."""
    rows = [
        {"id": id, "title": "shelf", "attributes": {"Width": ["500 mm"]} if is_hidden else {"Width": ["50 cm"]}}
        for number in range(200)
        for id in [f"p{number}"]
        for is_hidden in [is_held_out(id, salt="evaluate-extraction")]
        if is_hidden or number < 20
    ]
    made = make_world(*rows)
    assert made.schema["Width"].unit == "mm"
    measured = measure_hidden_part(workspace_of(made, tmp_path), Settings(encoder="none"), QUIET, train=False)
    assert measured.gold[0]["Width"] == {"50 cm"}


def test_every_method_stands_beside(hidden):
    assert [method.name for method in hidden.methods] == [ALL, GAZETTEER, CRF]
    report = laid_out(hidden)
    assert all(method["micro"]["f1"] > 0.5 for method in report["methods"].values())
    assert report["attributes"]["Color"]["f1"] == 1
    assert report["thresholds"][0]["coverage"] == 1


def test_an_encoders_tagger_and_the_crf_are_measured_alone_and_as_one(space, tiny_encoder, monkeypatch):
    monkeypatch.setattr(joined_training, "MOST_LOSS", 1.0)
    settings = Settings(encoder=str(tiny_encoder), training_epochs=1, device="cpu")
    measured = measure_hidden_part(space, settings, QUIET)
    assert [method.name for method in measured.methods] == [ALL, GAZETTEER, JOINED, BERT, CRF]


def test_without_a_tagger_known_values_and_rules_are_measured(space):
    measured = measure_hidden_part(space, Settings(encoder="none"), QUIET, train=False)
    assert [method.name for method in measured.methods] == [ALL, GAZETTEER, CRF]


def test_wrong_answers_show_where_they_were_read(hidden):
    wrong = list(wrong_answers(hidden))
    assert wrong and {(one.attribute, one.kind, one.expected, one.answer) for one in wrong} == {
        ("Brand", "wrong", ("Acme",), "Zeno")
    }
    assert all(one.text.endswith("shoe by »Zeno«") for one in wrong)


def test_a_gold_line_without_a_title_means_the_catalogs_product(space, tmp_path):
    lines = [
        {"id": "p0", "attributes": {"Brand": ["acme"], "Color": None}},
        {"id": "new", "title": "green bag by Acme", "attributes": {"Color": ["green", "olive"], "Brand": ["Acme"]}},
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    measured = measure_gold(str(gold), space, Settings(encoder="none"), QUIET)
    assert [row["title"] for row in measured.products] == ["new red shoe by Acme", "green bag by Acme"]
    assert measured.gold == [
        {"Brand": frozenset({"Acme"}), "Color": frozenset()},
        {"Brand": frozenset({"Acme"}), "Color": frozenset({"green", "olive"})},
    ]
    assert [(one.kind, one.attribute, one.answer) for one in wrong_answers(measured)] == [("invented", "Color", "red")]


def test_gold_products_that_were_learned_from_are_told_of(space, tmp_path, capsys):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "p0", "attributes": {"Brand": ["Acme"]}}\n', encoding="utf-8")
    measure_gold(str(gold), space, Settings(encoder="none"), Terminal())
    assert "1 of the 1 gold products have cells in the catalog" in capsys.readouterr().err


def test_a_gold_file_without_values_is_refused(space, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "p0", "title": "shoe"}\n', encoding="utf-8")
    with pytest.raises(CatalogError, match="no values"):
        measure_gold(str(gold), space, Settings(encoder="none"), QUIET)


def test_a_gold_file_is_called_by_the_name_that_was_given(space, tmp_path, capsys):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("", encoding="utf-8")
    with pytest.raises(CatalogError, match=f"^{re.escape(str(gold))} is empty"):
        measure_gold(str(gold), space, Settings(encoder="none"), QUIET)
    gold.write_text('{"id": "p0", "attributes": {"Brand": ["Acme"]}}\n{"id": 1,\n', encoding="utf-8")
    measure_gold(str(gold), space, Settings(encoder="none"), Terminal())
    said = capsys.readouterr().err
    assert f"{gold}:2: " in said and "kgtag-" not in said


def test_a_workspace_has_a_tagger_when_it_has_its_card(space, tmp_path):
    assert has_tagger(space) and not has_tagger(Workspace(tmp_path))


def test_an_answer_below_the_threshold_counts_as_none():
    answers = [{"Brand": Answer("Acme", 0.6, "title", 0, 4)}]
    measured = Measurement(
        [{"id": "1", "title": "Acme shoe"}], [{"Brand": frozenset({"Acme"})}], [Method(ALL, 0.8, answers)], frozenset()
    )
    assert [(one.kind, one.answer, one.text) for one in wrong_answers(measured)] == [("missed", None, "Acme shoe")]
    rows = {row["threshold"]: row["micro"]["correct"] for row in laid_out(measured)["thresholds"]}
    assert (rows[0.6], rows[0.7]) == (1, 0)


def test_the_command_prints_tables_or_one_json_object(space, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "p0", "attributes": {"Brand": ["Zeno"], "Color": ["red"]}}\n', encoding="utf-8")
    asked = [str(gold), "-w", str(space.root), "--errors"]
    printed = CliRunner().invoke(extraction, asked, catch_exceptions=False)
    assert all(words in printed.stdout for words in (ALL, GAZETTEER, CRF, "calibration error", "shoe by »Acme«"))
    report = json.loads(CliRunner().invoke(extraction, [*asked, "--json"], catch_exceptions=False).stdout)
    assert report["products"] == 1
    assert [one["answer"] for one in report["errors"]] == ["Acme"]
    (kept,) = read_measured(space)
    assert (kept.name, kept.measured_on) == ("extraction", "2 cells of 1 products of gold.jsonl")
    assert [row[0] for row in kept.rows] == [ALL, GAZETTEER, CRF]


def test_a_sample_is_drawn_and_read_back_by_the_command(space, tmp_path):
    evidence = {"head": ["p0"], "relation": ["Brand"], "tail": ["Acme"], "origin": ["text"], "confidence": [0.9]}
    place = {
        "field": ["title"],
        "start": [16],
        "end": [20],
        "quote": ["Acme"],
        "extractor": ["catalog"],
        "version": ["1"],
    }
    space.write("evidence", pl.DataFrame({**evidence, **place}))
    sample = tmp_path / "sample.csv"
    asked = ["-w", str(space.root), "--audit-file", str(sample)]
    CliRunner().invoke(extraction, [*asked, "--audit", "5"], catch_exceptions=False)
    header, line = sample.read_text(encoding="utf-8-sig").splitlines()
    assert line == "p0,Brand,Acme,new red shoe by »Acme«,"
    sample.write_text(f"{header}\n{line}yes\n", encoding="utf-8")
    back = json.loads(CliRunner().invoke(extraction, [*asked, "--json"], catch_exceptions=False).stdout)
    assert (back["marked"], back["right"], back["unmarked"]) == (1, 1, 0)


def test_lines_of_a_gold_file_that_cannot_be_read_are_counted_and_said(space, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "p0", "attributes": {"Brand": ["Acme"]}}\n{"id": 1,\n', encoding="utf-8")
    done = CliRunner().invoke(extraction, [str(gold), "--json", "-w", str(space.root)])
    assert json.loads(done.stdout)["rejects"] == 1
    assert f"{gold}:2: " in done.stderr
    assert done.exit_code == 1


def test_a_gold_file_of_which_no_line_can_be_read_is_refused(space, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "", "title": "shoe"}\n{"id": null, "title": "bag"}\n', encoding="utf-8")
    with pytest.raises(CatalogError, match=f"^{re.escape(str(gold))}: no product could be read"):
        measure_gold(str(gold), space, Settings(encoder="none"), QUIET)
