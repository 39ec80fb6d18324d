"""Reads a graph back from Neo4j, node by node and edge by edge: for when the ledger cannot be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..graph import EDGE_TYPES, NODE_LABELS, WORKSPACE, Graph
from ..progress import Advance, Progress
from .statements import table_statement

if TYPE_CHECKING:
    import polars as pl
    from neo4j import Record, Session

CHUNK_ROWS = 10_000


def read_graph(session: Session, workspace: str, like: Graph, fields: Iterable[str], progress: Progress) -> Graph:
    """Read all nodes and edges of a graph into tables with the columns of `like`.

    `fields` are product properties that an earlier catalog had: they are read too, so that they can be taken away. A
    value of another type than `like` has, is read as missing, and so will be written anew.
    """
    with progress("reading the graph", 0, "rows") as advance:
        nodes = {label: _nodes(session, workspace, label, like, fields, advance) for label in NODE_LABELS}
        edges = {kind: _edges(session, workspace, kind, like, advance) for kind in EDGE_TYPES}
    return Graph(nodes, edges)


def _nodes(
    session: Session, workspace: str, label: str, like: Graph, fields: Iterable[str], advance: Advance
) -> pl.DataFrame:
    import polars as pl

    schema = dict(like.nodes[label].schema)
    if label == "Product":
        schema |= {name: pl.String() for name in fields if name not in schema}
    records = session.run(table_statement("neo4j/read_nodes", label), workspace=workspace)
    return _frame((record["properties"] for record in records), schema, advance)


def _edges(session: Session, workspace: str, kind: str, like: Graph, advance: Advance) -> pl.DataFrame:
    records = session.run(table_statement("neo4j/read_edges", kind), workspace=workspace)
    return _frame(map(_edge, records), like.edges[kind].schema, advance)


def _edge(record: Record) -> Mapping[str, Any]:
    return {**record["properties"], "from": record["from"], "to": record["to"]}


def _frame(rows: Iterator[Mapping[str, Any]], schema: Mapping[str, pl.DataType], advance: Advance) -> pl.DataFrame:
    import polars as pl

    names = [name for name in schema if name != WORKSPACE]
    frames = [pl.DataFrame(schema=schema)]
    while chunk := list(islice(rows, CHUNK_ROWS)):
        columns = {name: [row.get(name) for row in chunk] for name in names}
        frames.append(pl.DataFrame({name: _series(name, columns[name], schema[name]) for name in names}))
        advance(len(chunk))
    return pl.concat(frames)


def _series(name: str, values: list[Any], kind: pl.DataType) -> pl.Series:
    """Make a column; a value that somebody gave another type counts as missing."""
    import polars as pl

    try:
        return pl.Series(name, values, dtype=kind)
    except (TypeError, pl.exceptions.PolarsError):
        return pl.Series(name, values, dtype=kind, strict=False)
