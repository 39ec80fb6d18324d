"""What can be exported, by name: each exporter writes one format and says what it wrote."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...kg.catalog_export.filled_catalog import export_filled_catalog
from ...kg.catalog_reading.layout import CatalogLayout
from ...kg.errors import SettingsError
from ...kg.schema import read_schema
from ...kg.settings import Settings
from ...kg.stores.neo4j_import_files import write_import_files
from ...kg.stores.store import graph_name
from ...kg.wording import counted, known_instead
from ..projection import workspace_graph
from .faiss_files import export_faiss
from .feature_matrix_files import export_feature_matrix
from .graphml_files import export_graphml
from .pgvector_files import export_pgvector
from .recbole_files import export_recbole
from .turtle_files import BASE_IRI, export_turtle
from .vector_files import export_npy, export_parquet
from .word2vec_files import export_word2vec

if TYPE_CHECKING:
    from ...kg.graph import Graph
    from ...kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What one export is asked for; `min_probability` chooses the plainly filled catalog, `base_iri` names RDF."""

    out: Path
    settings: Settings
    min_probability: float | None = None
    base_iri: str | None = None


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is good for, and the function that writes it and returns a sentence about it.

    `vectors`: it holds the products' vectors, so that their worth is measured and said.
    """

    purpose: str
    write: Callable[[Workspace, Order], str]
    vectors: bool = False


def _filled_catalog(workspace: Workspace, order: Order) -> str:
    summary = export_filled_catalog(
        workspace.table("products"),
        workspace.table("triples"),
        workspace.table("evidence"),
        workspace.table("predictions"),
        read_schema(workspace.schema_path),
        CatalogLayout.read(workspace.layout_path),
        order.out,
        min_probability=order.min_probability,
    )
    unfit = f"; {summary.unfit:,} values fit no cell of their column's type" if summary.unfit else ""
    rejects = workspace.count_rejects()
    lost = f"; without {counted(rejects, 'row')} that could not be read ({workspace.rejects_path})" if rejects else ""
    return (
        f"{counted(summary.products, 'product')} with {counted(summary.read, 'value')} from the text, "
        f"{summary.decided:,} decided and {summary.predicted:,} predicted{unfit}{lost}"
    )


def _neo4j_admin(workspace: Workspace, order: Order) -> str:
    graph = _graph(workspace, order)
    database = os.environ.get("NEO4J_DATABASE") or "neo4j"
    script = write_import_files(graph, graph_name(order.settings), database, order.out)
    return f"{graph.counts()}; with the server stopped, import them with: sh {shlex.quote(str(script))}"


def _graph(workspace: Workspace, order: Order) -> Graph:
    return workspace_graph(workspace, order.settings, order.settings.graph_probability)


EXPORTERS: Mapping[str, Exporter] = {
    "catalog": Exporter("the catalog in its own format, filled", _filled_catalog),
    "npy": Exporter(
        "a vector for every product and tag: vectors.npy, ids.json, metadata.json",
        lambda space, order: export_npy(space, order.out),
        vectors=True,
    ),
    "parquet": Exporter(
        "the same vectors in one table, with metadata.json",
        lambda space, order: export_parquet(space, order.out),
        vectors=True,
    ),
    "word2vec": Exporter(
        "the same vectors as word2vec text, for gensim",
        lambda space, order: export_word2vec(space, order.out),
        vectors=True,
    ),
    "faiss": Exporter(
        "the same vectors as an exact FAISS index, with ids.json",
        lambda space, order: export_faiss(space, order.out),
        vectors=True,
    ),
    "pgvector": Exporter(
        "the same vectors as rows for PostgreSQL, with the statements that load them",
        lambda space, order: export_pgvector(space, order.out),
        vectors=True,
    ),
    "features": Exporter(
        "products x tags as a sparse matrix, for LightFM and implicit",
        lambda space, order: export_feature_matrix(_graph(space, order), order.out),
    ),
    "recbole": Exporter(
        "graph, items and their vectors as RecBole's atomic files",
        lambda space, order: export_recbole(space, _graph(space, order), order.out),
        vectors=True,
    ),
    "graphml": Exporter(
        "the graph for networkx and Gephi", lambda space, order: export_graphml(_graph(space, order), order.out)
    ),
    "turtle": Exporter(
        "what the graph asserts as RDF, in schema.org's terms",
        lambda space, order: export_turtle(_graph(space, order), order.base_iri or BASE_IRI, order.out),
    ),
    "neo4j-admin": Exporter("the graph for Neo4j's bulk importer, with the command to run", _neo4j_admin),
}


def export(workspace: Workspace, name: str, order: Order) -> str:
    """Write one format and say what was written; raises SettingsError for a format nobody knows."""
    if name not in EXPORTERS:
        raise SettingsError(f"there is no format {name!r}; {known_instead(name, EXPORTERS)}")
    said = EXPORTERS[name].write(workspace, order)
    if not EXPORTERS[name].vectors:
        return said
    from .neighbour_recall import neighbour_recall

    return f"{said}\n{neighbour_recall(workspace)}".rstrip()
