"""Inflected words of a query ("rotes", "robes", "Fahrrad" for "Fahrräder"), by endings; English needs none of it.

Two words are forms of one another when they are equal after one of the language's endings is taken off each. Only the
endings of languages that the catalog's own texts are written in count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ...extract.known_values import FUNCTION_WORDS
from ...extract.matching import Found, is_spaced, text_words, word_keys

if TYPE_CHECKING:
    import polars as pl

    from ...kg.vocabulary import Vocabulary

T = TypeVar("T")


class Language(NamedTuple):
    """`said`: words of texts in it; `endings`, with what stands for them; `stem`: the least letters before one.

    `short`: shorter stems that take endings too.
    """

    said: str
    endings: dict[str, str]
    stem: int
    short: str = ""


def _endings(*endings: str) -> dict[str, str]:
    return dict.fromkeys(endings, "")


LANGUAGES = {
    "de": Language(
        "und|mit|für|aus|der|oder|nicht|ohne", _endings("e", "en", "er", "es", "em", "n", "s", "se", "sen"), 4,
        "rot neu alt rad hut tuch",
    ),
    "fr": Language(
        "avec|pour|dans|et|une|des|les",
        _endings("e", "s", "es", "x") | {"aux": "al", "che": "c", "ve": "f", "euse": "eux"}, 3,
    ),
    "es": Language("para|con|los|las|del|una", _endings("o", "a", "os", "as", "e", "es"), 3),
    "it": Language("della|dei|con|il|di|una", _endings("o", "a", "i", "e", "he", "hi"), 3),
    "nl": Language("voor|met|het|een|niet|van", _endings("e", "en", "sen"), 4, "wit rod"),
}  # fmt: skip
_DOUBLED = re.compile(r"(?:([aeou])\1(?=[^aeiou]$)|([^aeiou])\2$)")
"""What Dutch writes once or twice as the syllable needs it: "rood", "rode"; "wit", "witte"."""
_SAMPLE, _SHARE = 1_000, 0.05
"""A language counts when so many of the first so many products have its words."""


@dataclass(frozen=True)
class Inflections:
    """The endings of the languages of a catalog's texts (columns title, description)."""

    products: pl.DataFrame

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages whose words enough of the products have."""
        import polars as pl

        text = pl.concat_str("title", "description", separator=" ")
        shares = self.products.head(_SAMPLE).select(
            text.str.contains(rf"(?i)\b(?:{language.said})\b").mean().fill_null(0).alias(name)
            for name, language in LANGUAGES.items()
        )
        return tuple(name for name in LANGUAGES if shares[name][0] >= _SHARE)

    def stems(self, word: str) -> set[tuple[str, str]]:
        """Return a word's possible stems, each with its language; the word itself is one."""
        return {(name, stem) for name in self.languages for stem in _stems(word, LANGUAGES[name], name == "nl")}

    def by_stem(self, named: Iterable[tuple[str, T]]) -> dict[tuple[str, str], list[T]]:
        """Look things up by the stems of their names."""
        found: dict[tuple[str, str], list[T]] = defaultdict(list)
        for name, thing in named:
            for stem in self.stems(name):
                found[stem].append(thing)
        return found


@dataclass(frozen=True)
class InflectedValues:
    """Finds values of one word in their inflected forms."""

    vocabulary: Vocabulary
    inflections: Inflections

    def find(self, text: str, known: Iterable[Found]) -> list[Found]:
        """Return the values that words of a text are forms of, apart from words in which something is `known`."""
        if not self.inflections.languages:
            return []
        taken = {place for one in known for place in range(one.start, one.end)}
        return [
            Found("title", word.start, word.end, attribute, value, "tagger")
            for word in text_words(text)
            if word.start not in taken and word.key not in FUNCTION_WORDS
            for attribute, value in sorted({tag for stem in self.inflections.stems(word.key) for tag in self._of(stem)})
        ]

    def _of(self, stem: tuple[str, str]) -> list[tuple[str, str]]:
        return self._by_stem.get(stem, [])

    @cached_property
    def _by_stem(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        surfaces = ((word_keys(surface), (name, value)) for name, surface, value in self.vocabulary.surfaces())
        return self.inflections.by_stem((keys[0], tag) for keys, tag in surfaces if len(keys) == 1)


def _stems(word: str, language: Language, doubles: bool) -> set[str]:
    if not word.isalpha() or not is_spaced(word[0]):
        return set()
    stems = {word}
    for ending, instead in language.endings.items():
        stem = word.removesuffix(ending)
        if stem != word and (len(stem) >= language.stem or stem in language.short.split()):
            stems.add(stem + instead)
    return stems | {_DOUBLED.sub(r"\1\2", stem) for stem in stems} if doubles else stems
