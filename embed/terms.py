"""Words of product texts and of tag names, folded so that they can be counted and compared; knows no model."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+")
_MARKED_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])(?:['’]*(?![{_UNSPACED}])[^\W_])*")
"""A word with the apostrophes that `words` leaves out."""
_MIN_PLURAL = 4


class PlacedWord(NamedTuple):
    """A word of `words`, and the characters of the folded text that it stands in."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order: case folded, a plain English plural taken off, signs left out.

    A character of a script that is written without spaces is a word of its own.
    """
    plain = html.unescape(text).casefold().replace("'", "").replace("’", "")
    return tuple(_singular(word) for word in _WORD.findall(plain))


def placed_words(text: str) -> tuple[str, list[PlacedWord]]:
    """Return a text with its case folded and its signs kept, and the places of its `words` in there."""
    folded = html.unescape(text).casefold()
    found = ((re.sub("['’]", "", match[0]), match) for match in _MARKED_WORD.finditer(folded))
    return folded, [PlacedWord(_singular(word), *match.span()) for word, match in found]


def terms(text: str) -> list[str]:
    """Return what texts are compared and counted by: words and pairs of neighbouring words."""
    own = words(text)
    return [*own, *(f"{left} {right}" for left, right in pairwise(own))]


def is_unspaced(word: str) -> bool:
    """Say whether a word is a character of a script that is written without spaces."""
    return re.fullmatch(f"[{_UNSPACED}]", word) is not None


def openings(text: str) -> list[str]:
    """Return the first word of a text and its first two words: where titles put the brand."""
    own = words(text)
    return [" ".join(own[:length]) for length in (1, 2) if len(own) >= length]


def _singular(word: str) -> str:
    if len(word) >= _MIN_PLURAL and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
