"""Whether a text denies what it names ("nicht aus Carbon", "no laces", "PVC-frei"); knows no catalog."""

from __future__ import annotations

import re

from ..kg.denials import BEFORE, SUFFIXES

_LINKS = r"an?|any|aus|con|d|da|del?|de[rs]|d[iu]|een?|e|from|ganz|in|made|mit|of|une?|van|von|with"
"""Words that may stand between a denial and what it denies."""
_REACH = 40
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(map(re.escape, sorted(BEFORE)))})\s+(?:(?:{_LINKS})\s+){{0,2}}|instead of\s+)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:-(?:{'|'.join(ending.strip('-') for ending in sorted(SUFFIXES))})|\s(?:free|frei))(?!\w)",
    re.IGNORECASE,
)


def is_denied(text: str, start: int, end: int) -> bool:
    """Say whether the words right before or behind the characters `[start, end)` deny them."""
    return bool(_BEFORE.search(text[max(0, start - _REACH) : start]) or _AFTER.match(text, end))
