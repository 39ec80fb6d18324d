"""How full the catalog is: what it said itself, what people decided, what its text and completion add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .categories import category_column
from .tables import SLOT

if TYPE_CHECKING:
    import polars as pl

    from .schema import Attribute


SOURCES = ("catalog", "decision", "text", "predicted")
"""Where the value of a slot comes from; the first that has one counts."""


def coverage(
    products: pl.DataFrame,
    evidence: pl.DataFrame,
    predictions: pl.DataFrame,
    schema: Mapping[str, Attribute],
) -> pl.DataFrame:
    """Count, attribute by attribute, the products that have a value from each source, and of how many that use it.

    `predictions` are those that count, see `open_predictions`.

    Returns:
        Columns attribute, products (those whose category uses it, or that have it), and those with a value from each of
        `SOURCES` that none before it gave one; most used first.
    """
    import polars as pl

    paths = dict(products.group_by(category_column()).len().rows())
    slots = filled_slots(evidence, predictions)
    elsewhere = Counter(
        attribute
        for attribute, category in slots.join(products.select(category_column(), product="id"), on="product")
        .select("attribute", "category")
        .rows()
        if attribute in schema and not schema[attribute].is_used_in(category)
    )
    counts = pl.DataFrame({"attribute": list(schema)}, schema={"attribute": pl.String}).with_columns(
        products=pl.Series([_users(paths, schema[name]) + elsewhere[name] for name in schema], dtype=pl.Int64)
    )
    for name in SOURCES:
        counted = slots.filter(source=name).group_by("attribute").len(name).cast({name: pl.Int64})
        counts = counts.join(counted, on="attribute", how="left")
    return counts.fill_null(0).sort(["products", "catalog", "attribute"], descending=[True, True, False])


def filled_slots(evidence: pl.DataFrame, predictions: pl.DataFrame) -> pl.DataFrame:
    """Return (product, attribute, source) of every slot with a value, under the first of `SOURCES` that has it."""
    import polars as pl

    asserted = evidence.select(product="head", attribute="relation", source="origin")
    predicted = predictions.select(*SLOT, source=pl.lit("predicted"))
    sources = pl.concat([asserted, predicted]).unique()
    return sources.sort(pl.col("source").cast(pl.Enum(SOURCES))).unique(SLOT, keep="first", maintain_order=True)


def category_coverage(
    products: pl.DataFrame,
    evidence: pl.DataFrame,
    predictions: pl.DataFrame,
    schema: Mapping[str, Attribute],
) -> pl.DataFrame:
    """Count, category by category, the slots that its products' attributes make, and those filled from each source.

    `predictions` are those that count, see `open_predictions`.

    Returns:
        Columns category (the whole path), products, slots, and those from each of `SOURCES`; most products first.
        Slots of an attribute that the category does not use are not counted.
    """
    import polars as pl

    rows = products.select(pl.col("id").alias("product"), category_column())
    counts = rows.group_by("category").agg(pl.len().cast(pl.Int64).alias("products"))
    pairs = [
        (category, name)
        for category in counts["category"]
        for name, attribute in schema.items()
        if attribute.is_used_in(category)
    ]
    used = pl.DataFrame(pairs, schema={"category": pl.String, "attribute": pl.String}, orient="row")
    attributes = used.group_by("category").len("slots").cast({"slots": pl.Int64})
    counts = counts.join(attributes, on="category", how="left").with_columns(pl.col("slots") * pl.col("products"))
    slots = filled_slots(evidence, predictions).join(rows, on="product")
    slots = slots.join(used, on=["category", "attribute"], how="semi")
    for name in SOURCES:
        counted = slots.filter(source=name).group_by("category").len(name).cast({name: pl.Int64})
        counts = counts.join(counted, on="category", how="left")
    return counts.fill_null(0).sort(["products", "category"], descending=[True, False])


def _users(paths: Mapping[str, int], attribute: Attribute) -> int:
    return sum(count for path, count in paths.items() if attribute.is_used_in(path))
