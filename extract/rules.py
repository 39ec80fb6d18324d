"""Numbers with units read from text as values of the attributes that measure such things; knows no frequencies.

A quantity is offered to every attribute of its dimension; the words beside it decide between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..kg.quantities import Quantity, convert, find_quantities
from .known_values import FUNCTION_WORDS
from .matching import Word, text_words, word_keys

if TYPE_CHECKING:
    from ..kg.schema import Attribute, Schema
    from ..kg.vocabulary import Vocabulary

RuleKind = Literal["cued", "plain", "far"]

_CUES = {
    "weight": "weigh weighing heavy light gewicht schwer poids peso 重",
    "capacity": "hold holding volume content inhalt contenance capacidad 容",
    "volume": "hold holding capacity content inhalt contenance",
    "battery": "playtime playback runtime akku batterie batería autonomie 续 電",
    "height": "tall high höhe hoch hauteur alto",
    "width": "wide broad breite breit largeur ancho",
    "depth": "deep tiefe tief profondeur",
    "length": "long länge lang longueur largo",
    "diameter": "across durchmesser diamètre diámetro ø",
    "power": "leistung puissance potencia",
}
"""Words that name a measured property without being its attribute's name."""
_REACH = 3
"""Words on either side of a quantity that are searched for a cue."""
_FAR = 4.0
"""A value this many times beyond the catalog's least or greatest is hardly meant."""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """The characters `[start, end)` state `value` of `attribute`.

    `kind`: "cued" if a word beside names the attribute, "far" if the catalog has no value of that order, else "plain".
    """

    start: int
    end: int
    attribute: str
    value: str
    kind: RuleKind


class _Measured(NamedTuple):
    """A quantity or number attribute: the words that announce it, and the range of its values in the catalog."""

    attribute: Attribute
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

    def _find_quantities(self, text: str, words: list[Word], attributes: Collection[str] | None) -> list[RuleMatch]:
        matches = []
        for start, end, quantity in find_quantities(text):
            fitting = {
                entry: converted
                for entry in self._quantities
                if (attributes is None or entry.attribute.name in attributes)
                and (converted := convert(quantity, str(entry.attribute.unit)))
            }
            distances = {entry: _cue_distance(entry.cues, words, start, end) for entry in fitting}
            nearest = min(distances.values(), default=_REACH + 1)
            for entry, converted in fitting.items():
                if distances[entry] == nearest:
                    kind = _kind(entry, converted, cued=nearest <= _REACH)
                    matches.append(self._match(text, start, end, entry, kind))
        return matches

    def _find_numbers(self, text: str, words: list[Word], attributes: Collection[str] | None) -> list[RuleMatch]:
        """A number without a unit says something only right beside its attribute's name ("24 speeds", "Size: 42")."""
        entries = [entry for entry in self._numbers if attributes is None or entry.attribute.name in attributes]
        return [
            self._match(text, word.start, word.end, entry, _kind(entry, Quantity(_number(word.key), ""), cued=True))
            for place, word in enumerate(words)
            if entries and _is_number(word.key) and not word.glued
            for entry in entries
            if any(0 <= beside < len(words) and words[beside].key in entry.cues for beside in (place - 1, place + 1))
        ]

    def _match(self, text: str, start: int, end: int, entry: _Measured, kind: RuleKind) -> RuleMatch:
        name = entry.attribute.name
        return RuleMatch(start, end, name, self._vocabulary.canonical(name, text[start:end]).name, kind)


def _measured(attribute: Attribute, numbers: list[float]) -> _Measured:
    own = [word for word in word_keys(attribute.name) if word not in FUNCTION_WORDS and word != "number"]
    cues = [word for name in own for word in word_keys(_CUES.get(name, ""))]
    return _Measured(attribute, frozenset(own + cues), min(numbers, default=0.0), max(numbers, default=float("inf")))


def _kind(entry: _Measured, quantity: Quantity, *, cued: bool) -> RuleKind:
    if not entry.least / _FAR <= quantity.magnitude <= entry.greatest * _FAR:
        return "far"
    return "cued" if cued else "plain"


def _cue_distance(cues: frozenset[str], words: list[Word], start: int, end: int) -> int:
    """Return how many words away the nearest cue stands; `_REACH + 1` if none is near."""
    before = [word.key for word in words if word.end <= start][::-1]
    after = [word.key for word in words if word.start >= end]
    distances = [place for side in (before, after) for place, key in enumerate(side[:_REACH], 1) if key in cues]
    return min(distances, default=_REACH + 1)


def _is_number(key: str) -> bool:
    return key.replace(".", "", 1).isdecimal()


def _number(key: str) -> float:
    return float(key)
