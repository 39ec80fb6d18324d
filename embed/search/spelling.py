"""Words of a query that no product has, read as the catalog's word that is spelt nearly so; knows no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_ALIKE = 81
"""The least similarity in percent (Indel distance) at which a word is taken for a misspelling of another."""
_SHORTEST, _START = 5, 2


def corrections(words: Sequence[str], known: Iterable[str]) -> dict[str, str]:
    """Map words to the most similar of the `known` ones that begins alike, where one is similar enough.

    People seldom misspell how a word begins; "sneakers" are no speakers.
    """
    from rapidfuzz import fuzz, process

    by_start: dict[str, list[str]] = {}
    for word in sorted(known):
        by_start.setdefault(word[:_START], []).append(word)
    close = {
        word: process.extractOne(
            word.lower(), by_start.get(word[:_START].lower(), ()), scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        for word in words
        if len(word) >= _SHORTEST
    }
    return {word: str(found[0]) for word, found in close.items() if found}


def respelt(text: str, spelling: Mapping[str, str]) -> str:
    """Return a text with some of its words replaced."""
    for word, other in spelling.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text)
    return text
