"""Text as normalised words with their places, and what it means to find a value there; knows no vocabulary or model."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

import regex

from ..kg.scripts import BOUNDS, GLUED, HIRAGANA, KATAKANA
from ..kg.types import Extractor, TextField

_LETTER = rf"(?:[A-Za-z]|[\p{{L}}--[{GLUED}]])\p{{M}}*"
_APOSTROPHE = "(?:['’`´]|&#39;|&apos;)"
_WORD = regex.compile(
    rf"(?P<and>&amp;)|(?P<entity>&(?:#\d+|#x[\da-fA-F]+|[a-zA-Z]{{2,8}});)|(?P<number>\d+(?:[.,，．]\d+)*+(?:\+(?![\w+]))?)"
    rf"|(?P<grade>(?<!\w)[A-Za-z]\++(?![\w+]))"
    rf"|(?P<unspaced>(?=[{BOUNDS}])(?=[{GLUED}])\X)|(?P<word>{_LETTER}(?:{_APOSTROPHE}?{_LETTER})*)|(?P<sign>[&%])",
    regex.VERSION1,
)
_GLUED = regex.compile(f"[{GLUED}]")
_HIRAGANA = regex.compile(f"[{HIRAGANA}]++")
_PARTICLES = "のでとにはをやかだも"
_RUN = regex.compile(rf"\p{{Nd}}{{2}}|[{KATAKANA}]{{2}}|[\p{{L}}--[{GLUED}]]{{2}}", regex.VERSION1)
_DECIMAL = regex.compile(r"\d[.,]\d")
_ACCENT = regex.compile("[\u0300-\u036f]")
_PART = 64
"""Characters of a text whose things are kept together."""
_RECENT_TEXTS = 256
"""A text is split again and again, by each who looks for something in it, before the next one comes."""
_THOUSANDS = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Match:
    """The characters `[start, end)` of a text stand for `value` of `attribute`."""

    start: int
    end: int
    attribute: str
    value: str


LABELLED, LABELLED_NEW = "labelled", "labelled new"
BOTH_LABELLED = frozenset({LABELLED, LABELLED_NEW})


@dataclass(frozen=True, slots=True)
class Found:
    """What one extractor found in one field of a product: `value` at characters `[start, end)`, not yet a probability.

    `case`: what its agreement with the catalog is counted by (the value, or the kind of rule, `LABELLED` for a line of
    the text that is labelled so, `LABELLED_NEW` if the value is not known); `score`: the tagger's or the reader's.
    """

    field: TextField
    start: int
    end: int
    attribute: str
    value: str
    extractor: Extractor
    case: str = ""
    score: float = 1.0


class Word(NamedTuple):
    """A word at `[start, end)` of the original text; words with equal `key` are spelling variants of each other.

    `glued`: nothing but a change between letters and digits separates it from the word before ("IPX7", "0.5L").
    """

    start: int
    end: int
    key: str
    glued: bool


def text_words(text: str) -> list[Word]:
    """Split a text into normalised words, without punctuation; each character of an unspaced script is a word.

    >>> [word.key for word in text_words("3-Barrel Stylers, 0,5L, SPF 50+")]
    ['3', 'barrel', 'styler', '0.5', 'l', 'spf', '50+']
    """
    return list(_split(text))


@lru_cache(maxsize=_RECENT_TEXTS)
def _split(text: str) -> tuple[Word, ...]:
    words: list[Word] = []
    for found in _WORD.finditer(text):
        kind, start, end = str(found.lastgroup), found.start(), found.end()
        if kind == "entity":
            continue
        spaced = kind in ("number", "word", "grade")
        glued = spaced and bool(words) and words[-1].end == start and is_spaced(text[start - 1])
        words.append(Word(start, end, _word_key(found.group(), kind), glued))
    return tuple(words)


def word_keys(text: str) -> tuple[str, ...]:
    """Return the normalised words of a text without their places."""
    return tuple(word.key for word in _split(text))


def is_whole(words: list[Word], first: int, last: int) -> bool:
    """Say whether `words[first:last]` begins and ends where a word of the text does ("500" in "500ml" does not)."""
    return not words[first].glued and (last == len(words) or not words[last].glued)


def ends_a_word(text: str, start: int, end: int) -> bool:
    """Say whether no ending of a verb follows a value in hiragana, as in ありません: only particles may."""
    if not _HIRAGANA.fullmatch(text, start, end):
        return True
    return not _HIRAGANA.match(text, end) or text[end] in _PARTICLES


def is_cut(text: str, start: int, end: int) -> bool:
    """Say whether `[start, end)` begins or ends within a run of digits, katakana or letters of spaced scripts."""
    return _is_one_run(text, start) or _is_one_run(text, end)


def _is_one_run(text: str, place: int) -> bool:
    """Say whether the characters before and at a place belong to one run ("バッ|テリー", "1.|5")."""
    if not 0 < place < len(text):
        return False
    return bool(_RUN.fullmatch(text, place - 1, place + 1) or _DECIMAL.search(text, max(0, place - 2), place + 2))


def is_spaced(character: str) -> bool:
    """Say whether a character is a letter or digit of a script that puts spaces between words."""
    return character.isalnum() and not _GLUED.match(character)


def resolve(matches: Iterable[Match]) -> list[Match]:
    """Keep, among overlapping matches of one attribute, the longest (then the first); attributes do not compete."""
    kept: Places[Match] = Places()
    for match in sorted(matches, key=lambda one: (one.start - one.end, one.start, one.attribute, one.value)):
        if not any(kept.overlapping(match, match.attribute)):
            kept.add(match, match.attribute)
    return sorted(kept.all, key=lambda match: (match.start, match.end, match.attribute))


class Place(Protocol):
    """Anything that stands at characters `[start, end)` of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Place)


def overlap(one: Place, other: Place) -> bool:
    """Say whether two places in one text share a character."""
    return one.start < other.end and other.start < one.end


class Places(Generic[T]):
    """Things that stand in texts, found again by where they stand: in a long text not every pair can be compared.

    Each thing has a `text` (any name) beside its characters; things of different texts never overlap.
    """

    def __init__(self) -> None:
        self.all: list[T] = []
        self._parts: defaultdict[tuple[Hashable, int], list[T]] = defaultdict(list)

    def add(self, one: T, text: Hashable) -> None:
        """Take a thing in."""
        self.all.append(one)
        for part in _parts(one):
            self._parts[text, part].append(one)

    def overlapping(self, one: Place, text: Hashable) -> Iterator[T]:
        """Iterate the things that share a character with `one`; a long one may come more than once."""
        for part in _parts(one):
            for other in self._parts.get((text, part), ()):
                if overlap(one, other):
                    yield other


def _parts(one: Place) -> range:
    return range(one.start // _PART, (one.end - 1) // _PART + 1)


@lru_cache(maxsize=1 << 16)
def _word_key(word: str, kind: str) -> str:
    if kind == "and" or word == "&":
        return "and"
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", word.casefold()))
    if kind == "number":
        return _number_key(plain)
    return _singular(regex.sub(_APOSTROPHE, "", plain)) if kind == "word" else plain


def _number_key(number: str) -> str:
    if number.endswith("+"):
        return f"{_number_key(number[:-1])}+"
    if _THOUSANDS.fullmatch(number):
        return number.replace(",", "")
    decimal = number.replace(",", ".")
    return decimal.rstrip("0").rstrip(".") if decimal.count(".") == 1 else decimal


def _singular(word: str) -> str:
    """Fold English plurals; only equality of keys counts, so that a wrong stem ("sery") does no harm."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]
