"""Where a text says of a thing that it comes apart, or is sold no more; knows no catalog.

With a verb that is said of all that its clause has named before ("The red belt of cotton is not included"), without
one of the noun right before it ("jeans in blue, not included").
"""

from __future__ import annotations

import re

from .denial_words import AND, APART, APART_VERBS, BREAKS, COPULAS, HAVING, PLURALS, SOLD_OUT, WITH, any_of

_IN_BRACKETS = r"(?:[^.;:!?()\n]*\))?"
_SUBJECT = rf"(?P<between>{_IN_BRACKETS}(?:[^.,;:!?()\n•|]|\([^()\n]*\))*?)"
"""What may stand behind a value before the verb; the value itself may stand in brackets."""
_WITH_VERB = re.compile(
    rf"{_SUBJECT}\s+(?P<verb>(?:{any_of(COPULAS)})\s+(?:[\w'’-]+\s+){{0,2}}?(?:{any_of([*APART, *SOLD_OUT])})"
    rf"|(?:{any_of(APART_VERBS)}))(?!\w)",
    re.IGNORECASE,
)
_WITHOUT_VERB = re.compile(
    rf"(?P<between>{_IN_BRACKETS}(?:\s+\([^()\n]*\))?(?:\s+[\w'’-]+){{0,2}}?)\s*,?\s+\(?(?P<verb>{any_of(APART)})"
    r"(?=\s*(?:[.,;:!?)\n]|$))",
    re.IGNORECASE,
)
_ANOTHER_CLAUSE = re.compile(rf"(?<!\w)(?:{any_of([*BREAKS, *COPULAS, *HAVING])})(?!\w)", re.IGNORECASE)
_AND = re.compile(rf"(?<!\w)(?:{any_of(AND)})(?!\w)", re.IGNORECASE)
_PLURAL = re.compile(rf"(?<!\w)(?:{any_of(PLURALS)})(?!\w)|(?:os|as|us|ses|ies)$", re.IGNORECASE)
THIS = re.compile(
    r"(?<!\w)(?:this|these|diese[rnms]?|cet|cette|ces|est[ea]|estos|estas|quest[oaie]|deze|dit)\s[^.,;:!?\n]*$",
    re.IGNORECASE,
)
"""What begins the name of the product itself."""
_WITH = re.compile(rf"(?<!\w)(?:{any_of(WITH)})(?!\w)", re.IGNORECASE)
_ANY = re.compile(rf"(?<!\w)(?:{any_of([*APART, *APART_VERBS, *SOLD_OUT])})(?!\w)", re.IGNORECASE)


_DELIVERY = (
    r"(?:includ\w+|incl|suppl(?:y|ied)|provided|comes?|delivered|sold|shipp\w+|ships|enthalten|inbegriffen|inklusive|inkl"
    r"|\w*liefer\w*|dabei|verkauft|inclu\w*|fourni\w*|compri[sm]\w*|livr\w+|vend\w+|suministr\w+|entreg\w+|vienen?"
    r"|compres\w+|fornit\w+|consegn\w+|inbegrepen|\w*gelever\w*|verkocht|fornec\w+|acompanh\w+)(?!\w)"
)
_DELIVERED, _DELIVERED_BEFORE, _DELIVERED_BEHIND = (
    re.compile(pattern, re.IGNORECASE)
    for pattern in (rf"(?<!\w){_DELIVERY}", rf"(?<!\w){_DELIVERY}\s+$", rf"\s+\(?(?:[\w'’-]+\s+)?{_DELIVERY}")
)


def denies_delivery(text: str, start: int, end: int, attribute: str) -> bool:
    """Say whether words that deny something at `[start, end)` say only that it is not delivered or sold with a product.

    For an attribute that is of that itself they say no.

    >>> denies_delivery("Batteries not included", 0, 22, "Batteries required")
    True
    """
    if _DELIVERED.search(attribute):
        return False
    return bool(
        _DELIVERED.search(text, start, end)
        or _DELIVERED_BEFORE.search(text[:start])
        or _DELIVERED_BEHIND.match(text, end)
    )


def places_of_accessories(text: str) -> tuple[int, ...]:
    """Return where a text says of anything that it comes apart."""
    return tuple(found.start() for found in _ANY.finditer(text))


def is_apart(before: str, after: str) -> bool:
    """Say whether what stands around a value says of the thing that has it that it is not part of the product.

    >>> is_apart("The red ", " belt is not included."), is_apart("A red ", " dress, belt not included.")
    (True, False)
    """
    if THIS.search(before):
        return False
    found = _WITH_VERB.match(after)
    if found and not _parts(found):
        return True
    found = _WITHOUT_VERB.match(after)
    return bool(found and not _parts(found) and not _WITH.search(found["between"]))


def _parts(found: re.Match[str]) -> bool:
    """Say whether something between a value and the verb parts them; with one of many things an "and" does not."""
    between = re.sub(r"\([^()]*\)|^[^()]*\)", " ", found["between"])
    if _PLURAL.search(found["verb"]):
        between = _AND.sub(" ", between)
    return bool(_ANOTHER_CLAUSE.search(between))
