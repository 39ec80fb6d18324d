"""Places in a query: characters `[start, end)`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ...extract.matching import Found, text_words, word_keys

_BESIDE = re.compile(r"[\s:：=-]*(?:(?:of|is|von|de|di|van)\s+|[はがの]\s*)?")
_PARTICLES = frozenset("はがの")
_ACCENT = re.compile("[\u0300-\u036f]")
Span = tuple[int, int]


def place_of(found: Found) -> Span:
    """Return where something was found."""
    return found.start, found.end


def overlaps(place: Span, places: Iterable[Span]) -> bool:
    """Say whether a place shares a character with any of some others."""
    return any(place[0] < end and start < place[1] for start, end in places)


def with_name(text: str, found: Found) -> Span:
    """Return where a value stands with its attribute's whole name, where that is beside it ("SPF 50", "防水なし")."""
    name, words = word_keys(found.attribute), text_words(text)
    before = [word for word in words if word.end <= found.start]
    before = before[: len(before) - (bool(before) and before[-1].key in _PARTICLES)][-len(name) :]
    behind = [word for word in words if word.start >= found.end][: len(name)]
    if name and name == tuple(word.key for word in before) and _BESIDE.fullmatch(text, before[-1].end, found.start):
        return before[0].start, found.end
    if name and name == tuple(word.key for word in behind) and not text[found.end : behind[0].start].strip():
        return found.start, behind[-1].end
    return place_of(found)


def unaccented(text: str) -> str:
    """Return a text without accents, each character in its place; what is voiced in kana and built in Hangul stays."""
    return "".join(map(_unaccented, text))


def _unaccented(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter) if letter.isalpha() else letter
    return parts[0] if _ACCENT.match(parts, 1) else letter


def without(text: str, places: Iterable[Span]) -> str:
    """Return a text without what stands in some places."""
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return " ".join(text.split())
