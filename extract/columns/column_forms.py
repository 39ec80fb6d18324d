"""A product's own values found where its texts say them as no column does, by forms learned from the whole catalog.

"HP" for Hewlett-Packard, 4 3/4" for 12.1, "039956980999" for 39956. The guard against coincidence is twofold: a form
must hold for several products (see `learned_forms`), and a number without a unit must stand in the text only once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...kg.quantities import conversion_factors
from ...kg.splits import drawn
from ...kg.types import TextField
from ..matching import Match, overlap
from ..phrases import ProductText, for_one_column
from .learned_forms import learn_forms
from .value_forms import Forms, Rewriting

MOST_PRODUCTS = 1_000
"""Products that the forms of one column are learned from; more would hardly teach others."""
_SHORTEST_PART = 4

_Said = tuple[float, TextField, int, int, str]
"""Certainty, field, start, end, and the value as the column writes it."""
OwnSurfaces = Mapping[str, Mapping[str, str]]
"""Attribute → a product's own values as its cell writes them → their canonical values."""


class ColumnForms:
    """The forms of the columns of a catalog."""

    def __init__(self, forms: Mapping[str, Forms]) -> None:
        self._forms = {
            name: one for name, one in forms.items() if one.conversions or one.aliases or _cuts(one) or _as_written(one)
        }

    @classmethod
    def learn(
        cls, attributes: Collection[str], texts: Sequence[ProductText], cells: Sequence[OwnSurfaces]
    ) -> ColumnForms:
        """Learn the forms of `attributes` from the texts and cells of the same products, in the same order."""
        known: dict[str, list[tuple[ProductText, tuple[str, ...]]]] = defaultdict(list)
        for text, own in zip(texts, cells, strict=True):
            for attribute in own.keys() & set(attributes):
                known[attribute].append((text, tuple(own[attribute])))
        return cls({name: learn_forms(for_one_column(_sample(known[name]), len(texts))) for name in sorted(known)})

    def attributes(self) -> frozenset[str]:
        """Return the attributes that have forms."""
        return frozenset(self._forms)

    def find_own(self, text: ProductText, own: OwnSurfaces) -> dict[TextField, list[Match]]:
        """Return where a product's own values are said, field by field.

        Where the same words are a name for values of several attributes, the most certain one explains them.
        """
        said: list[tuple[float, TextField, Match]] = []
        for attribute in sorted(own.keys() & self._forms.keys()):
            for certainty, field, start, end, surface in _places(self._forms[attribute], text, own[attribute].keys()):
                said.append((certainty, field, Match(start, end, attribute, own[attribute][surface])))
        matches: dict[TextField, list[Match]] = {field: [] for field in text.texts}
        for certainty, field, match in sorted(said, key=lambda one: -one[0]):
            rivals = (other for other in matches[field] if other.attribute != match.attribute)
            if certainty == 1 or not any(overlap(match, other) for other in rivals):
                matches[field].append(match)
        return matches


def _sample(known: Sequence[tuple[ProductText, tuple[str, ...]]]) -> Sequence[tuple[ProductText, tuple[str, ...]]]:
    """Draw products by a hash of their ids, in the catalog's order."""
    places = drawn([text.product for text, _ in known], MOST_PRODUCTS, "forms")
    return [known[place] for place in sorted(places)]


def _cuts(forms: Forms) -> bool:
    return any(one.length for one in forms.rewritings)


def _as_written(forms: Forms) -> bool:
    """Say whether the texts mostly say the values as they are, so that no conversions were learned."""
    return Rewriting() in forms.rewritings and not forms.conversions


def _places(forms: Forms, text: ProductText, surfaces: Collection[str]) -> Iterator[_Said]:
    yield from _measured(forms, text, surfaces)
    yield from _bare(text, set(surfaces) - {forms.usual}) if _as_written(forms) else ()
    for rewriting in (one for one in forms.rewritings if one.length):
        for phrase, places in text.phrases.items():
            if (surface := rewriting.write(phrase) or "") in surfaces and len(surface) >= _SHORTEST_PART:
                yield from ((1.0, place.field, place.start, place.end, surface) for place in places)
    for clue, values in forms.aliases.items():
        for surface in sorted(values.keys() & set(surfaces)):
            places = text.clues.get(clue, [])
            yield from ((values[surface], place.field, place.start, place.end, surface) for place in places)


def _bare(text: ProductText, surfaces: Collection[str]) -> Iterator[_Said]:
    """Find the whole numbers among the values where a text says them once: a year, a size."""
    for surface in sorted(surfaces):
        places = text.phrases.get(surface, []) if surface.isdecimal() else []
        times = Counter(place.field for place in places)
        yield from ((1.0, one.field, one.start, one.end, surface) for one in places if times[one.field] == 1)


def _measured(forms: Forms, text: ProductText, surfaces: Collection[str]) -> list[_Said]:
    stated = [
        (number, place.field, surface)
        for number, place in text.numbers
        for one in forms.conversions
        if one.unit == number.unit and (surface := forms.read_number(one, number)) in surfaces
    ]
    times = Counter((field, surface) for _, field, surface in stated)
    return [
        (1.0, field, number.start, number.unit_end if conversion_factors(number.unit) else number.end, surface)
        for number, field, surface in stated
        if conversion_factors(number.unit) or times[field, surface] == 1
    ]
