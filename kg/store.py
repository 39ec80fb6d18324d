"""The seam between kgtag and the places a graph can live in; knows what a store does, not how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .graph import Graph, GraphCounts
from .progress import Progress
from .settings import Settings

EMBEDDED_GRAPH = Path("graph", "kgtag.lbug")


@dataclass(frozen=True, slots=True)
class Table:
    """What a query answers; `more` says that rows beyond the limit were left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool = False


class Store(Protocol):
    """A graph that can be written as a whole and read with Cypher; each method raises GraphError."""

    def write(self, graph: Graph, progress: Progress) -> GraphCounts:
        """Make the stored graph equal to `graph`: all of it, or, when that fails, nothing is changed."""
        ...

    def query(self, cypher: str, parameters: Mapping[str, Any], limit: int) -> Table:
        """Answer one reading statement with at most `limit` rows.

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


def _embedded(settings: Settings, workspace: Path) -> Store:
    from .ladybug_store import LadybugStore

    del settings
    return LadybugStore(workspace / EMBEDDED_GRAPH)


STORES: Mapping[str, Callable[[Settings, Path], Store]] = {"embedded": _embedded}


def open_store(settings: Settings, workspace: Path) -> Store:
    """Return the store that the settings choose, for the graph of a workspace folder."""
    return STORES["embedded"](settings, workspace)
