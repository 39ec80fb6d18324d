"""The graph of a workspace as it is written to a store: its tables, and the products' vectors where they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kg.graph import Graph, graph_tables, node_and_edge_tables

if TYPE_CHECKING:
    from ..kg.settings import Settings
    from ..kg.workspace import Workspace


def workspace_graph(workspace: Workspace, settings: Settings, min_probability: float) -> Graph:
    """Project a workspace onto its graph, with predictions of at least `min_probability`.

    With `settings.write_vectors` every product that completion knows has its `vector` (float32).

    Raises:
        WorkspaceError: vectors are wanted, and nothing was trained.
    """
    graph = node_and_edge_tables(graph_tables(workspace), min_probability)
    return _with_vectors(graph, workspace) if settings.write_vectors else graph


def _with_vectors(graph: Graph, workspace: Workspace) -> Graph:
    import polars as pl

    from .export.vector_files import joined_vectors

    entities = joined_vectors(workspace.models / "completion").of_products()
    vectors = pl.DataFrame({"id": entities.ids, "vector": entities.vectors}).with_columns(
        pl.col("vector").arr.to_list()
    )
    products = graph.nodes["Product"].join(vectors, on="id", how="left", maintain_order="left")
    return Graph({**graph.nodes, "Product": products}, graph.edges)
