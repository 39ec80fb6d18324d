"""A product's texts taken apart once: tokens, phrases and numbers with their places; knows no attribute or value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from typing import TypeVar

import regex

from ..kg.numbers import WrittenNumber, written_numbers
from ..kg.scripts import UNSPACED
from ..kg.types import TextField

LONGEST_PHRASE = 5
"""Tokens of the longest phrase that can be a value as it stands."""
MOST_TOKENS = 5_000
"""Tokens of one text that are taken apart; what stands further down is left to known values, rules and taggers."""
MOST_TAKEN_APART = 5_000
"""Products that may stay taken apart at once, some 100 kB each."""
_LONGEST_CLUE = 3
_Known = TypeVar("_Known")
_WORD = rf"(?:(?![{UNSPACED}])[\p{{L}}\p{{N}}]\p{{M}}*)+"
_DECIMAL_COMMA = r"(?<=(?<![\d.,])\d+),(?=\d+(?![,.]?\d))"
_TOKEN = regex.compile(rf"[{UNSPACED}]\p{{M}}*|{_WORD}(?:(?:[-.'’&/#+]|{_DECIMAL_COMMA}){_WORD})*|\S")
_PARTS = regex.compile(_WORD)
_CODE = regex.compile(r"(?<!\d)\d{5,}(?!\d)")
_PLURAL = regex.compile(r"(?<=[a-z]{3}(?<!s|u|i))s$")


@dataclass(frozen=True, slots=True)
class Place:
    """The tokens `[first, last)` of a field, which are its characters `[start, end)`."""

    field: TextField
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Token:
    """The characters `[start, end)` of a text; tokens with the same `key` are the same word."""

    start: int
    end: int
    key: str


@dataclass(frozen=True)
class ProductText:
    """The texts of a product with its category's path, "" where it is not known."""

    product: str
    category: str
    texts: Mapping[TextField, str]

    @cached_property
    def tokens(self) -> dict[TextField, list[Token]]:
        """Split each text at white space and punctuation, but not inside "DX-100" or "4.5"."""
        return {
            field: [
                Token(found.start(), found.end(), _key(found[0]))
                for found in islice(_TOKEN.finditer(text), MOST_TOKENS)
            ]
            for field, text in self.texts.items()
        }

    @cached_property
    def phrases(self) -> dict[str, list[Place]]:
        """Return what may be a value as it stands: up to five tokens with only spaces between, and glued codes."""
        found: dict[str, list[Place]] = defaultdict(list)
        for field, text in self.texts.items():
            tokens = self.tokens[field]
            for first, token in enumerate(tokens):
                for last in range(first + 1, min(first + LONGEST_PHRASE, len(tokens)) + 1):
                    if not _continues(text, tokens, first, last):
                        break
                    start, end = token.start, tokens[last - 1].end
                    if _is_wordlike(text[end - 1]):
                        found[text[start:end]].append(Place(field, start, end, first, last))
                for start, end in _glued_codes(text, token):
                    found[text[start:end]].append(Place(field, start, end, first, first + 1))
        return dict(found)

    @cached_property
    def clues(self) -> dict[str, list[Place]]:
        """Return the keys of up to three tokens in a row, and of the parts of a token ("G1" of "G1-G7")."""
        found: dict[str, list[Place]] = defaultdict(list)
        for field, text in self.texts.items():
            tokens = [(place, token) for place, token in enumerate(self.tokens[field]) if _is_wordlike(token.key[-1])]
            for index, (place, token) in enumerate(tokens):
                for last in range(index + 1, min(index + _LONGEST_CLUE, len(tokens)) + 1):
                    key = " ".join(other.key for _, other in tokens[index:last])
                    end = tokens[last - 1][1].end
                    found[key].append(Place(field, token.start, end, place, tokens[last - 1][0] + 1))
                parts = [part.span() for part in _PARTS.finditer(text, token.start, token.end)]
                for start, end in parts if len(parts) > 1 else []:
                    found[_key(text[start:end])].append(Place(field, start, end, place, place + 1))
        return dict(found)

    @cached_property
    def words(self) -> list[str]:
        """Return what a text is classified by: its words, those of its title once more as such, and its word pairs."""
        words = [f"category={self.category}"]
        for field, tokens in self.tokens.items():
            keys = [token.key for token in tokens if _is_wordlike(token.key[-1])]
            words += keys + [f"{one} {other}" for one, other in pairwise(keys)]
            words += [f"title={key}" for key in keys] if field == "title" else []
        return words

    @cached_property
    def notes(self) -> dict[Place, tuple[str, ...]]:
        """What has been written about places, for whoever comes to them next."""
        return {}

    @cached_property
    def numbers(self) -> list[tuple[WrittenNumber, Place]]:
        """Return every number of the texts, in order."""
        found = []
        for field, tokens in self.tokens.items():
            starts, ends = [token.start for token in tokens], [token.end for token in tokens]
            for number in written_numbers(self.texts[field][: ends[-1]] if ends else ""):
                first, last = bisect_right(ends, number.start), bisect_left(starts, number.end)
                found.append((number, Place(field, number.start, number.end, first, last)))
        return found


def for_one_column(known: Sequence[tuple[ProductText, _Known]], catalog: int) -> Sequence[tuple[ProductText, _Known]]:
    """Return products of a catalog of some size for one column to take apart.

    Taken apart, a product is a hundred times its text: in a large catalog that is not kept for the next column.
    """
    return known if catalog <= MOST_TAKEN_APART else [(replace(text), own) for text, own in known]


def _key(token: str) -> str:
    return str(_PLURAL.sub("", token.casefold())) or token


def _is_wordlike(character: str) -> bool:
    return character.isalnum()


def _continues(text: str, tokens: list[Token], first: int, last: int) -> bool:
    """Say whether a phrase may run up to the token before `last`: only spaces between, no punctuation but "&" in it."""
    newest = tokens[last - 1]
    if last - first > 1 and text[tokens[last - 2].end : newest.start].strip():
        return False
    return _is_wordlike(newest.key[0]) or (last - first > 1 and newest.key == "&")


def _glued_codes(text: str, token: Token) -> list[tuple[int, int]]:
    """Return where long numbers stand that only letters of the token are glued to ("039956980999INNER")."""
    codes = [code.span() for code in _CODE.finditer(text, token.start, token.end)]
    return [
        (start, end)
        for start, end in codes
        if (start, end) != (token.start, token.end)
        and (start == token.start or text[start - 1].isalpha())
        and (end == token.end or text[end].isalpha())
    ]
