"""Values of one word in inflected forms and in compounds ("blaues", "messingfarben", "Samtstuhl"); knows no text.

A compound says a value where it ends in the name of the value's own attribute ("Landhausstil" of Stil) or in that of
the product's own category ("Samtstuhl" of chairs), or in wood, leather or fabric. "Marmoroptik" does not: that is no
marble.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from .inflections import compounding, stems
from .matching import word_keys

Tails = frozenset[str]
_GROWS = frozenset({"de", "fr"})
"""Languages in which a value only grows endings: "Buch" is no form of "Buche", and "soi" none of "soie"."""
_LINKS = ("", "n", "en", "s", "es")
"""What may stand between the parts of a compound."""
_MATTER = frozenset({"holz", "stoff", "gewebe", "leder", "hout", "stof", "leer"})
"""What adds nothing to the name of what a thing is made of ("Eichenholz", "Nubukleder")."""
_SHORTEST, _SHORTEST_END = 3, 4
"""Letters of a value, and of the end of a compound."""
_ADJECTIVE = "ig"
"""Makes an adjective of an attribute's name: "kupferfarbig" of Farbe."""


class WordForms:
    """Finds (attribute, value) of which a word is a form; values and words are as `matching.word_keys` writes them."""

    def __init__(self, values: Iterable[tuple[str, str]], languages: Sequence[str]) -> None:
        self._languages = tuple(languages)
        self._compounds = compounding(languages)
        self._attributes: dict[str, set[str]] = defaultdict(set)
        self._by_stem: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._named: dict[str, Tails] = {}
        for attribute, value in values if languages else ():
            if value.isalpha() and len(value) >= _SHORTEST:
                self._attributes[value].add(attribute)
                for stem in stems(value, languages):
                    self._by_stem[stem].add(value)
                if attribute not in self._named:
                    self._named[attribute] = self._tails(word_keys(attribute))
        self._recent = lru_cache(maxsize=1 << 14)(self._forms)

    def of(self, word: str, heads: Tails) -> tuple[tuple[str, str], ...]:
        """Return the values that a word says but for its ending, or as a part of a compound.

        `heads` are the ends of compounds that name the product, see `heads`.
        """
        return self._recent(word, heads) if self._by_stem else ()

    def heads(self, category: Sequence[str]) -> Tails:
        """Return the words that name a category, the last of a path, and what they are inflected from."""
        return self._tails(word_keys(category[-1])) if category and self._compounds else frozenset()

    def _forms(self, word: str, heads: Tails) -> tuple[tuple[str, str], ...]:
        found = {(attribute, value) for value in self._inflected(word) for attribute in self._attributes[value]}
        if self._compounds and not found:
            found = {*self._parts(word, heads | _MATTER, None)}
            for attribute, tails in self._named.items():
                found |= {*self._parts(word, tails, attribute)}
        return tuple(sorted(found))

    def _inflected(self, word: str) -> Iterator[str]:
        for language, stem in stems(word, self._languages):
            for value in self._by_stem.get((language, stem), ()):
                if value == stem if language in _GROWS else len(word) >= len(value):
                    yield value

    def _parts(self, word: str, tails: Tails, only: str | None) -> Iterator[tuple[str, str]]:
        """Iterate the values before the end of a compound, those of one attribute `only`, if it is given."""
        forms = {form for _, once in stems(word, self._languages) for _, form in stems(once, self._languages)}
        heads = {form[: -len(tail)] for form in forms for tail in tails if form.endswith(tail)}
        for head in heads | {head.removesuffix(matter) for head in heads for matter in _MATTER}:
            for value in {head.removesuffix(link) for link in _LINKS if head.endswith(link)}:
                for attribute in self._attributes.get(value, ()) if len(value) >= _SHORTEST else ():
                    if only in (None, attribute):
                        yield attribute, value

    def _tails(self, words: Iterable[str]) -> Tails:
        found = {stem for word in words for _, stem in stems(word, self._languages)}
        found |= {stem + _ADJECTIVE for stem in found}
        return frozenset(tail for tail in found if len(tail) >= _SHORTEST_END)
