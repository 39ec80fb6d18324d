"""Attributes that look like one under two names: they share their values, and never a product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from .categories import category_column
from .schema import Schema, heading, quoted_list
from .types import FREE_TAG
from .wording import counted

if TYPE_CHECKING:
    import polars as pl

    from .workspace import Workspace

LEAST_VALUES = 3
LEAST_SHARE = 0.5
"""The share of the rarer attribute's products whose value the other attribute has too."""
LEAST_MEETINGS = 5.0
"""Products that would have both if chance alone put them there: with fewer, that none has says nothing."""
MOST_MEETINGS = 0.1
"""The share of those that may really have both."""


@dataclass(frozen=True, slots=True)
class SameAttribute:
    """Two attributes that may be one: `shared` of the `values` of `other` are values of `name` too."""

    name: str
    other: str
    shared: int
    values: int
    both: int


def same_attributes(evidence: pl.DataFrame, products: pl.DataFrame, schema: Schema) -> list[SameAttribute]:
    """Find pairs of attributes that the catalog may call by two names, `name` being the one with more products.

    Yes and no, bare numbers and free tags say too little to be compared.

    Args:
        evidence: the evidence table, of which the catalog's own counts.
        products: the products table, for the categories.
        schema: the attributes.
    """
    import polars as pl

    telling = [own for own, one in schema.items() if one.kind in ("text", "quantity") and own != FREE_TAG]
    cells = evidence.filter((pl.col("origin") == "catalog") & pl.col("relation").is_in(telling)).select(
        product="head", attribute="relation", value=pl.col("tail").str.to_lowercase()
    )
    paths = products.select(product="id", category=category_column())
    slots = cells.select("product", "attribute").unique().join(paths, on="product")
    users = dict(slots.group_by("attribute").len().rows())
    values = dict(cells.group_by("attribute").agg(pl.col("value").n_unique()).rows())
    found = []
    for one, two in _pairs_with_shared_values(cells):
        name, other = sorted((one, two), key=lambda own: (-users[own], own))
        shared = cells.filter(attribute=other).join(cells.filter(attribute=name), on="value", how="semi")
        expected, both = _meetings(slots, paths, name, other)
        if (
            shared["value"].n_unique() >= LEAST_VALUES
            and shared["product"].n_unique() >= LEAST_SHARE * users[other]
            and expected >= LEAST_MEETINGS
            and both <= MOST_MEETINGS * expected
        ):
            found.append(SameAttribute(name, other, shared["value"].n_unique(), values[other], both))
    return sorted(found, key=lambda pair: (pair.name, pair.other))


def _pairs_with_shared_values(cells: pl.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of attributes that share `LEAST_VALUES` values or more."""
    import polars as pl

    owners = cells.select("attribute", "value").unique().group_by("value").agg(pl.col("attribute").sort())
    several = owners.filter(pl.col("attribute").list.len() > 1)["attribute"]
    counts = Counter(pair for names in several.to_list() for pair in combinations(names, 2))
    return sorted(pair for pair, count in counts.items() if count >= LEAST_VALUES)


def _meetings(slots: pl.DataFrame, paths: pl.DataFrame, name: str, other: str) -> tuple[float, int]:
    """Return how many products would have both attributes by chance, category by category, and how many do."""
    import polars as pl

    mine, others = (slots.filter(attribute=own) for own in (name, other))
    counts = [frame.group_by("category").len(column) for frame, column in ((mine, "mine"), (others, "others"))]
    sizes = counts[0].join(counts[1], on="category").join(paths.group_by("category").len("all"), on="category")
    expected = sizes.select((pl.col("mine") * pl.col("others") / pl.col("all")).sum()).item()
    return float(expected), len(mine.join(others, on="product", how="semi"))


def merging_advice(
    workspace: Workspace, schema: Schema, products: pl.DataFrame, evidence: pl.DataFrame
) -> Iterator[str]:
    """Say which attributes may be one, each time with the line that makes them one."""
    found = same_attributes(evidence, products, schema)
    taken: set[str] = set()
    for pair in found:
        if pair.name not in taken and pair.other not in taken:
            taken.add(pair.other)
            yield _advice(pair, schema, workspace.schema_path)


def _advice(pair: SameAttribute, schema: Schema, path: Path) -> str:
    names = (*schema[pair.name].other_names, pair.other, *schema[pair.other].other_names)
    verb = "has" if pair.both == 1 else "have"
    have = f"only {counted(pair.both, 'product')} {verb} both" if pair.both else "no product has both"
    return (
        f"{pair.name!r} and {pair.other!r} share {pair.shared} of {counted(pair.values, 'value')}, and {have}. If they "
        f"are one, write  other_names = {quoted_list(names)}  below {heading(pair.name)} in {path}, delete "
        f"{heading(pair.other)} there, and build again"
    )
