"""The graph as GraphML, for networkx, Gephi, yEd and igraph.

A node is named by its label and its key (`Product:P1`, `Tag:Color=black`; escaped as `percent_escaped` says). In other
texts U+FFFD stands for what XML cannot hold. Vectors stay out: the vector formats hold them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from ...kg.graph import EDGE_ENDS, NODE_KEYS, Graph
from ...kg.stored_files import written_whole
from .text import BATCH, percent_escaped

if TYPE_CHECKING:
    import polars as pl
    from polars._typing import PolarsDataType

KIND = "label"
"""The property that holds a node's label and an edge's type; a catalog's own `label` is written as `label_`."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def node_name(label: str, key: str) -> str:
    """Name a node uniquely in a file where all labels stand together: `Tag:Color=black`."""
    return f"{label}:{percent_escaped(key)}"


def export_graphml(graph: Graph, out: Path) -> str:
    """Write graph.graphml into a folder: all nodes and edges with their properties, in the graph's order."""
    keys = _keys(graph)
    with written_whole(out / "graph.graphml") as file:
        file.write((_HEAD + "".join(_declarations(graph, keys)) + '<graph edgedefault="directed">\n').encode())
        for name, frame in graph.tables().items():
            lines = _nodes(name, frame, keys) if name in NODE_KEYS else _edges(name, frame, keys)
            for batch in lines:
                file.write(batch.encode())
        file.write(b"</graph>\n</graphml>\n")
    return str(graph.counts())


def _keys(graph: Graph) -> dict[tuple[str, str], str]:
    """Give every written column of every table the id that GraphML knows it by."""
    columns = [
        (table, column)
        for table, frame in graph.tables().items()
        for column, kind in frame.schema.items()
        if column not in (NODE_KEYS.get(table), "from", "to") and _type(kind)
    ]
    return {column: f"d{number}" for number, column in enumerate(columns)}


def _declarations(graph: Graph, keys: Mapping[tuple[str, str], str]) -> Iterator[str]:
    tables = graph.tables()
    for domain in ("node", "edge"):
        yield f'<key id="{domain}" for="{domain}" attr.name="{KIND}" attr.type="string"/>\n'
    for (table, column), key in keys.items():
        domain = "node" if table in NODE_KEYS else "edge"
        name = quoteattr(f"{column}_" if column == KIND else column)
        kind = _type(tables[table].schema[column])
        yield f'<key id="{key}" for="{domain}" attr.name={name} attr.type="{kind}"/>\n'


def _nodes(label: str, frame: pl.DataFrame, keys: Mapping[tuple[str, str], str]) -> Iterator[str]:
    known = {column: key for (table, column), key in keys.items() if table == label}
    for part in frame.iter_slices(BATCH):
        yield "".join(
            f'<node id={quoteattr(node_name(label, row[NODE_KEYS[label]]))}><data key="node">{label}</data>'
            f"{_data(row, known)}</node>\n"
            for row in part.iter_rows(named=True)
        )


def _edges(kind: str, frame: pl.DataFrame, keys: Mapping[tuple[str, str], str]) -> Iterator[str]:
    known = {column: key for (table, column), key in keys.items() if table == kind}
    start, end = EDGE_ENDS[kind]
    for part in frame.iter_slices(BATCH):
        yield "".join(
            f"<edge source={quoteattr(node_name(start, row['from']))} target={quoteattr(node_name(end, row['to']))}>"
            f'<data key="edge">{kind}</data>{_data(row, known)}</edge>\n'
            for row in part.iter_rows(named=True)
        )


def _data(row: Mapping[str, Any], keys: Mapping[str, str]) -> str:
    cells = ((key, row[column]) for column, key in keys.items())
    return "".join(f'<data key="{key}">{_text(cell)}</data>' for key, cell in cells if cell is not None)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    text = " ".join(cell) if isinstance(cell, list) else str(cell)
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _type(kind: PolarsDataType) -> str:
    """Return what GraphML calls a type, or nothing for what is not written (lists of numbers)."""
    import polars as pl

    if isinstance(kind, pl.List):
        return "string" if kind.inner == pl.String else ""
    if kind.is_integer():
        return "long"
    if kind.is_float():
        return "double"
    return "boolean" if kind == pl.Boolean else "string"
