"""Units that stand in a column's name instead of its cells: `Weight (kg)`, `Gewicht in g`, `Вес, г`, `length_cm`."""

from __future__ import annotations

import re
from functools import lru_cache

from ..quantities import parse_number, unit_symbol

_IN_NAME = re.compile(
    r".*\S\s*[(\[（]\s*(?:in )?(?P<bracketed>[^()\[\]（）]+?)\s*[)\]）]|.*(?:\sin\s|,\s)(?P<after>\S+)"
    r"|.*_(?P<last>\w{2,})"
)
_BEFORE_UNIT = re.compile(r"\s*(?:[(\[（]\s*(?:in )?|\sin\s|,\s|_)$")


@lru_cache(maxsize=10_000)
def header_unit(column: str) -> str | None:
    """Return the symbol of the unit that a column's name gives; None where it names none."""
    found = _IN_NAME.fullmatch(column.strip())
    return unit_symbol(next(filter(None, found.groups()))) if found else None


def without_header_unit(column: str) -> str:
    """Return a column's name without the unit that it gives: "Breite" of "Breite (cm)"."""
    found = _IN_NAME.fullmatch(column.strip()) if header_unit(column) else None
    return _BEFORE_UNIT.sub("", column.strip()[: found.start(str(found.lastgroup))]) if found else column


def with_unit(value: str, unit: str) -> str:
    """Return a bare number with its unit, any other value as it is."""
    return f"{value} {unit_symbol(unit) or unit}" if parse_number(value) is not None else value


def without_unit(value: str, column: str) -> str:
    """Return a value as the cells of a column write it that gives the unit in its name."""
    unit = header_unit(column)
    bare = value.removesuffix(unit or "").rstrip()
    return bare if unit and parse_number(bare) is not None else value
