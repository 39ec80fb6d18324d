"""Builds a new graph file from Parquet files, in a process of its own: a crash of the engine ends no more than that.

Run as `python -m kgtag.kg.stores.ladybug_loader {compressed,plain}` in the folder that holds the Parquet files. Prints
the name of each table when it is filled, then the counts of the finished file as one line of JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...cypher import statement
from ..graph import EDGE_ENDS, EDGE_TYPES, NODE_LABELS, GraphCounts
from .statements import table_statement

NEW_GRAPH = Path("new.lbug")


def count_graph(connection: Any) -> GraphCounts:
    """Count the nodes and edges of an open graph, those that have none included."""
    nodes = dict(connection.execute(statement("ladybug/count_nodes")).get_all())
    edges = dict(connection.execute(statement("ladybug/count_edges")).get_all())
    return GraphCounts(
        {label: nodes.get(label, 0) for label in NODE_LABELS}, {kind: edges.get(kind, 0) for kind in EDGE_TYPES}
    )


def _fill(path: Path, *, compression: bool) -> None:
    import ladybug

    with ladybug.Database(path, compression=compression) as database, ladybug.Connection(database) as connection:
        for table in (*NODE_LABELS, *EDGE_TYPES):
            connection.execute(_definition(table))
            connection.execute(table_statement("ladybug/copy_table", table))
            sys.stdout.write(f"{table}\n")
            sys.stdout.flush()


def _definition(table: str) -> str:
    """Make out what creates a table with the columns of its file."""
    import pyarrow.parquet as parquet

    schema = parquet.read_schema(f"{table}.parquet")
    kinds = {name: _kind(schema.field(name).type) for name in schema.names if name not in ("from", "to")}
    columns = ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())
    name = "ladybug/create_edges" if table in EDGE_ENDS else "ladybug/create_nodes"
    return table_statement(name, table, COLUMNS=columns)


def _kind(arrow: Any) -> str:
    """Name a column's type as the engine does."""
    import pyarrow as pa

    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow):
        return f"{_kind(arrow.value_type)}[]"
    plain = {pa.float64(): "DOUBLE", pa.float32(): "FLOAT", pa.int64(): "INT64", pa.bool_(): "BOOLEAN"}
    return plain.get(arrow, "STRING")


def _count(path: Path) -> GraphCounts:
    import ladybug

    with ladybug.Database(path, read_only=True) as database, ladybug.Connection(database) as connection:
        return count_graph(connection)


def main() -> None:
    """Fill a file, give it its name without what lay beside it, and count what it holds then."""
    unfinished = Path("unfinished.lbug")
    _fill(unfinished, compression=sys.argv[1] == "compressed")
    unfinished.replace(NEW_GRAPH)
    sys.stdout.write(json.dumps(asdict(_count(NEW_GRAPH))) + "\n")


if __name__ == "__main__":
    main()
