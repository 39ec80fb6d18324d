"""Where a text says of a thing that it comes apart, or is sold no more; knows no catalog.

With a verb that is said of all that its clause has named before ("The red belt of cotton is not included"), without
one of the noun right before it ("jeans in blue, not included").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .sentence_forms.tables import names, table

_WORD_BEFORE = re.compile(r"[\w'’-]+\s+$")
_WORDS_BEHIND = re.compile(r"\s+\(?(?:[\w'’-]+\s+)?[\w'’-]+")
_REACH = 60


def denies_delivery(text: str, start: int, end: int, attribute: str) -> bool:
    """Say whether words that deny something at `[start, end)` say only that it is not delivered or sold with a product.

    For an attribute that is of that itself they say no.

    >>> denies_delivery("Batteries not included", 0, 22, "Batteries required")
    True
    """
    delivery = names("delivery")
    if delivery.search(attribute):
        return False
    before, behind = _WORD_BEFORE.search(text, max(0, start - _REACH), start), _WORDS_BEHIND.match(text, end)
    return bool(delivery.search(text, before.start() if before else start, behind.end() if behind else end))


def hints_of_accessories(words: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return the places of words, in lower case, without one of which behind a value `is_apart` does not hold."""
    apart = table("apart").by_hint
    return tuple(start for start, word in words if word in apart)


def is_this(before: str) -> bool:
    """Say whether words begin the name of the product itself.

    >>> is_this("With this "), is_this("With this bag, the ")
    (True, False)
    """
    return table("this").around(before, "") is not None


def is_apart(before: str, after: str) -> bool:
    """Say whether what stands around a value says of the thing that has it that it is not part of the product.

    >>> is_apart("The red ", " belt is not included."), is_apart("A red ", " dress, belt not included.")
    (True, False)
    """
    return table("apart").around("", after) is not None and not is_this(before)
