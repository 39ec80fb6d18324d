"""Words of a query that no product has, read as the catalog's word that is spelt nearly so; knows no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ...extract.denial_words import SUFFIXES

_ALIKE = 81
"""The least similarity in percent (Indel distance) at which a word is taken for a misspelling of another."""
_SHORTEST, _START = 5, 2
_DENYING = tuple(suffix.removeprefix("-") for suffix in SUFFIXES)


def corrections(words: Sequence[str], known: Iterable[str]) -> dict[str, str]:
    """Map words to the most similar of the `known` ones that begins alike, where one is similar enough.

    People seldom misspell how a word begins; "sneakers" are no speakers. Nor is "polyesterfrei" misspelt "polyester".
    """
    from rapidfuzz import fuzz, process

    by_start: dict[tuple[str, bool], list[str]] = {}
    for word in sorted(known):
        by_start.setdefault(_ends(word), []).append(word)
    close = {
        word: process.extractOne(
            word.lower(), by_start.get(_ends(word.lower()), ()), scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        for word in words
        if len(word) >= _SHORTEST
    }
    return {word: str(found[0]) for word, found in close.items() if found}


def _ends(word: str) -> tuple[str, bool]:
    return word[:_START], word.endswith(_DENYING)


def respelt(text: str, spelling: Mapping[str, str]) -> str:
    """Return a text with some of its words replaced."""
    for word, other in spelling.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text)
    return text
