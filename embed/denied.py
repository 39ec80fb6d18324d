"""What texts deny ("No contiene retinol"): it speaks for no value, but where denials are how an attribute is spoken of.

Under "Free from" or "Sin" stands what the texts of the very products deny: there, a denial is the evidence, and a brush
made of silicone is none for "Sin: siliconas".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..extract.denial import is_denied
from .terms import placed_words, words

if TYPE_CHECKING:
    import polars as pl

    from .catalog_index import Tag, Texts

DENYING = 0.5
"""Where a larger share of an attribute's values that stand in their products' texts is denied, denials speak of it."""


def denying_attributes(texts: Texts, settled: Sequence[frozenset[Tag]]) -> frozenset[str]:
    """Return the attributes whose known values mostly stand denied in the texts of the products that have them."""
    stands, denied = Counter[str](), Counter[str]()
    for row, tags in enumerate(settled):
        text = texts.read(row)
        said = set(words(text))
        for attribute, value in tags:
            name = words(value)
            if name and said.issuperset(name):
                places = _denials(text, name)
                stands[attribute] += bool(places)
                denied[attribute] += bool(places) and all(places)
    return frozenset(name for name, count in denied.items() if count > DENYING * stands[name])


def affirmed(mentions: pl.DataFrame, denying: frozenset[str]) -> pl.DataFrame:
    """Leave out the mentions that their text denies, and for attributes that are `denying` those that it does not deny.

    `mentions` has the columns `attribute`, `start`, `end`, and `text`: the whole field that these count characters of.
    """
    import polars as pl

    speaks = [
        text is None or is_denied(text, start, end) == (attribute in denying)
        for attribute, text, start, end in mentions.select("attribute", "text", "start", "end").iter_rows()
    ]
    return mentions.filter(pl.Series(speaks, dtype=pl.Boolean))


def _denials(text: str, name: tuple[str, ...]) -> list[bool]:
    """Say of each place where a name stands whole in a text whether it is denied there."""
    folded, placed = placed_words(text)
    ends = [(start, start + len(name)) for start in range(len(placed) - len(name) + 1)]
    return [
        is_denied(folded, placed[start].start, placed[end - 1].end)
        for start, end in ends
        if tuple(one.word for one in placed[start:end]) == name
    ]
