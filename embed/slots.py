"""What is asserted, settled and open for each product, as its evidence and the schema say; knows no index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..kg.product_rows import possible_attributes
from ..kg.splits import is_held_out
from ..kg.vocabulary import absent_cells

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ..kg.schema import Schema
    from .catalog_index import Tag

SETTLING = ("catalog", "decision")
"""Origins of evidence that settle a slot; what the text alone asserts stays open to a better answer."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some products, in their order: `asserted` by anything, and the part that is `settled`."""

    asserted: tuple[frozenset[Tag], ...]
    settled: tuple[frozenset[Tag], ...]

    @classmethod
    def of(cls, products: Sequence[str], evidence: pl.DataFrame) -> Known:
        """Read it from the evidence table."""
        asserted: dict[str, set[Tag]] = {product: set() for product in products}
        settled: dict[str, set[Tag]] = {product: set() for product in products}
        tags: dict[Tag, Tag] = {}
        for head, relation, tail, origin in evidence.select("head", "relation", "tail", "origin").iter_rows():
            if head in asserted:
                tag = tags.setdefault((relation, tail), (relation, tail))
                asserted[head].add(tag)
                if origin in SETTLING:
                    settled[head].add(tag)
        return cls(tuple(map(frozenset, asserted.values())), tuple(map(frozenset, settled.values())))


def open_slots(
    products: pl.DataFrame, settled: Sequence[frozenset[Tag]], schema: Schema, attributes: Sequence[str]
) -> NDArray[np.bool_]:
    """Say which attributes of each product may still get a value [products, attributes].

    Open are the attributes that its category has, unless they are known to be absent, or single-valued and settled.
    """
    absent: dict[str, set[str]] = {}
    for product, attribute in absent_cells(products, schema).iter_rows():
        absent.setdefault(product, set()).add(attribute)
    column = {name: number for number, name in enumerate(attributes)}
    asked = np.zeros((len(products), len(attributes)), dtype=bool)
    for row, product in enumerate(products.select("id", "category").iter_rows(named=True)):
        closed = {attribute for attribute, _ in settled[row] if not is_many(schema, attribute)}
        names = possible_attributes(product, schema) - closed - absent.get(product["id"], set())
        asked[row, [column[name] for name in names if name in column]] = True
    return asked


def telling_cells(settled: Sequence[frozenset[Tag]]) -> Mapping[str, int]:
    """Count the products that settle each attribute; one where all say the same, for that tells no values apart."""
    products: Counter[str] = Counter()
    values: dict[str, set[str]] = defaultdict(set)
    for tags in settled:
        products.update(sorted({attribute for attribute, _ in tags}))
        for attribute, value in tags:
            values[attribute].add(value)
    return {name: count if len(values[name]) > 1 else 1 for name, count in products.items()}


def is_many(schema: Schema, attribute: str) -> bool:
    """Say whether a product may have several values of an attribute; of unknown ones it may."""
    return attribute not in schema or schema[attribute].many


def single_valued(schema: Schema, attributes: Sequence[str]) -> NDArray[np.bool_]:
    """Return which attributes have one value at most [attributes]."""
    return np.array([not is_many(schema, name) for name in attributes], dtype=bool)


def hidden_part(
    product: str, settled: frozenset[Tag], schema: Schema, share: float, salt: str
) -> tuple[frozenset[Tag], frozenset[str]]:
    """Draw, by a hash, what is hidden of a product: whole single-valued slots, and single tags of the others.

    Returns the hidden tags, and the attributes of which something may be hidden.
    """

    def drawn(key: str) -> bool:
        return is_held_out(f"{product}\x1f{key}", share=share, salt=salt)

    hidden = frozenset(
        (attribute, value)
        for attribute, value in settled
        if drawn(f"{attribute}\x1f{value}" if is_many(schema, attribute) else attribute)
    )
    asked = {attribute for attribute, _ in hidden} | {a for a, _ in settled if is_many(schema, a)}
    return hidden, frozenset(asked)


def without(asserted: frozenset[Tag], hidden: frozenset[Tag], schema: Schema) -> frozenset[Tag]:
    """Take hidden tags out, with all that the text asserts for a single-valued slot that is hidden."""
    slots = {attribute for attribute, _ in hidden if not is_many(schema, attribute)}
    return frozenset(tag for tag in asserted if tag not in hidden and tag[0] not in slots)
