"""The graph as tables: one of nodes for each label, one of edges for each relationship type; knows no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from .errors import GraphError

if TYPE_CHECKING:
    import polars as pl

    from .workspace import Workspace

NODE_LABELS = ("Product", "Tag", "Attribute", "Category")
EDGE_TYPES = ("HAS_TAG", "PREDICTED_TAG", "OF_ATTRIBUTE", "IN_CATEGORY", "SUBCATEGORY_OF")
NAME_LENGTH = 60
_TAG = ["attribute", "value"]
_TRIPLE = ["head", "relation", "tail"]


@dataclass(frozen=True, slots=True)
class GraphTables:
    """The workspace's tables that a graph is made from."""

    products: pl.DataFrame
    tags: pl.DataFrame
    triples: pl.DataFrame
    evidence: pl.DataFrame
    predictions: pl.DataFrame


@dataclass(frozen=True, slots=True)
class GraphCounts:
    """How many nodes each label has, and how many edges each relationship type."""

    nodes: Mapping[str, int]
    edges: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by label, their key first; edges by type, the keys of the nodes they join (`from`, `to`) first."""

    nodes: Mapping[str, pl.DataFrame]
    edges: Mapping[str, pl.DataFrame]

    def counts(self) -> GraphCounts:
        """Count the rows of every table."""
        return GraphCounts(
            {label: len(frame) for label, frame in self.nodes.items()},
            {kind: len(frame) for kind, frame in self.edges.items()},
        )


def graph_tables(workspace: Workspace) -> GraphTables:
    """Read the tables that a workspace's graph is made from."""
    return GraphTables(*(workspace.table(entry.name) for entry in fields(GraphTables)))


def node_and_edge_tables(tables: GraphTables, min_probability: float) -> Graph:
    """Project the workspace's tables onto the graph, in an order that depends on their content only.

    Predictions less probable than `min_probability`, and those that repeat what is asserted, stay in their table. A tag
    is a node as soon as an edge leads to it, whether or not the vocabulary lists it.

    Raises:
        GraphError: a triple or a prediction names a product that the catalog does not have.
    """
    predictions = _open_predictions(tables, min_probability)
    _require_products(tables.products, {"triple": tables.triples["head"], "prediction": predictions["product"]})
    tags = _tags(tables, predictions)
    paths = _category_paths(tables.products)
    nodes = (_products(tables.products), tags, _attributes(tags), _categories(paths))
    edges = (
        _has_tag(tables.triples, tables.evidence),
        _predicted_tag(predictions),
        tags.select(_key("id", "from"), _key("attribute", "to")),
        _in_category(tables.products),
        _subcategory_of(paths),
    )
    return Graph(dict(zip(NODE_LABELS, nodes, strict=True)), dict(zip(EDGE_TYPES, edges, strict=True)))


def category_id(path: tuple[str, ...]) -> str:
    """Name the category node of a path, uniquely: `Shoes > Running` (a `>` in a name is escaped)."""
    return " > ".join(name.replace("%", "%25").replace(">", "%3E") for name in path)


def _open_predictions(tables: GraphTables, min_probability: float) -> pl.DataFrame:
    import polars as pl

    probable = tables.predictions.filter(pl.col("probability") >= min_probability)
    return probable.join(
        tables.triples, left_on=["product", "attribute", "value"], right_on=_TRIPLE, how="anti", maintain_order="left"
    )


def _require_products(products: pl.DataFrame, named: Mapping[str, pl.Series]) -> None:
    for what, ids in named.items():
        unknown = ids.filter(~ids.is_in(products["id"].implode()))
        if len(unknown):
            raise GraphError(
                f"a {what} names the product {unknown[0]!r}, which the catalog does not have; "
                "make the workspace anew with: kgtag build CATALOG --fresh"
            )


def _key(column: str, name: str) -> pl.Expr:
    import polars as pl

    return pl.col(column).alias(name)


def _tag_id(attribute: str, value: str) -> pl.Expr:
    """Return the id that `tag_id` gives, for whole columns."""
    import polars as pl

    escaped = pl.col(attribute).str.replace_all("%", "%25", literal=True).str.replace_all("=", "%3D", literal=True)
    return pl.concat_str(escaped, pl.lit("="), pl.col(value))


def _products(products: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    title = pl.col("title").str.strip_chars()
    short = title.str.slice(0, NAME_LENGTH - 1).str.strip_chars_end() + "…"
    name = pl.when(title.str.len_chars() > NAME_LENGTH).then(short).otherwise(title)
    return products.select(
        "id", name.alias("name"), "title", "description", _category_ids(products).alias("category"), "record"
    ).sort("id")


def _tags(tables: GraphTables, predictions: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    asserted = tables.triples.select(_key("relation", "attribute"), _key("tail", "value"))
    named = pl.concat([asserted, predictions.select(_TAG)]).unique()
    measures = tables.tags.select(*_TAG, "number", "unit")
    return (
        named.join(measures, on=_TAG, how="left")
        .select(_tag_id(*_TAG).alias("id"), _key("value", "name"), *_TAG, "number", "unit")
        .sort("id")
    )


def _attributes(tags: pl.DataFrame) -> pl.DataFrame:
    return tags.select(_key("attribute", "name")).unique().sort("name")


def _has_tag(triples: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Give every triple its best evidence, and the origins of all of it, best first."""
    import polars as pl

    best_first = ["confidence", "origin", "field", "start", "quote"]
    reasons = (
        evidence.sort(best_first, descending=[True, False, False, False, False], nulls_last=True)
        .group_by(_TRIPLE, maintain_order=True)
        .agg(
            pl.col("origin").unique(maintain_order=True).alias("origins"),
            pl.col("field", "start", "end", "quote", "extractor").first(),
        )
    )
    return (
        triples.join(reasons, on=_TRIPLE, how="left")
        .select(
            _key("head", "from"), _tag_id("relation", "tail").alias("to"),
            "origins", "confidence", "field", "start", "end", "quote", "extractor",
        )
        .sort("from", "to")
    )  # fmt: skip


def _predicted_tag(predictions: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    reasons = pl.col("reasons").str.json_decode(pl.List(pl.Struct({"text": pl.String()})))
    sentence = reasons.list.eval(pl.element().struct.field("text")).list.join("; ")
    return predictions.select(
        _key("product", "from"), _tag_id(*_TAG).alias("to"), "probability", "model", sentence.alias("reason")
    ).sort("from", "to")


def _category_paths(products: pl.DataFrame) -> list[tuple[str, ...]]:
    """List every category that products stand in, and all that those are part of."""
    given = {tuple(path) for path in products["category"] if path is not None}
    return sorted({path[:depth] for path in given for depth in range(1, len(path) + 1)})


def _category_ids(products: pl.DataFrame) -> pl.Series:
    import polars as pl

    ids = [category_id(tuple(path)) if path is not None and len(path) else None for path in products["category"]]
    return pl.Series("category", ids, dtype=pl.String)


def _categories(paths: list[tuple[str, ...]]) -> pl.DataFrame:
    import polars as pl

    rows = [(category_id(path), path[-1]) for path in paths]
    return pl.DataFrame(rows, schema={"id": pl.String, "name": pl.String}, orient="row").sort("id")


def _in_category(products: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    edges = products.select(_key("id", "from"), _category_ids(products).alias("to"))
    return edges.filter(pl.col("to").is_not_null()).sort("from")


def _subcategory_of(paths: list[tuple[str, ...]]) -> pl.DataFrame:
    import polars as pl

    rows = [(category_id(path), category_id(path[:-1])) for path in paths if len(path) > 1]
    return pl.DataFrame(rows, schema={"from": pl.String, "to": pl.String}, orient="row").sort("from")
