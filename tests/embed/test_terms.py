"""Words of texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.terms import openings, placed_words, terms, words


def test_case_signs_and_a_plain_plural_make_no_difference() -> None:
    assert words("Burt's Bees, SHAMPOOS!") == ("burt", "bee", "shampoo")
    assert words("L&#39;Oreal") == words("L'Oreal")


def test_words_that_only_look_like_plurals_stay() -> None:
    assert words("glass lotus iris gas") == ("glass", "lotus", "iris", "gas")


def test_scripts_without_spaces_give_a_word_a_character() -> None:
    assert words("红色T恤") == ("红", "色", "t", "恤")


def test_terms_are_words_and_pairs_and_openings_the_start() -> None:
    assert terms("red leather bag") == ["red", "leather", "bag", "red leather", "leather bag"]
    assert openings("Acme red bag") == ["acme", "acme red"]
    assert openings("") == []


@given(st.text(max_size=80) | st.text("ab'’ß日-_ 1İs&;", max_size=40))
def test_placed_words_are_the_words_each_where_it_stands(text: str) -> None:
    folded, placed = placed_words(text)
    assert tuple(one.word for one in placed) == words(text)
    assert all(words(folded[one.start : one.end]) == (one.word,) for one in placed)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(words(text))
    assert len(terms(text)) == max(2 * len(words(text)) - 1, 0)
