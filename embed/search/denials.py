"""What a query does not want: values behind "not", "without" or before "-free"; knows no bound and no wish."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ...extract.matching import Found
from .places import Span, overlaps, place_of

Values = Callable[[str], Sequence[Found]]
"""Finds the values that a text names."""

_DENIAL = re.compile(
    r"(?<!\w)(?:but not|not|no|non|without|except(?: for)?|excluding|neither|kein\w{0,2}|nicht|ohne|sans|sin|senza)"
    r"(?!\w)|(?<=[-\s])free(?!\w)",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"(?<!\w)(?:without|no|ohne|sans|sin)\s+(?P<word>\w+)", re.IGNORECASE)
_FILLER = re.compile(r"[\s,]*(?:(?:any|made|of|in|a|an|the|added|color|colour)[\s,]+)*", re.IGNORECASE)
_ALSO = re.compile(r"\s*(?:,|,?\s*(?:(?P<or>or|nor|oder|noch|ou|ni|o)|and|und|et|y)\s)\s*", re.IGNORECASE)


def with_free(text: str, values: Values) -> str:
    """Write "without BPA" as "BPA-free", where that is a value and "BPA" is none."""

    def free(match: re.Match[str]) -> str:
        written = f"{match['word']}-free"
        known = any(place_of(one) == (0, len(written)) for one in values(written))
        return written if known and not values(match[0]) and not values(match["word"]) else match[0]

    return _WITHOUT.sub(free, text)


def denied_values(text: str, values: Values, bounded: Sequence[Span], named: Sequence[Span]) -> dict[Found, Span]:
    """Return the values that a text denies, each with the characters that do so.

    A denial inside a bound ("not over 50 g") or a value that is `named` so ("no additives") denies nothing.
    """
    denials = [match for match in _DENIAL.finditer(text) if not overlaps(match.span(), [*bounded, *named])]
    if not denials:
        return {}
    masked = text
    for match in denials:
        masked = masked[: match.start()] + "·" * len(match[0]) + masked[match.end() :]
    behind: dict[Found, Span] = {}
    meant = [one for one in values(masked) if one.extractor != "rule" and not overlaps(place_of(one), bounded)]
    for one in sorted(meant, key=place_of):
        if place := _denied(text, one, denials) or _denied_too(text, one, behind):
            behind[one] = place
    return behind


def _denied(text: str, one: Found, denials: Sequence[re.Match[str]]) -> Span | None:
    for match in denials:
        if match[0].lower() == "free" and one.end <= match.start() and not text[one.end : match.start()].strip(" -"):
            return one.start, match.end()
        if match.end() <= one.start and _FILLER.fullmatch(text[match.end() : one.start]):
            return match.start(), one.end
    return None


def _denied_too(text: str, one: Found, behind: Mapping[Found, Span]) -> Span | None:
    """Carry a denial on: "not red or blue", "without leather and nylon"."""
    for other, (start, _) in behind.items():
        also = _ALSO.fullmatch(text[other.end : one.start])
        if also and (one.attribute == other.attribute or also["or"]):
            return start, one.end
    return None
