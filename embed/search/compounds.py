"""Values that a compound of a query begins with, where it ends in a kind ("Samtstuhl", "Eichenholztisch")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...extract.matching import Found, text_words, word_keys
from .places import Span, overlaps

if TYPE_CHECKING:
    from ...kg.vocabulary import Vocabulary
    from .kinds import Kinds

_LINKS = ("", "s", "es", "n", "en", "e", "er", "ns", "ens")
_SHORTEST, _SHORTEST_OPENING = 4, 5
"""The least letters of a value before its link, and of one that only begins what stands before the kind."""


@dataclass(frozen=True)
class Compounds:
    """Finds the values that stand before a kind in one word; `kinds` knows where in a word its kind begins."""

    vocabulary: Vocabulary
    kinds: Kinds

    def find(self, text: str, taken: Sequence[Span]) -> list[Found]:
        """Return the values that words begin with, apart from words at `taken` places."""
        words = [word for word in text_words(text) if not overlaps((word.start, word.end), taken)]
        kinds = [(word, self.kinds.tail(word).start) for word in words]
        return [
            Found("title", word.start, start, attribute, value, "tagger")
            for word, start in kinds
            for attribute, value in self._beginning(word.key[: start - word.start])
        ]

    def _beginning(self, left: str) -> list[tuple[str, str]]:
        """Return the values that the part before a kind is, but for its link, else the longest that it begins with."""
        whole = [stem for stem in self._values if len(stem) >= _SHORTEST and left in {stem + link for link in _LINKS}]
        begun = [stem for stem in self._values if len(stem) >= _SHORTEST_OPENING and left.startswith(stem)]
        longest = max(whole or begun, key=len, default=None)
        return self._values[longest] if longest else []

    @cached_property
    def _values(self) -> dict[str, list[tuple[str, str]]]:
        """Map the values of one word, also without a final e ("Leder", "Eich" of "Eiche"), to their tags."""
        values: dict[str, list[tuple[str, str]]] = {}
        for attribute, surface, value in sorted(self.vocabulary.surfaces()):
            if len(keys := word_keys(surface)) == 1 and keys[0].isalpha():
                for stem in {keys[0], keys[0].removesuffix("e")}:
                    if (attribute, value) not in values.setdefault(stem, []):
                        values[stem].append((attribute, value))
        return values
