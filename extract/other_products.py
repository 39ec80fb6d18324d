"""Where a text speaks of the shop's other products ("Also in red", "Weitere Farben: Rot"); knows no catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .accessories import is_this
from .sentence_forms.tables import table

SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|[)|\n。！？•]")
"""Where a sentence ends that names other products: it goes on behind a colon and within brackets."""
_STOP = re.compile(r"[.;:!?](?!\w)|[\n。！？]")


def other_products(text: str, words: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """Return where a text begins to speak of other products; `words` are its own with their places, in lower case."""
    named = {start for start, _ in table("others_follow").within(text, words)}
    versions = {place for found in table("other_version").within(text, words) for place in found}
    return tuple(sorted(named | versions))


def hints_of_others(words: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return the places of words, in lower case, without one of which near a value `is_of_another` does not hold."""
    another, unless_this = table("another_product").by_hint, table("another_unless_this").by_hint
    return tuple(start for start, word in words if word in another or word in unless_this)


def is_of_another(clause: str, after: str) -> bool:
    """Say whether the words around a value say it of something else.

    >>> is_of_another("auch in ", " erhältlich"), is_of_another("If it is ", ", try another one")
    (True, True)
    """
    before, behind = _STOP.split(clause)[-1], _STOP.split(after, maxsplit=1)[0]
    return bool(
        table("another_product").around(before, behind)
        or (table("another_unless_this").around(before, behind) and not is_this(clause))
    )
