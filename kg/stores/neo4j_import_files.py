"""The graph as CSV files for Neo4j's bulk importer, and the command that imports them into a stopped server.

The files and the command are those of `neo4j-admin database import full`, the same for Neo4j 5.26 and 2026
(https://neo4j.com/docs/operations-manual/current/import/). Text stands in quotes, so that an empty text (`""`) and a
missing value (nothing) stay two things; line breaks, NUL and all others come as they are.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import GraphError
from ..graph import EDGE_ENDS, NODE_KEYS, WORKSPACE, Graph
from ..tables import write_text

if TYPE_CHECKING:
    import polars as pl
    from polars._typing import PolarsDataType

SCRIPT = "import.sh"
GRAPH_LABEL = "KgtagGraph"
ARRAY_DELIMITER = "\x1f"
"""Separates the elements of a list; the lists of a graph are origins, property names and numbers: none holds it."""
_MEBIBYTE = 2**20
_LEAST_BUFFER = 4
_PREAMBLE = f"""#!/bin/sh
# Imports the graph into a database of Neo4j 5.26 or 2026. DELETES whatever that database held before.
# On the server's machine: stop the server, run `sh {SCRIPT}` as the user that the server runs as, start the server.
# Then run `kgtag build` with NEO4J_URI set: it makes the constraints and indexes, and finds the graph in step.
"""


def write_import_files(graph: Graph, workspace: str, database: str, folder: Path) -> Path:
    """Write a header and a data file for each label and type, then the command that imports them; returns its file.

    The same graph gives the same bytes. The node that tells what was last written has no fingerprint: the next build
    compares the graph once with what it should be, and makes the constraints, which this importer cannot.

    Raises:
        GraphError: the importer could not be given the folder's name.
    """
    folder = folder.resolve()
    if "," in str(folder):
        raise GraphError(
            f"neo4j-admin cannot read files from {folder}: it takes the comma for the end of a name; "
            "choose another folder with -o"
        )
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / SCRIPT
    script.unlink(missing_ok=True)
    inputs = []
    for label, frame in {**graph.nodes, GRAPH_LABEL: _state(graph, workspace)}.items():
        key = NODE_KEYS.get(label, "name")
        files = _write_table(frame, workspace, folder / label, {key: f"{key}:ID({label})"})
        inputs.append(f"--nodes={label}={files}")
    for kind, frame in graph.edges.items():
        start, end = EDGE_ENDS[kind]
        ends = {"from": f":START_ID({start})", "to": f":END_ID({end})"}
        inputs.append(f"--relationships={kind}={_write_table(frame, workspace, folder / kind, ends)}")
    write_text(_PREAMBLE + import_command(database, _buffer_size(graph), inputs) + "\n", script)
    return script


def import_command(database: str, buffer_size: int, inputs: list[str]) -> str:
    """Return the command for a shell; `buffer_size` is in MiB."""
    options = [
        "--overwrite-destination",
        "--multiline-fields=true",
        f"--array-delimiter=U+{ord(ARRAY_DELIMITER):04X}",
        f"--read-buffer-size={buffer_size}m",
        *inputs,
    ]
    # The name of the database goes first: after `--nodes` it would be taken for a further file.
    return " \\\n    ".join(["neo4j-admin database import full " + shlex.quote(database), *map(shlex.quote, options)])


def _state(graph: Graph, workspace: str) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame({"name": [workspace], "fields": [sorted(graph.nodes["Product"].columns)]})


def _write_table(frame: pl.DataFrame, workspace: str, stem: Path, special: Mapping[str, str]) -> str:
    """Write the header and the rows of a table beside each other and return both names as the importer wants them."""
    import polars as pl

    header, data = stem.with_name(f"{stem.name}-header.csv"), stem.with_name(f"{stem.name}.csv")
    names = [special.get(name, f"{name}:{_type(kind)}") for name, kind in frame.schema.items()]
    write_text(",".join([*names, f"{WORKSPACE}:string"]) + "\n", header)
    cells = [_cell(name, kind) for name, kind in frame.schema.items()]
    rows = frame.lazy().select(*cells, pl.lit(workspace).alias(WORKSPACE))
    rows.sink_csv(data, include_header=False, quote_style="non_numeric")
    return f"{header},{data}"


def _type(kind: PolarsDataType) -> str:
    """Return what the importer calls a type."""
    import polars as pl

    if isinstance(kind, pl.List):
        return f"{_type(kind.inner)}[]"
    if kind.is_integer():
        return "long"
    if kind.is_float():
        return "double"
    return "boolean" if kind == pl.Boolean else "string"


def _cell(name: str, kind: PolarsDataType) -> pl.Expr:
    import polars as pl

    cell = pl.col(name)
    if isinstance(kind, pl.List):
        number = kind.inner.is_float()
        return (cell.cast(pl.List(pl.Float64)) if number else cell).cast(pl.List(pl.String)).list.join(ARRAY_DELIMITER)
    if kind.is_float():
        return cell.cast(pl.String).replace({"inf": "Infinity", "-inf": "-Infinity"})
    return cell


def _buffer_size(graph: Graph) -> int:
    """Return how many MiB hold the longest text, each of its characters doubled as a quote would be."""
    import polars as pl

    lengths = pl.col(pl.String).str.len_bytes().max()
    longest = [length or 0 for frame in graph.tables().values() for length in frame.select(lengths).row(0)]
    return max(_LEAST_BUFFER, 2 * max(longest) // _MEBIBYTE + 1)
