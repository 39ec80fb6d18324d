"""The frozen types that flow through the line, one a stage; knows nothing of files or models."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FREE_TAG = "tag"
"""The attribute that free tags (values without an attribute name) belong to."""

TextField = Literal["title", "description"]
Extractor = Literal["catalog", "rule", "tagger", "column", "clue"]
"""Known values, rules, the tagger, a column's reader, and the same where words only go with a value: a clue."""
Origin = Literal["catalog", "text", "decision"]


LONGEST_KEY = 1_000
"""Characters of a node's key: what fits into an index of every store."""


@dataclass(frozen=True, slots=True)
class Product:
    """One line of a catalog.

    `attributes` maps a name to its values; `None` means known to be absent, a name that is not listed is unknown.
    `record` is the row as it came, column by column, so that it can be handed back in the catalog's own format.
    """

    id: str
    title: str
    description: str = ""
    category: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    record: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """A value found in a product's text, at character offsets `[start, end)` of the original `field`.

    `value` is the canonical value the surface form stands for; `confidence` is the calibrated probability that the
    product has this value.
    """

    product: str
    attribute: str
    value: str
    surface: str
    field: TextField
    start: int
    end: int
    confidence: float
    extractor: Extractor


@dataclass(frozen=True, slots=True)
class Triple:
    """What the graph asserts: the product `head` has the value `tail` of the attribute `relation`."""

    head: str
    relation: str
    tail: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a triple rests on; a triple that has none left is removed.

    `field` is where the catalog, the text or a person said `quote`; `start` and `end` are offsets into a text field.
    """

    origin: Origin
    confidence: float
    field: str
    start: int | None
    end: int | None
    quote: str
    extractor: Extractor | None
    version: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a prediction was made: a `kind` for programs, a sentence for people, and the ids the sentence rests on."""

    kind: Literal["text", "neighbours", "co-occurrence", "embedding", "popularity"]
    text: str
    products: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """One ranked answer for a (product, attribute) slot; `probability` is calibrated.

    `asserted`: the text already asserts it; `proposed`: no product has this value yet.
    """

    product: str
    attribute: str
    value: str
    probability: float
    rank: int
    of: int
    asserted: bool = False
    proposed: bool = False
    reasons: tuple[Reason, ...] = ()


def tag_id(attribute: str, value: str) -> str:
    """Name the tag node of a value, uniquely: `Color=black` (an `=` in the attribute's name is escaped)."""
    return shortened_key(f"{attribute.replace('%', '%25').replace('=', '%3D')}={value}")


def shortened_key(text: str) -> str:
    """Return a key that every store can index: of a text longer than `LONGEST_KEY` the beginning and a hash of it."""
    if len(text) <= LONGEST_KEY:
        return text
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return f"{text[: LONGEST_KEY - len(digest) - 1]}…{digest}"
