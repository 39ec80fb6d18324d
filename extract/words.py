"""Where the words of a text are, by offsets into the text as it came; knows no encoder and no label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from ..kg.scripts import BOUNDS, UNSPACED

WINDOW_WORDS = 128
OVERLAP_WORDS = 32
"""Words at most that a window has, and shares with the next one."""

_MARKS = r"[\p{M}\p{GCB=Extend}\p{GCB=SpacingMark}\u200d]*+"

_WORD = regex.compile(
    rf"""
      (?=[{BOUNDS}])(?=[{UNSPACED}])\X                     # scripts without spaces: one character as a reader sees it
    | \p{{Nd}}++(?=[A-Za-z]{{2}})                          # 500|ml, but 4K
    | (?:(?:[A-Za-z0-9]|(?![{UNSPACED}])[\p{{L}}\p{{N}}]){_MARKS})++   # letters and digits
    | (?!\s)\X                                            # any other sign; flags, families and skin tones are one
    """,
    regex.VERBOSE,
)


class WordWindow(NamedTuple):
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


def word_windows(sizes: Sequence[int], room: int) -> Iterator[WordWindow]:
    """Cut a text whose words have these sizes into windows that overlap, each word being owned by exactly one of them.

    A window has at most `WINDOW_WORDS` words, together no larger than `room` unless it is one word, and shares at most
    half of them with the next. It sees `OVERLAP_WORDS // 2` words beyond what it owns (where it shares so many), so
    that a value of that many words is seen whole by the window that owns its first word.
    """
    first = owned_from = 0
    while first < len(sizes):
        last = _window_end(sizes, first, room)
        shared = min(OVERLAP_WORDS, (last - first) // 2) if last < len(sizes) else 0
        owned_to = last - min(shared, OVERLAP_WORDS // 2)
        yield WordWindow(first, last, owned_from, owned_to)
        first, owned_from = last - shared, owned_to


def _window_end(sizes: Sequence[int], first: int, room: int) -> int:
    end, used = first, 0
    while end < len(sizes) and end - first < WINDOW_WORDS and (used := used + sizes[end]) <= room:
        end += 1
    return max(end, first + 1)
