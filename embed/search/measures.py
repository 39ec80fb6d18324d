"""Which attributes the bounds and bare quantities of a query are about; the rules for quantities decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from ...extract.matching import Found, text_words, word_keys
from ...kg.quantities import parse_number, parse_quantity, print_number
from ...kg.schema import name_key
from ..prices import CURRENCIES, PRICE_WORDS
from .denials import Values, denial_before, find_denials, masked
from .dimensions import compared, shape_words
from .places import Span, overlaps, place_of
from .query import RangeWish
from .ranges import Range, find_ranges

if TYPE_CHECKING:
    from ...kg.schema import Schema
    from ..prices import Prices
    from .title_numbers import TitleNumbers

_NAMED = frozenset({"cued", "qualified"})
"""The cases of the rules in which the name of an attribute stands beside a number."""
_LINKS = frozenset({"of", "is", "with", "a", "von", "mit", "de"})
_YOUNG = frozenset({"age", "aged", "baby", "babies", "boy", "boys", "child", "children", "girl", "girls", "kid", "kids",
    "toddler", "toddlers", "kinder"})  # fmt: skip
"""Whom a bound without a unit gives the age of, not a price ("for kids under 5")."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A bound, the attributes it may be about, and its characters with the name of its attribute beside it.

    `priced`: it is about the catalog's price column, which is no attribute. `excluded`: it is denied ("not 500 ml").
    """

    quote: str
    attributes: tuple[str, ...]
    bounds: Range
    place: Span
    priced: bool
    excluded: bool

    @property
    def is_vague(self) -> bool:
        """Say whether it is but two numbers with a hyphen between ("2-3")."""
        return not self.bounds.unit and self.quote[0].isdigit()

    def wish(self, attributes: tuple[str, ...]) -> RangeWish:
        return RangeWish(self.quote, attributes, self.bounds, self.priced, self.excluded)


@dataclass(frozen=True, slots=True)
class Measures:
    """Reads the measures of queries: `values` finds what a text states, `schema` says how attributes are measured.

    A bound in a currency is about an attribute that is a price, or the catalog's own column of `prices`; so is a bare
    number from above, unless an attribute's name stands beside it.
    """

    values: Values
    schema: Schema
    prices: Prices
    numbers: TitleNumbers

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
        priced = bool(attributes) and attributes[0] not in self.schema
        names |= PRICE_WORDS if priced else frozenset()
        start, end = bounds.start, bounds.end
        words = text_words(text)
        for word in reversed(words):
            if word.end <= start and word.key in names | _LINKS:
                start = word.start if not text[word.end : start].strip() else start
        names |= {word for name in attributes for word in shape_words(name)}
        for word in words:
            if word.start >= end and word.key in names:
                end = word.end if not text[end : word.start].strip() else end
        is_stated = bool(bounds.unit) and isfinite(bounds.low + bounds.high)
        denials = [denial_before(text, place) for place in (bounds.start, start)] if is_stated else []
        denial = next((place for place in denials if place is not None), None)
        place = (start if denial is None else denial, end)
        return Measured(text[bounds.start : bounds.end], attributes, bounds, place, priced, denial is not None)

    def _attributes(self, text: str, bounds: Range) -> tuple[str, ...]:
        """Return the attributes that a bound is about: those whose name stands nearest, else all of its dimension."""
        if bounds.unit in CURRENCIES:
            return self._prices()
        if bounds.unit:
            return compared(text[bounds.start : bounds.end], _nearest(self._read(text, bounds, bounds.unit)))
        units = {attribute.unit for attribute in self.schema.values() if attribute.unit}
        cued = [one for unit in ("", *sorted(units)) for one in self._read(text, bounds, unit, only=_NAMED)]
        if any(one.case != "far" for one in cued):
            return _nearest(cued)
        if meant := self.numbers.attribute_at(text, bounds.number):
            return (meant,)
        return (self._prices() if _may_be_price(text, bounds) else ()) or _nearest(cued)

    def _prices(self) -> tuple[str, ...]:
        named = tuple(name for name in self.schema if name_key(name) in PRICE_WORDS)
        return named or ((self.prices.column,) if self.prices.column else ())

    def _read(self, text: str, bounds: Range, unit: str, only: frozenset[str] = frozenset()) -> list[Found]:
        """Let the rules for quantities read a text that states the bound as a value."""
        start = bounds.start
        stated = f"{print_number(bounds.high if bounds.high < float('inf') else bounds.low)} {unit}".strip()
        said = f"{masked(text[:start], find_denials(text[:start], []))} {stated} {text[bounds.end :]}"
        return [
            one
            for one in self.values(said)
            if one.extractor == "rule" and start < one.end and one.start <= start + len(stated)
            and (not only or one.case in only or one.case == "far")
        ]  # fmt: skip


def _nearest(read: Sequence[Found]) -> tuple[str, ...]:
    """Return the attributes whose names stand beside the number; all that were read, where none does."""
    near = [one for one in read if one.case != "far"]
    return tuple(dict.fromkeys(one.attribute for one in near or read))


def _may_be_price(text: str, bounds: Range) -> bool:
    """Say whether a number without a unit is bounded from above by words, and is nobody's age."""
    before = [text[word.start : word.end].casefold() for word in text_words(text) if word.end <= bounds.start]
    bounded = bounds.high < float("inf") and not text[bounds.start].isdigit()
    return bounded and not (before and before[-1] in _YOUNG)
