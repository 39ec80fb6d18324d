"""A product's text cut into pieces, marked where its tags rest on it; knows no page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LONGEST_TEXT = 1_200
"""Characters of a text that are shown."""
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What the characters `[start, end)` of a text are evidence for."""

    start: int
    end: int
    attribute: str
    tag: str
    confidence: float
    extractor: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a text that the same marks cover; no marks: plain text."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The beginning of a text; `left_out` counts the characters that are not shown, `marks_left_out` their marks."""

    pieces: tuple[Piece, ...]
    left_out: int = 0
    marks_left_out: int = 0


def mark_text(text: str, marks: Sequence[Mark], longest: int = LONGEST_TEXT) -> MarkedText:
    """Cut a text where marks begin and end; marks that overlap share pieces, and one that is cut off is left out."""
    end = len(text) if len(text) <= longest else _before_marks(longest, marks)
    shown = sorted((mark for mark in marks if mark.end <= end), key=lambda mark: (mark.start, mark.end, mark.attribute))
    borders = sorted({0, end, *(place for mark in shown for place in (mark.start, mark.end))})
    pieces = [
        Piece(printable(text[start:stop]), tuple(mark for mark in shown if mark.start <= start and stop <= mark.end))
        for start, stop in pairwise(borders)
    ]
    return MarkedText(tuple(pieces), len(text) - end, len(marks) - len(shown))


def printable(text: str) -> str:
    """Replace control characters, which no page may hold, one for one: offsets stay right."""
    return text.translate(_CONTROLS)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters; one that was cut ends with an ellipsis."""
    return printable(text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…")


def _before_marks(end: int, marks: Sequence[Mark]) -> int:
    """Move the cut before a mark that it would go through."""
    through = [mark.start for mark in marks if mark.start < end < mark.end]
    return min(through, default=end)
