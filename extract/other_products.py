"""Where a text speaks of the shop's other products ("Also in red", "Weitere Farben: Rot"); knows no catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .denial_words import ALSO, ALSO_FIRST, OTHER, OURS, TOO, VARIANTS, any_of

SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|[)|\n。！？•]")
"""Where such a sentence ends: it goes on behind a colon and within brackets."""
_ALSO = re.compile(
    rf"(?:{any_of(ALSO)}|(?:{any_of(OTHER)})\s+(?:{any_of(VARIANTS)})"
    rf"|(?:{any_of(TOO)})\s*:?\s+(?:(?:il|la|i|le)\s+)?(?:{any_of(OURS)}))(?!\w)",
    re.IGNORECASE,
)
_ALSO_FIRST = re.compile(
    rf"(?:{any_of(ALSO_FIRST)})(?!\w)(?!\s+(?:the|your|de[rnm]|eine[rm]|ihre[rnm]?|casa|cucina|cuisine)(?!\w))",
    re.IGNORECASE,
)
_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in (*ALSO, *ALSO_FIRST, *OTHER, *TOO))
_BEGINNING = re.compile(r"(?:^|[.!?;|\n•>*-])\s*$")
_ALSO_BEHIND = re.compile(r"(?<!\w)auch\s+(?:in|als|mit)\s+[^.;:!?\n]*$", re.IGNORECASE)
_SOLD = re.compile(r"[^.;:!?\n]*\s(?:erhältlich|lieferbar|verfügbar)(?!\w)", re.IGNORECASE)
_IN_OUR_SHOP = re.compile(
    r"[^.;:!?\n]*\s(?:finden sie|findest du|find|trouverez|trouveras|encontrará\w*|troverete|troverai|vindt u|vind je)"
    r"\s[^.;:!?\n]*(?<!\w)(?:unser\w*|our|notre|nos|nuestr\w+|nostr\w+|onze|noss\w+)(?!\w)",
    re.IGNORECASE,
)
_IF = re.compile(r"\s*(?:if|wenn|falls|si|se|als|caso)(?!\w)", re.IGNORECASE)
_OTHER = re.compile(
    r"[^.;!?\n]*,[^.;!?\n]*(?<!\w)(?:another|other|instead|rather|andere[nmrs]?|lieber|stattdessen|autres?|plutôt|otr[oa]s?"
    r"|altr[oaie]|piuttosto|outr[oa]s?|ander|andere|liever)(?!\w)",
    re.IGNORECASE,
)


def other_products(text: str, words: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return where a text begins to speak of other products; `words` are its own with their places, in lower case."""
    return tuple(
        start
        for start, word in words
        if word in _FIRST_WORDS
        and (
            _ALSO.match(text, start)
            or (_ALSO_FIRST.match(text, start) and _BEGINNING.search(text[max(0, start - 4) : start]))
        )
    )


def is_of_another(clause: str, after: str) -> bool:
    """Say whether the words around a value say it of something else.

    >>> is_of_another("auch in ", " erhältlich"), is_of_another("If it is ", ", try another one")
    (True, True)
    """
    if (_SOLD.match(after) and _ALSO_BEHIND.search(clause)) or _IN_OUR_SHOP.match(after):
        return True
    return bool(_IF.match(clause) and _OTHER.match(after))
