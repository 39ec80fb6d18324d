"""Lengths in a row that letters or names label ("H 82 cm, W 45 cm", "B x H x T: 28 x 169 x 41 cm"); knows no catalog.

The labels stand before or behind each number, or all together before or behind the numbers. What a letter says differs
by language: "L" is a length or, in Italian and Portuguese, a width. The other letters of its row tell some of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import methodcaller
from typing import NamedTuple

from ..kg.quantities import NUMBER, Quantity, read_number, unit_symbol
from ..kg.scripts import HAN, HANGUL, HIRAGANA, KATAKANA
from .matching import word_keys
from .properties import lengths, measures_a_part, property_of

_LETTERS = {
    "H": ("height",), "W": ("width",), "B": ("width",), "l": ("width",), "T": ("depth",), "P": ("depth",),
    "D": ("depth", "diameter"), "L": ("length", "width"), "A": ("height", "width"),
}  # fmt: skip
"""What a letter may say, from English, German, French, Spanish, Italian, Dutch and Portuguese."""
_FEWEST, _MOST = 2, 6
_SHORTEST_ABBREVIATION = 4
_GAP = 32
"""Characters at most between labels and the numbers that they are of."""
_EAST = HAN + HIRAGANA + KATAKANA + HANGUL
_SPACE, _NO_LETTER_BEFORE = "[ \u00a0]", rf"(?<![^\W_{_EAST}])"
_TIMES = rf"{_SPACE}?[x×*·/]{_SPACE}?"
_UNIT = rf"(?:mm|cm|m|in|ft|毫米|厘米|公分|米|ミリ|センチ|мм|см|м|[\"″”])(?![^\W\d_x×{_EAST}])"
_LENGTH = rf"(?P<number>{NUMBER})(?:{_SPACE}?(?P<unit>{_UNIT}))?"
_LETTER, _HAN_WORD = "[HWBDTLPAl]", f"[{HAN}][{HAN}さき]{{0,2}}"
_WORD = rf"(?:{_NO_LETTER_BEFORE}[^\W\d_{_EAST}]{{2,14}}\.?|{_HAN_WORD})"
_BEFORE = re.compile(
    rf"(?P<key>(?:{_NO_LETTER_BEFORE}|(?<=\d[x×*])){_LETTER}|{_WORD})(?P<gap>{_SPACE}?[:=.：]?{_SPACE}?){_LENGTH}"
    rf"(?![.,]?\d|[^\W\dx×_{_EAST}])"
)
_AFTER = re.compile(rf"(?<![\w.,]){_LENGTH}(?P<gap>{_SPACE}?\(?)(?P<key>{_LETTER}|{_WORD})(?!\w)")
_BETWEEN = re.compile(rf"\)?{_SPACE}*(?:[x×*,;/|、，–-]|by|und|and|et|y|e|en)?{_SPACE}*", re.IGNORECASE)
_LABELS = re.compile(
    rf"{_NO_LETTER_BEFORE}{_LETTER}(?:(?:{_TIMES}|-){_LETTER}){{1,2}}(?![^\W_{_EAST}])"
    rf"|{_HAN_WORD}(?:{_TIMES}{_HAN_WORD}){{1,2}}|[长長宽寬高深幅]{{2,3}}"
    rf"|{_WORD}(?:(?:{_SPACE}?[×*/]|{_SPACE}x){_SPACE}?{_WORD}){{1,2}}"
)
_LABEL = re.compile(rf"[长長宽寬高深幅](?=[长長宽寬高深幅])|{_HAN_WORD}|(?!x(?!\w))[^\W\d_x×{_EAST}]{{2,14}}|{_LETTER}")
_PLAIN = r"\d{1,5}(?:[.,]\d{1,3})?"
_NUMBERS = re.compile(
    rf"{_NO_LETTER_BEFORE}(?<![.,/])(?:{_PLAIN}(?:{_SPACE}?{_UNIT})?{_TIMES}){{1,2}}{_PLAIN}(?:{_SPACE}?{_UNIT})?"
    rf"(?![.,]?\d|{_TIMES}\d)"
)
_ONE_NUMBER = re.compile(rf"(?P<number>{_PLAIN})(?:{_SPACE}?(?P<unit>{_UNIT}))?")
_TO_NUMBERS = re.compile(
    rf"{_SPACE}?[)\]）]?{_SPACE}?(?:[(\[（,]?{_SPACE}?(?:in{_SPACE})?(?P<unit>{_UNIT})[)\]）]?)?{_SPACE}?[:：=]?{_SPACE}?"
    rf"(?:(?:ca|約|约|approx|aprox|env)\.?{_SPACE}?)?"
)
_TO_LABELS = re.compile(rf"{_SPACE}?[,(\[（]?{_SPACE}?")
_UNIT_BEHIND = re.compile(
    rf"\)?{_SPACE}?(?:(?P<unit>{_UNIT})|[(\[（](?:[^\W\d_]{{1,12}}{_SPACE}){{0,3}}(?P<in_brackets>{_UNIT})[)\]）])"
)
_UNIT_BEFORE = re.compile(rf"(?:in{_SPACE}|[(\[（])(?P<unit>{_UNIT})[)\]）]?{_SPACE}?[:：]{_SPACE}?$")


class Dimension(NamedTuple):
    """The characters `[start, end)` give one of several lengths, labelled as `label`; `row`: where these begin.

    `names`: what the label may say: height, width, depth, length, diameter or thickness.
    """

    start: int
    end: int
    row: int
    label: str
    names: frozenset[str]
    quantity: Quantity


class _Labelled(NamedTuple):
    label: str
    start: int
    end: int
    number: str
    unit: str | None


def find_dimensions(text: str) -> list[Dimension]:
    """Return the lengths of every row of at least two that are labelled, each label once, in order of place.

    A unit at the end of a row or before it is that of all in it that have none. Of rows that share a number, the
    longest counts.
    """
    rows = [row for found in (_rows(text, _BEFORE), _rows(text, _AFTER), _labelled_together(text)) for row in found]
    kept: list[Dimension] = []
    ends: list[int] = []
    for row in sorted(filter(None, rows), key=lambda row: (-len(row), row[0].start)):
        place = bisect_left(ends, row[0].start + 1)
        if place == len(kept) or row[-1].end <= kept[place].start:
            kept[place:place] = row
            ends[place:place] = [one.end for one in row]
    return kept


def _rows(text: str, pattern: re.Pattern[str]) -> Iterator[list[Dimension]]:
    """Iterate the rows in which a label stands beside each number."""
    row: list[re.Match[str]] = []
    for one in pattern.finditer(text):
        if not _names_of(one["key"]):
            continue
        if row and not _continues(text, row[-1], one):
            yield _read(text, row[0].start(), row[-1].end(), [_labelled(one) for one in row])
            row = []
        row.append(one)
    if row:
        yield _read(text, row[0].start(), row[-1].end(), [_labelled(one) for one in row])


def _continues(text: str, last: re.Match[str], one: re.Match[str]) -> bool:
    """Say whether a label with its number goes on with a row, written in the same way ("A4, L 30 cm" is none)."""
    return bool(last["gap"]) == bool(one["gap"]) and _BETWEEN.fullmatch(text, last.end(), one.start()) is not None


def _labelled(one: re.Match[str]) -> _Labelled:
    end = one.end("number") if one["unit"] is None else one.end("unit")
    return _Labelled(one["key"], one.start("number"), end, one["number"], one["unit"])


def _labelled_together(text: str) -> Iterator[list[Dimension]]:
    """Iterate the rows whose labels stand together, before or behind the numbers."""
    labels = [one for one in _LABELS.finditer(text) if all(map(_names_of, _LABEL.findall(one[0])))]
    numbers = list(_NUMBERS.finditer(text)) if labels else []
    for one in labels:
        behind = bisect_left(numbers, one.end(), key=methodcaller("start"))
        for place, pattern in ((behind, _TO_NUMBERS), (behind - 1, _TO_LABELS)):
            if 0 <= place < len(numbers):
                row = numbers[place]
                begin, end = (one.end(), row.start()) if place == behind else (row.end(), one.start())
                gap = pattern.fullmatch(text, begin, end) if end - begin <= _GAP else None
                if gap:
                    yield _together(text, one, row, gap.groupdict().get("unit"))


def _together(text: str, labels: re.Match[str], row: re.Match[str], unit: str | None) -> list[Dimension]:
    found = list(_ONE_NUMBER.finditer(text, row.start(), row.end()))
    names = _LABEL.findall(labels[0])
    if len(found) != len(names):
        return []
    parts = [
        _Labelled(name, one.start(), one.end(), one["number"], one["unit"] or unit)
        for name, one in zip(names, found, strict=True)
    ]
    return [one._replace(row=min(labels.start(), one.row)) for one in _read(text, row.start(), row.end(), parts)]


def _read(text: str, start: int, end: int, row: Sequence[_Labelled]) -> list[Dimension]:
    """Return what the characters `[start, end)` say if they are a row with units, else nothing."""
    names = _apart([one.label for one in row]) if _FEWEST <= len(row) <= _MOST else []
    if not names or not all(names):
        return []
    unit = row[-1].unit or _unit_around(text, start, end)
    units = [_symbol(one.unit or unit or "") for one in row]
    numbers = [read_number(one.number) for one in row]
    if not all(units) or None in numbers:
        return []
    return [
        Dimension(one.start, one.end, start, one.label, meant, Quantity(float(number or 0), str(symbol)))
        for one, meant, number, symbol in zip(row, names, numbers, units, strict=True)
    ]


def _unit_around(text: str, start: int, end: int) -> str | None:
    behind = _UNIT_BEHIND.match(text, end)
    before = None if behind else _UNIT_BEFORE.search(text[max(0, start - _GAP) : start])
    return before["unit"] if before else behind and (behind["unit"] or behind["in_brackets"])


@lru_cache(maxsize=1 << 8)
def _symbol(unit: str) -> str | None:
    return unit_symbol(unit)


def _apart(labels: Sequence[str]) -> list[frozenset[str]]:
    """Return what each label of a row may say if no two say the same; nothing for those that are left with nothing."""
    names = [_names_of(label) for label in labels]
    if len(labels) > _FEWEST:
        names = [meant - {"diameter"} if len(meant) > 1 else meant for meant in names]
    sure = [name for meant in names if len(meant) == 1 for name in meant]
    if len(set(sure)) < len(sure) or len(set(labels)) < len(labels) or ("l" in labels and "L" not in labels):
        return [frozenset()]
    return [meant if len(meant) == 1 else meant.difference(sure) for meant in names]


@lru_cache(maxsize=1 << 12)
def _names_of(label: str) -> frozenset[str]:
    """Return what a label may say, nothing for another word."""
    if len(label) == 1 and label in _LETTERS:
        return frozenset(_LETTERS[label])
    keys = word_keys(label)
    named = {one.name for key in keys if (one := property_of(key)) in lengths() and one and not measures_a_part(key)}
    if named or len(keys) != 1 or len(keys[0]) < _SHORTEST_ABBREVIATION - label.endswith("."):
        return frozenset(named if len(named) == 1 else ())
    return frozenset(one.name for one in lengths() if any(name.startswith(keys[0]) for name in one.names))
