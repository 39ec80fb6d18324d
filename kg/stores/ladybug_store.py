"""The embedded graph: one Ladybug file, built anew beside the old one and swapped in; knows no meaning."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..errors import GraphError
from ..graph import EDGE_TYPES, NODE_LABELS, WORKSPACE, Graph, GraphCounts, empty_graph
from ..progress import Advance, Progress
from .graph_difference import GraphDifference, graph_difference
from .ladybug_loader import NEW_GRAPH, count_graph
from .ladybug_query import ask
from .statements import table_statement
from .store import Table

if TYPE_CHECKING:
    import ladybug
    import polars as pl

# Compressing doubles can crash the checkpoint of Ladybug 0.22 (its defect 998): the second attempt does without.
ATTEMPTS = ("compressed", "plain")
LOADER = "kgtag.kg.stores.ladybug_loader"
NEW_FOLDER = ".new-"


class LadybugStore:
    """The graph in the file `path`, opened read-only when it is first asked; any number of processes may read."""

    def __init__(self, path: Path, workspace: str) -> None:
        self.path = path
        self.workspace = workspace
        self._database: ladybug.Database | None = None
        self._connection: ladybug.Connection | None = None

    def check(self, *, take_over: bool = False) -> None:
        """See that the graph's folder can be written or made; nobody else writes there."""
        del take_over
        folder = self.path.parent.absolute()
        there = next(above for above in (folder, *folder.parents) if above.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            raise GraphError(f"cannot write the graph to {folder}: {there} is no folder that can be written")

    def in_step(self) -> bool:
        """Say whether there is a graph: its file is written as a whole or not at all."""
        return self.path.exists()

    def difference(self, after: Graph, progress: Progress, *, verify: bool = False) -> GraphDifference:
        """Compare the file's graph with `after`; a file that is not there, or cannot be read, holds nothing."""
        del verify, progress
        nothing = Graph(
            {label: frame.clear() for label, frame in after.nodes.items()},
            {kind: frame.clear() for kind, frame in after.edges.items()},
        )
        return graph_difference(self._read() or nothing, after)

    def write(self, difference: GraphDifference, progress: Progress) -> Mapping[str, int]:
        """Build the graph in a new file, hold its counts against what was sent, and put it in the old one's place."""
        if not len(difference) and self.in_step():
            return {}
        self.close()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._clear_folder()
            with TemporaryDirectory(prefix=NEW_FOLDER, dir=self.path.parent) as folder:
                self._swap_in(_build(difference.after, self.workspace, Path(folder), progress))
        except OSError as error:
            raise GraphError(f"cannot write the graph to {self.path.parent}: {error}") from error
        counts = difference.after.counts()
        return {
            "nodes_created": sum(counts.nodes.values()),
            "relationships_created": sum(counts.edges.values()),
        }

    def drop(self, progress: Progress) -> GraphCounts:
        """Delete the graph's file."""
        counts = self.difference(empty_graph(), progress).before.counts()
        self.close()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        return counts

    def query(self, cypher: str, parameters: Mapping[str, Any], limit: int) -> Table:
        """Answer one reading statement."""
        return ask(self._open(), cypher, {"workspace": self.workspace, **parameters}, limit)

    def counts(self) -> GraphCounts:
        """Count what is stored."""
        return count_graph(self._open())

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None and self._database is not None:
            self._connection.close()
            self._database.close()
        self._connection = self._database = None

    def _open(self) -> ladybug.Connection:
        if self._connection is not None:
            return self._connection
        if not self.path.exists():
            raise GraphError(f"there is no graph at {self.path} yet; make it with: kgtag build CATALOG")
        import ladybug

        try:
            self._database = ladybug.Database(self.path, read_only=True)
        except RuntimeError as error:
            raise GraphError(f"{self.path} cannot be opened ({error}); delete it and run: kgtag build") from error
        self._connection = ladybug.Connection(self._database)
        return self._connection

    def _read(self) -> Graph | None:
        try:
            connection = self._open()
            nodes = {label: _table(connection, "ladybug/read_nodes", label) for label in NODE_LABELS}
            edges = {kind: _table(connection, "ladybug/read_edges", kind) for kind in EDGE_TYPES}
        except (GraphError, RuntimeError):
            return None
        return Graph(nodes, edges)

    def _clear_folder(self) -> None:
        """Take out of the graph's folder what a killed build left."""
        for left_over in self.path.parent.glob(f"{NEW_FOLDER}*"):
            shutil.rmtree(left_over, ignore_errors=True)

    def _swap_in(self, new: Path) -> None:
        for beside in self.path.parent.glob(f"{self.path.name}.*"):
            beside.unlink()
        new.replace(self.path)


def _table(connection: ladybug.Connection, name: str, table: str) -> pl.DataFrame:
    """Read a table; its columns come back as `n.id` or `r.quote`."""
    frame: pl.DataFrame = connection.execute(table_statement(name, table)).get_as_pl()
    return frame.rename(lambda column: column.partition(".")[2] or column).drop(WORKSPACE)


def _build(graph: Graph, workspace: str, folder: Path, progress: Progress) -> Path:
    """Build a graph file in an empty folder; raises GraphError when that failed twice."""
    import polars as pl

    tables = graph.tables()
    for name, frame in tables.items():
        frame.with_columns(pl.lit(workspace).alias(WORKSPACE)).write_parquet(folder / f"{name}.parquet")
    rows = {name: len(frame) for name, frame in tables.items()}
    for attempt in ATTEMPTS:
        with progress("loading the graph", sum(rows.values()), "rows") as advance:
            fault = _load(folder, attempt, rows, advance, graph.counts())
        if fault is None:
            return folder / NEW_GRAPH
    raise GraphError(
        f"the graph could not be built, twice: {fault}. The old graph is untouched; check that the disk has room and "
        "run the same command again"
    )


def _load(folder: Path, attempt: str, rows: Mapping[str, int], advance: Advance, expected: GraphCounts) -> str | None:
    """Run the loader on the Parquet files of a folder; return what went wrong."""
    for left_over in folder.glob("*.lbug*"):
        left_over.unlink()
    errors_path = folder / "errors.txt"
    command = [sys.executable, "-m", LOADER, attempt]
    last_line = ""
    with (
        errors_path.open("wb") as errors,
        subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                last_line = line.strip()
                advance(rows.get(last_line, 0))
        except BaseException:
            process.kill()
            raise
    errors_seen = errors_path.read_text(encoding="utf-8", errors="replace")
    return _fault(process.returncode, last_line, errors_seen, expected)


def _fault(code: int, last_line: str, errors: str, expected: GraphCounts) -> str | None:
    if code < 0:
        return f"the engine crashed (signal {-code})"
    if code > 0:
        return (errors.strip().splitlines() or [f"the engine ended with code {code}"])[-1]
    counted = GraphCounts(**json.loads(last_line))
    return None if counted == expected else f"{expected!r} was sent, and {counted!r} arrived"
