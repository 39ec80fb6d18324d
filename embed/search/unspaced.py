"""Queries in Chinese, Japanese and Korean get spaces where others have them; finds no bound and no denial itself."""

from __future__ import annotations

import re

from ...kg.scripts import HIRAGANA
from .bound_words import UNSPACED_AFTER, UNSPACED_BEFORE, UNSPACED_BETWEEN
from .denials import UNSPACED_DENIALS_AFTER, UNSPACED_DENIALS_BEFORE

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", ord("〜"): "~"}
_TEN_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,4}(?:\.\d{1,4})?) ?[万萬만]")
_LONGEST_UNIT = 8
_BOUND_AFTER = re.compile(
    rf"(?<=\d)(\s?[^\s\d]{{0,{_LONGEST_UNIT}}}?)(?:{UNSPACED_AFTER}|(?:{UNSPACED_BETWEEN})(?=\s?\d)|[の的])"
)
_BOUND_BEFORE = re.compile(rf"(?:{UNSPACED_BEFORE})(?=\s?\d)")
_DENIAL = re.compile(rf"(?<=[^\s{HIRAGANA}])(?:{UNSPACED_DENIALS_AFTER})|(?:{UNSPACED_DENIALS_BEFORE})")


def spaced(text: str) -> str:
    """Write digits in ASCII, ten thousands in digits, and spaces around words that bound and deny.

    >>> spaced("１万円以下のイヤホン、防水なし")
    '10000円 以下 のイヤホン、防水 なし '
    """
    plain = text.translate(_WIDE)
    plain = _TEN_THOUSANDS.sub(lambda found: str(round(float(found[1]) * 10_000)), plain)
    plain = _BOUND_AFTER.sub(lambda found: f"{found[1]} {found[0][len(found[1]) :]} ", plain)
    plain = _BOUND_BEFORE.sub(lambda found: f" {found[0]} ", plain)
    return _DENIAL.sub(lambda found: f" {found[0]} ", plain)
