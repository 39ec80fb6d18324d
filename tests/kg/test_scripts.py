"""Scripts written without spaces, as Unicode has them."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from kgtag.kg.scripts import BOUNDS, GLUED, HAN, HIRAGANA, KATAKANA, MARKS, UNSPACED, is_unspaced

KANA_OF_BOTH = "ー\uff70\uff9e\uff9f\u3099\u309a"
CLOSING = "〆"
LETTERS = "".join(
    chr(code) for code in range(0x40000) if unicodedata.category(chr(code)) in ("Lo", "Lm", "Mn", "Mc", "Nl")
)


def letters_in(ranges: str) -> set[str]:
    return set(regex.findall(f"[{ranges}]", LETTERS))


def letters_of(*scripts: str) -> set[str]:
    return letters_in("".join(rf"\p{{{script}}}" for script in scripts))


@pytest.mark.parametrize(
    ("ranges", "scripts", "more"),
    [
        (HAN, ["Han"], CLOSING),
        (HIRAGANA + KATAKANA, ["Hiragana", "Katakana"], KANA_OF_BOTH),
        (UNSPACED, ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"], CLOSING + KANA_OF_BOTH),
        (GLUED, ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Hangul"], CLOSING + KANA_OF_BOTH),
    ],
    ids=["Han", "kana", "unspaced", "glued"],
)
def test_the_letters_and_marks_of_a_script_are_those_that_unicode_gives_it(
    ranges: str, scripts: list[str], more: str
) -> None:
    assert letters_in(ranges) == letters_of(*scripts) | set(more)
    assert letters_in(ranges) <= letters_in(BOUNDS)


def test_marks_are_what_unicode_calls_so_and_the_half_width_voices_of_kana() -> None:
    marks = {one for one in letters_in(UNSPACED) if unicodedata.category(one) in ("Mn", "Mc")}
    assert letters_in(MARKS) == marks - {"\U00016ff0", "\U00016ff1"} | {"\uff9e", "\uff9f"}


@pytest.mark.parametrize("word", ["水", "ー", "ﾊﾞ", "ป๋", "ທໍ", "ទំ", "𠮷", "々"])
def test_a_character_of_a_script_without_spaces_is_a_word_with_its_marks(word: str) -> None:
    assert is_unspaced(word)


@pytest.mark.parametrize("word", ["", "a", "水防", "한", "7", "é", "・", "。"])
def test_other_words_are_none(word: str) -> None:
    assert not is_unspaced(word)
