"""Counts that a text writes in words: "two pockets", "sin bolsillos"; knows no attribute.

"One" is none of them: in most languages it is the article, so that "un bolsillo con cremallera" may be one of several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .denial import denied_place
from .matching import Word, is_spaced, word_keys

_WRITTEN = {
    2: "two zwei zwo deux dos due dois duas twee",
    3: "three drei trois tres tre três drie",
    4: "four vier quatre cuatro quattro quatro",
    5: "five fünf cinq cinco cinque vijf",
    6: "six sechs seis sei zes",
    7: "seven sieben sept siete sette sete zeven",
    8: "eight acht huit ocho otto oito",
    9: "nine neun neuf nueve nove negen",
    10: "ten zehn dix diez dieci dez tien",
    11: "eleven elf onze once undici",
    12: "twelve zwölf douze doce dodici doze twaalf",
}
NUMBERS = {key: number for number, words in _WRITTEN.items() for key in word_keys(words)}
"""What numbers are in words, as `word_keys` writes these."""
_ENDS = re.compile(r"\s*(?:[.,;:!?)<|•\n]|$)")


class Counted(NamedTuple):
    """A number in words, and where it begins."""

    number: int
    start: int


def counted_before(text: str, words: Sequence[Word], place: int) -> Counted | None:
    """Return the number in words right before the word at a place ("dos" of "dos bolsillos")."""
    before = words[place - 1] if place else None
    if before is None or before.key not in NUMBERS or text[before.end : words[place].start].strip(" \u00a0"):
        return None
    return Counted(NUMBERS[before.key], before.start)


def denied_count(text: str, word: Word) -> tuple[int, int] | None:
    """Return the words that say that there is none of what a word names, from the denial on ("sin bolsillos").

    Nothing may follow that narrows it down: "sin bolsillos traseros" lacks only some.
    """
    if not is_spaced(word.key[0]) or not _ENDS.match(text, word.end):
        return None
    return denied_place(text, word.start, word.end)
