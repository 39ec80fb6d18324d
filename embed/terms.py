"""Words of product texts and of tag names, folded so that they can be counted and compared; knows no model."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import pairwise

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+")
_MIN_PLURAL = 4


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order: case folded, a plain English plural taken off, signs left out.

    A character of a script that is written without spaces is a word of its own.
    """
    plain = html.unescape(text).casefold().replace("'", "").replace("’", "")
    return tuple(_singular(word) for word in _WORD.findall(plain))


def terms(text: str) -> list[str]:
    """Return what texts are compared and counted by: words and pairs of neighbouring words."""
    own = words(text)
    return [*own, *(f"{left} {right}" for left, right in pairwise(own))]


def openings(text: str) -> list[str]:
    """Return the first word of a text and its first two words: where titles put the brand."""
    own = words(text)
    return [" ".join(own[:length]) for length in (1, 2) if len(own) >= length]


def _singular(word: str) -> str:
    if len(word) >= _MIN_PLURAL and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
