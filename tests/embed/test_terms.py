"""Words of texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.terms import joined, name_places, openings, placed_words, terms, words


def test_case_signs_and_a_plain_plural_make_no_difference() -> None:
    assert words("Burt's Bees, SHAMPOOS!") == ("burt", "bee", "shampoo")
    assert words("L&#39;Oreal") == words("L'Oreal")


def test_words_that_only_look_like_plurals_stay() -> None:
    assert words("glass lotus iris gas") == ("glass", "lotus", "iris", "gas")


def test_scripts_without_spaces_give_a_word_a_character() -> None:
    assert words("红色T恤") == ("红", "色", "t", "恤")
    assert words("ﾊﾞｯｸﾞ ទំហំ𠮷") == ("バ", "ッ", "グ", "ទំ", "ហំ", "𠮷")


def test_signs_of_vowels_and_accents_are_part_of_their_word() -> None:
    assert words("काले जूते, हल्का") == ("काले", "जूते", "हल्का")
    assert words("e\u0301te\u0301") == words("été") == ("ete",)


def test_terms_are_words_and_pairs_and_openings_the_start() -> None:
    assert terms("red leather bag") == ["red", "leather", "bag", "red leather", "leather bag"]
    assert openings("Acme red bag") == ["acme", "acme red"]
    assert openings("") == []


@given(st.text(max_size=80) | st.text("ab'’ß日-_ 1İs&;", max_size=40))
def test_placed_words_are_the_words_each_where_it_stands(text: str) -> None:
    read, placed = placed_words(text)
    assert tuple(one.word for one in placed) == words(text)
    assert all(words(read[one.start : one.end]) == (one.word,) for one in placed)


def test_a_name_stands_where_its_words_do_joined_or_apart() -> None:
    (apart, together) = name_places({joined("Red Rock")}, "Red-Rocks boots by REDROCK")
    assert apart == ("redrock", 0, 2, 0, 9)
    assert together == ("redrock", 4, 5, 19, 26)


def test_names_are_looked_for_up_to_six_words_or_two_dozen_unspaced_characters() -> None:
    (long,) = name_places({joined("ノイズキャンセリングヘッドホン")}, "最新ノイズキャンセリングヘッドホン")
    assert long.last - long.first == len("ノイズキャンセリングヘッドホン")
    assert len(list(name_places({"abcdef"}, "a b c d e f"))) == 1
    assert not list(name_places({"abcdefg"}, "a b c d e f g"))


def test_names_are_looked_for_in_the_first_words_of_a_text_where_that_is_asked() -> None:
    assert [place.first for place in name_places({"red"}, "red bag red", 2)] == [0]


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(words(text))
    assert len(terms(text)) == max(2 * len(words(text)) - 1, 0)
