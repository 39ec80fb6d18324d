"""Sends a difference to Neo4j in packs, several at a time, and holds what arrived against what was sent."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import GraphError
from ..graph import EDGE_TYPES, NODE_LABELS, WORKSPACE
from ..progress import Advance, Progress
from .graph_difference import GraphDifference, key_columns
from .neo4j_packs import Lane, Pack, edge_hubs, edge_lanes, node_lanes
from .statements import table_statement

if TYPE_CHECKING:
    import polars as pl
    from neo4j import Driver

RETRY_PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between attempts when the server says that it could go well the next time (a deadlock, a new leader)."""
COUNTED = ("nodes_created", "nodes_deleted", "relationships_created", "relationships_deleted", "properties_set")


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do with rows of a table: statements that get them as `$rows`, and what must come of each.

    `arrives` is the counter, or for `found` the answer, that must equal the rows sent.
    """

    name: str
    frame: pl.DataFrame
    lanes: Sequence[Lane]
    statements: tuple[str, ...]
    rows: Callable[[pl.DataFrame], Sequence[Any]]
    arrives: str | None


@dataclass(frozen=True, slots=True)
class Writer:
    """Threads that send errands to one database for one graph."""

    driver: Driver
    database: str | None
    workspace: str
    workers: int

    def write(self, difference: GraphDifference, progress: Progress) -> dict[str, int]:
        """Do all that a difference asks for, in the order that its nodes and edges need; returns the server's counters.

        Raises:
            GraphError: a row did not arrive; what the driver raises comes as it is.
        """
        total: Counter[str] = Counter()
        with progress("loading the graph", len(difference), "rows") as advance:
            for errand in _errands(difference):
                total += self._run(errand, advance)
        return {name: total[name] for name in COUNTED}

    def _run(self, errand: Errand, advance: Advance) -> Counter[str]:
        stop = threading.Event()

        def lane(packs: Lane) -> Counter[str]:
            counted: Counter[str] = Counter()
            for pack in packs:
                if stop.is_set():
                    break
                counted += self._send(errand, pack)
                advance(pack.rows)
            return counted

        with ThreadPoolExecutor(self.workers) as threads:
            running = [threads.submit(lane, packs) for packs in errand.lanes]
            try:
                wait(running, return_when=FIRST_EXCEPTION)
                return sum((job.result() for job in running if job.done()), Counter())
            finally:
                stop.set()
                threads.shutdown(cancel_futures=True)

    def _send(self, errand: Errand, pack: Pack) -> Counter[str]:
        """Send one pack in one transaction, again when the server asks for it; one that is too large goes in halves."""
        from neo4j.exceptions import DriverError, Neo4jError

        for pause in RETRY_PAUSES:
            try:
                return self._transaction(errand, pack)
            except (Neo4jError, DriverError) as error:
                too_large = (getattr(error, "code", None) or "").endswith("MemoryPoolOutOfMemoryError")
                if too_large and pack.rows > 1:
                    break
                if too_large or not error.is_retryable():
                    raise
            time.sleep(pause)
        else:
            return self._transaction(errand, pack)
        first, second = pack.halves()
        return self._send(errand, first) + self._send(errand, second)

    def _transaction(self, errand: Errand, pack: Pack) -> Counter[str]:
        parameters = {"rows": errand.rows(errand.frame.slice(pack.start, pack.rows)), "workspace": self.workspace}
        counted: Counter[str] = Counter()
        with (
            self.driver.session(database=self.database, notifications_min_severity="OFF") as session,
            session.begin_transaction() as transaction,
        ):
            for text in errand.statements:
                result = transaction.run(text, parameters)
                counted["found"] += sum(record.get("found", 0) for record in result)
                counters = result.consume().counters
                counted += Counter({name: getattr(counters, name) for name in COUNTED})
            if errand.arrives and counted[errand.arrives] != pack.rows:
                raise GraphError(
                    f"of {pack.rows:,} rows of {errand.name} that were sent, {counted[errand.arrives]:,} arrived: "
                    "somebody else changed the graph meanwhile; run the same command again, it will compare everything"
                )
            transaction.commit()
        return counted


def _errands(difference: GraphDifference) -> Iterable[Errand]:
    """Say what is to be done: edges go before the nodes they hang on, and come after those."""
    tables = difference.tables
    for name in EDGE_TYPES:
        yield _edge_errand(name, "delete_edges", tables[name].removed, None)
    for name in NODE_LABELS:
        yield _node_errand(name, ("delete_nodes", "leave_nodes"), tables[name].removed, None)
    for name in NODE_LABELS:
        yield _node_errand(name, ("create_nodes",), tables[name].added, "nodes_created")
        yield _node_errand(name, ("change_nodes",), tables[name].changed, "found")
    for name in EDGE_TYPES:
        yield _edge_errand(name, "create_edges", tables[name].added, "relationships_created")
        yield _edge_errand(name, "change_edges", tables[name].changed, "found")


def _node_errand(label: str, names: tuple[str, ...], frame: pl.DataFrame, arrives: str | None) -> Errand:
    statements = tuple(_statement(name, label, frame.columns) for name in names)
    return Errand(label, frame, node_lanes(frame), statements, _rows, arrives)


def _edge_errand(edge_type: str, name: str, frame: pl.DataFrame, arrives: str | None) -> Errand:
    ends = key_columns(edge_type)
    ordered = frame.select("to", "from", *frame.columns[len(ends) :]).sort("to", "from")
    statement = _statement(name, edge_type, ["", *ordered.columns[2:]])
    return Errand(edge_type, ordered, edge_lanes(ordered), (statement,), edge_hubs, arrives)


def _statement(name: str, table: str, columns: Sequence[str]) -> str:
    """Make out a statement whose `row` lists the values of columns; one without a name is no property."""
    values = [f"`{column}`: row[{number}]" for number, column in enumerate(columns) if column]
    return table_statement(f"neo4j/{name}", table, PROPERTIES=", ".join([f"{WORKSPACE}: $workspace", *values]))


def _rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.rows()
