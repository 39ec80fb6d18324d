"""Every number a text writes, with the words it is written beside; does not ask what it measures.

Where `quantities` reads only what surely is one quantity, this reads all: each side of "4 3/4 x 2 3/8", both ends of
"16-24", the 7 of "G7", the 2 of "Dual Port". Which of them a column means is learned elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .quantities import NUMBER, read_number, unit_symbol
from .scripts import GLUED

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "single": 1, "dual": 2, "double": 2, "twin": 2,
    "pair": 2, "triple": 3, "trio": 3, "quad": 4, "quadruple": 4, "dozen": 12, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_FOUND = re.compile(rf"(?P<digits>{NUMBER})|\b(?P<word>{'|'.join(_WORDS)})\b", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    rf"[ \t-]{{0,2}}((?:fl\.? ?oz|sq\.? ?ft)\b|[^\W\d_{GLUED}]+|[{GLUED}]{{1,4}}|[\"″”%'′])", re.IGNORECASE
)
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+$")
_MARKS = {'"': "in", "″": "in", "”": "in", "'": "ft", "′": "ft", "x": "", "by": "", "X": ""}
_REACH = 20


class WrittenNumber(NamedTuple):
    """The number at `[start, end)`.

    `unit`: the symbol of the unit after it, else the word after it in lower case, "" where there is none; `unit_end`:
    where that ends. `glued`: the letters right before it ("g" in "G7").
    """

    start: int
    end: int
    magnitude: float
    unit: str
    unit_end: int
    glued: str


def written_numbers(text: str) -> list[WrittenNumber]:
    """Find all numbers of a text, in digits or words, in order; numbers with leading zeros are identifiers."""
    numbers = []
    for found in _FOUND.finditer(text):
        start, end = found.span()
        magnitude = float(_WORDS[found["word"].lower()]) if found["word"] else read_number(found["digits"])
        if magnitude is not None:
            after = _UNIT_AFTER.match(text[end : end + _REACH])
            before = _LETTERS_BEFORE.search(text[max(0, start - _REACH) : start])
            glued = before[0].lower() if before and found["digits"] else ""
            unit, length = _unit(after[1]) if after else ("", 0)
            unit_end = end + after.start(1) + length if after else end
            numbers.append(WrittenNumber(start, end, magnitude, unit, unit_end if unit else end, glued))
    return numbers


@lru_cache(maxsize=1 << 12)
def _unit(spelling: str) -> tuple[str, int]:
    """Return a unit and how many characters write it: of scripts without spaces the longest known unit, or one."""
    if not re.match(f"[{GLUED}]", spelling):
        return _MARKS[spelling] if spelling in _MARKS else unit_symbol(spelling) or spelling.lower(), len(spelling)
    beginnings = (spelling[:length] for length in range(len(spelling), 0, -1))
    return next(((unit, len(one)) for one in beginnings if (unit := unit_symbol(one))), (spelling[0], 1))
