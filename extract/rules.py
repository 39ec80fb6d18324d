"""Numbers with units read from text as values of the attributes that measure such things; knows no frequencies.

A quantity is offered to every attribute of its dimension, unless the words beside it announce something else ("load up
to 50 kg" is no weight) or deny it; they decide between several attributes. Where a text names an attribute beside one
quantity, no other is its value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from ..kg.catalog_reading.header_units import without_header_unit
from ..kg.quantities import Quantity, convert, find_quantities, is_vague, unit_symbol
from .asides import is_aside
from .clauses import Clause, Subject, clause_around, is_number, is_of_content, is_unit, subject_of
from .counts import counted_before, denied_count
from .denial import is_denied
from .dimensions import Dimension, find_dimensions
from .matching import Match, Word, is_spaced, text_words, word_keys
from .measured_attributes import FAR_AWAY, Measured, cue_distance, meant_in, measured_attribute, unit_of_name
from .properties import properties, property_of

if TYPE_CHECKING:
    from ..kg.schema import Schema
    from ..kg.vocabulary import Vocabulary

RuleKind = Literal["cued", "qualified", "plain", "shared", "far", "aside", "parcel"]

_OF = frozenset(word_keys("of de del du des der dell della dello do da dos das van di"))
_NONE = "0"
_MARKS = frozenset("\"'″”′%")
_FAR = 4.0
"""A value this many times beyond the catalog's least or greatest is hardly meant."""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """The characters `[start, end)` state `value` of `attribute`.

    `kind`: "cued" if a word beside names the attribute, "qualified" if another word stands with it ("seat height"),
    "far" if the catalog has no value of that order, "aside" if the words before say it of what comes with the product,
    "parcel" if they say it of what the product is sent in, "shared" if it may be of several attributes, else "plain".
    """

    start: int
    end: int
    attribute: str
    value: str
    kind: RuleKind


class Rules:
    """Finds values of the schema's quantity and number attributes."""

    def __init__(self, vocabulary: Vocabulary, schema: Schema) -> None:
        self._vocabulary = vocabulary
        numbers: dict[str, list[float]] = defaultdict(list)
        for attribute, _, value in vocabulary.surfaces():
            number = vocabulary.canonical(attribute, value).number
            if number is not None:
                numbers[attribute].append(number)
        measured = [measured_attribute(attribute, numbers[attribute.name]) for attribute in schema.values()]
        self._quantities = [entry for entry in measured if entry.attribute.kind == "quantity"]
        self._numbers = [entry for entry in measured if entry.attribute.kind == "number"]

    def find(self, text: str, attributes: Collection[str] | None = None) -> list[RuleMatch]:
        """Return the quantities and numbers stated for `attributes` (default: all), in order of place."""
        if not self._quantities and not self._numbers:
            return []
        words = text_words(text)
        found = self._find_quantities(text, words, attributes) + self._find_numbers(text, words, attributes)
        found += self._find_counts(text, words, attributes)
        return sorted(found, key=lambda match: (match.start, match.end, match.attribute))

    def find_own(self, text: str, own: Collection[tuple[str, str]]) -> list[Match]:
        """Return where a product's `own` (attribute, value) pairs are stated; "0.5 L" states 500 ml.

        What stands beside a quantity is not asked, for the value itself says whose it is. A bare number must stand
        beside its attribute's name or be the only one of its kind in the text.
        """
        attributes = frozenset(attribute for attribute, _ in own)
        measured = [entry.attribute.name for entry in self._quantities if entry.attribute.name in attributes]
        stated = [
            Match(start, end, name, self._vocabulary.canonical(name, text[start:end]).name)
            for start, end, _ in (find_quantities(text) if measured else [])
            for name in measured
        ]
        words = text_words(text)
        numbers = self._find_numbers(text, words, attributes)
        stated += [Match(match.start, match.end, match.attribute, match.value) for match in numbers]
        named = {match.attribute for match in numbers if (match.attribute, match.value) in own}
        stated += self._single_numbers(text, words, attributes - named)
        return [match for match in stated if (match.attribute, match.value) in own]

    def _single_numbers(self, text: str, words: list[Word], attributes: Collection[str]) -> list[Match]:
        """Return the numbers that a text says once, without a unit, as values of each attribute that is a number."""
        names = [entry.attribute.name for entry in self._numbers if entry.attribute.name in attributes]
        counts = Counter(word.key for word in words) if names else {}
        return [
            Match(word.start, word.end, name, self._vocabulary.canonical(name, text[word.start : word.end]).name)
            for place, word in enumerate(words if names else ())
            if is_number(word.key) and counts[word.key] == 1 and not word.glued and not _has_unit(text, words, place)
            for name in names
        ]

    def _find_quantities(self, text: str, words: list[Word], attributes: Collection[str] | None) -> list[RuleMatch]:
        dimensions = find_dimensions(text)
        matches = self._find_dimensions(text, words, dimensions, attributes)
        taken = {one.start for one in dimensions}
        for start, end, quantity in find_quantities(text):
            if start in taken or is_denied(text, start, end):
                continue
            fitting = {
                entry: converted
                for entry in self._quantities
                if (attributes is None or entry.attribute.name in attributes)
                and (converted := convert(quantity, str(entry.attribute.unit)))
            }
            clause = clause_around(text, words, start, end)
            meant = meant_in(clause, fitting, quantity)
            if not meant:
                continue
            subject, aside = subject_of(text, words, start), is_aside(text, start)
            for entry in meant:
                kind = _kind(entry, clause, "plain" if len(meant) == 1 else "shared")
                if kind in ("plain", "shared") and is_vague(quantity.unit, str(entry.attribute.unit)):
                    continue
                kind = "aside" if aside else _or_far(_of_subject(kind, subject, entry), entry, fitting[entry])
                matches.append(self._match(text, start, end, entry, kind))
        named = {match.attribute for match in matches if match.kind == "cued"}
        return [match for match in matches if match.kind == "cued" or match.attribute not in named]

    def _find_dimensions(
        self, text: str, words: list[Word], found: Sequence[Dimension], attributes: Collection[str] | None
    ) -> list[RuleMatch]:
        """Return the labelled lengths, each for the one attribute that its label can mean, if there is one."""
        matches = []
        for one in found:
            meant = [
                entry
                for entry in self._quantities
                if (attributes is None or entry.attribute.name in attributes) and _may_mean(entry, one)
            ]
            if len(meant) > 1 or len(one.names) > 1:
                meant = [entry for entry in meant if _begins_with(entry, one.label)]
            shortest = min((len(entry.own) for entry in meant), default=0)
            fitting = [entry for entry in meant if len(entry.own) == shortest]
            converted = convert(one.quantity, str(fitting[0].attribute.unit)) if len(fitting) == 1 else None
            if converted and not is_denied(text, one.start, one.end):
                own = fitting[0].attribute.name
                kind = _of_subject("cued", subject_of(text, words, one.row), fitting[0])
                kind = "aside" if is_aside(text, one.row) else _or_far(kind, fitting[0], converted)
                value = self._vocabulary.canonical(own, str(one.quantity)).name
                matches.append(RuleMatch(one.start, one.end, own, value, kind))
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
                _or_far("cued", entry, Quantity(_number(word.key), "")),
            )
            for place, word in enumerate(words)
            if entries and is_number(word.key) and not word.glued
            for entry in entries
            if _is_in_unit_of(entry, text, words, place)
            or any(
                other.key in entry.cues and _touch(text, word, other) and _is_whole(text, word, other, entry)
                for other in ([] if _is_measured(words, place) else _beside(words, place, word))
            )
        ]

    def _find_counts(self, text: str, words: list[Word], attributes: Collection[str] | None) -> list[RuleMatch]:
        """A number in words counts right before its attribute's name; "no pockets" says 0, where that is a value."""
        return [
            match
            for entry in self._numbers
            if attributes is None or entry.attribute.name in attributes
            for place, word in enumerate(words)
            if word.key in entry.cues and (match := self._count(text, words, place, entry))
        ]

    def _count(self, text: str, words: list[Word], place: int, entry: Measured) -> RuleMatch | None:
        name, word = entry.attribute.name, words[place]
        counted = counted_before(text, words, place)
        if counted and not is_denied(text, counted.start, word.end):
            kind = _or_far("cued", entry, Quantity(counted.number, ""))
            value = self._vocabulary.canonical(name, str(counted.number)).name
            return RuleMatch(counted.start, word.end, name, value, kind)
        has_none = len(entry.own) == 1 and self._vocabulary.is_known(name, _NONE)
        denied = denied_count(text, word) if has_none and not counted else None
        return RuleMatch(*denied, name, _NONE, "cued") if denied else None

    def _match(self, text: str, start: int, end: int, entry: Measured, kind: RuleKind) -> RuleMatch:
        name = entry.attribute.name
        return RuleMatch(start, end, name, self._vocabulary.canonical(name, text[start:end]).name, kind)


def _may_mean(entry: Measured, one: Dimension) -> bool:
    """Say whether an attribute is one of those that a label may name, of the whole product and a length."""
    return not one.names.isdisjoint(entry.of_all) and convert(one.quantity, str(entry.attribute.unit)) is not None


def _begins_with(entry: Measured, label: str) -> bool:
    """Say whether a label is, or abbreviates, a word of an attribute's name for what it measures."""
    letters = "".join(word_keys(label))
    return any(key.startswith(letters) for key in entry.own if property_of(key))


def _kind(entry: Measured, clause: Clause, unannounced: RuleKind) -> RuleKind:
    """Say whether a clause announces an attribute, by its name alone or with a part ("height of the seat")."""
    if cue_distance(entry, clause) == FAR_AWAY:
        return unannounced
    before = clause.before
    place = next((place for place, key in enumerate(before) if entry.is_named_by(key)), None)
    if place is None or before[place] in _sentence_words():
        return "cued"
    of = next((nearer for nearer, key in enumerate(before[:place]) if key in _OF), 0)
    with_it = (*before[:of], *(before[place + 1 : place + 2] if _is_english(before[place]) else ()))
    return "qualified" if any(is_of_content(key) and not entry.is_named_by(key) for key in with_it) else "cued"


def _is_english(key: str) -> bool:
    """Say whether a word is the English name of a property, before which stands what it is of: "seat height"."""
    one = property_of(key)
    return one is not None and one.name == key


@cache
def _sentence_words() -> frozenset[str]:
    return frozenset(word for one in properties() for word in one.cues)


def _of_subject(kind: RuleKind, subject: Subject, entry: Measured) -> RuleKind:
    """Return a kind as it is, or that a quantity is said of a parcel or of a part ("Shade: height 4 cm")."""
    if subject.is_transport and (
        convert(Quantity(1, "m"), str(entry.attribute.unit)) or convert(Quantity(1, "kg"), str(entry.attribute.unit))
    ):
        return "parcel"
    is_of_part = kind == "cued" and subject.label is not None and not entry.is_named_by(subject.label)
    return "qualified" if is_of_part else kind


def _or_far(kind: RuleKind, entry: Measured, quantity: Quantity) -> RuleKind:
    """Return a kind, or that the catalog has no value of that order."""
    return kind if entry.least / _FAR <= quantity.magnitude <= entry.greatest * _FAR else "far"


def _beside(words: list[Word], place: int, word: Word) -> list[Word]:
    """Return the words before and behind one; behind "50+" nothing is counted by it any more."""
    places = (place - 1,) if word.key.endswith("+") else (place - 1, place + 1)
    return [words[other] for other in places if 0 <= other < len(words)]


def _touch(text: str, one: Word, other: Word) -> bool:
    """Say whether nothing but spaces or a colon stands between two words."""
    return not text[min(one.end, other.end) : max(one.start, other.start)].strip(" :：=-\u00a0")


def _is_whole(text: str, number: Word, other: Word, entry: Measured) -> bool:
    """Say whether a character of a name beside a number stands in that name: 数 of 入数, not of ポート数."""
    if is_spaced(other.key[0]):
        return True
    name = without_header_unit(entry.attribute.name)
    if other.start < number.start:
        return text[max(0, other.end - len(name)) : other.end] == name
    return text[other.start : other.start + len(name)] == name


def _is_in_unit_of(entry: Measured, text: str, words: Sequence[Word], place: int) -> bool:
    """Say whether the unit that an attribute is named after stands behind a number ("12Mpx" of "Megapixels")."""
    unit = unit_of_name(entry.attribute.name) if place + 1 < len(words) else None
    if unit is None or text[words[place].end : words[place + 1].start] not in ("", " ", "-", "\u00a0"):
        return False
    return unit_symbol(words[place + 1].key) == unit


def _is_measured(words: Sequence[Word], place: int) -> bool:
    """Say whether a unit hangs on the number at a place ("10000mAh")."""
    return place + 1 < len(words) and words[place + 1].glued and is_unit(words[place + 1].key)


def _has_unit(text: str, words: Sequence[Word], place: int) -> bool:
    """Say whether a unit, or the mark of inches or feet, stands behind the number at a place."""
    behind = text[words[place].end : words[place].end + 1]
    return behind in _MARKS or (place + 1 < len(words) and is_unit(words[place + 1].key))


def _number(key: str) -> float:
    return float(key.removesuffix("+"))
