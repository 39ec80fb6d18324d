"""What a report says of the taggers that training measured."""

import json
from pathlib import Path

import pytest
from kgtag.kg.report.records import MeasuredReader, measured_readers
from kgtag.kg.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "models" / "extraction" / "tagger"
    folder.mkdir(parents=True)
    facts = {"texts": 100, "held_out_texts": 20, "threshold": 0.4, "held_out_f1": 0.7}
    for name, f1 in (("tagger.json", 0.7), ("crf.json", 0.6)):
        (folder / name).write_text(json.dumps({"training": {**facts, "held_out_f1": f1}}), encoding="utf-8")
    return Workspace(tmp_path)


def test_taggers_stand_with_what_each_was_measured_at(workspace: Workspace):
    assert [(reader.name, reader.f1) for reader in measured_readers(workspace)] == [
        ("the BERT tagger", 0.7), ("the CRF tagger", 0.6),
    ]  # fmt: skip


def test_two_taggers_that_read_as_one_stand_first_as_one(workspace: Workspace):
    card = {"format": 1, "threshold": 0.3, "held_out_f1": 0.8, "held_out_f1_alone": 0.7}
    path = workspace.models / "extraction" / "tagger" / "joined.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    first, *rest = measured_readers(workspace)
    assert first == MeasuredReader("both taggers together", 100, 20, 0.3, 0.8)
    assert len(rest) == 2


def test_a_tagger_that_was_measured_on_nothing_is_left_out(workspace: Workspace):
    path = workspace.models / "extraction" / "tagger" / "crf.json"
    path.write_text(json.dumps({"training": {"texts": 3, "held_out_texts": 0, "threshold": 0.5, "held_out_f1": 0.0}}))
    assert [reader.name for reader in measured_readers(workspace)] == ["the BERT tagger"]
