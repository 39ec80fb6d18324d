"""How full the catalog is: what it said itself, what its text added, what completion is sure enough to add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .categories import SEPARATOR, is_inside

if TYPE_CHECKING:
    import polars as pl

    from .schema import Attribute


def coverage(
    products: pl.DataFrame,
    evidence: pl.DataFrame,
    predictions: pl.DataFrame,
    schema: Mapping[str, Attribute],
    min_probability: float,
) -> pl.DataFrame:
    """Count, attribute by attribute, the products that have a value from each source, and of how many that use it.

    Returns:
        Columns attribute, products (those whose category uses it), catalog, text (those that only the text gave a
        value), predicted (those without one but with a prediction of at least `min_probability`); most used first.
    """
    import polars as pl

    slot = ["product", "attribute"]
    paths = dict(products.group_by(pl.col("category").list.join(SEPARATOR).fill_null("")).len().rows())
    sourced = evidence.select(product="head", attribute="relation", origin="origin")
    asserted = sourced.select(slot).unique()
    own = sourced.filter(pl.col("origin") != "text").select(slot).unique()
    predicted = (
        predictions.filter((pl.col("probability") >= min_probability) & ~pl.col("asserted"))
        .select(slot)
        .unique()
        .join(asserted, on=slot, how="anti")
    )
    counts = pl.DataFrame({"attribute": list(schema)}, schema={"attribute": pl.String}).with_columns(
        products=pl.Series([_users(paths, schema[name]) for name in schema], dtype=pl.Int64)
    )
    for name, slots in (
        ("catalog", own),
        ("text", asserted.join(own, on=slot, how="anti")),
        ("predicted", predicted),
    ):
        counted = slots.group_by("attribute").len(name).cast({name: pl.Int64})
        counts = counts.join(counted, on="attribute", how="left")
    return counts.fill_null(0).sort(["products", "catalog", "attribute"], descending=[True, True, False])


def _users(paths: Mapping[str, int], attribute: Attribute) -> int:
    inside = (not attribute.categories or is_inside(path, attribute.categories) for path in paths)
    return sum(count for count, is_user in zip(paths.values(), inside, strict=True) if is_user)
