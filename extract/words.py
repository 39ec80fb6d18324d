"""Where the words of a text are, by offsets into the text as it came; knows no encoder and no label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

WINDOW_WORDS = 128
OVERLAP_WORDS = 32

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_MARKS = r"[\p{M}\p{GCB=Extend}\p{GCB=SpacingMark}\u200d]*+"

_WORD = regex.compile(
    rf"""
      (?=[{_UNSPACED}])\X                                   # scripts without spaces: one character as a reader sees it
    | \p{{Nd}}++(?=[A-Za-z]{{2}})                          # 500|ml, but 4K
    | (?:(?![{_UNSPACED}])[\p{{L}}\p{{N}}]{_MARKS})++      # letters and digits
    | (?!\s)\X                                            # any other sign; flags, families and skin tones are one
    """,
    regex.VERBOSE,
)


class Window(NamedTuple):
    """The words `[first, last)` of a text, of which those in `[owned_from, owned_to)` are no other window's."""

    first: int
    last: int
    owned_from: int
    owned_to: int


def word_offsets(text: str) -> list[tuple[int, int]]:
    """Return the `[start, end)` character offsets of the words, in order and without overlap.

    Every character that is not white space lies in exactly one word. Signs are words of their own, a combining mark
    stays with its letter, and each character of a script written without spaces (Chinese, Japanese, Thai, …) is a word.
    No word ends within what a reader sees as one character.
    """
    return [match.span() for match in _WORD.finditer(text)]


def word_windows(words: int) -> Iterator[Window]:
    """Cut a text of so many words into windows that overlap, each word being owned by exactly one of them.

    A window sees at least `OVERLAP_WORDS // 2` words beyond what it owns (where the text has them), so that a value of
    that many words is seen whole by the window that owns its first word.
    """
    step = WINDOW_WORDS - OVERLAP_WORDS
    for first in range(0, max(1, words - OVERLAP_WORDS), step):
        last = min(first + WINDOW_WORDS, words)
        owned_from = first + OVERLAP_WORDS // 2 if first else 0
        owned_to = last - OVERLAP_WORDS // 2 if last < words else words
        yield Window(first, last, owned_from, owned_to)
