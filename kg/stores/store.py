"""The seam between kgtag and the places a graph can live in; knows what a store does, not how."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..graph import Graph, GraphCounts
from ..progress import Progress
from ..settings import Settings
from .graph_difference import GraphDifference

EMBEDDED = "embedded"
GRAPH_FOLDER = Path("graph")
EMBEDDED_GRAPH = GRAPH_FOLDER / "kgtag.lbug"


@dataclass(frozen=True, slots=True)
class Table:
    """What a query answers; `more` says that rows beyond the limit were left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool = False


class Store(Protocol):
    """A graph that can be brought in step with the workspace and read with Cypher; each method raises GraphError."""

    def check(self, *, take_over: bool = False) -> None:
        """Find out, before long work begins and without changing anything, whether the graph can be written.

        One that another workspace wrote under the same name is left to it, unless somebody agreed to take it over.
        """
        ...

    def in_step(self) -> bool:
        """Say, without reading it, whether the store still holds what was last written."""
        ...

    def difference(self, after: Graph, progress: Progress, *, verify: bool = False) -> GraphDifference:
        """Compare what is stored with `after`; `verify` trusts nothing that was kept about the store."""
        ...

    def write(self, difference: GraphDifference, progress: Progress) -> Mapping[str, int]:
        """Make the stored graph the one that a difference leads to, and return what the store counted meanwhile."""
        ...

    def drop(self, progress: Progress) -> GraphCounts:
        """Take the graph out of the store and return what it had; what somebody else holds on to is left to them."""
        ...

    def query(self, cypher: str, parameters: Mapping[str, Any], limit: int) -> Table:
        """Answer one reading statement with at most `limit` rows; `$workspace` is the graph's name.

        Values are scalars, lists and dicts; a node or an edge is the dict of its properties, a path a dict of `nodes`
        and `relationships`.
        """
        ...

    def counts(self) -> GraphCounts:
        """Count what is stored."""
        ...

    def close(self) -> None:
        """Let go of the store; it opens again when it is next used."""
        ...


def graph_name(settings: Settings) -> str:
    """Return what a graph is called among others: as the settings say, else like its workspace's folder."""
    return settings.graph_name or settings.workspace.resolve().name


def graph_address(settings: Settings) -> str:
    """Return where the settings put the graph: `embedded`, or the address of a Neo4j server."""
    return settings.graph or os.environ.get("NEO4J_URI") or EMBEDDED


def graph_place(settings: Settings) -> str:
    """Say which graph the settings mean, and where it is."""
    address = graph_address(settings)
    store = "the embedded store" if address == EMBEDDED else address
    return f"the graph {graph_name(settings)!r} in {store}"


def _embedded(settings: Settings) -> Store:
    from .ladybug_store import LadybugStore

    return LadybugStore(settings.workspace / EMBEDDED_GRAPH, graph_name(settings))


def _neo4j(settings: Settings) -> Store:
    from .neo4j_address import neo4j_address
    from .neo4j_store import Neo4jStore

    address = neo4j_address(graph_address(settings))
    return Neo4jStore(address, graph_name(settings), settings.workspace / GRAPH_FOLDER, settings.graph_workers)


STORES: Mapping[str, Callable[[Settings], Store]] = {EMBEDDED: _embedded, "neo4j": _neo4j}


def open_store(settings: Settings) -> Store:
    """Return the store that the settings choose, for the graph of their workspace."""
    return STORES[EMBEDDED if graph_address(settings) == EMBEDDED else "neo4j"](settings)
