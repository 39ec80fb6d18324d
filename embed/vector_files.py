"""Vectors of products and tags as files for search engines and recommenders, in the users' own ids; ranks nothing.

Every file has the same row order: the products as the graph has them, then its tags (`Color=black`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.errors import WorkspaceError
from ..kg.tables import write_table, write_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kg.workspace import Workspace

METADATA = "metadata.json"


@dataclass(frozen=True, slots=True)
class EntityVectors:
    """`vectors` float32 [entities, dimension] with the id and the kind ("product", "tag") of each row."""

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    vectors: NDArray[np.float32]
    metadata: dict[str, Any]


def entity_vectors(folder: Path) -> EntityVectors:
    """Read the vectors that completion learned; raises WorkspaceError when it has learned none."""
    import polars as pl

    from .completion import EMBEDDINGS, FACTS, INDEX
    from .graph_embeddings import GraphEmbeddings

    if not (folder / FACTS).exists():
        raise WorkspaceError(f"{folder} holds no vectors: run `kgtag build CATALOG` without --no-train")
    embeddings = GraphEmbeddings.load(folder / EMBEDDINGS)
    products = pl.scan_parquet(folder / INDEX / "products.parquet").select(pl.len()).collect().item()
    vectors = embeddings.entity_vectors
    is_complex = bool(np.iscomplexobj(vectors))
    real = np.hstack([vectors.real, vectors.imag]) if is_complex else vectors
    tags = len(embeddings.entities) - products
    metadata = {
        "model": embeddings.model,
        "version": json.loads((folder / FACTS).read_text(encoding="utf-8"))["version"],
        "rows": len(real),
        "products": products,
        "tags": tags,
        "dimension": real.shape[1],
        "number": "float32; the first half real, the second half imaginary parts" if is_complex else "float32",
        "order": "products in the order of the graph, then tags",
    }
    kinds = ("product",) * products + ("tag",) * tags
    return EntityVectors(embeddings.entities, kinds, np.ascontiguousarray(real, dtype=np.float32), metadata)


def export_npy(workspace: Workspace, out: Path) -> str:
    """Write vectors.npy, ids.json (one id a row) and metadata.json into a folder."""
    entities = entity_vectors(workspace.models / "completion")
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "vectors.npy", entities.vectors, allow_pickle=False)
    write_text(json.dumps(entities.ids, ensure_ascii=False, indent=0), out / "ids.json")
    write_text(json.dumps(entities.metadata, indent=1), out / METADATA)
    return _summary(entities)


def export_parquet(workspace: Workspace, out: Path) -> str:
    """Write vectors.parquet (id, kind, vector) and metadata.json into a folder."""
    import polars as pl

    entities = entity_vectors(workspace.models / "completion")
    columns = {"id": entities.ids, "kind": entities.kinds, "vector": entities.vectors}
    frame = pl.DataFrame(columns).with_columns(pl.col("vector").arr.to_list())
    write_table(frame, out / "vectors.parquet")
    write_text(json.dumps(entities.metadata, indent=1), out / METADATA)
    return _summary(entities)


def _summary(entities: EntityVectors) -> str:
    facts = entities.metadata
    size = f"{facts['dimension']} numbers each ({facts['model']})"
    return f"{facts['products']:,} products and {facts['tags']:,} tags, {size}"
