"""Lengths that letters label, one after the other ("H 82 cm, W 45 cm", "W45 x D50 x H82 cm"); knows no catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..kg.quantities import NUMBER, Quantity, read_number

_LETTERS = {"H": "height", "W": "width", "B": "width", "D": "depth", "T": "depth", "L": "length"}
"""What a letter says in English and in German."""
_FEWEST = 2
_NUMBER = rf"(?P<number>{NUMBER})[ \u00a0]?(?P<unit>mm|cm|m|in|ft)?"
_BEFORE = re.compile(rf"(?:(?<!\w)|(?<=\d[x×*]))(?P<letter>[HWBDTL])\s?[:=.]?\s?{_NUMBER}(?![.,]?\d|[^\W\dx×_])")
_AFTER = re.compile(rf"(?<![\w.,]){_NUMBER}[ \u00a0]?\(?(?P<letter>[HWBDTL])(?!\w)")
_BETWEEN = re.compile(r"\)?[ \u00a0]*(?:[x×*,;/|]|by)?[ \u00a0]*", re.IGNORECASE)


class Dimension(NamedTuple):
    """The characters `[start, end)` of a text give one of several lengths; `name`: height, width, depth or length."""

    start: int
    end: int
    name: str
    quantity: Quantity


def find_dimensions(text: str) -> list[Dimension]:
    """Return the lengths of every row of at least two that letters label, each letter once, in order of place.

    A unit at the end of a row is that of all in it that have none.
    """
    return [
        dimension
        for pattern in (_BEFORE, _AFTER)
        for row in _rows(text, list(pattern.finditer(text)))
        for dimension in _read(row)
    ]


def _rows(text: str, found: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    row: list[re.Match[str]] = []
    for one in found:
        if row and not _BETWEEN.fullmatch(text, row[-1].end(), one.start()):
            yield row
            row = []
        row.append(one)
    yield row


def _read(row: list[re.Match[str]]) -> list[Dimension]:
    names = [_LETTERS[one["letter"]] for one in row]
    units = [one["unit"] or row[-1]["unit"] for one in row]
    numbers = [read_number(one["number"]) for one in row]
    if len(row) < _FEWEST or len(set(names)) < len(names) or not all(units) or None in numbers:
        return []
    return [
        Dimension(
            one.start("number"), max(one.end("unit"), one.end("number")), name, Quantity(float(number or 0), unit)
        )
        for one, name, number, unit in zip(row, names, numbers, units, strict=True)
    ]
