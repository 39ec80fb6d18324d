"""What people decided is read back exactly, the last word on a subject counts, and a broken line is named."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.decisions import (
    Decision,
    append_decisions,
    decided_tags,
    in_canonical_values,
    in_force,
    in_schema_names,
    merged_surfaces,
    parse_decisions,
    read_decisions,
    split_surfaces,
)
from kgtag.kg.errors import SchemaError
from kgtag.kg.schema import Attribute
from kgtag.kg.tables import empty_table
from kgtag.kg.vocabulary import Vocabulary

WORDS = st.text(min_size=1).filter(str.strip)
TAGS = st.builds(
    lambda verdict, product, *words: Decision(verdict, *words, product=product),
    st.sampled_from(["accept", "reject", "forget"]), WORDS, WORDS, WORDS,
)  # fmt: skip
SPELLINGS = st.builds(
    lambda verdict, surface, *words: Decision(verdict, *words, surface=surface),
    st.sampled_from(["merge", "split", "forget"]), WORDS, WORDS, WORDS,
)  # fmt: skip
SCHEMA = {"Color": Attribute("Color")}
LINE = b'{"decision": "reject", "product": "P1", "attribute": "Color", "value": "red"}'
RED = Decision("reject", "Color", "red", product="P1")


@given(st.text(" \t\n\u3000"))
def test_a_decision_without_words_is_none(blank):
    with pytest.raises(SchemaError, match="must not be empty"):
        Decision("accept", "Color", blank, product="P1")


@given(st.lists(TAGS | SPELLINGS), st.lists(TAGS | SPELLINGS))
def test_decisions_are_read_back_as_they_were_written(first, then):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "decisions.jsonl")
        append_decisions(first, path)
        append_decisions(then, path)
        assert read_decisions(path) == [*first, *then]


def test_a_file_that_an_editor_left_without_a_last_newline_is_added_to(tmp_path: Path):
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(LINE)
    append_decisions([RED], path)
    assert read_decisions(path) == [RED, RED]


def test_a_file_from_windows_is_read():
    assert parse_decisions(b"\xef\xbb\xbf" + LINE + b"\r\n" + LINE + b"\r\n", "here") == [RED, RED]


def test_the_last_decision_on_a_subject_is_in_force_and_stands_last():
    accepted, other = (
        Decision("accept", "Color", "red", product="P1"),
        Decision("reject", "Color", "blue", product="P2"),
    )
    assert in_force([RED, other, accepted]) == [other, accepted]


@pytest.mark.parametrize("last", ["accept", "reject", "forget"])
def test_the_last_decision_counts_however_it_spells_attribute_and_value(last: str):
    tags = pl.DataFrame([{"attribute": "Color", "value": "Green", "products": 1, "surfaces": ["Green"]}])
    vocabulary = Vocabulary(pl.concat([empty_table("tags"), tags], how="diagonal"), empty_table("aliases"), SCHEMA)
    made = [
        Decision("accept", "Color", "Green", product="P1"),
        Decision("reject", "color", "green", product="P1"),
        Decision(last, "COLOR", "GREEN", product="P1"),
    ]
    decided = in_canonical_values(in_schema_names(made, SCHEMA), vocabulary)
    assert decided == [Decision(last, "Color", "Green", product="P1")]


def test_without_a_file_nothing_is_decided(tmp_path: Path):
    assert read_decisions(tmp_path / "decisions.jsonl") == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"decision": "maybe"}', "must be one of accept, reject, merge, split, forget"),
        ('{"decision": "accept", "product": "P1"}', "missing: attribute, value"),
        ('{"decision": "merge", "attribute": "Color", "value": "red"}', "missing: surface"),
        ('{"decision": "forget", "attribute": "Color", "value": "red"}', "missing: surface"),
        ('{"decision": "forget", "product": "P1", "value": "red"}', "missing: attribute"),
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


def test_a_line_in_another_encoding_is_named_with_its_place():
    with pytest.raises(SchemaError, match="here:2: not UTF-8"):
        parse_decisions(LINE + b"\n" + LINE.replace(b"red", b"gr\xfcn"), "here")


HALF = LINE.replace(b"red", b"red \\ud83d")
"""What is left of an emoji that was cut in two."""


def test_a_word_that_no_file_can_hold_is_an_error_with_its_place():
    with pytest.raises(SchemaError, match=r"here:2: 'red \\ud83d' is not text"):
        parse_decisions(LINE + b"\n" + HALF, "here")
    whole = LINE.replace(b"red", b"\\ud83d\\ude00")
    assert parse_decisions(whole, "here")[0].value == "\U0001f600"


def test_each_verdict_is_found_where_it_is_needed():
    decisions = [
        Decision("accept", "Color", "red", product="P1"),
        Decision("reject", "Color", "blue", product="P2"),
        Decision("merge", "Brand", "Akme", surface="ACME"),
        Decision("split", "Color", "black", surface="ink"),
        Decision("forget", "Color", "white", product="P3"),
        Decision("forget", "Color", "white", surface="snow"),
    ]
    assert decided_tags(decisions, "accept").rows() == [("P1", "Color", "red")]
    assert decided_tags(decisions, "reject").rows() == [("P2", "Color", "blue")]
    assert merged_surfaces(decisions) == {("Brand", "ACME"): "Akme"}
    assert split_surfaces(decisions) == frozenset({("Color", "ink", "black")})
