"""The words around a quantity, as far as its clause goes, and what it is said of; knows no attribute."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from ..kg.quantities import unit_symbol
from .denial_words import LINKS
from .known_values import FUNCTION_WORDS
from .matching import Word, is_spaced, word_keys
from .properties import OF_ALL, property_of

REACH = 3
"""Words on either side of a quantity that are searched for a cue."""
_ENDS_CLAUSE = re.compile(r"[,;/|•·、，؛،；。！？!?\n]|\.\s")
_ENDS_CLAUSE_BEHIND = re.compile(rf"[):：）]|\s[-–—]\s|{_ENDS_CLAUSE.pattern}")
_ENDS_SENTENCE = re.compile(r"[;|•；。！？!?\n]|\.\s")
_COLON = re.compile("[:：]")
LINKING = FUNCTION_WORDS.union(word_keys(" ".join(LINKS)), word_keys("approx up bis aprox env max min ca circa etwa"))
"""What stands beside a name and its number and says nothing of what is measured."""
_ABBREVIATIONS = frozenset(word_keys("max min approx appr aprox env mind maks inkl incl nom circa прибл прим макс мин"))
_SURELY_ABBREVIATED = 2
"""Letters of a word behind which a point hardly ends a sentence ("ca.", "Nr.")."""
_SUBJECT_REACH, _SUBJECTS = 16, 2
_SIZES = frozenset(
    word_keys(
        "maß maße abmessung abmessungen größe größen dimension dimensions dimensioni dimensiones dimensões dimensioner "
        "size sizes measurement measurements medida medidas misura misure mesure mesures taille afmeting afmetingen "
        "maat maten tamaño размер размеры wymiary"
    )
)
"""What only says that measures follow."""
_SHORTEST_SIZE, _LONGEST_SIZE = 4, 12
_TRANSPORT = frozenset(
    word_keys(
        "paket pakete versand karton kartons verpackung verpackt shipping shipped ship package packaging parcel colis "
        "emballage expédition envío embalaje embalado spedizione imballo imballaggio pakket verzending verpakking "
        "embalagem envio"
    )
)
"""What a product is sent in."""
_SHORTEST_TRANSPORT, _LONGEST_TRANSPORT = 4, 12
_TRANSPORT_IN_CHINESE = re.compile(r"(?:包装|外箱|快递|运输|梱包|発送|配送)[^，。；、！!\n]{0,8}$")


class Clause(NamedTuple):
    """The words around a quantity in its clause, the nearest first; `label`: the word that a colon parts from it."""

    before: Sequence[str]
    after: Sequence[str]
    label: str | None


def clause_around(text: str, words: list[Word], start: int, end: int) -> Clause:
    """Return the words within reach around a place, as far as its clause goes."""
    first = bisect_right(words, start, key=attrgetter("end"))
    last = bisect_left(words, end, key=attrgetter("start"))
    before, label = _words_before(text, words, first, start)
    after: list[str] = []
    for word in words[last : last + REACH]:
        if _ENDS_CLAUSE_BEHIND.search(text, end, word.start):
            break
        after.append(word.key)
        end = word.end
    return Clause(before, after, label)


def _words_before(text: str, words: list[Word], first: int, start: int) -> tuple[list[str], str | None]:
    """Return the words before a place in its clause, the nearest first, and the one that is a label there.

    The measure of another quantity ends the clause: "25 cm wide 40 cm deep".
    """
    before: list[str] = []
    labels: list[str] = []
    is_label = False
    for place in range(first - 1, max(-1, first - 1 - REACH), -1):
        word = words[place]
        measures = is_unit(word.key)
        stop = _ENDS_CLAUSE.search(text, word.end, start)
        if stop and not (stop[0][0] == "." and _is_abbreviation(words, place)):
            break
        if measures and place and is_number(words[place - 1].key):
            break
        is_label = is_label or _COLON.search(text, word.end, start) is not None
        labels += [word.key] if is_label and not measures and word.key not in FUNCTION_WORDS else []
        before.append(word.key)
        start = word.start
    return before, next(iter(labels), None)


class Subject(NamedTuple):
    """What quantities are said of: the word that a colon labels them with, if there is one, or a parcel."""

    label: str | None
    is_transport: bool


def subject_of(text: str, words: list[Word], start: int) -> Subject:
    """Return what the words before a place say that it is said of: "Shade: Ø 12 cm, height 4 cm", "In a parcel (3 kg)".

    Numbers, units and names of properties are looked over, as far as the sentence goes.
    """
    first = bisect_right(words, start, key=attrgetter("end"))
    keys: list[str] = []
    label: str | None = None
    end = start
    for place in range(first - 1, max(-1, first - 1 - _SUBJECT_REACH), -1):
        word = words[place]
        stop = _ENDS_SENTENCE.search(text, word.end, end)
        if len(keys) == _SUBJECTS or (stop and not (stop[0][0] == "." and _is_abbreviation(words, place))):
            break
        if is_of_content(word.key) and len(word.key) > 1 and property_of(word.key) is None:
            label = word.key if not keys and _COLON.search(text, word.end, end) else label
            keys.append(word.key)
        end = word.start
    in_chinese = _TRANSPORT_IN_CHINESE.search(text[max(0, start - _SUBJECT_REACH) : start])
    is_transport = in_chinese is not None or any(map(_is_transport, keys))
    return Subject(None if label and _says_size(label) else label, is_transport)


@lru_cache(maxsize=1 << 12)
def _says_size(key: str) -> bool:
    """Say whether a word only says that measures follow, maybe as the end of a compound ("Außenmaße")."""
    return key in _SIZES or any(key[-length:] in _SIZES for length in range(_SHORTEST_SIZE, _LONGEST_SIZE + 1))


@lru_cache(maxsize=1 << 12)
def _is_transport(key: str) -> bool:
    return any(key[:length] in _TRANSPORT for length in range(_SHORTEST_TRANSPORT, len(key[:_LONGEST_TRANSPORT]) + 1))


def is_of_content(key: str) -> bool:
    """Say whether a normalised word, of a script with spaces, says something by itself."""
    return is_spaced(key[0]) and key.isalpha() and key not in LINKING and key not in OF_ALL and not is_unit(key)


@lru_cache(maxsize=1 << 12)
def is_unit(key: str) -> bool:
    """Say whether a normalised word is a unit."""
    return unit_symbol(key) is not None


def is_number(key: str) -> bool:
    """Say whether a normalised word is a number, also "50+"."""
    return key.removesuffix("+").replace(".", "", 1).isdecimal()


def _is_abbreviation(words: list[Word], place: int) -> bool:
    """Say whether the point behind a word is that of "max." or "ca.", no sentence's end as in "250 g."."""
    key = words[place].key
    is_short = len(key) <= _SURELY_ABBREVIATED or key in _ABBREVIATIONS
    return is_short and not (place and is_number(words[place - 1].key))
