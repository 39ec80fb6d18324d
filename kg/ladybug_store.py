"""The embedded graph: one Ladybug file, built anew beside the old one and swapped in; knows no meaning."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .errors import GraphError
from .graph import Graph, GraphCounts
from .ladybug_loader import NEW_GRAPH, count_graph
from .ladybug_query import ask
from .progress import Advance, Progress
from .store import Table

if TYPE_CHECKING:
    import ladybug

# Compressing doubles can crash the checkpoint of Ladybug 0.22 (its defect 998): the second attempt does without.
ATTEMPTS = ("compressed", "plain")
LOADER = "kgtag.kg.ladybug_loader"
NEW_FOLDER = ".new-"


class LadybugStore:
    """The graph in the file `path`, opened read-only when it is first asked; any number of processes may read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database: ladybug.Database | None = None
        self._connection: ladybug.Connection | None = None

    def write(self, graph: Graph, progress: Progress) -> GraphCounts:
        """Build the graph in a new file, hold its counts against what was sent, and put it in the old one's place."""
        self.close()
        try:
            self._clear_folder()
            with TemporaryDirectory(prefix=NEW_FOLDER, dir=self.path.parent) as folder:
                self._swap_in(_build(graph, Path(folder), progress))
        except OSError as error:
            raise GraphError(f"cannot write the graph to {self.path.parent}: {error}") from error
        return graph.counts()

    def query(self, cypher: str, parameters: Mapping[str, Any], limit: int) -> Table:
        """Answer one reading statement."""
        return ask(self._open(), cypher, parameters, limit)

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

    def _clear_folder(self) -> None:
        """Make the graph's folder, and take out of it what a killed build left."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for left_over in self.path.parent.glob(f"{NEW_FOLDER}*"):
            shutil.rmtree(left_over, ignore_errors=True)

    def _swap_in(self, new: Path) -> None:
        for beside in self.path.parent.glob(f"{self.path.name}.*"):
            beside.unlink()
        new.replace(self.path)


def _build(graph: Graph, folder: Path, progress: Progress) -> Path:
    """Build a graph file in an empty folder; raises GraphError when that failed twice."""
    tables = {**graph.nodes, **graph.edges}
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
    rows = {name: len(frame) for name, frame in tables.items()}
    for attempt in ATTEMPTS:
        with progress("load", sum(rows.values()), "rows") as advance:
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
    return None if counted == expected else f"{expected} was sent, and {counted} arrived"
