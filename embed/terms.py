"""Words of texts and of tag names, folded so that they can be counted and compared, and where names stand in texts."""

from __future__ import annotations

import html
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from ..extract.matching import is_cut
from ..kg.scripts import MARKS, UNSPACED, is_unspaced, plain_letters

LONGEST_NAME = 6
"""Names of more words are not looked for whole."""
LONGEST_UNSPACED = 24
"""Nor those of more characters, where words are not told apart."""
SHORTEST_PART = 4
"""A name of fewer characters within a longer run of katakana, or in a decimal, is a piece of something else."""
_LETTER = rf"[^\W_{UNSPACED}]\p{{M}}*"
_WORD = regex.compile(rf"[{UNSPACED}][{MARKS}]*|{_LETTER}(?:['’]*{_LETTER})*")
_MIN_PLURAL = 4


class PlacedWord(NamedTuple):
    """A word of `words`, and the characters `[start, end)` of the text that it stands in."""

    word: str
    start: int
    end: int


class NamePlace(NamedTuple):
    """A name, its words joined, that stands whole at the words `[first, last)` of a text, characters `[start, end)`."""

    name: str
    first: int
    last: int
    start: int
    end: int


@lru_cache(maxsize=1 << 12)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order: case folded, a plain English plural taken off, signs left out.

    A character of a script that is written without spaces is a word of its own.
    """
    return tuple(map(_folded, _WORD.findall(html.unescape(text))))


@lru_cache(maxsize=256)
def placed_words(text: str) -> tuple[str, tuple[PlacedWord, ...]]:
    """Return a text as it is to be read, without HTML's entities, and the places of its `words` in there."""
    read = html.unescape(text)
    return read, tuple(PlacedWord(_folded(found[0]), *found.span()) for found in _WORD.finditer(read))


def joined(text: str) -> str:
    """Return the words of a text joined, as names are compared: "Red Rock" and "RedRock" are one."""
    return "".join(words(text))


def name_places(names: Container[str], text: str, most: int | None = None) -> Iterator[NamePlace]:
    """Find where names stand whole in a text, or in its first `most` words, and not as a piece of a word or number.

    `names` are `joined`, characters those of the text that `placed_words` returns. What the text denies is found too.
    """
    read, placed = placed_words(text)
    placed = placed[:most]
    spaced = [not is_unspaced(one.word) for one in placed]
    for first in range(len(placed)):
        name, room = "", LONGEST_NAME
        for last in range(first, min(first + LONGEST_UNSPACED, len(placed))):
            room -= spaced[last]
            if room < 0:
                break
            name += placed[last].word
            start, end = placed[first].start, placed[last].end
            if name in names and (end - start >= SHORTEST_PART or not is_cut(read, start, end)):
                yield NamePlace(name, first, last + 1, start, end)


def terms(text: str) -> list[str]:
    """Return what texts are compared and counted by: words and pairs of neighbouring words."""
    own = words(text)
    return [*own, *(f"{left} {right}" for left, right in pairwise(own))]


def openings(text: str) -> list[str]:
    """Return the first word of a text and its first two words: where titles put the brand."""
    own = words(text)
    return [" ".join(own[:length]) for length in (1, 2) if len(own) >= length]


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    plain = plain_letters(word).replace("'", "").replace("’", "")
    if len(plain) >= _MIN_PLURAL and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        return plain[:-1]
    return plain
