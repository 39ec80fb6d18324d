"""What a product should have: the attributes that are usual in its category, and those that do not apply to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.categories import category_levels, category_path
from ..kg.product_rows import possible_attributes
from ..kg.vocabulary import absent_cells
from .applicability import applies, usual_shares

if TYPE_CHECKING:
    import polars as pl

    from ..kg.schema import Schema
    from .catalog_index import Index

EXPECTATIONS = "expectations.parquet"
USUAL = 0.5
"""Where so large a share of a category's products has an attribute, a product without it lacks something."""
LEAST_MISSING = 0.1
"""An attribute of which a value is less likely to be missing does not apply to a product."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one product.

    usual: the share of its category's products that have each attribute that applies to it, the most usual first.
    missing: the usual ones that it has no value of. inapplicable: what does not apply, commonest elsewhere first.
    """

    usual: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    inapplicable: tuple[str, ...] = ()

    def only(self, attributes: tuple[str, ...]) -> Expected:
        """Return what concerns some attributes; none means all."""
        if not attributes:
            return self
        chosen = {name: share for name, share in self.usual.items() if name in attributes}
        missing, inapplicable = (
            tuple(name for name in names if name in attributes) for names in (self.missing, self.inapplicable)
        )
        return Expected(chosen, missing, inapplicable)


def expectations_of(index: Index) -> pl.DataFrame:
    """Return (category, attribute, share, applies) of every category and attribute; the category "" stands for all."""
    import polars as pl

    shares = usual_shares(index)
    categories, attributes = [*index.readers.categories.names, ""], index.tags.attributes
    return pl.DataFrame(
        {
            "category": np.repeat(np.array(categories, dtype=object), len(attributes)),
            "attribute": list(attributes) * len(categories),
            "share": shares.ravel().round(4),
            "applies": applies(index, shares).ravel(),
        },
        schema={"category": pl.String, "attribute": pl.String, "share": pl.Float64, "applies": pl.Boolean},
    )


def expected_of(
    products: pl.DataFrame,
    evidence: pl.DataFrame,
    predictions: pl.DataFrame,
    expectations: pl.DataFrame,
    schema: Schema,
) -> dict[str, Expected]:
    """Say what is expected of each of some products, given their evidence and predictions; in their order."""
    filled = dict(evidence.group_by("head").agg("relation").rows())
    absent = dict(absent_cells(products, schema).group_by("product").agg("attribute").rows())
    unlikely = _hardly_missing(predictions)
    by_category = _by_category(products, expectations, schema)
    answers = {}
    for product, category in products.select("id", "category").iter_rows():
        shares, commonest = by_category[category_path(category)]
        has = {*filled.get(product, ()), *absent.get(product, ())}
        inapplicable = unlikely.get(product, set()) - has
        usual = {name: share for name, share in shares.items() if name not in inapplicable}
        missing = tuple(name for name, share in usual.items() if share >= USUAL and name not in has)
        others = tuple(name for name in commonest if name not in usual and name not in has)
        answers[product] = Expected(usual, missing, others)
    return answers


def _hardly_missing(predictions: pl.DataFrame) -> dict[str, set[str]]:
    """Return the attributes of each product of which nothing is predicted that is likely to be missing."""
    import polars as pl

    slots = predictions.group_by("product", "attribute").agg(pl.col("missing").max())
    unlikely = slots.filter(pl.col("missing") < LEAST_MISSING).group_by("product").agg("attribute")
    return {product: set(names) for product, names in unlikely.iter_rows()}


def _by_category(
    products: pl.DataFrame, expectations: pl.DataFrame, schema: Schema
) -> dict[str, tuple[dict[str, float], list[str]]]:
    """Return, by the path of each category, its usual attributes with their shares, and all from the commonest on."""
    import polars as pl

    categories = {category_path(row["category"]): row for row in products.select("category").unique().to_dicts()}
    if expectations.is_empty():  # a catalog without attributes
        return dict.fromkeys(categories, ({}, []))
    above = {path: category_levels(row["category"]) for path, row in categories.items()}
    needed = {"", *(path for paths in above.values() for path in paths)}
    known = expectations.filter(pl.col("category").is_in(needed)).partition_by("category", as_dict=True)
    overall = dict(known[("",)].select("attribute", "share").rows())
    answers = {}
    for path, row in categories.items():
        rows = known[(next((name for name in reversed(above[path]) if (name,) in known), ""),)]
        answers[path] = _split(rows, possible_attributes(row, schema), overall)
    return answers


def _split(rows: pl.DataFrame, declared: frozenset[str], overall: dict[str, Any]) -> tuple[dict[str, float], list[str]]:
    applicable = {name: share for name, share, applies_here in rows.select("attribute", "share", "applies").iter_rows()
                  if applies_here and name in declared}  # fmt: skip
    usual = dict(sorted(applicable.items(), key=lambda item: -item[1]))
    return usual, sorted(overall, key=lambda name: (-overall[name], name))
