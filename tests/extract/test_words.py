"""Words: offsets into the text as it came, whatever the script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.words import word_offsets


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_offsets(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Men's Boot,Brown", ["Men", "'", "s", "Boot", ",", "Brown"]),
        ("500ml 4K IPX7 1.5 L", ["500", "ml", "4K", "IPX7", "1", ".", "5", "L"]),
        ("防水イヤホン IPX7防水", ["防", "水", "イ", "ヤ", "ホ", "ン", "IPX7", "防", "水"]),
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


unusual = st.text(st.one_of(st.characters(), st.sampled_from("a1é\u0301\u200d👩🏽🇩ก่水\x00\u0600 _-")))


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
