"""Bounds on numbers as people write them in a query ("under 50 g", "2 to 3 L", "30 h+"); knows no attribute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

from ...extract.matching import is_spaced
from ...kg.numbers import WrittenNumber, written_numbers
from ...kg.quantities import print_number, unit_symbol
from ..prices import CURRENCIES, SIGNS
from .bound_words import AFTER, BEFORE, BETWEEN, DENIED, OPENING, PAIRED
from .denials import denial_before
from .places import unaccented

_MINUS = re.compile(r"(?:^|[\s<>=≤≥(])[-−]$")
_DEGREES = re.compile(r" ?(°) ?([CF])\b")
_NAMES = sorted((name for name in CURRENCIES if name.isalpha()), key=len, reverse=True)
_CURRENCY = re.compile(
    rf" ?(?:[{re.escape(SIGNS)}]|(?:{'|'.join(name for name in _NAMES if is_spaced(name[0]))})\b"
    rf"|(?:{'|'.join(name for name in _NAMES if not is_spaced(name[0]))}))",
    re.IGNORECASE,
)
_ROUNDING = 0.015
_PLUS = re.compile(r"(?<=\d)\+")


@dataclass(frozen=True, slots=True)
class Range:
    """A bound at characters `[start, end)` of a text.

    `unit`: a symbol of a unit or a currency, "" where none is written. `number`: the characters of the last number
    with its unit.
    `closed`: whether the bounds themselves are meant too.
    """

    start: int
    end: int
    low: float
    high: float
    closed: bool
    unit: str
    number: tuple[int, int]

    def holds(self, number: float) -> bool:
        """Say whether a number lies within."""
        if self.closed:
            return self.low <= number <= self.high
        return self.low < number < self.high

    @classmethod
    def around(cls, start: int, end: int, number: float, unit: str) -> Range:
        """Return the bounds of what is stated without any: labels round sizes, but neither years nor counts."""
        reach = abs(number) * _ROUNDING if unit else 0.0
        return cls(start, end, number - reach, number + reach, True, unit, (start, end))

    def __str__(self) -> str:
        unit = self.unit if self.unit in ("", "%") else f" {self.unit}"
        if self.low == -inf:
            return f"{'≤' if self.closed else '<'} {print_number(self.high)}{unit}"
        if self.high == inf:
            return f"{'≥' if self.closed else '>'} {print_number(self.low)}{unit}"
        if (self.start, self.end) == self.number:
            return f"= {print_number((self.low + self.high) / 2)}{unit}"
        return f"{print_number(self.low)} to {print_number(self.high)}{unit}"


def find_ranges(text: str) -> list[Range]:
    """Find all bounds of a text, in order and without overlap; numbers that nothing bounds are left out."""
    plain = _PLUS.sub(" ", text)
    numbers = [_measured(plain, number) for number in written_numbers(plain) if not number.glued]
    found: list[Range] = []
    place = 0
    while place < len(numbers):
        pair = _between(plain, numbers[place], numbers[place + 1]) if place + 1 < len(numbers) else None
        bound = pair or _bound(text, plain, numbers[place])
        place += 2 if pair else 1
        if bound is not None:
            found.append(bound)
    return found


@dataclass(frozen=True, slots=True)
class _Measured:
    """A number at `[start, digits_end)`, with its unit up to `end`."""

    start: int
    digits_end: int
    end: int
    magnitude: float
    unit: str


def _measured(text: str, number: WrittenNumber) -> _Measured:
    """Read the unit after a number, degrees and currencies too; any other word after it is none."""
    minus = _MINUS.search(text[: number.start]) is not None
    start, magnitude = number.start - minus, -number.magnitude if minus else number.magnitude
    symbol = unit_symbol(number.unit) if number.unit else None
    if symbol:
        return _Measured(start, number.end, number.unit_end, magnitude, symbol)
    if degrees := _DEGREES.match(text, number.end):
        return _Measured(start, number.end, degrees.end(), magnitude, degrees[1] + degrees[2])
    before = _CURRENCY.fullmatch(text[max(0, start - 1) : start])
    if currency := before or _CURRENCY.match(text, number.end):
        end = number.end if before else currency.end()
        return _Measured(start, number.end, end, magnitude, CURRENCIES[currency[0].strip().lower()])
    return _Measured(start, number.end, number.end, magnitude, "")


def _between(text: str, one: _Measured, other: _Measured) -> Range | None:
    """Read "between 2 and 3 L", "2 L to 3 L", "2-3 L"."""
    joiner = BETWEEN.fullmatch(unaccented(text[one.end : other.start]))
    if joiner is None or one.unit not in ("", other.unit) or one.magnitude >= other.magnitude:
        return None
    opening = OPENING.search(text[: one.start])
    if opening is None and joiner["word"].lower() in PAIRED:
        return None
    start = opening.start() if opening else one.start
    return Range(start, other.end, one.magnitude, other.magnitude, True, other.unit, (other.start, other.end))


def _bound(text: str, plain: str, number: _Measured) -> Range | None:
    """Read "under 50 g", "not more than 50 g", "at least 30 h", "30 h or more", "30+ h"."""
    before = BEFORE.search(unaccented(plain[: number.start]))
    after = AFTER.match(unaccented(text), number.end)
    if before is not None:
        denial = denial_before(text, before.start())
        kind, start, end = str(before.lastgroup), before.start() if denial is None else denial, number.end
        kind = kind if denial is None else DENIED[kind]
    elif after is not None:
        kind, start, end = str(after.lastgroup), number.start, after.end()
    elif text[number.digits_end : number.digits_end + 1] == "+":
        kind, start, end = "least", number.start, max(number.end, number.digits_end + 1)
    else:
        return None
    low, high = (-inf, number.magnitude) if kind in ("most", "below") else (number.magnitude, inf)
    return Range(start, end, low, high, kind in ("most", "least"), number.unit, (number.start, number.end))
