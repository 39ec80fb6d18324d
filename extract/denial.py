"""Whether a text denies what it names ("nicht aus Carbon", "no laces", "PVC-frei"); knows no catalog.

A denial reaches what stands right behind it, some linking words and the items of a list apart ("sin parabenos ni
alcohol"), and what a noun that it denies is made of ("keine Füße aus Metall"). With a verb or adjective of having and
fitting it reaches to the end of its clause ("No apto para piel grasa"). German, Japanese and short notes deny behind
("für Leder nicht geeignet", "battery not included"). What a sentence says of the shop's other products, or compares
this one with, is denied of it ("Also available in red", "leichter als Stahl"), and so are what a question asks
("Red?"), a use that it is too much for ("too warm for summer") and what it says of a thing that comes apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Literal, NamedTuple

from .accessories import hints_of_accessories, is_apart, is_this
from .chinese_denial import denial_in_chinese, is_other_in_chinese
from .denial_words import (
    AND,
    AUXILIARIES,
    AVOID,
    BEFORE,
    BREAKS,
    CARRIERS,
    COMPARABLE,
    GERMAN,
    GONE,
    LINKS,
    NONE,
    NOT_NOW,
    OF,
    ONLY,
    OR,
    PARTS,
    RATHER,
    SUFFIXES,
    WITH,
    WITHOUT,
    YES,
    any_of,
)
from .japanese_denial import denial_in_japanese, is_other_in_japanese
from .other_products import SENTENCE_END, hints_of_others, is_of_another, other_products

_REACH = 120
"""Characters on either side that are read."""
_NEAR = 24
"""Characters on either side that are read of scripts without spaces."""
_RECENT_TEXTS = 256
_WIDE, _ITEM = 4, 2
"""Words between a verb of having and what it denies; words of an item of a list."""


_NEGATED = rf"(?:{any_of([*BEFORE, *NOT_NOW])})(?:\s+(?:{any_of(AUXILIARIES)})){{0,2}}\s+(?:{any_of(CARRIERS)})"
_DENIAL = re.compile(
    rf"(?P<twice>(?:{any_of(NOT_NOW)})\s+(?:(?:{any_of(AUXILIARIES)})\s+)?)?(?P<without>{any_of(WITHOUT)})(?!\w)"
    rf"|(?:(?P<wide>{_NEGATED}|{any_of(AVOID)})|(?P<rather>{any_of(RATHER)})"
    rf"|(?P<none>{any_of(NONE)}|pas(?=\s+d(?:e\s|['’])))|{any_of(BEFORE)})(?!\w)|0\s?%",
    re.IGNORECASE,
)
_CARRIED = re.compile(rf"(?<!\w)(?:{any_of(CARRIERS)})\s+(?:(?:sich|zich|wir)\s+)?$", re.IGNORECASE)
_BEHIND_VERBS = frozenset({"nicht", "pas", "niet"})
_FIRST_WORDS = frozenset({"0", *(phrase.split()[0] for phrase in (*WITHOUT, *RATHER, *AVOID, *NOT_NOW, *BEFORE))})
_WORD = re.compile(r"[\w'’]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_COMPARED = {
    "als": re.compile(r"(?<!\w)(?!(?:aber|oder|immer|wieder|weiter|unter|über|dieser|jeder|[ms]?einer|unser)\s)"
                      rf"(?:[a-zäöüß]{{3,}}|(?:{'|'.join(stem.capitalize() for stem in COMPARABLE)}))er\s$"),
    "than": re.compile(r"\w\s$"),
    "que": re.compile(r"(?<!\w)(?:plus|moins|aussi|más|menos|mais|tan|tão)\s+[\w'’-]+\s(?:do\s)?$", re.IGNORECASE),
    "como": re.compile(r"(?<!\w)(?:tan|tão)\s+[\w'’-]+\s$", re.IGNORECASE),
    "dan": re.compile(r"(?<!\w)(?:[a-z]{3,}|[A-Z][a-z]{2,})er\s$"),
    "wie": re.compile(r"(?<!\w)(?:eben)?so\s+[\w'’-]+\s$", re.IGNORECASE),
    "as": re.compile(r"(?<!\w)as\s+(?!(?:well|soon|long|far|much|many|little)\s)[\w'’-]+\s"
                     r"(?:(?:to|in|on)\s+(?:the\s+)?[\w'’-]+\s)?$", re.IGNORECASE),
}  # fmt: skip
"""What stands before the words behind which something is only compared ("leichter als Stahl", "as hard as steel")."""
_EXCESS = re.compile(
    r"(?:too\s+(?-i:[a-z-]+)\s+for|zu\s+(?-i:[a-zäöüß]+)(?<!en)\s+für|trop\s+\w+\s+pour|demasiad\w+\s+\w+\s+para"
    r"|troppo\s+\w+\s+per|te\s+(?-i:[a-z]+)(?<!en)\s+voor)(?!\w)",
    re.IGNORECASE,
)
"""What says that a thing does not serve a use ("too warm for the summer")."""
_EXCESS_WORDS = frozenset({"too", "zu", "trop", "demasiado", "demasiada", "demasiados", "demasiadas", "troppo", "te"})
_QUESTION_MARK = re.compile("[?？]")
_QUESTION = re.compile(r"(?:[^.;:!?。！？\n]|[.:](?=\S))*(?P<mark>\?(?=\s+[^\W\da-zà-ÿ]|\s*(?:[|(<•*\n-]|$))|？)")
"""What goes on to a question mark: in a broken text one may stand for any character, but no capital follows then."""
_YES = re.compile(rf"[\s\n]*(?:{any_of(YES)})(?!\w)", re.IGNORECASE)
_DENIED = re.compile(rf"(?<!\w)(?:{any_of([*BEFORE, *NOT_NOW])})\s+$", re.IGNORECASE)
_LACK = re.compile(rf"(?<!\w)(?:(?:{any_of([*WITHOUT, *(BEFORE - {'no'})])})(?!\w)|(?:free|frei|vrij)$)", re.IGNORECASE)
"""Of names; "no" may be short for number."""
_LINKING = re.compile(rf"\s*['’]?(?:(?:{any_of(LINKS)})\s+|[dl]['’])*", re.IGNORECASE)
_LINKED = rf"\s*['’]?(?:(?:{any_of(LINKS)})\s+|[dl]['’])*"
_PART = re.compile(rf"{_LINKED}(?:{any_of(PARTS)})\s+(?:(?:{any_of(LINKS)})\s+|[dl]['’])*$", re.IGNORECASE)
_NOUN = rf"{_LINKED}[\w'’-]+(?:\s+[\w'’-]+)?\s+(?:(?:%s)\s+|[dl]['’])(?:(?:{any_of(LINKS)})\s+|[dl]['’])*$"
_INFLECTED = re.compile(rf"{_LINKED}(?:(?-i:[a-zäöüß]+e[nmrs]?)\s+){{1,2}}$", re.IGNORECASE)
"""German adjectives before a noun that is denied with them ("keine künstlichen")."""
_COMPLEMENTS = {
    "none": re.compile(_NOUN % any_of(OF), re.IGNORECASE),
    "rather": re.compile(_NOUN % any_of([*OF, *WITH]), re.IGNORECASE),
}
"""A noun with what describes it, up to the value: "Füße aus", of what is denied or meant as another."""
_FOR_A = re.compile(
    r"\s+[\w'’-]+\s+(?:for an?|für eine?n?|pour une?|para una?|per una?|per un['’]|para uma?|voor een)\s+$",
    re.IGNORECASE,
)
"""A noun that only serves another: what lacks the one lacks the other ("no eyelets for a rear rack")."""
_TO_DO = re.compile(r"à\s+\w+(?:er|ir|re)(?!\w)", re.IGNORECASE)
"""A value that says what the noun before it is for ("sans zones à mordiller")."""
_RELATIVE = re.compile(r"(?<!\w)(?:that|which|qui|que|che|die|dat)(?!\w)", re.IGNORECASE)
_LISTED = re.compile(rf"\s*,\s*(?:(?P<end>{any_of(OR)})\s+)?|\s+(?P<or>{any_of(OR)})\s+", re.IGNORECASE)
_AND = re.compile(rf"\s+(?:{any_of(AND)})\s+", re.IGNORECASE)
_LIST_GOES_ON = re.compile(rf"(?:\s*,\s*[\w'’-]+(?:\s+[\w'’-]+)?)*\s*,?\s+(?:{any_of(OR)})\s", re.IGNORECASE)
_TURNED = re.compile(rf"(?<!\w)(?:{any_of(ONLY)})(?!\w)", re.IGNORECASE)
_BREAK = re.compile(rf"(?<!\w)(?:{any_of(BREAKS)})(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?;:](?=\s|$)|[()|\n。！？•]")
_ENDING = re.compile(
    rf"(?:-(?:{'|'.join(ending.strip('-') for ending in sorted(SUFFIXES))})|\s(?:free|frei)"
    r"|[-\s](?:imitation|imitat|nachbildung)|-(?:ish|like|artig\w*|ähnlich\w*|achtige?))(?!\w)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:\s+[\w'’-]+)?(?:\s+(?:is|are|ist|sind|est|sont|n['’]est|ne sont"
    r"|es|son|está|están|è|sono|é|são|zijn))?"
    rf"\s+\(?(?:{any_of(GONE)})(?=\s*(?:[.,;:!?)\n]|$))",
    re.IGNORECASE,
)
_GONE_FIRST = frozenset(phrase.split()[0] for phrase in GONE)


Reach = Literal["wide", "joined", "none", "rather", "turned", ""]


@dataclass(frozen=True, slots=True)
class _Denial:
    """What denies at `[start, end)`.

    `reach`: "wide", to the end of its clause; "joined", over an "and"; "none", over a noun to what it is made of;
    "rather", so too, though it denies nothing of the product itself; "turned", which denies nothing; else "".
    """

    start: int
    end: int
    reach: Reach


class _Reading(NamedTuple):
    """What denies in a text, where it names the shop's other products, and where its sentences end; all in order.

    `stops` are the ends of sentences that name other products, `hints` words that may say so of what stands around
    them, `apart` words that may say that it comes apart, `questions` the question marks;
    `is_unspaced`: it has Chinese or Japanese characters.
    """

    denials: tuple[_Denial, ...]
    others: tuple[int, ...]
    ends: tuple[int, ...]
    stops: tuple[int, ...]
    may_be_gone: bool
    hints: tuple[int, ...]
    apart: tuple[int, ...]
    questions: tuple[int, ...]
    is_unspaced: bool

    def denials_in(self, begin: int, end: int) -> Sequence[_Denial]:
        """Return what denies and begins at characters `[begin, end)`."""
        first, last = (bisect_left(self.denials, place, key=attrgetter("start")) for place in (begin, end))
        return self.denials[first:last]


def is_denied(text: str, start: int, end: int) -> bool:
    """Say whether the words around the characters `[start, end)` deny them, or say them of another product."""
    reading, after = _read(text), text[end : end + _REACH]
    begin, stop = _beginning(reading.ends, start), _beginning(reading.stops, start)
    return (
        any(_reaches(one, text, start, after) for one in reading.denials_in(begin, start))
        or _denied_beside(reading, text, start, after) is not None
        or _is_any(reading.others, stop, start)
        or (_is_any(reading.hints, begin, end + _REACH) and is_of_another(text[begin:start], after))
        or (_is_any(reading.apart, end, end + _REACH) and is_apart(text[begin:start], after))
        or (_is_any(reading.questions, end, end + _REACH) and _is_asked(text, begin, start, end))
        or (reading.is_unspaced and _is_other_thing(text, start, after))
    )


def denied_place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the place of the characters `[start, end)` with what denies them of this product; `None` if nothing does.

    >>> text = "Ja, keine Montage nötig."
    >>> text[slice(*denied_place(text, 10, 17))]
    'keine Montage'
    """
    reading, after = _read(text), text[end : end + _REACH]
    for one in reading.denials_in(_beginning(reading.ends, start), start):
        if one.reach != "rather" and _reaches(one, text, start, after):
            return one.start, max(one.end, end)
    beside = _denied_beside(reading, text, start, after)
    return (start - beside[0], end + beside[1]) if beside else None


def _denied_beside(reading: _Reading, text: str, start: int, after: str) -> tuple[int, int] | None:
    """Return how many characters before and behind a value deny it, where it is not a word of `reading.denials`."""
    behind = _ENDING.match(after) or (reading.may_be_gone and _GONE.match(after))
    if behind:
        return 0, behind.end()
    if not reading.is_unspaced:
        return None
    before = text[max(0, start - _NEAR) : start]
    return denial_in_japanese(before, after) or denial_in_chinese(before, after[:_NEAR])


def _is_asked(text: str, begin: int, start: int, end: int) -> bool:
    """Say whether what goes on behind a value is a question that no yes answers at once: "Looking for red?".

    Who asks of "this" one takes for granted what it is ("With this red stone, who can say no?").
    """
    found = _QUESTION.match(text, end, end + _REACH)
    return bool(found and not _YES.match(text, found.end("mark")) and not is_this(text[begin:start]))


def _is_other_thing(text: str, start: int, after: str) -> bool:
    return is_other_in_japanese(after) or is_other_in_chinese(text[max(0, start - _NEAR) : start], after[:_NEAR])


def _is_any(places: Sequence[int], begin: int, end: int) -> bool:
    """Say whether one of the places, in order, is among characters `[begin, end)`."""
    return bisect_left(places, begin) < bisect_left(places, end)


def _beginning(ends: Sequence[int], start: int) -> int:
    """Return where to begin to read: behind the last end of a sentence, if it is near."""
    before = bisect_right(ends, start)
    return max(start - _REACH, ends[before - 1] if before else 0)


@lru_cache(maxsize=_RECENT_TEXTS)
def _read(text: str) -> _Reading:
    words = [(found.start(), found[0].casefold().replace("’", "'")) for found in _WORD.finditer(text)]
    denials: list[_Denial] = []
    for start, word in words:
        if word in _FIRST_WORDS and not (denials and start < denials[-1].end):
            denials += _denial_at(text, start)
        elif word in _EXCESS_WORDS and (excess := _EXCESS.match(text, start)):
            if not _DENIED.search(text[max(0, start - _NEAR) : start]):
                denials.append(_Denial(start, excess.end(), "joined"))
        elif word in _COMPARED and _COMPARED[word].search(text[max(0, start - _NEAR) : start]):
            denials.append(_Denial(start, start + len(word), "rather"))
    return _Reading(
        tuple(denials),
        other_products(text, words),
        tuple(found.end() for found in _SENTENCE_END.finditer(text)),
        tuple(found.end() for found in SENTENCE_END.finditer(text)),
        any(word in _GONE_FIRST for _, word in words),
        hints_of_others(words),
        hints_of_accessories(words),
        tuple(found.start() for found in _QUESTION_MARK.finditer(text)),
        bool(_UNSPACED.search(text)),
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
    reach: Reach = "wide" if carried else ""
    kinds: tuple[tuple[str, Reach], ...] = (
        ("twice", "turned"), ("wide", "wide"), ("without", "joined"), ("rather", "rather"), ("none", "none")
    )  # fmt: skip
    reach = next((kind for group, kind in kinds if found[group]), reach)
    return [_Denial(found.start(), found.end(), reach)]


def _reaches(denial: _Denial, text: str, start: int, after: str) -> bool:
    """Say whether a denial reaches the value at `start`; `after`: what stands behind the value."""
    between = text[denial.end : start]
    if denial.end > start:
        return denial.reach == "wide"
    if denial.reach == "turned" or (denial.reach == "rather" and text[start].isdigit() and _has_bound(text, denial)):
        return False
    if _TURNED.search(between) or not re.match(r"[\s'’]|$", between):
        return False
    if denial.reach == "joined" and _is_joined(between):
        return True
    if (
        text[start].isupper()
        and text[denial.start : denial.end].casefold() in GERMAN
        and _INFLECTED.match(between)
        and not _BREAK.search(between)
    ):
        return True
    complement = _COMPLEMENTS.get(denial.reach)
    if _TO_DO.match(text, start) and re.fullmatch(r"\s+[\w'’-]+\s+", between):
        return True
    says_more = _PART.match(between) or _FOR_A.match(between) or (complement and complement.match(between))
    if says_more and not _BREAK.search(between):
        return True
    separators = list(_LISTED.finditer(between))
    first, *items, last = [part.strip() for part in _cut(between, separators)] if separators else ["", between]
    room = {"wide": 2 * _WIDE if _RELATIVE.search(between) else _WIDE, "rather": 1}.get(denial.reach, 0)
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


def _has_bound(text: str, denial: _Denial) -> bool:
    """Say whether a comparison gives a number its bound only: "lasts longer than 30 h"."""
    return text[denial.start : denial.end].casefold() in _COMPARED
