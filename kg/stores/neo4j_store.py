"""The graph in a Neo4j database, kept in step with the workspace; touches nothing that kgtag did not write."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...cypher import statement
from ..errors import GraphError
from ..fingerprint import fingerprint
from ..graph import EDGE_TYPES, NODE_LABELS, Graph, GraphCounts, empty_graph
from ..progress import Progress
from .graph_difference import GraphDifference, graph_difference
from .ledger import ledger_fingerprint, ledgers_owner, owns_ledgers, read_ledger, write_ledger
from .neo4j_address import Neo4jAddress
from .neo4j_connection import connect, errors_in_words, require_writable
from .neo4j_query import ask
from .neo4j_reader import read_graph
from .neo4j_writer import Writer
from .statements import table_statement
from .store import Table

if TYPE_CHECKING:
    from neo4j import Driver, Session


@dataclass(frozen=True, slots=True)
class State:
    """What the database says was last written; no fingerprint when nothing was, or not to its end."""

    fingerprint: str | None = None
    fields: tuple[str, ...] = ()
    owner: str | None = None


class Neo4jStore:
    """The graph `workspace` in one database; `ledgers` is where it is kept what was last written to which."""

    def __init__(self, address: Neo4jAddress, workspace: str, ledgers: Path, workers: int) -> None:
        self.address = address
        self.workspace = workspace
        self.workers = workers
        self._ledgers = ledgers
        self._ledger = ledgers / f"neo4j-{fingerprint(address.uri, address.database, workspace)[:12]}"
        self._driver: Driver | None = None

    def check(self, *, take_over: bool = False) -> None:
        """Log in, and see that the graph can be written and is this workspace's own."""
        require_writable(self._open(), self.address, self.workspace)
        with errors_in_words(self.address), self._session() as session:
            owner = self._state(session).owner
        if owner is not None and not take_over and not owns_ledgers(self._ledgers, owner):
            raise GraphError(
                f"{self.address}: the graph {self.workspace!r} was last written by another workspace; give this one a "
                "name of its own (graph_name in kgtag.toml, or KGTAG_GRAPH_NAME), or take that one over with: "
                "kgtag build --yes"
            )

    def in_step(self) -> bool:
        """Say whether the database holds what the ledger says; the graph itself is not read."""
        with errors_in_words(self.address), self._session() as session:
            state = self._state(session)
        return state.fingerprint is not None and state.fingerprint == ledger_fingerprint(self._ledger)

    def difference(self, after: Graph, progress: Progress, *, verify: bool = False) -> GraphDifference:
        """Compare the stored graph with `after`, by the ledger where the database agrees, else by reading all."""
        with errors_in_words(self.address), self._session() as session:
            state = self._state(session)
            kept = None if verify else read_ledger(self._ledger, state.fingerprint)
            before = kept or read_graph(session, self.workspace, after, state.fields, progress)
        return graph_difference(before, after, from_ledger=kept is not None)

    def write(self, difference: GraphDifference, progress: Progress) -> Mapping[str, int]:
        """Apply a difference; broken off, the next `difference` reads back how far it came."""
        if not len(difference) and self.in_step():
            return {}
        before, after = (set(graph.nodes["Product"].columns) for graph in (difference.before, difference.after))
        with errors_in_words(self.address), self._session() as session:
            self._run(session, "begin_writing", fields=sorted(before | after), owner=ledgers_owner(self._ledgers))
            self._define(session, difference.after)
            writer = Writer(self._open(), self.address.database, self.workspace, max(1, self.workers))
            counted = writer.write(difference, progress)
            written = write_ledger(self._ledger, difference)
            self._run(session, "end_writing", fingerprint=written, fields=sorted(after))
        return counted

    def drop(self, progress: Progress) -> GraphCounts:
        """Delete the graph as it is found in the database, and all that was kept about it."""
        difference = self.difference(empty_graph(), progress, verify=True)
        self.write(difference, progress)
        with errors_in_words(self.address), self._session() as session:
            self._run(session, "forget_graph")
        shutil.rmtree(self._ledger, ignore_errors=True)
        return difference.before.counts()

    def query(self, cypher: str, parameters: Mapping[str, Any], limit: int) -> Table:
        """Answer one reading statement."""
        with errors_in_words(self.address), self._session(reading=True) as session:
            return ask(session, cypher, {"workspace": self.workspace, **parameters}, limit)

    def counts(self) -> GraphCounts:
        """Count the nodes and edges of the graph."""
        with errors_in_words(self.address), self._session() as session:

            def count(text: str) -> int:
                found: int = session.run(text, workspace=self.workspace).single(strict=True)["found"]
                return found

            return GraphCounts(
                {label: count(table_statement("neo4j/count_nodes", label)) for label in NODE_LABELS},
                {kind: count(table_statement("neo4j/count_edges", kind)) for kind in EDGE_TYPES},
            )

    def close(self) -> None:
        """Let go of the connections."""
        if self._driver is not None:
            self._driver.close()
        self._driver = None

    def _open(self) -> Driver:
        if self._driver is None:
            with errors_in_words(self.address):
                self._driver = connect(self.address)
        return self._driver

    def _session(self, *, reading: bool = False) -> Session:
        """Open a session; only people's questions may go to a server that lags behind."""
        access = "READ" if reading else "WRITE"
        return self._open().session(database=self.address.database, default_access_mode=access, fetch_size=5_000)

    def _state(self, session: Session) -> State:
        record = session.run(statement("neo4j/read_state"), workspace=self.workspace).single()
        if record is None:
            return State()
        return State(record["fingerprint"], tuple(record["fields"] or ()), record["owner"])

    def _run(self, session: Session, name: str, **parameters: Any) -> None:
        text = statement(f"neo4j/{name}")
        given = {"workspace": self.workspace, **parameters}
        session.execute_write(lambda transaction: transaction.run(text, given).consume())

    def _define(self, session: Session, graph: Graph) -> None:
        """Make the constraints and indexes that are not there yet, and wait until they answer."""
        session.run(statement("neo4j/create_graph_constraint")).consume()
        for label in NODE_LABELS:
            session.run(table_statement("neo4j/create_key_constraint", label)).consume()
        session.run(statement("neo4j/create_name_index")).consume()
        if dimension := graph.vector_dimension():
            config = {"vector.dimensions": dimension, "vector.similarity_function": "cosine"}
            session.run(statement("neo4j/create_vector_index"), options={"indexConfig": config}).consume()
        session.run(statement("neo4j/await_indexes")).consume()
