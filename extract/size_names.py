"""The words that letters of sizes are short for ("extra large" of XL), and where they say a size; knows no catalog.

"Small" is a size where it stands alone, in a title's last part or behind the word "size"; a "small platform" has none.
"""

from __future__ import annotations

import re

_NAMES = {
    "xxs": "extra extra small",
    "xs": "extra small",
    "s": "small",
    "m": "medium",
    "l": "large",
    "xl": "extra large",
    "xxl": "extra extra large",
}
_WORDS = frozenset(_NAMES.values())
_BEGINS = re.compile(
    r"(?:^|[-–—,(|/:•*\n]\s*|(?<!\w)(?:sizes?|größen?|gr\.|tailles?|tallas?|taglia|maat|tamanho)\s+)$", re.IGNORECASE
)
_ENDS = re.compile(r"\s*(?:[.,;!)|/\n•]|[-–—]\s|$)")


def size_name(surface: str) -> str | None:
    """Return the words that a size is short for, `None` for any other value.

    >>> size_name("XL"), size_name("42")
    ('extra large', None)
    """
    return _NAMES.get(surface.casefold())


def is_no_size(text: str, start: int, end: int, value: str) -> bool:
    """Say whether the characters `[start, end)` only look like the word that a size is short for.

    >>> is_no_size("Small platform", 0, 5, "S"), is_no_size("Jersey - small", 9, 14, "S")
    (True, False)
    """
    quote = " ".join(text[start:end].casefold().replace("-", " ").split())
    if quote not in _WORDS or quote == value.casefold():
        return False
    ends = _ENDS.match(text, end)
    return ends is None or not (ends.end() == len(text) or _BEGINS.search(text[:start]))
