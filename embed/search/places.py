"""Places in a query: characters `[start, end)`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ...extract.matching import Found

Span = tuple[int, int]


def place_of(found: Found) -> Span:
    """Return where something was found."""
    return found.start, found.end


def overlaps(place: Span, places: Iterable[Span]) -> bool:
    """Say whether a place shares a character with any of some others."""
    return any(place[0] < end and start < place[1] for start, end in places)


def unaccented(text: str) -> str:
    """Return a text without accents, each character in its place."""
    return "".join(unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter for letter in text)


def without(text: str, places: Iterable[Span]) -> str:
    """Return a text without what stands in some places."""
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return " ".join(text.split())
