"""What people decided is read back exactly, the last word on a subject counts, and a broken line is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.decisions import (
    Decision,
    append_decisions,
    decided_tags,
    merged_surfaces,
    parse_decision,
    read_decisions,
    split_surfaces,
)
from kgtag.kg.errors import SchemaError

WORDS = st.text(min_size=1)


@given(st.sampled_from(["accept", "reject"]), WORDS, WORDS, WORDS)
def test_a_decision_about_a_tag_is_read_back_as_it_was_written(verdict, product, attribute, value):
    decision = Decision(verdict, attribute, value, product=product)
    assert parse_decision(decision.as_json(), "here") == decision


@given(st.sampled_from(["merge", "split"]), WORDS, WORDS, WORDS)
def test_a_decision_about_a_spelling_is_read_back_as_it_was_written(verdict, attribute, surface, value):
    decision = Decision(verdict, attribute, value, surface=surface)
    assert parse_decision(decision.as_json(), "here") == decision


def test_the_last_decision_on_a_subject_is_in_force(tmp_path: Path):
    path = tmp_path / "decisions.jsonl"
    append_decisions([Decision("reject", "Color", "red", product="P1")], path)
    append_decisions([Decision("accept", "Color", "red", product="P1")], path)
    assert [decision.verdict for decision in read_decisions(path)] == ["accept"]


def test_without_a_file_nothing_is_decided(tmp_path: Path):
    assert read_decisions(tmp_path / "decisions.jsonl") == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"decision": "maybe"}', "must be one of accept, reject, merge, split"),
        ('{"decision": "accept", "product": "P1"}', "missing: attribute, value"),
        ('{"decision": "merge", "attribute": "Color", "value": "red"}', "missing: surface"),
        ('{"decision": "reject", "product": 7, "attribute": "Color", "value": "red"}', "missing: product"),
        ("[" * 100_000, "not a JSON object"),
    ],
)
def test_a_broken_line_is_named_with_its_place(tmp_path: Path, line: str, says: str):
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(SchemaError, match=says) as raised:
        read_decisions(path)
    assert f"{path}:2" in str(raised.value)


def test_each_verdict_is_found_where_it_is_needed():
    decisions = [
        Decision("accept", "Color", "red", product="P1"),
        Decision("reject", "Color", "blue", product="P2"),
        Decision("merge", "Brand", "Akme", surface="ACME"),
        Decision("split", "Color", "black", surface="ink"),
    ]
    assert decided_tags(decisions, "accept").rows() == [("P1", "Color", "red")]
    assert decided_tags(decisions, "reject").rows() == [("P2", "Color", "blue")]
    assert merged_surfaces(decisions) == {("Brand", "ACME"): "Akme"}
    assert split_surfaces(decisions) == frozenset({("Color", "ink", "black")})
