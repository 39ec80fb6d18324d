"""The benchmark of extraction: a cell that is hidden from the tagger is hidden from what stands beside it too."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def benchmark(imported: Callable[[str], ModuleType]) -> ModuleType:
    return imported("extraction")


@pytest.mark.parametrize(("emptied", "least", "most"), [(None, 100, 100), ("unknown", 30, 70), ("absent", 30, 70)])
def test_the_gazetteer_knows_what_the_tagger_may_learn_from(
    benchmark: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: str | None, least: int, most: int
):
    """Every title names a brand of its own; asked for the titles that are learned from, only memory helps."""
    titles = [
        {"id": brand, "title": f"shoe by {brand}", "category": "", "attributes": {"Brand": [brand]}}
        for brand in (f"brand{place}x" for place in range(100))
    ]
    for name in ("train", "test"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, titles)), encoding="utf-8")
    monkeypatch.setattr(benchmark, "DATA", tmp_path)
    task = benchmark.Task.of(Namespace(limit=None, all=True, dev=False, emptied=emptied))
    taught = {text.product for text in task.texts if text.spans}
    answers = benchmark.gazetteer(task.known, task.measured)
    assert {title.id for title, answer in zip(task.measured, answers, strict=True) if answer} == taught
    assert least <= len(taught) <= most
    evaluation = task.evaluated(answers)
    assert (evaluation.seen.correct, evaluation.unseen.missed) == (len(taught), 100 - len(taught))


def test_a_hidden_cell_is_unknown_or_taken_for_absent(benchmark: ModuleType):
    """Half of the titles have a colour, so that the other half is known to have none."""
    titles = [
        benchmark.Title(f"t{place}", "red shoe", "", {"Color": frozenset({"red"})} if place % 2 else {})
        for place in range(100)
    ]
    hidden = {title.id for title in titles if benchmark.is_hidden(title, "Color")}
    none = {title.id for title in titles if not title.values}
    absent = {
        emptied: {text.product for text in benchmark.labelled(titles, emptied) if text.absent}
        for emptied in (None, "unknown", "absent", "unlisted")
    }
    assert absent == {None: none, "unknown": none - hidden, "absent": none | hidden, "unlisted": set()}
