"""Numbers with units read from text as values of the attributes that measure such things; knows no frequencies.

A quantity is offered to every attribute of its dimension, unless the words beside it announce something else ("load up
to 50 kg" is no weight) or deny it; they decide between several attributes. Where a text names an attribute beside one
quantity, no other is its value.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..kg.quantities import Quantity, convert, find_quantities
from .asides import is_aside
from .denial import is_denied
from .dimensions import find_dimensions
from .known_values import FUNCTION_WORDS
from .matching import Match, Word, text_words, word_keys
from .properties import Property, properties, property_of

if TYPE_CHECKING:
    from ..kg.schema import Attribute, Schema
    from ..kg.vocabulary import Vocabulary

RuleKind = Literal["cued", "plain", "far", "aside"]

_REACH = 3
"""Words on either side of a quantity that are searched for a cue."""
_CLAUSE_ENDS = (",", ":", ")")
_SENTENCE_END = re.compile(r"[.;!?]\s|[。；！？\n]")
_FAR = 4.0
"""A value this many times beyond the catalog's least or greatest is hardly meant."""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """The characters `[start, end)` state `value` of `attribute`.

    `kind`: "cued" if a word beside names the attribute, "far" if the catalog has no value of that order, "aside" if the
    words before say it of what comes with the product, else "plain".
    """

    start: int
    end: int
    attribute: str
    value: str
    kind: RuleKind


class _Measured(NamedTuple):
    """A quantity or number attribute: what announces it, and the range of its values in the catalog."""

    attribute: Attribute
    properties: tuple[Property, ...]
    cues: frozenset[str]
    least: float
    greatest: float


class Rules:
    """Finds values of the schema's quantity and number attributes."""

    def __init__(self, vocabulary: Vocabulary, schema: Schema) -> None:
        self._vocabulary = vocabulary
        numbers: dict[str, list[float]] = defaultdict(list)
        for attribute, _, value in vocabulary.surfaces():
            number = vocabulary.canonical(attribute, value).number
            if number is not None:
                numbers[attribute].append(number)
        measured = [_measured(attribute, numbers[attribute.name]) for attribute in schema.values()]
        self._quantities = [entry for entry in measured if entry.attribute.kind == "quantity"]
        self._numbers = [entry for entry in measured if entry.attribute.kind == "number"]

    def find(self, text: str, attributes: Collection[str] | None = None) -> list[RuleMatch]:
        """Return the quantities and numbers stated for `attributes` (default: all), in order of place."""
        if not self._quantities and not self._numbers:
            return []
        words = text_words(text)
        found = self._find_quantities(text, words, attributes) + self._find_numbers(text, words, attributes)
        return sorted(found, key=lambda match: (match.start, match.end, match.attribute))

    def find_own(self, text: str, own: Collection[tuple[str, str]]) -> list[Match]:
        """Return where a product's `own` (attribute, value) pairs are stated; "0.5 L" states 500 ml.

        What stands beside a quantity is not asked, for the value itself says whose it is; a bare number still needs it.
        """
        attributes = frozenset(attribute for attribute, _ in own)
        measured = [entry.attribute.name for entry in self._quantities if entry.attribute.name in attributes]
        stated = [
            Match(start, end, name, self._vocabulary.canonical(name, text[start:end]).name)
            for start, end, _ in (find_quantities(text) if measured else [])
            for name in measured
        ]
        numbers = self._find_numbers(text, text_words(text), attributes)
        stated += [Match(match.start, match.end, match.attribute, match.value) for match in numbers]
        return [match for match in stated if (match.attribute, match.value) in own]

    def _find_quantities(self, text: str, words: list[Word], attributes: Collection[str] | None) -> list[RuleMatch]:
        matches = self._find_dimensions(text, attributes)
        taken = {match.start for match in matches}
        for start, end, quantity in find_quantities(text):
            if start in taken or is_denied(text, start, end):
                continue
            fitting = {
                entry: converted
                for entry in self._quantities
                if (attributes is None or entry.attribute.name in attributes)
                and (converted := convert(quantity, str(entry.attribute.unit)))
            }
            before, after = _clause_around(text, words, start, end)
            distances = {entry: _cue_distance(entry.cues, before, after) for entry in fitting}
            nearest = min(distances.values(), default=_REACH + 1)
            aside = is_aside(text, start)
            announcing = [before, after[: text[end : end + 1] not in _CLAUSE_ENDS]]
            for entry, converted in fitting.items():
                if distances[entry] == nearest <= _distance_of_others(entry, quantity, announcing):
                    kind = "aside" if aside else _kind(entry, converted, cued=nearest <= _REACH)
                    matches.append(self._match(text, start, end, entry, kind))
        named = {match.attribute for match in matches if match.kind == "cued"}
        return [match for match in matches if match.kind == "cued" or match.attribute not in named]

    def _find_dimensions(self, text: str, attributes: Collection[str] | None) -> list[RuleMatch]:
        """Return the labelled lengths, each for the attribute with the shortest name of its kind, if there is one."""
        matches = []
        for start, end, name, quantity in find_dimensions(text):
            named = [
                entry
                for entry in self._quantities
                if (attributes is None or entry.attribute.name in attributes)
                and any(name in one.names for one in entry.properties)
                and convert(quantity, str(entry.attribute.unit))
            ]
            shortest = min((len(word_keys(entry.attribute.name)) for entry in named), default=0)
            fitting = [entry for entry in named if len(word_keys(entry.attribute.name)) == shortest]
            if len(fitting) == 1:
                own = fitting[0].attribute.name
                value = self._vocabulary.canonical(own, str(quantity)).name
                matches.append(RuleMatch(start, end, own, value, "cued"))
        return matches

    def _find_numbers(self, text: str, words: list[Word], attributes: Collection[str] | None) -> list[RuleMatch]:
        """A number without a unit says something only right beside its attribute's name ("24 speeds", "Size: 42")."""
        entries = [entry for entry in self._numbers if attributes is None or entry.attribute.name in attributes]
        return [
            self._match(
                text,
                word.start,
                word.end - word.key.endswith("+"),
                entry,
                _kind(entry, Quantity(_number(word.key), ""), cued=True),
            )
            for place, word in enumerate(words)
            if entries and _is_number(word.key) and not word.glued
            for entry in entries
            if any(other.key in entry.cues and _touch(text, word, other) for other in _beside(words, place, word))
        ]

    def _match(self, text: str, start: int, end: int, entry: _Measured, kind: RuleKind) -> RuleMatch:
        name = entry.attribute.name
        return RuleMatch(start, end, name, self._vocabulary.canonical(name, text[start:end]).name, kind)


def _measured(attribute: Attribute, numbers: list[float]) -> _Measured:
    own = [word for word in word_keys(attribute.name) if word not in FUNCTION_WORDS and word != "number"]
    named = tuple(one for one in properties() if one.names.intersection(own))
    cues = frozenset(own).union(*(one.words for one in named))
    return _Measured(attribute, named, cues, min(numbers, default=0.0), max(numbers, default=float("inf")))


def _kind(entry: _Measured, quantity: Quantity, *, cued: bool) -> RuleKind:
    if not entry.least / _FAR <= quantity.magnitude <= entry.greatest * _FAR:
        return "far"
    return "cued" if cued else "plain"


def _clause_around(text: str, words: list[Word], start: int, end: int) -> tuple[list[str], list[str]]:
    """Return the words within reach before (nearest first) and after a place, as far as its sentence goes."""
    first = bisect_right(words, start, key=attrgetter("end"))
    last = bisect_left(words, end, key=attrgetter("start"))
    before, after = words[max(0, first - _REACH) : first], words[last : last + _REACH]
    begins = before[0].start if before else start
    begins = max((stop.end() for stop in _SENTENCE_END.finditer(text, begins, start)), default=begins)
    stop = _SENTENCE_END.search(text, end, after[-1].end + 1) if after else None
    ends = stop.start() if stop else len(text)
    return [word.key for word in reversed(before) if begins <= word.start], [
        word.key for word in after if word.end <= ends
    ]


def _cue_distance(cues: frozenset[str], before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words away the nearest cue stands; `_REACH + 1` if none is near."""
    distances = [place for side in (before, after) for place, key in enumerate(side[:_REACH], 1) if key in cues]
    return min(distances, default=_REACH + 1)


def _distance_of_others(entry: _Measured, quantity: Quantity, beside: Sequence[Sequence[str]]) -> int:
    """Return how many words away the nearest name of something else stands that is measured so; far, if none does."""
    near = [place for side in beside for place in enumerate(side, 1)]
    announced = [(place, one) for place, key in near if (one := property_of(key)) and one.measures(quantity)]
    return min((place for place, one in announced if one not in entry.properties), default=_REACH + 1)


def _beside(words: list[Word], place: int, word: Word) -> list[Word]:
    """Return the words before and behind one; behind "50+" nothing is counted by it any more."""
    places = (place - 1,) if word.key.endswith("+") else (place - 1, place + 1)
    return [words[other] for other in places if 0 <= other < len(words)]


def _touch(text: str, one: Word, other: Word) -> bool:
    """Say whether nothing but spaces or a colon stands between two words."""
    return not text[min(one.end, other.end) : max(one.start, other.start)].strip(" :=-\u00a0")


def _is_number(key: str) -> bool:
    return key.removesuffix("+").replace(".", "", 1).isdecimal()


def _number(key: str) -> float:
    return float(key.removesuffix("+"))
