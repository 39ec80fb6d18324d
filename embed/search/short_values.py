"""Values of one character in scripts without spaces, at the start of a longer word ("男" in "男童")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...extract.matching import Found, is_spaced, text_words
from .places import Span, overlaps

if TYPE_CHECKING:
    import polars as pl

    from ...kg.vocabulary import Vocabulary
    from ...kg.workspace import Workspace

LEAST_PRODUCTS, LEAST_AGREEMENT = 3, 0.8
"""Of so many products whose title has the character, so many must have the value in their cell."""


@dataclass(frozen=True)
class ShortValues:
    """The values of one character beside the titles of a catalog's products (columns id, title)."""

    products: pl.DataFrame
    workspace: Workspace
    vocabulary: Vocabulary

    def find(self, text: str, taken: Sequence[Span]) -> list[Found]:
        """Return the values that a text has with another character behind them, apart from `taken` places."""
        words = [word for word in text_words(text) if not overlaps((word.start, word.end), taken)]
        return [
            Found("title", word.start, word.start + 2, attribute, word.key, "tagger")
            for word in words
            for attribute in self._attributes.get(word.key, ())
            if is_unspaced(behind := text[word.end : word.end + 1])
            and text[word.start - 1 : word.start] not in self._values[attribute]
            and behind not in self._values[attribute]
            and self._is_meant(attribute, word.key)
        ]

    @cached_property
    def _values(self) -> dict[str, frozenset[str]]:
        """Map attributes to their values of one character."""
        values: dict[str, set[str]] = {}
        for attribute, surface, value in self.vocabulary.surfaces():
            if surface == value and len(value) == 1 and is_unspaced(value):
                values.setdefault(attribute, set()).add(value)
        return {attribute: frozenset(own) for attribute, own in values.items()}

    @cached_property
    def _attributes(self) -> dict[str, list[str]]:
        """Map values of one character to their attributes."""
        attributes: dict[str, list[str]] = {}
        for attribute, values in self._values.items():
            for value in values:
                attributes.setdefault(value, []).append(attribute)
        return attributes

    def _is_meant(self, attribute: str, value: str) -> bool:
        """Say whether products whose title has the character, and no other value beside it, mostly have the value."""
        import polars as pl

        others = "".join(re.escape(other) for other in sorted(self._values[attribute]))
        alone = f"(?:^|[^{others}]){re.escape(value)}(?:$|[^{others}])"
        said = self.products.filter(pl.col("title").str.contains(alone))
        evidence = self.workspace.rows("evidence", "relation", [attribute])
        cells = evidence.filter((pl.col("origin") == "catalog") & pl.col("head").is_in(said["id"].to_list()))
        having = (cells["tail"] == value).sum()
        return having >= LEAST_PRODUCTS and having >= LEAST_AGREEMENT * cells["head"].n_unique()


def is_unspaced(character: str) -> bool:
    """Say whether a character is a letter of a script that puts no spaces between words."""
    return character.isalpha() and not is_spaced(character)
