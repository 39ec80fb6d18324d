"""Whether a text denies what it names ("nicht aus Carbon", "no laces", "PVC-frei"); knows no catalog.

A denial reaches what stands right behind it, some linking words and the items of a list apart ("sin parabenos ni
alcohol"). With a verb or adjective of having and fitting it reaches to the end of its clause ("No apto para piel
grasa"). German, Japanese and short notes deny behind ("für Leder nicht geeignet", "battery not included"). What a
sentence says of the shop's other products is denied of this one ("Also available in red").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from ..kg.denials import (
    ALSO,
    AND,
    AUXILIARIES,
    AVOID,
    BEFORE,
    BREAKS,
    CARRIERS,
    GONE,
    LINKS,
    NOT_NOW,
    ONLY,
    OR,
    RATHER,
    SUFFIXES,
    WITHOUT,
)
from .japanese_denial import is_denied_in_japanese

_REACH = 120
"""Characters on either side that are read."""
_RECENT_TEXTS = 256
_WIDE, _ITEM = 4, 2
"""Words between a verb of having and what it denies; words of an item of a list."""


def _any(phrases: Sequence[str]) -> str:
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    patterns = (re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in longest_first)
    return "|".join(re.sub(r"\\s\+de$", r"\\s+d(?:e|(?=['’]))", pattern) for pattern in patterns)


_NEGATED = rf"(?:{_any([*BEFORE, *NOT_NOW])})(?:\s+(?:{_any(AUXILIARIES)})){{0,2}}\s+(?:{_any(CARRIERS)})"
_DENIAL = re.compile(
    rf"(?P<twice>(?:{_any(NOT_NOW)})\s+(?:(?:{_any(AUXILIARIES)})\s+)?)?(?P<without>{_any(WITHOUT)})(?!\w)"
    rf"|(?:(?P<wide>{_NEGATED}|{_any(AVOID)})|{_any([*RATHER, *BEFORE])})(?!\w)|0\s?%",
    re.IGNORECASE,
)
_CARRIED = re.compile(rf"(?<!\w)(?:{_any(CARRIERS)})\s+(?:(?:sich|zich|wir)\s+)?$", re.IGNORECASE)
_BEHIND_VERBS = frozenset({"nicht", "pas", "niet"})
_FIRST_WORDS = frozenset({"0", *(phrase.split()[0] for phrase in (*WITHOUT, *RATHER, *AVOID, *NOT_NOW, *BEFORE))})
_WORD = re.compile(r"[\w'’]+")
_LACK = re.compile(rf"(?<!\w)(?:(?:{_any([*WITHOUT, *(BEFORE - {'no'})])})(?!\w)|(?:free|frei|vrij)$)", re.IGNORECASE)
"""Of names; "no" may be short for number."""
_LINKING = re.compile(rf"\s*['’]?(?:(?:{_any(LINKS)})\s+|[dl]['’])*", re.IGNORECASE)
_LISTED = re.compile(rf"\s*,\s*(?:(?P<end>{_any(OR)})\s+)?|\s+(?P<or>{_any(OR)})\s+", re.IGNORECASE)
_AND = re.compile(rf"\s+(?:{_any(AND)})\s+", re.IGNORECASE)
_LIST_GOES_ON = re.compile(rf"(?:\s*,\s*[\w'’-]+(?:\s+[\w'’-]+)?)*\s*,?\s+(?:{_any(OR)})\s", re.IGNORECASE)
_TURNED = re.compile(rf"(?<!\w)(?:{_any(ONLY)})(?!\w)", re.IGNORECASE)
_BREAK = re.compile(rf"(?<!\w)(?:{_any(BREAKS)})(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?;:](?=\s|$)|[()|\n。！？•]")
_ENDING = re.compile(
    rf"(?:-(?:{'|'.join(ending.strip('-') for ending in sorted(SUFFIXES))})|\s(?:free|frei))(?!\w)", re.IGNORECASE
)
_GONE = re.compile(
    r"(?:\s+[\w'’-]+)?(?:\s+(?:is|are|ist|sind|est|sont|es|son|está|están|è|sono|é|são|zijn))?"
    rf"\s+\(?(?:{_any(GONE)})(?=\s*(?:[.,;:!?)\n]|$))",
    re.IGNORECASE,
)
_ALSO = re.compile(rf"(?:{_any(ALSO)})(?!\w)", re.IGNORECASE)
_ALSO_FIRST = frozenset(phrase.split()[0] for phrase in ALSO)
_GONE_FIRST = frozenset(phrase.split()[0] for phrase in GONE)
_ALSO_BEHIND = re.compile(r"(?<!\w)auch\s+(?:in|als|mit)\s+[^.;:!?\n]*$", re.IGNORECASE)
_SOLD = re.compile(r"[^.;:!?\n]*\s(?:erhältlich|lieferbar|verfügbar)(?!\w)", re.IGNORECASE)
_IF = re.compile(r"\s*(?:if|wenn|falls|si|se|als|caso)(?!\w)", re.IGNORECASE)
_OTHER = re.compile(
    r"[^.;!?\n]*,[^.;!?\n]*(?<!\w)(?:another|other|instead|rather|andere[nmrs]?|lieber|stattdessen|autres?|plutôt|otr[oa]s?"
    r"|altr[oaie]|piuttosto|outr[oa]s?|ander|andere|liever)(?!\w)",
    re.IGNORECASE,
)


Reach = Literal["wide", "joined", "turned", ""]


@dataclass(frozen=True, slots=True)
class _Denial:
    """What denies at `[start, end)`.

    `reach`: "wide", to the end of its clause; "joined", over an "and"; "turned", which denies nothing; else "".
    """

    start: int
    end: int
    reach: Reach


class _Reading(NamedTuple):
    """What denies in a text, where it names the shop's other products, and where its sentences end."""

    denials: tuple[_Denial, ...]
    others: tuple[int, ...]
    ends: tuple[int, ...]
    may_be_gone: bool


def is_denied(text: str, start: int, end: int) -> bool:
    """Say whether the words around the characters `[start, end)` deny them, or say them of another product."""
    reading = _read(text)
    before = bisect_right(reading.ends, start)
    begin = max(start - _REACH, reading.ends[before - 1] if before else 0)
    after = text[end : end + _REACH]
    return (
        any(begin <= one.start < start and _reaches(one, text, start, after) for one in reading.denials)
        or bool(_ENDING.match(after) or (reading.may_be_gone and _GONE.match(after)))
        or any(begin <= other < start for other in reading.others)
        or _is_of_another(text[begin:start], after)
        or is_denied_in_japanese(text[max(0, start - 3) : start], after)
    )


@lru_cache(maxsize=_RECENT_TEXTS)
def _read(text: str) -> _Reading:
    words = [(found.start(), found[0].casefold().replace("’", "'")) for found in _WORD.finditer(text)]
    denials: list[_Denial] = []
    for start, word in words:
        if word in _FIRST_WORDS and not (denials and start < denials[-1].end):
            denials += _denial_at(text, start)
    others = tuple(start for start, word in words if word in _ALSO_FIRST and _ALSO.match(text, start))
    return _Reading(
        tuple(denials),
        others,
        tuple(found.end() for found in _SENTENCE_END.finditer(text)),
        any(word in _GONE_FIRST for _, word in words),
    )


@lru_cache(maxsize=1 << 12)
def names_a_lack(attribute: str) -> bool:
    """Say whether an attribute, by its name, lists what products do not have ("Sin", "Free from")."""
    return bool(_LACK.search(attribute))


def _denial_at(text: str, start: int) -> list[_Denial]:
    found = _DENIAL.match(text, start)
    if found is None or text[max(0, start - 1) : start] in (".", ","):
        return []
    carried = found[0].casefold() in _BEHIND_VERBS and _CARRIED.search(text[max(0, start - _REACH) : start])
    reach: Reach = (
        "turned" if found["twice"] else "wide" if found["wide"] or carried else "joined" if found["without"] else ""
    )
    return [_Denial(found.start(), found.end(), reach)]


def _reaches(denial: _Denial, text: str, start: int, after: str) -> bool:
    """Say whether a denial reaches the value at `start`; `after`: what stands behind the value."""
    between = text[denial.end : start]
    if denial.end > start:
        return denial.reach == "wide"
    if denial.reach == "turned" or _TURNED.search(between) or not re.match(r"[\s'’]|$", between):
        return False
    if denial.reach == "joined" and _is_joined(between):
        return True
    separators = list(_LISTED.finditer(between))
    first, *items, last = [part.strip() for part in _cut(between, separators)] if separators else ["", between]
    room = _WIDE if denial.reach == "wide" else 0
    if not separators:
        return not _BREAK.search(last) and _words_of(last) <= room
    goes_on = bool(separators[-1]["or"] or separators[-1]["end"] or _LIST_GOES_ON.match(after))
    listed = all(1 <= _words_of(item) <= _ITEM for item in items) and 1 <= _words_of(first) <= max(_ITEM, room)
    return goes_on and listed and not _BREAK.search(between) and _words_of(last) <= room // 2


def _is_joined(between: str) -> bool:
    """Say whether one item and an "and" stand between: "libre de parabenos y"."""
    found = _AND.search(between)
    return bool(found and found.end() == len(between) and 1 <= _words_of(between[: found.start()]) <= _ITEM)


def _cut(between: str, separators: Sequence[re.Match[str]]) -> list[str]:
    starts, ends = [0, *(one.end() for one in separators)], [*(one.start() for one in separators), len(between)]
    return [between[start:end] for start, end in zip(starts, ends, strict=True)]


def _words_of(part: str) -> int:
    """Count the words that are no linking words at the beginning of a part."""
    linking = _LINKING.match(f"{part.strip()} ")
    return len(re.findall(r"\S+", part.strip()[linking.end() if linking else 0 :]))


def _is_of_another(clause: str, after: str) -> bool:
    """Say whether a sentence says it of something else: "auch in Rot erhältlich", "if it is dry, try another"."""
    if _SOLD.match(after) and _ALSO_BEHIND.search(clause):
        return True
    return bool(_IF.match(clause) and _OTHER.match(after))
