"""Attributes whose name and value stand in two columns: `Attribute 1 name`, `Option1 Value`, `FNAME`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from .cells import text_of, values_of
from .column_names import plain_name

Part = Literal["name", "value", "unit"]

_PARTS: Mapping[Part, str] = {
    "name": "name|label|title|bezeichnung|nom|nombre|nome",
    "value": "value s|values|value|description|werte|wert|valeurs?|valor(?:es)?|valore",
    "unit": "unit|einheit|unite|unidad",
}
_ANY_PART = "|".join(f"(?P<{{0}}{part}>{words})" for part, words in _PARTS.items())
_HOLDERS = "feature|attribute?|property|merkmal|specification|spec|eigenschaft|characteristic|caracteristique|f"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<key>.*?\d+) ?(?:{_ANY_PART.format('')})",
        rf"(?P<before>.*?) ?(?:{_ANY_PART.format('')}) ?(?P<number>\d+)",
        rf"(?P<key>{_HOLDERS}) ?(?:{_ANY_PART.format('')})",
    )
)
_LISTED = re.compile(r"\s*(?<!\\)(?:(?<!\d),|,(?!\d))\s*")


class PairPart(NamedTuple):
    """What a column is of a pair; columns with the same `key` belong together."""

    key: str
    part: Part


@lru_cache(maxsize=10_000)
def pair_part(column: str) -> PairPart | None:
    """Tell from its name whether a column holds the names, values or units of attributes."""
    name = plain_name(column)
    for form in _FORMS:
        if found := form.fullmatch(name):
            groups = found.groupdict()
            key = groups.get("key") or f"{groups['before']} {groups['number']}"
            return PairPart(key, next(part for part in _PARTS if groups[part]))
    return None


def pair_columns(columns: Iterable[str]) -> dict[str, PairPart]:
    """Return the columns that are part of a pair: those of keys that have both a name and a value."""
    parts = {column: part for column in columns if (part := pair_part(column))}
    have: dict[str, set[Part]] = defaultdict(set)
    for part in parts.values():
        have[part.key].add(part.part)
    return {column: part for column, part in parts.items() if {"name", "value"} <= have[part.key]}


def belongs_to_pair(column: str, keys: Iterable[str]) -> bool:
    """Say whether a column says something about a pair that is not read (`Attribute 1 visible`, `optionType1`)."""
    name = plain_name(column)
    parts = (key.rpartition(" ") for key in keys if key[-1].isdigit())
    return any(name.startswith(before) and name.endswith(number) for before, _, number in parts) or any(
        name.startswith(f"{key} ") for key in keys
    )


def pairs_in(
    cells: Mapping[str, object], names: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give key, name and values of the pairs in a row's cells; `names` are those that the row above gave.

    Several values are joined by `|`, or in a column of values by a comma that no backslash stands before.
    """
    found: dict[str, dict[Part, tuple[str, object]]] = defaultdict(dict)
    for column, cell in cells.items():
        if part := pair_part(column):
            found[part.key][part.part] = (column, cell)
    for key, parts in found.items():
        name = text_of(parts.get("name", ("", ""))[1]).strip() or (names or {}).get(key, "")
        column, cell = parts.get("value", ("", ""))
        unit = text_of(parts.get("unit", ("", ""))[1]).strip()
        values = values_of(_listed(column, cell), split=True)
        if name and not (name == "Title" and values == ("Default Title",)):
            yield key, name, tuple(f"{value} {unit}".rstrip() for value in values)


def _listed(column: str, cell: object) -> object:
    if not isinstance(cell, str) or not plain_name(column).rstrip(" 0123456789").endswith(("value s", "values")):
        return cell
    return [part.replace("\\,", ",") for part in _LISTED.split(cell)]
