"""A notation for sentence forms that whoever speaks a language can write, and the patterns that they mean.

===================== ===================================================================================
``see the ___ below`` words as they are, with any spaces and capitals; ``___`` is the place of a value
``gibt/gibt's``       one or the other
``(very) similar``    what may be left out
``otr*``, ``*farbe``  any ending, any beginning
``{article}``         one of a list of the language's `[words]`, which are forms themselves
``{not article}``     none of that list comes next
``{word}``            any word; ``{words 0-3}``: so many; ``{Name}``: with a capital; ``{number}``: in digits
``{rest}``            anything within the sentence
``{clause}``          anything up to the next comma
``{signs 0-14}``      so many characters of it without a space
``{thing not verb}``  the rest of what a thing is called, with what stands in brackets and no word of that list
``{name not verb}``   so, with two more words at most; a comma or bracket may end it
``{brackets}``        brackets with anything in them
``. See ___``         a full stop in front: a sentence begins here
``___ will follow.``  a full stop behind: a clause ends here
``may & colours``     both, in any order
===================== ===================================================================================

At least one word of a form is written whole, for a form is tried only where one of its `hints` stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

VALUE = "\ufdd0"
"""What stands for a value: a character that Unicode keeps out of texts."""
_UNSPACED = r"\u3040-\u30ff\u4e00-\u9fff"
HINT = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}](?:[^\W{_UNSPACED}]|['’])*")
"""What is a word to the hints; where no spaces part words each character is one."""

_Lists = Mapping[str, Sequence[str]]
_NONE: frozenset[str] = frozenset()
_Room = Literal["spaced", "free", "ahead"]

_LETTER, _PLAIN, _SIGN = r"[\w'’-]", r"[^.;:!?。！？\n]*", r"[^.,;!?，。；！？、\s]"
_SLOTS: Mapping[str, tuple[str, _Room]] = {
    "word": (rf"\w{_LETTER}*", "spaced"),
    "Name": (rf"(?-i:[A-ZÀ-ÖØ-Þ]){_LETTER}*", "spaced"),
    "number": (r"\d+(?:[.,]\d+)*", "spaced"),
    "brackets": (r"\([^()\n]*\)", "spaced"),
    "rest": (rf"{_PLAIN}(?:[.:](?=\w){_PLAIN})*", "free"),
    "clause": (r"[^.,;!?，。；！？、\n]*", "free"),
}
_REST_OF_BRACKETS = r"(?:[^.;:!?()\n]*\))?"
_THINGS: Mapping[str, str] = {
    "thing": rf"{_REST_OF_BRACKETS}(?:(?!@)\w++|[^\w.,;:!?()\n•|]|\([^()\n]*\))*?\(?",
    "name": rf"{_REST_OF_BRACKETS}(?:\s+\([^()\n]*\))?(?:\s+(?:(?!@)\w++|['’-])+){{0,2}}\s*,?\s*\(?",
}
"""What a thing is called, with `@` for the words that are no part of it."""
_SPACES = r"\s+"
_BEGINS, _ENDS = r"(?<![^\n.!?;>•*|，。；！？-])\s*", r"(?=\s*(?:[.,;:!?()|•\n]|$))"
_PART = r"___|\{[^{}]+\}|\([^()]+\)|[^\s(){}/,:_]+|[,:]"
_CHOICES = re.compile(rf"(\s*)((?:{_PART})(?:/(?:{_PART}))*)")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a pattern, and words one of which stands in all that it matches."""

    pattern: str
    hints: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a form; `times`: how often it stands, once if that is empty.

    `room`: "spaced", spaces part it from its neighbours; "free", nothing need to; "ahead", it is what comes next.
    """

    form: Form
    is_apart: bool = False
    times: str = ""
    room: _Room = "spaced"


def read_form(line: str, lists: _Lists) -> Form:
    """Return what a line means, with the word lists that it may name.

    >>> form = read_form("see the {Name} for ___", {})
    >>> sorted(form.hints), bool(re.search(form.pattern, f"see the Cairn for {VALUE}"))
    (['see'], True)
    """
    parts = [_phrase(part, lists) for part in line.removeprefix(". ").removesuffix(".").split(" & ")]
    hints = _surest(part.hints for part in parts)
    if not hints:
        raise ValueError(f"no word is written whole in {line!r}")
    together = "^" + "".join(f"(?=.*?{part.pattern})" for part in parts)
    begins, ends = _BEGINS if line.startswith(". ") else "", _ENDS if line.endswith(".") else ""
    return Form(_named_once(f"{begins}{parts[0].pattern}{ends}" if len(parts) == 1 else together), hints)


def read_words(lines: Iterable[str]) -> str:
    """Return the pattern of any of some words or phrases.

    >>> bool(re.search(read_words(["*gewicht*", "peso"]), "gesamtgewicht"))
    True
    """
    return _any_of([_phrase(line, {}) for line in lines]).pattern


def _phrase(line: str, lists: _Lists) -> Form:
    pieces = list(_pieces(line, lists))
    pattern, is_open = "", True
    for piece, following in pairwise([*pieces, _Piece(Form(""))]):
        before = _SPACES if piece.is_apart and piece.room == "spaced" and not is_open else ""
        behind = _SPACES if following.is_apart and following.room == "spaced" and is_open else ""
        repeated = f"(?:{before}{piece.form.pattern}{behind}){piece.times}"
        pattern += repeated if piece.times else before + piece.form.pattern
        if not piece.times and piece.room != "ahead":
            is_open = piece.room == "free"
    return Form(pattern, _surest(piece.form.hints for piece in pieces if not piece.times))


def _pieces(line: str, lists: _Lists) -> Iterator[_Piece]:
    end = 0
    for found in _CHOICES.finditer(line):
        if found.start() != end:
            break
        end = found.end()
        choices = [_piece(part, lists) for part in re.findall(_PART, found[2])]
        form = choices[0].form if len(choices) == 1 else _any_of([choice.form for choice in choices])
        yield replace(choices[0], form=form, is_apart=bool(found[1]))
    if end != len(line):
        raise ValueError(f"{line[end:].strip()!r} cannot be read in {line!r}")


def _piece(part: str, lists: _Lists) -> _Piece:
    if part == "___":
        return _Piece(Form(VALUE))
    if part in (",", ":"):
        return _Piece(Form(rf"\s*{part}\s*"), room="free")
    if part.startswith("("):
        return _Piece(_phrase(part[1:-1], lists), times="?")
    return _slot(part[1:-1], lists) if part.startswith("{") else _Piece(_written(part))


def _slot(name: str, lists: _Lists) -> _Piece:
    if name in _SLOTS:
        pattern, room = _SLOTS[name]
        return _Piece(Form(pattern), room=room)
    kind, _, rest = name.partition(" ")
    if kind in _THINGS:
        return _Piece(Form(_THINGS[kind].replace("@", _list(rest.removeprefix("not "), lists).pattern)), room="free")
    times = f"{{{rest.replace('-', ',')}}}"
    if kind == "words":
        return _Piece(Form(_SLOTS["word"][0]), times=times)
    if kind == "signs":
        return _Piece(Form(_SIGN + times), room="free")
    if kind == "not":
        return _Piece(Form(rf"(?!\s*{_list(rest, lists).pattern})"), room="ahead")
    words = _list(name, lists)
    return _Piece(Form(f"(?P<{name}>{words.pattern})", words.hints))


def _list(name: str, lists: _Lists) -> Form:
    if name not in lists:
        raise ValueError(f"no list of words is called {name!r}")
    return _any_of([_phrase(entry, lists) for entry in lists[name]])


def _any_of(forms: Sequence[Form]) -> Form:
    is_sure = all(form.hints for form in forms)
    hints = frozenset(hint for form in forms for hint in form.hints if is_sure)
    return Form(f"(?:{'|'.join(form.pattern for form in forms)})", hints)


@cache
def _written(word: str) -> Form:
    """Return what a word means that is written out; characters of scripts without spaces may stand within others."""
    begins = r"(?<!\w)" if re.match(rf"[^\W{_UNSPACED}]|\*", word) else ""
    ends = r"(?!\w)" if re.search(rf"[^\W{_UNSPACED}]$", word) else ""
    spelled = re.sub(r"\\\*", r"\\w*", re.escape(word)).replace("'", "['’]")
    whole = HINT.findall(re.sub(r"[\w']*\*[\w'*]*", " ", word).casefold())
    return Form(f"{begins}{spelled}{ends}", _surest(frozenset({hint}) for hint in whole))


def _surest(hints: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the hints that stand in the fewest texts, as far as their lengths tell."""
    return max(hints, key=lambda words: min(map(len, words), default=0), default=_NONE)


def _named_once(pattern: str) -> str:
    """Return a pattern in which only the first group of each name has it: no pattern may name two alike."""
    for name in set(re.findall(r"\(\?P<(\w+)>", pattern)):
        first, *others = pattern.split(f"(?P<{name}>")
        pattern = f"(?P<{name}>".join((first, "(?:".join(others)))
    return pattern
