"""In which JSON types a catalog writes each attribute, and values written alike; knows nothing of files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ..quantities import parse_number
from ..values import parse_boolean
from .cells import entries_of

Place = tuple[str, ...]
"""The names that lead to a cell from the object of all attributes, or the one column it has for itself."""


@dataclass(frozen=True, slots=True)
class JsonForm:
    """How the cells of one attribute are written.

    `place`: where they stand. `kinds`: the types of their values. `listed`: a single value stands in a list. `lists`:
    several values do.
    """

    place: Place
    kinds: frozenset[type]
    listed: bool
    lists: bool

    def typed(self, text: str) -> object:
        """Return a value in the type that all others have: true or false, a number, else text."""
        if self.kinds == {bool} and (truth := parse_boolean(text)) is not None:
            return truth
        number = parse_number(text) if self.kinds and self.kinds <= {int, float} else None
        if number is None:
            return text
        return int(number) if int in self.kinds and number.is_integer() else number


@dataclass(slots=True)
class _Seen:
    place: Place
    kinds: set[type] = field(default_factory=set)
    sizes: Counter[str] = field(default_factory=Counter)

    def add(self, cell: object) -> None:
        values = cell if isinstance(cell, list) else [cell]
        self.kinds |= {type(value) for value in values if value not in (None, "")}
        self.sizes["bare" if values is not cell else "one" if len(values) == 1 else "several"] += 1

    def form(self) -> JsonForm:
        lists = self.sizes["one"] + self.sizes["several"] > 0
        alone = self.sizes["one"] + self.sizes["bare"] > 0
        return JsonForm(
            self.place, frozenset(self.kinds), self.sizes["one"] > self.sizes["bare"] if alone else lists, lists
        )


def learn_forms(records: Iterable[str], own: Sequence[str], attributes: str | None) -> dict[str, JsonForm]:
    """Learn the form of each attribute.

    Args:
        records: products as JSON text.
        own: the columns that are attributes of their own, and that of the tags.
        attributes: the column of all other attributes.
    """
    seen: dict[str, _Seen] = {}
    for record in map(json.loads, records):
        for place, cell in attribute_cells(record, own, attributes):
            if cell not in (None, "", []):
                name = ".".join(place)
                seen.setdefault(name, _Seen(place)).add(cell)
    return {name: entry.form() for name, entry in seen.items()}


def attribute_cells(
    record: Mapping[str, Any], own: Sequence[str], attributes: str | None
) -> Iterator[tuple[Place, object]]:
    """Give the cells of a row that hold attributes, also empty ones; see `learn_forms` for `own` and `attributes`."""
    yield from (((column,), record[column]) for column in own if column in record)
    with suppress(ValueError):
        yield from entries_of(record.get(attributes)) if attributes else ()
