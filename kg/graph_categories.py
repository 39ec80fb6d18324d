"""Category paths as nodes and edges: each level a node, named by its whole path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .categories import SEPARATOR
from .types import shortened_key

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class CategoryTables:
    """`of_products` is the category id of each product, or null; the others are tables of the graph."""

    of_products: pl.Series
    nodes: pl.DataFrame
    in_category: pl.DataFrame
    subcategory_of: pl.DataFrame


def category_id(path: tuple[str, ...]) -> str:
    """Name the category node of a path, uniquely: `Shoes > Running` (a `>` in a name is escaped)."""
    return shortened_key(SEPARATOR.join(name.replace("%", "%25").replace(">", "%3E") for name in path))


def category_tables(products: pl.DataFrame) -> CategoryTables:
    """Make the nodes of every category that products stand in, and of all that those are part of."""
    import polars as pl

    given = products.select("category").unique()
    paths = [tuple(path) for path in given["category"] if path is not None and len(path)]
    named = pl.DataFrame(
        {"category": [list(path) for path in paths], "id": [category_id(path) for path in paths]},
        schema={"category": pl.List(pl.String), "id": pl.String},
    )
    of_products = products.select("category").join(named, on="category", how="left", maintain_order="left")["id"]
    levels = sorted({path[:depth] for path in paths for depth in range(1, len(path) + 1)})
    nodes = [(category_id(path), path[-1]) for path in levels]
    edges = [(category_id(path), category_id(path[:-1])) for path in levels if len(path) > 1]
    return CategoryTables(
        of_products.alias("category"),
        _text_table(nodes, "id", "name").sort("id"),
        products.select(pl.col("id").alias("from"), of_products.alias("to")).drop_nulls("to").sort("from"),
        _text_table(edges, "from", "to").sort("from"),
    )


def _text_table(rows: list[tuple[str, str]], *columns: str) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")
