"""Attributes that hold quantities or numbers: which words announce them, and which of several is the one meant."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..kg.catalog_reading.header_units import without_header_unit
from ..kg.quantities import Quantity, unit_symbol
from .clauses import REACH, Clause
from .known_values import FUNCTION_WORDS
from .matching import word_keys
from .properties import Property, measures_a_part, measures_the_whole, properties, property_of, spelt_alike

if TYPE_CHECKING:
    from ..kg.schema import Attribute

FAR_AWAY = REACH + 1.0
"""The distance of a cue that is not near."""
_HALF, _QUARTER = 0.5, 0.25
_SHORTEST_UNIT = 3
"""Letters of a unit that an attribute may be named after: "W" is as well short for width."""


class Measured(NamedTuple):
    """A quantity or number attribute: what announces it, and the range of its values in the catalog.

    `own`: the words of its name; `properties`: which of all that shops measure it is, `of_all`: those that it is of the
    whole product, by their names.
    """

    attribute: Attribute
    own: frozenset[str]
    properties: tuple[Property, ...]
    of_all: frozenset[str]
    cues: frozenset[str]
    least: float
    greatest: float

    def is_named_by(self, key: str) -> bool:
        """Say whether a word announces it."""
        return key in self.cues or (not measures_a_part(key) and property_of(key) in self.properties)

    def is_other(self, key: str, quantity: Quantity) -> bool:
        """Say whether a word announces something else that is measured so."""
        one = property_of(key)
        if one is None or key in self.cues or not one.measures(quantity):
            return False
        return one not in self.properties or measures_a_part(key)


@lru_cache(maxsize=1 << 12)
def unit_of_name(name: str) -> str | None:
    """Return the unit that an attribute of bare numbers is named after; `None` where its name says something else.

    >>> unit_of_name("Megapixels"), unit_of_name("Gears")
    ('MP', None)
    """
    last = re.split(r"\W+", name.strip())[-1]
    return unit_symbol(last) if len(last) >= _SHORTEST_UNIT else None


def measured_attribute(attribute: Attribute, numbers: Collection[float]) -> Measured:
    """Return what the name of an attribute and the `numbers` that the catalog has of it say."""
    name = without_header_unit(attribute.name)
    spelt = frozenset(word for word in spelt_alike(name) if word not in FUNCTION_WORDS and word != "number")
    own = spelt.intersection(word_keys(name))
    named = tuple(one for one in properties() if one.names.intersection(own) or measures_the_whole(own, one))
    cues = spelt.union(*(one.words for one in named))
    of_all = frozenset(one.name for one in named if measures_the_whole(own, one))
    return Measured(attribute, own, named, of_all, cues, min(numbers, default=0.0), max(numbers, default=float("inf")))


def meant_in(clause: Clause, entries: Collection[Measured], quantity: Quantity) -> list[Measured]:
    """Return those of some attributes that a quantity may be of by the words of its clause; all, if no cue is near.

    These are the ones whose cue is nearest, no farther than a word for something else. Of equally near ones those count
    whose name the clause has most of: "seat height" rather than "height".
    """
    distances = {entry: cue_distance(entry, clause) for entry in entries}
    least = min(distances.values(), default=FAR_AWAY)
    nearest = [entry for entry in entries if distances[entry] == least]
    if least < FAR_AWAY:
        said = frozenset((*clause.before, *clause.after))
        ranks = {entry: (-len(entry.own & said), len(entry.own - said)) for entry in nearest}
        nearest = [entry for entry in nearest if ranks[entry] == min(ranks.values())]
    return [entry for entry in nearest if least <= _distance_of_others(entry, quantity, clause) + _HALF]


def cue_distance(entry: Measured, clause: Clause) -> float:
    """Return how many words away the nearest cue stands; a label is at none, and a name rather before than behind."""
    if clause.label and entry.is_named_by(clause.label):
        return 0.0
    before = (place for place, key in enumerate(clause.before, 1) if entry.is_named_by(key))
    after = (place + _QUARTER for place, key in enumerate(clause.after, 1) if entry.is_named_by(key))
    return min((*before, *after), default=FAR_AWAY)


def _distance_of_others(entry: Measured, quantity: Quantity, clause: Clause) -> float:
    """Return how many words away the nearest name of something else stands that is measured so; far, if none does."""
    if clause.label and entry.is_other(clause.label, quantity):
        return -1.0
    sides = (enumerate(side, 1) for side in (clause.before, clause.after))
    return min((place for side in sides for place, key in side if entry.is_other(key, quantity)), default=FAR_AWAY)
