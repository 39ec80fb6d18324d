"""Numbers with units as shops write them, found in text, converted and printed; knows no attribute and no catalog."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from math import log10

from .scripts import GLUED
from .unit_factors import conversion_line
from .unit_spellings import UNIT_SPELLINGS

# Spellings that mean something else in the other case ("5G" is a network, "8 M" a width), and those that are no words.
_EXACT = {
    "l": "L", "L": "L", "g": "g", "m": "m", "h": "h", "W": "W", "w": "W", "V": "V", "v": "V", "K": "K",
    "л": "L", "г": "g", "м": "m", "ч": "h", "В": "V",
    "%": "%", '"': "in", "″": "in", "”": "in", "''": "in", "'": "ft", "′": "ft",
}  # fmt: skip
_LENGTHS = frozenset({"mm", "cm", "m", "in", "ft", "yd"})
_BASES = ("ml", "g", "mm", "h", "W", "Wh", "V", "Hz", "mAh", "mA", "MB", "°C", "m²")
_NEGATIVE = frozenset({"°C", "°F"})
_WRITTEN_IN_THOUSANDS = frozenset({
    "ml", "mg", "g", "mm", "W", "lm", "mAh", "Hz", "MHz", "MB", "rpm", "dpi", "kcal", "kJ", "BTU", "IU", "pcs", "count",
    "sheet", "tablet", "capsule", "load",
})  # fmt: skip
"""Units so small that nobody writes three decimals of them that end in 0: "1.500 ml" is one and a half litres."""
_GLYPHS = {"¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 16, 32, 64})

_NO_LETTER_BEFORE, _NO_LETTER_AFTER = rf"(?<![^\W{GLUED}])", rf"(?![^\W{GLUED}])"
NUMBER = (
    r"(?:(?:\d{1,5}[ -])?\d{1,2}/\d{1,2}|(?:\d{1,5} ?)?[¼½¾⅓⅔⅛⅜⅝⅞]"
    r"|\d{1,3}(?:[,，\u00a0\u202f]\d{3})+(?:[.．]\d{1,9})?(?!\d)|\d{1,3}(?:\.\d{3})+,\d{1,9}|\d{1,3}(?:\.\d{3}){2,}"
    r"|\d{1,12}(?:[.,．]\d{1,9})?|\.\d{1,9})"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_WORDS = "|".join(f"(?P<u{index}>{spellings})" for index, spellings in enumerate(UNIT_SPELLINGS.values()))
_UNIT = (
    rf"(?:(?i:{_WORDS}){_NO_LETTER_AFTER}|(?P<letter>[lLgmhWwVvKлгмчВ]){_NO_LETTER_AFTER}"
    r"|(?P<mark>%|''|[\"″”]|['′](?!\w)))"
)
_QUANTITY = re.compile(
    rf"{_NO_LETTER_BEFORE}(?<!\d[.,/，．])(?<![A-Z0-9][-–'’′])(?P<sign>[-−](?=[\d.]))?(?P<number>{NUMBER})"
    rf"(?P<gap>[ \t\u00a0\u202f-]{{0,2}}){_UNIT}(?!-\d|/[A-Za-zµ])"
    r"|(?i:\bpack of |\blot de )(?P<many>\d{1,4})\b"
)
_SYMBOLS = tuple(UNIT_SPELLINGS)
_WHOLE_NUMBER = re.compile(NUMBER)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?")
_ROUND_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d\d0")
_DOTTED_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_RANGE_BEFORE = re.compile(rf"({NUMBER})\s*(-|–|—|~|to|bis)\s*$", re.IGNORECASE)
_AND, _UP_TO = (
    frozenset({"and", "und", "et", "y", "e", "en"}),
    frozenset({"to", "bis", "tot", "hasta", "até", "à", "a"}),
)
_DASHES = frozenset("-–—~")
_BETWEEN = r"\b(?:between|zwischen|entre|tussen|tra|fra)\s+"
_BETWEEN_BEFORE = re.compile(rf"{_BETWEEN}$", re.IGNORECASE)
_LOW_BEFORE = re.compile(rf"{_BETWEEN}[-−]?{NUMBER}\s+(?:{'|'.join(_AND)})\s+$", re.IGNORECASE)
_REACH = 32
_FACTOR_BEFORE = re.compile(r"(?:[x×*]|\bby|['′])\s*$", re.IGNORECASE)
_FACTOR_AFTER = re.compile(r"\s{0,4}[LWHD]?\s{0,4}(?:[x×*]|by\b)\s*\d|(?<=['′])\s*\d", re.IGNORECASE)
_QUOTATION = re.compile(r'(?<!\d)"')
_INCH_ENDS = re.compile(r"\s*(?:[.,;:)\]/]|$)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A magnitude in a unit symbol ("ml", "in", "pack"); `str()` prints it canonically: "500 ml", "4.75 in", "20%"."""

    magnitude: float
    unit: str

    def __str__(self) -> str:
        return f"{print_number(self.magnitude)}{'' if self.unit == '%' else ' '}{self.unit}"


def find_quantities(text: str) -> list[tuple[int, int, Quantity]]:
    """Find every single quantity with its character offsets `[start, end)`.

    Left out on purpose, because no single quantity says what they say: ranges ("10-12 h", "between 5 l and 2 l"),
    dimensions ("4 x 3 cm"), compounds (5'10"), and numbers that are glued to letters ("IPX7", "SPF50", "DX-100W").
    "1,000" is a thousand, "1,5" and "0,125" are decimals; "1.000" is one, but a thousand of what is small ("1.000 ml").
    """
    read = [(match, quantity) for match in _QUANTITY.finditer(text) if (quantity := _read(match)) is not None]
    ends = _ends_of_ranges(text, read)
    quotations = [mark.start() for mark in _QUOTATION.finditer(text)]
    return [
        (match.end("sign") if match["sign"] and quantity.magnitude >= 0 else match.start(), match.end(), quantity)
        for match, quantity in read
        if match["many"] or (match.start() not in ends and _stands_alone(text, match, quantity, quotations))
    ]


def parse_quantity(text: str) -> Quantity | None:
    """Read a text that is one quantity and nothing else ("8 oz.", "½ L"); `None` for every other text."""
    text = text.strip().removesuffix(".")
    found = find_quantities(text) if len(text) < 60 else []
    return found[0][2] if len(found) == 1 and found[0][:2] == (0, len(text)) else None


def parse_number(text: str) -> float | None:
    """Read a text that is one plain number; a leading zero ("0123") marks an identifier, which is none."""
    text = text.strip().replace("−", "-")
    digits = text.removeprefix("-")
    if not _WHOLE_NUMBER.fullmatch(digits):
        return None
    magnitude = read_number(digits)
    return magnitude if magnitude is None or digits == text else 0.0 - magnitude


def read_number(digits: str) -> float | None:
    """Read the digits of a number as `NUMBER` finds them; `None` for "007" and a fraction no ruler has ("24/7")."""
    digits = digits.translate(_HALF_WIDTH)
    if re.match(r"0\d", digits):
        return None
    if digits[-1] in _GLYPHS:
        number = float(digits[:-1].strip() or 0) + _GLYPHS[digits[-1]]
    elif "/" in digits:
        *whole, fraction = re.split(r"[ -]", digits)
        above, below = map(int, fraction.split("/"))
        if below not in _DENOMINATORS or above >= below:
            return None
        number = sum(map(float, whole)) + above / below
    elif _THOUSANDS.fullmatch(digits):
        number = float(re.sub(r"[^\d.]", "", digits))
    elif _DOTTED_THOUSANDS.fullmatch(digits):
        number = float(digits.replace(".", "").replace(",", "."))
    elif re.search(r"\s", digits):
        return None
    else:
        number = float(digits.replace(",", "."))
    return float(print_number(number))


def convert(quantity: Quantity, unit: str) -> Quantity | None:
    """Express a quantity in another unit; `None` where the two measure different things."""
    if quantity.unit == unit:
        return quantity
    line = conversion_line(quantity.unit, unit)
    return None if line is None else Quantity(line[0] + line[1] * quantity.magnitude, unit)


@cache
def conversion_factors(unit: str) -> dict[str, float]:
    """Return for each unit that differs from `unit` by a factor only (itself too) how many of it one `unit` is."""
    lines = {other: conversion_line(unit, other) for other in UNIT_SPELLINGS} if unit in UNIT_SPELLINGS else {}
    return {other: float(f"{line[1]:.12g}") for other, line in lines.items() if line and line[0] == 0}


@cache
def is_vague(unit: str, other: str) -> bool:
    """Say whether a unit measures other things too than those that are given in the `other` one: "%" and "% vol"."""
    return conversion_line(unit, other) is not None and conversion_line(other, unit) is None


@cache
def is_other_system(unit: str, other: str) -> bool:
    """Say whether two units of one kind differ by no power of ten, as inches and centimetres do."""
    factor = conversion_factors(unit).get(other)
    return factor is not None and not round(log10(factor), 9).is_integer()


@cache
def base_unit(unit: str) -> str:
    """Name the one unit in which quantities of the same kind are compared: "ml" for "L", "g" for "lb"."""
    return unit if unit in _BASES else next((base for base in _BASES if conversion_line(unit, base)), unit)


def unit_symbol(spelling: str) -> str | None:
    """Return the symbol of a unit's spelling ("litre" gives "L"), `None` for an unknown one."""
    if spelling in UNIT_SPELLINGS:
        return spelling
    found = parse_quantity(f"1500 {spelling}")
    return found.unit if found else None


def print_number(number: float) -> str:
    """Print a number in its shortest form, to six significant digits but never less than its whole part."""
    rounded = float(round(number)) if abs(number) >= 100_000 else float(f"{number:.6g}")
    text = format(Decimal(repr(rounded)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _read(match: re.Match[str]) -> Quantity | None:
    """Turn a match into a quantity; `None` where its number is none ("24/7 h")."""
    if match["many"]:
        return Quantity(float(match["many"]), "pack")
    group = match.lastgroup or ""
    unit = _EXACT[match[group]] if group in ("letter", "mark") else _SYMBOLS[int(group[1:])]
    magnitude = read_number(match["number"])
    if magnitude is None or (match["letter"] == "K" and not 1000 <= magnitude <= 20_000):
        return None
    if unit in _WRITTEN_IN_THOUSANDS and _ROUND_THOUSANDS.fullmatch(match["number"]):
        magnitude *= 1000
    return Quantity(-magnitude if match["sign"] and unit in _NEGATIVE else magnitude, unit)


def _ends_of_ranges(text: str, read: Sequence[tuple[re.Match[str], Quantity]]) -> set[int]:
    """Return where both ends of ranges begin that have units: "2 l to 5 l", "between 5 l and 2 l", "2 l - 5 l"."""
    ends: set[int] = set()
    for (one, low), (other, high) in pairwise(read):
        joined = text[one.end() : other.start()].strip().casefold()
        first = convert(low, high.unit)
        if first and (
            joined in _UP_TO
            or (joined in _DASHES and first.magnitude < high.magnitude)
            or (joined in _AND and _BETWEEN_BEFORE.search(text, max(0, one.start() - _REACH), one.start()))
        ):
            ends |= {one.start(), other.start()}
    return ends


def _stands_alone(text: str, match: re.Match[str], quantity: Quantity, quotations: Sequence[int]) -> bool:
    """Say whether a number with a unit is a quantity of its own: no part of a range, a dimension or a quotation.

    `quotations`: where quotation marks stand, in order.
    """
    before, end = text[max(0, match.start() - _REACH) : match.start()], match.end()
    low = _RANGE_BEFORE.search(before)
    if _LOW_BEFORE.search(before):
        return False
    if low and (low[2].isalpha() or (read_number(low[1]) or 0) < quantity.magnitude):
        return False
    if quantity.unit in _LENGTHS and (_FACTOR_BEFORE.search(before) or _FACTOR_AFTER.match(text, end)):
        return False
    if match["mark"] == '"':
        return bisect_left(quotations, match.start()) % 2 == 0
    spelled_in = match[0][-2:].casefold() == "in" and bool(match["gap"])
    return not spelled_in or _INCH_ENDS.match(text, end) is not None
