"""The clause around a quantity, and what it is said of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.clauses import clause_around, subject_of
from kgtag.extract.matching import text_words


def around(text, number):
    start = text.index(number)
    return clause_around(text, text_words(text), start, start + len(number))


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("a red lamp 45 cm tall and wide", ["lamp", "red", "a"], ["tall", "and", "wide"]),
        ("height 20 cm, 45 cm wide", [], ["wide"]),
        ("height 20 cm 45 cm wide", [], ["wide"]),
        ("height 45 cm, width", ["height"], []),
        ("height 45 cm - width", ["height"], []),
        ("A box. Max. height 45 cm. Wide", ["height", "max"], []),
        ("weight approx. 45 cm", ["approx", "weight"], []),
        ("weighs 20 g. 45 cm", [], []),
        ("hauteur\n45 cm", [], []),
    ],
)
def test_a_clause_ends_at_a_sign_and_at_another_quantity(text, before, after):
    clause = around(text, "45 cm")
    assert (clause.before, clause.after) == (before, after)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Height: 45 cm", "height"),
        ("Height (cm): 45 cm", "height"),
        ("Height: about 45 cm", "height"),
        ("Height 45 cm", None),
    ],
)
def test_what_a_colon_parts_from_a_quantity_is_its_label(text, label):
    assert around(text, "45 cm").label == label


def test_points_of_abbreviations_are_no_ends_of_sentences():
    assert subject_of("Shade: max. 45 cm", text_words("Shade: max. 45 cm"), 12).label == "shade"
    assert subject_of("Shade: small. It is 45 cm", text_words("Shade: small. It is 45 cm"), 20).label is None


@given(st.text("Ab: 45 cm,.()\n高", max_size=60), st.integers(0, 60))
def test_no_text_is_without_a_clause(text, place):
    words = text_words(text)
    clause = clause_around(text, words, min(place, len(text)), min(place + 2, len(text)))
    keys = [word.key for word in words]
    assert set(clause.before) | set(clause.after) <= set(keys)
    assert (subject_of(text, words, min(place, len(text))).label or keys[:1]) in (*keys, keys[:1])
