"""What a query was understood to ask: tags, bounds and a kind of product; knows no product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ...kg.categories import SEPARATOR
from .ranges import Range

Tag = tuple[str, str]
"""An attribute and one of its canonical values."""


@dataclass(frozen=True, slots=True)
class TagWish:
    """The product has one of the tags; or, where it is `excluded`, none of them.

    `loose`: texts that say so seldom mean the tag, so that the words in a title do as well.
    """

    quote: str
    tags: tuple[Tag, ...]
    excluded: bool = False
    loose: bool = False

    def __str__(self) -> str:
        sign = "≠" if self.excluded else "="
        groups = groupby(sorted(self.tags), key=lambda tag: tag[0])
        sides = [f"{attribute} {sign} {' or '.join(value for _, value in tags)}" for attribute, tags in groups]
        sides += [f"title says “{self.quote}”"] if self.loose else []
        return (" and " if self.excluded else " or ").join(sides)

    def as_json(self) -> dict[str, Any]:
        tags = [{"attribute": attribute, "tag": value} for attribute, value in self.tags]
        return {"kind": "tag", "text": self.quote, "says": str(self), "tags": tags, "excluded": self.excluded}


@dataclass(frozen=True, slots=True)
class RangeWish:
    """A number of the product lies within bounds: one of an attribute that is measured so; or, `excluded`, without.

    `priced`: it is what the product costs; `attributes` then names the catalog's column for that.
    """

    quote: str
    attributes: tuple[str, ...]
    bounds: Range
    priced: bool = False
    excluded: bool = False

    def __str__(self) -> str:
        if self.excluded:
            return " and ".join(f"{attribute} ≠ {str(self.bounds).removeprefix('= ')}" for attribute in self.attributes)
        return " or ".join(f"{attribute} {self.bounds}" for attribute in self.attributes)

    def as_json(self) -> dict[str, Any]:
        attributes = list(self.attributes)
        said = {"kind": "range", "text": self.quote, "says": str(self), "attributes": attributes}
        return {**said, "excluded": self.excluded}


@dataclass(frozen=True, slots=True)
class KindWish:
    """The product is of a kind: its category is one of `categories`, or its title has all of `words`.

    `excluded`: it is not.

    `named`: the query names the categories; else they are those that products with such titles are in.
    """

    quote: str
    words: tuple[str, ...]
    categories: tuple[str, ...]
    named: bool
    excluded: bool = False

    def __str__(self) -> str:
        names = sorted({path.split(SEPARATOR)[-1] for path in self.categories})
        if not self.named:
            return f"title says “{self.quote}”"
        shown = " or ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        return f"category {'≠' if self.excluded else '='} {shown}"

    def as_json(self) -> dict[str, Any]:
        said = {"kind": "category", "text": self.quote, "says": str(self), "categories": list(self.categories)}
        return {**said, "excluded": self.excluded}


_SHOWN = 3
Wish = TagWish | RangeWish | KindWish


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood.

    `meaning`: the text without bounds and what is excluded, to be compared with products as text. `about`: what of it
    became no wish. `unused`: what could not be used, each with the reason. `respelt`: misspelt words, each with the one
    that was read instead.
    """

    text: str
    wishes: tuple[Wish, ...]
    meaning: str
    about: str
    unused: tuple[str, ...]
    respelt: tuple[tuple[str, str], ...] = ()

    def understood(self) -> list[str]:
        """Say what was understood, wish by wish, then what the rest is about, and what was read as another word."""
        about = [f"about: {self.about}"] if self.about else []
        return [*map(str, self.wishes), *about, *(f"“{word}” as “{other}”" for word, other in self.respelt)]

    def understood_json(self) -> list[dict[str, Any]]:
        """Return the same for programs."""
        about = [{"kind": "about", "text": self.about, "says": f"about: {self.about}"}] if self.about else []
        respelt = [{"kind": "respelt", "text": word, "says": other} for word, other in self.respelt]
        return [*(wish.as_json() for wish in self.wishes), *about, *respelt]


def merged(wishes: Sequence[TagWish]) -> TagWish:
    """Return one wish that any of several fulfils."""
    quote = " or ".join(dict.fromkeys(wish.quote for wish in wishes))
    return TagWish(
        quote, tuple(dict.fromkeys(tag for wish in wishes for tag in wish.tags)), wishes[0].excluded, wishes[0].loose
    )
