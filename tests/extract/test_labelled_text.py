"""Parting texts: what is held out is not learned from, and what teaches nothing is neither."""

from __future__ import annotations

import pytest
from kgtag.extract import labelled_text
from kgtag.extract.labelled_text import LabelledText, Span, TooFewTextsError, parts
from kgtag.kg.splits import is_held_out

NAMED = [LabelledText(f"p{place}", "red shoe", "", (Span(0, 3, "Color"),)) for place in range(200)]
SILENT = [LabelledText(f"s{place}", "shoe", "") for place in range(50)]
ABSENT = [LabelledText(f"a{place}", "shoe", "", absent=frozenset({"Color"})) for place in range(50)]


def test_texts_of_held_out_products_are_measured_on_and_those_that_teach_nothing_are_left_out():
    learned, held_out = parts([*SILENT, *NAMED, *ABSENT], seed=13)
    assert learned == [text for text in [*NAMED, *ABSENT] if not is_held_out(text.product)]
    assert sorted(held_out, key=lambda text: text.product) == sorted(
        (text for text in [*NAMED, *ABSENT] if is_held_out(text.product)), key=lambda text: text.product
    )


def test_of_many_held_out_texts_a_sample_is_drawn_by_the_seed(monkeypatch):
    monkeypatch.setattr(labelled_text, "MOST_HELD_OUT_TEXTS", 5)
    samples = [parts(NAMED, seed)[1] for seed in (13, 13, 14)]
    assert samples[0] == samples[1] != samples[2] and len(samples[0]) == 5


def test_what_cannot_be_learned_from_is_not_counted_as_if_it_could():
    """All say a value or nothing, but only those outside of the held-out part that say one can teach a tagger."""
    learned = sum(not is_held_out(text.product) for text in NAMED[:70])
    assert learned < 60
    with pytest.raises(TooFewTextsError, match=f"needs 60 texts .*, not {learned}:"):
        parts([*NAMED[:70], *ABSENT, *SILENT], seed=13)
