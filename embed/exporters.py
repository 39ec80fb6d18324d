"""What can be exported, by name: each exporter writes one format and says what it wrote."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..kg.errors import SettingsError
from ..kg.filled_catalog import export_filled_catalog
from ..kg.layout import CatalogLayout
from ..kg.neo4j_import_files import write_import_files
from ..kg.settings import Settings
from ..kg.store import graph_name
from .projection import workspace_graph
from .vector_files import export_npy, export_parquet

if TYPE_CHECKING:
    from ..kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What one export is asked for; `min_probability` chooses the plainly filled catalog."""

    out: Path
    settings: Settings
    min_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is good for, and the function that writes it and returns a sentence about it."""

    purpose: str
    write: Callable[[Workspace, Order], str]


def _filled_catalog(workspace: Workspace, order: Order) -> str:
    layout = CatalogLayout.from_json(json.loads(workspace.layout_path.read_text(encoding="utf-8")))
    summary = export_filled_catalog(
        workspace.table("products"),
        workspace.table("triples"),
        workspace.table("evidence"),
        workspace.table("predictions"),
        layout,
        order.out,
        min_probability=order.min_probability,
    )
    unfit = f"; {summary.unfit:,} values fit no cell of their column's type" if summary.unfit else ""
    return (
        f"{summary.products:,} products with {summary.asserted:,} values from the text and "
        f"{summary.predicted:,} predicted ones{unfit}"
    )


def _neo4j_admin(workspace: Workspace, order: Order) -> str:
    graph = workspace_graph(workspace, order.settings, order.settings.graph_probability)
    database = os.environ.get("NEO4J_DATABASE") or "neo4j"
    script = write_import_files(graph, graph_name(order.settings), database, order.out)
    counts = graph.counts()
    return (
        f"{sum(counts.nodes.values()):,} nodes and {sum(counts.edges.values()):,} edges; "
        f"with the server stopped, import them with: sh {shlex.quote(str(script))}"
    )


EXPORTERS: Mapping[str, Exporter] = {
    "catalog": Exporter("the catalog in its own format, filled", _filled_catalog),
    "npy": Exporter(
        "a vector for every product and tag: vectors.npy, ids.json, metadata.json",
        lambda space, order: export_npy(space, order.out),
    ),
    "parquet": Exporter(
        "the same vectors in one table, with metadata.json", lambda space, order: export_parquet(space, order.out)
    ),
    "neo4j-admin": Exporter("the graph for Neo4j's bulk importer, with the command to run", _neo4j_admin),
}


def export(workspace: Workspace, name: str, order: Order) -> str:
    """Write one format; raises SettingsError for a format nobody knows."""
    if name not in EXPORTERS:
        raise SettingsError(f"there is no format {name!r}; there are: {', '.join(EXPORTERS)}")
    return EXPORTERS[name].write(workspace, order)
