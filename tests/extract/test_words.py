"""Words: offsets into the text as it came, whatever the script."""

import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st
from kgtag.extract.words import OVERLAP_WORDS, WINDOW_WORDS, word_offsets, word_windows


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_offsets(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Men's Boot,Brown", ["Men", "'", "s", "Boot", ",", "Brown"]),
        ("500ml 4K IPX7 1.5 L", ["500", "ml", "4K", "IPX7", "1", ".", "5", "L"]),
        ("防水イヤホン IPX7防水", ["防", "水", "イ", "ヤ", "ホ", "ン", "IPX7", "防", "水"]),
        ("充電器ーUSB ヤー1200W", ["充", "電", "器", "ー", "USB", "ヤ", "ー", "1200W"]),
        ("กระเป๋า", ["ก", "ร", "ะ", "เ", "ป๋", "า"]),
        ("سماعات سوداء", ["سماعات", "سوداء"]),
        ("nai\u0308ve naïve", ["nai\u0308ve", "naïve"]),
        ("हिन्दी शब्द", ["हिन्दी", "शब्द"]),
        ("한국어 가방", ["한국어", "가방"]),
        ("👩‍👩‍👧 🇩🇪🇫🇷 👍🏽x", ["👩‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽", "x"]),
        ("a_b\x00c", ["a", "_", "b", "\x00", "c"]),
        ("", []),
        (" \t\n", []),
    ],
)
def test_words_are_cut_where_a_reader_of_the_script_would_cut(text: str, expected: list[str]):
    assert words(text) == expected


unusual = st.text(st.one_of(st.characters(), st.sampled_from("a1é\u0301\u200d👩🏽🇩ก่ำ水\x00\u0600 _-")))


@given(unusual)
def test_every_character_that_is_no_space_lies_in_exactly_one_word(text: str):
    covered = [place for start, end in word_offsets(text) for place in range(start, end)]
    assert covered == sorted(set(covered))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(covered))


@given(unusual)
def test_words_are_never_empty_and_hold_no_space(text: str):
    for start, end in word_offsets(text):
        assert start < end
        assert not any(unicodedata.category(sign) == "Zs" for sign in text[start:end])


@pytest.mark.parametrize("unit", ["x", "e\u0301", "\u0301", "7"])
def test_a_run_without_breaks_is_one_word_whatever_its_length(unit: str):
    assert word_offsets(unit * 500_000) == [(0, len(unit) * 500_000)]


@given(st.lists(st.integers(1, 16), max_size=700), st.integers(16, 600))
@example([1] * 200_000, WINDOW_WORDS)
@example([16] * 1_000, 16)
def test_every_word_of_a_text_of_any_length_is_owned_by_exactly_one_window(sizes: list[int], room: int):
    owned = [place for window in word_windows(sizes, room) for place in range(window.owned_from, window.owned_to)]
    assert owned == list(range(len(sizes)))


@given(st.lists(st.integers(1, 16), max_size=700), st.integers(16, 600))
def test_a_window_is_no_larger_than_its_room_and_sees_beyond_what_it_owns(sizes: list[int], room: int):
    for window in word_windows(sizes, room):
        words = window.last - window.first
        assert words <= WINDOW_WORDS
        assert sum(sizes[window.first : window.last]) <= room
        assert window.last == len(sizes) or window.last - window.owned_to >= min(OVERLAP_WORDS, words) // 2


@given(st.integers(1, 2_000))
def test_where_nothing_but_their_number_limits_words_a_window_sees_as_far_back_as_forward(words: int):
    for window in word_windows([1] * words, WINDOW_WORDS):
        assert window.last == words or window.last - window.owned_to == OVERLAP_WORDS // 2
        assert window.first == 0 or window.owned_from - window.first == OVERLAP_WORDS // 2


@pytest.mark.parametrize(
    "text",
    [
        "น้ำหนัก",
        "ນ້ຳ",
        "ខ្មែរ",
        "1️⃣2️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "👨🏽‍🚀x",
        "क्षत्रिय",
        "가\u11a8",
        "ｶﾞ",
        "水\ufe00",
        "❤️©️",
        "x🏽",
    ],
)
def test_no_word_cuts_what_a_reader_sees_as_one_character(text: str):
    assert_no_grapheme_is_cut(text)


@given(unusual)
def test_no_word_of_any_text_cuts_a_grapheme(text: str):
    assert_no_grapheme_is_cut(text)


def assert_no_grapheme_is_cut(text: str) -> None:
    graphemes = (found.span() for found in regex.finditer(r"\X", text) if not found.group()[0].isspace())
    inside = {place for start, end in graphemes for place in range(start + 1, end)}
    assert not inside.intersection(place for word in word_offsets(text) for place in word)
