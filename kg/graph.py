"""The graph as tables: one of nodes for each label, one of edges for each relationship type; knows no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .catalog_reading.catalog_fields import catalog_fields
from .catalog_reading.columns import Role
from .catalog_reading.layout import CatalogLayout
from .errors import GraphError
from .graph_categories import category_tables
from .predictions import open_predictions
from .schema import read_schema
from .tables import TRIPLE, empty_table
from .types import LONGEST_KEY, shortened_key
from .wording import counted

if TYPE_CHECKING:
    import polars as pl

    from .schema import Attribute
    from .workspace import Workspace

NODE_KEYS: Mapping[str, str] = {"Product": "id", "Tag": "id", "Attribute": "name", "Category": "id"}
"""The property that names a node among those of its label."""
EDGE_ENDS: Mapping[str, tuple[str, str]] = {
    "HAS_TAG": ("Product", "Tag"),
    "PREDICTED_TAG": ("Product", "Tag"),
    "OF_ATTRIBUTE": ("Tag", "Attribute"),
    "IN_CATEGORY": ("Product", "Category"),
    "SUBCATEGORY_OF": ("Category", "Category"),
}
"""The labels that each relationship type leads from and to."""
NODE_LABELS = tuple(NODE_KEYS)
EDGE_TYPES = tuple(EDGE_ENDS)
WORKSPACE = "workspace"
"""The property of every node and edge that says which graph it belongs to; stores add it."""
NAME_LENGTH = 60
TABLES = ("products", "tags", "triples", "evidence", "predictions")
"""The workspace's tables that the graph is made from."""
_TAG = ["attribute", "value"]


@dataclass(frozen=True, slots=True)
class GraphTables:
    """The workspace's tables that a graph is made from, and what is known of columns and attributes."""

    products: pl.DataFrame
    tags: pl.DataFrame
    triples: pl.DataFrame
    evidence: pl.DataFrame
    predictions: pl.DataFrame
    roles: Mapping[str, Role] = field(default_factory=dict)
    schema: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphCounts:
    """How many nodes each label has, and how many edges each relationship type."""

    nodes: Mapping[str, int]
    edges: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many nodes and edges there are in all."""
        return sum(self.nodes.values()) + sum(self.edges.values())

    def __str__(self) -> str:
        return f"{counted(sum(self.nodes.values()), 'node')} and {counted(sum(self.edges.values()), 'edge')}"


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by label, their key first; edges by type, the keys of the nodes they join (`from`, `to`) first."""

    nodes: Mapping[str, pl.DataFrame]
    edges: Mapping[str, pl.DataFrame]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return all tables: nodes by label, then edges by type."""
        return {**self.nodes, **self.edges}

    def vector_dimension(self) -> int:
        """Return how many numbers the products' vectors have; 0 when they have none."""
        products = self.nodes["Product"]
        return max(products["vector"].drop_nulls().list.len(), default=0) if "vector" in products.columns else 0

    def counts(self) -> GraphCounts:
        """Count the rows of every table."""
        return GraphCounts(
            {label: len(frame) for label, frame in self.nodes.items()},
            {kind: len(frame) for kind, frame in self.edges.items()},
        )


def graph_tables(workspace: Workspace) -> GraphTables:
    """Read the tables that a workspace's graph is made from."""
    path = workspace.layout_path
    roles = CatalogLayout.read(path).roles() if path.exists() else {}
    schema = read_schema(workspace.schema_path) if workspace.schema_path.exists() else {}
    products, tags, triples, evidence, predictions = (workspace.table(name) for name in TABLES)
    return GraphTables(products, tags, triples, evidence, predictions, roles, schema)


def empty_graph() -> Graph:
    """Return a graph with every label and type and nothing in it."""
    products, tags, triples, evidence, predictions = map(empty_table, TABLES)
    return node_and_edge_tables(GraphTables(products, tags, triples, evidence, predictions), 1.0)


def node_and_edge_tables(tables: GraphTables, min_probability: float) -> Graph:
    """Project the workspace's tables onto the graph, in an order that depends on their content only.

    Predictions less probable than `min_probability`, and those that repeat what is asserted or stand against the one
    value of a single-valued attribute, stay in their table. A tag is a node as soon as an edge leads to it, whether or
    not the vocabulary lists it.

    Raises:
        GraphError: a triple or a prediction names a product that the catalog does not have.
    """
    predictions = open_predictions(tables.predictions, tables.triples, tables.schema, min_probability)
    _require_products(tables.products, {"triple": tables.triples["head"], "prediction": predictions["product"]})
    tags = _tags(tables, predictions)
    categories = category_tables(tables.products)
    nodes = (_products(tables, categories.of_products), tags, _attributes(tags), categories.nodes)
    edges = (
        _has_tag(tables.triples, tables.evidence),
        _predicted_tag(predictions),
        tags.select(_key("id", "from"), _key("attribute", "to")),
        categories.in_category,
        categories.subcategory_of,
    )
    return Graph(dict(zip(NODE_LABELS, nodes, strict=True)), dict(zip(EDGE_TYPES, edges, strict=True)))


def _require_products(products: pl.DataFrame, named: Mapping[str, pl.Series]) -> None:
    for what, ids in named.items():
        named_ids = ids.unique(maintain_order=True)
        unknown = named_ids.filter(~named_ids.is_in(products["id"].implode()))
        if len(unknown):
            raise GraphError(
                f"a {what} names the product {unknown[0]!r}, which the catalog does not have: "
                "the workspace is damaged; build into a new folder with: kgtag build CATALOG -w NEW_FOLDER"
            )


def _key(column: str, name: str) -> pl.Expr:
    import polars as pl

    return pl.col(column).alias(name)


def _tag_id(attribute: str, value: str) -> pl.Expr:
    """Return the id that `tag_id` gives, for whole columns."""
    import polars as pl

    escaped = pl.col(attribute).str.replace_all("%", "%25", literal=True).str.replace_all("=", "%3D", literal=True)
    return pl.concat_str(escaped, pl.lit("="), pl.col(value)).map_batches(_shortened, pl.String)


def _shortened(keys: pl.Series) -> pl.Series:
    """Shorten the keys that are too long, if there are any."""
    import polars as pl

    too_long = keys.str.len_chars() > LONGEST_KEY
    if not too_long.any():
        return keys
    return pl.Series(keys.name, [shortened_key(key) for key in keys], dtype=pl.String)


def _products(tables: GraphTables, categories: pl.Series) -> pl.DataFrame:
    import polars as pl

    products = tables.products
    title = pl.col("title").str.strip_chars()
    short = title.str.slice(0, NAME_LENGTH - 1).str.strip_chars_end() + "…"
    name = pl.when(title.str.len_chars() > NAME_LENGTH).then(short).otherwise(title)
    own = products.select("id", name.alias("name"), "title", "description", categories)
    others = catalog_fields(products, tables.roles, taken=(*own.columns, WORKSPACE))
    return own.hstack(others).sort("id")


def _tags(tables: GraphTables, predictions: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    asserted = tables.triples.select(_key("relation", "attribute"), _key("tail", "value"))
    named = pl.concat([asserted, predictions.select(_TAG)]).unique()
    measures = tables.tags.select(*_TAG, "number", "unit")
    return (
        named.join(measures, on=_TAG, how="left")
        .select(_tag_id(*_TAG).alias("id"), _key("value", "name"), "attribute", _key("number", "value"), "unit")
        .sort("id")
    )


def _attributes(tags: pl.DataFrame) -> pl.DataFrame:
    return tags.select(_key("attribute", "name")).unique().sort("name")


def _has_tag(triples: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    return (
        triples.join(_reasons(evidence), on=TRIPLE, how="left")
        .select(
            _key("head", "from"), _tag_id("relation", "tail").alias("to"),
            "origins", "confidence", "field", "start", "end", "quote", "extractor",
        )
        .sort("from", "to")
    )  # fmt: skip


def _reasons(evidence: pl.DataFrame) -> pl.DataFrame:
    """Give every triple its best evidence, and the origins of all of it, best first."""
    import polars as pl

    shown = ("field", "start", "end", "quote", "extractor")
    several = evidence.select(TRIPLE).is_duplicated()
    alone = evidence.filter(~several).select(*TRIPLE, pl.concat_list("origin").alias("origins"), *shown)
    best_first = ["confidence", "origin", "field", "start", "quote"]
    joined = (
        evidence.filter(several)
        .sort(best_first, descending=[True, False, False, False, False], nulls_last=True)
        .group_by(TRIPLE, maintain_order=True)
        .agg(pl.col("origin").unique(maintain_order=True).alias("origins"), pl.col(shown).first())
    )
    return pl.concat([alone, joined])


def _predicted_tag(predictions: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    reasons = pl.col("reasons").str.json_decode(pl.List(pl.Struct({"text": pl.String()})))
    sentence = reasons.list.eval(pl.element().struct.field("text")).list.join("; ")
    return predictions.select(
        _key("product", "from"), _tag_id(*_TAG).alias("to"), "probability", "model", sentence.alias("reason")
    ).sort("from", "to")
