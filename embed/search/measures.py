"""Which attributes the bounds and bare quantities of a query are about; the rules for quantities decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...extract.matching import Found, text_words, word_keys
from ...kg.quantities import parse_number, parse_quantity, print_number
from ...kg.schema import name_key
from .denials import Values
from .places import Span, overlaps, place_of
from .query import RangeWish
from .ranges import Range, find_ranges

if TYPE_CHECKING:
    from ...kg.schema import Schema

_PRICES = frozenset({"price", "preis", "prix", "precio", "prezzo", "prijs", "价格"})
_CURRENCIES = frozenset("€$£¥")
_LINKS = frozenset({"of", "is", "with", "a", "von", "mit", "de"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A bound, the attributes it may be about, and its characters with the name of its attribute beside it."""

    quote: str
    attributes: tuple[str, ...]
    bounds: Range
    place: Span

    @property
    def is_vague(self) -> bool:
        """Say whether it is but two numbers with a hyphen between ("2-3")."""
        return not self.bounds.unit and self.quote[0].isdigit()

    def wish(self, attributes: tuple[str, ...]) -> RangeWish:
        return RangeWish(self.quote, attributes, self.bounds)


@dataclass(frozen=True, slots=True)
class Measures:
    """Reads the measures of queries: `values` finds what a text states, `schema` says how attributes are measured."""

    values: Values
    schema: Schema

    def find(self, text: str, found: Sequence[Found]) -> list[Measured]:
        """Return the bounds of a text, and its bare quantities as narrow ones; a tag's name is neither."""
        named = [place_of(one) for one in found if one.extractor != "rule"]
        ranges = [bounds for bounds in find_ranges(text) if not overlaps(bounds.number, named)]
        taken = [*named, *((bounds.start, bounds.end) for bounds in ranges)]
        for start, end in sorted({place_of(one) for one in found if one.extractor == "rule"}):
            quantity = parse_quantity(text[start:end])
            number = quantity.magnitude if quantity else parse_number(text[start:end])
            if number is not None and not overlaps((start, end), taken):
                ranges.append(Range.around(start, end, number, quantity.unit if quantity else ""))
        measured = [self._measured(text, bounds) for bounds in sorted(ranges, key=lambda bounds: bounds.start)]
        return [one for one in measured if one.attributes or not one.is_vague]

    def _measured(self, text: str, bounds: Range) -> Measured:
        """Find the attributes that a bound is about; their names beside it belong to it."""
        attributes = self._attributes(text, bounds)
        names = {key for name in attributes for key in word_keys(name)}
        start, end = bounds.start, bounds.end
        words = text_words(text)
        for word in reversed(words):
            if word.end <= start and word.key in names | _LINKS:
                start = word.start if not text[word.end : start].strip() else start
        for word in words:
            if word.start >= end and word.key in names:
                end = word.end if not text[end : word.start].strip() else end
        return Measured(text[bounds.start : bounds.end], attributes, bounds, (start, end))

    def _attributes(self, text: str, bounds: Range) -> tuple[str, ...]:
        """Return the attributes that a bound is about: those whose name stands nearest, else all of its dimension."""
        if bounds.unit in _CURRENCIES:
            return tuple(name for name in self.schema if name_key(name) in _PRICES)
        if bounds.unit:
            return self._rule_attributes(text, bounds, bounds.unit)
        units = {attribute.unit for attribute in self.schema.values() if attribute.unit}
        cued = [self._rule_attributes(text, bounds, unit, only="cued") for unit in ("", *sorted(units))]
        return tuple(dict.fromkeys(name for names in cued for name in names))

    def _rule_attributes(self, text: str, bounds: Range, unit: str, only: str = "") -> tuple[str, ...]:
        """Let the rules for quantities read a text that states the bound as a value."""
        start = bounds.start
        stated = f"{print_number(bounds.high if bounds.high < float('inf') else bounds.low)} {unit}".strip()
        said = f"{text[:start]} {stated} {text[bounds.end :]}"
        read = [
            one
            for one in self.values(said)
            if one.extractor == "rule" and start < one.end and one.start <= start + len(stated)
            and (not only or one.case in (only, "far"))
        ]  # fmt: skip
        near = [one for one in read if one.case != "far"]
        return tuple(dict.fromkeys(one.attribute for one in near or read))
