from __future__ import annotations

import pytest
from kgtag.extract.phrases import MOST_TOKENS, ProductText, words_of


def of(title, description=""):
    texts = {"title": title} | ({"description": description} if description else {})
    return ProductText("1", "Tools", texts)


def test_phrases_are_tokens_with_nothing_but_spaces_or_an_and_between():
    assert set(of("Red & blue tape, UHU").phrases) == {
        "Red", "Red & blue", "Red & blue tape", "blue", "blue tape", "tape", "UHU",
    }  # fmt: skip


@pytest.mark.parametrize("title", ["Part 384854-B21", "Saw DX-384854-B21"])
def test_a_code_is_one_phrase_and_its_inside_none(title):
    assert "384854" not in of(title).phrases


def test_a_code_that_words_are_glued_to_is_a_phrase():
    assert "039956980999" in of("UPC: 039956980999INNER").phrases


def test_clues_are_runs_of_words_and_parts_of_words_in_any_case_and_number():
    assert {"g1-g7", "g1", "g7", "hard drive", "drive"} <= set(of("G1-G7 Hard Drives").clues)


def test_characters_of_scripts_without_spaces_are_tokens():
    assert {"红", "红色"} <= set(of("红色").phrases)


def test_places_are_offsets_into_the_text_of_their_field():
    text = of("Cart", 'Cart, 24" wide')
    number, place = text.numbers[0]
    assert (number.magnitude, text.texts[place.field][place.start : place.end], place.first) == (24.0, "24", 2)
    assert [place.field for place in text.clues["cart"]] == ["title", "description"]


def test_words_of_the_title_count_twice_and_the_category_once():
    assert words_of(of("Red saw", "A saw")) == [
        "category=Tools", "red", "saw", "red saw", "title=red", "title=saw", "a", "saw", "a saw",
    ]  # fmt: skip


def test_of_a_text_without_end_the_beginning_is_taken_apart():
    text = of("12 saws " * MOST_TOKENS)
    assert len(text.tokens["title"]) == MOST_TOKENS
    assert len(text.numbers) == MOST_TOKENS / 2


@pytest.mark.parametrize("title", ["", "!?", "\x00", "’", "🪚"])
def test_texts_without_words_have_no_phrases(title):
    assert of(title).clues == {}
    assert of(title).numbers == []
