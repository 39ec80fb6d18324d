"""Vectors of products and tags as files for search engines and recommenders, in the users' own ids; ranks nothing.

Every file has the same row order: the products as the graph has them, then its tags (`Color=black`). A row is the graph
vector and, after it, the text vector brought to the same length, so that the cosine of two rows is the mean of their
parts'. Vectors are read and written some thousand rows at a time: memory holds the ids and never all the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...kg.errors import WorkspaceError
from ...kg.stored_files import intact, read_json, written_whole
from ...kg.tables import write_text
from ...kg.wording import counted
from ..learned_files import TRAIN_ANEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...kg.workspace import Workspace

_COMPRESSION = {"id": "zstd", "kind": "zstd", "vector.list.element": "none"}
"""The numbers of vectors hardly get smaller."""
METADATA, IDS = "metadata.json", "ids.json"
_TEXTS = "index.safetensors"
BATCH = 1 << 14


@dataclass(frozen=True, slots=True)
class EntityVectors:
    """The id and the kind ("product", "tag") of each row, and the file with their graph vectors.

    `texts`: the file with text vectors, where these are a part of the rows.
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    metadata: dict[str, Any]
    file: Path
    texts: Path | None = None

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All vectors at once, [entities, dimension]."""
        return np.concatenate([batch for _, batch in self.batches()])

    def of_products(self) -> EntityVectors:
        """Return the rows of products alone: the first ones."""
        count = self.metadata["products"]
        metadata = {**self.metadata, "rows": count, "tags": 0, "order": "products in the order of the graph"}
        return replace(self, ids=self.ids[:count], kinds=self.kinds[:count], metadata=metadata)

    def batches(self) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """Read the vectors some thousand at a time, with the rows that they are.

        Raises:
            WorkspaceError: a number is not finite.
        """
        for start in range(0, len(self.ids), BATCH):
            rows = slice(start, min(start + BATCH, len(self.ids)))
            vectors = _stored(self.file, rows)
            if self.texts is not None:
                vectors = _joined(vectors, _text_vectors(self.texts, rows, self.metadata["products"]))
            if not np.isfinite(vectors).all():
                raise WorkspaceError(
                    f"{self.file} holds numbers that are not finite; learn anew with: kgtag build CATALOG --fresh"
                )
            yield rows, vectors


def entity_vectors(folder: Path) -> EntityVectors:
    """Find the vectors that completion learned; raises WorkspaceError when it has learned none."""
    import polars as pl
    from safetensors import safe_open

    from ..completion import EMBEDDINGS, FACTS, INDEX
    from ..graph_embeddings import ARRAYS, NAMES, SCORES

    if not (folder / FACTS).exists():
        raise WorkspaceError(f"{folder} holds no vectors; train them with: kgtag build --train")
    names, facts = (read_json(path, TRAIN_ANEW) for path in (folder / EMBEDDINGS / NAMES, folder / FACTS))
    file = folder / EMBEDDINGS / ARRAYS
    with intact(folder, TRAIN_ANEW), safe_open(file, framework="numpy") as stored:
        numbers = stored.get_slice("entities").get_shape()[1]
        products = pl.scan_parquet(folder / INDEX / "products.parquet").select(pl.len()).collect().item()
        ids, is_complex = tuple(names["entities"]), names["complex"]
    tags = len(ids) - products
    metadata = {
        "model": names["model"],
        "version": facts.get("version"),
        "rows": len(ids),
        "products": products,
        "tags": tags,
        "dimension": numbers * 2 if is_complex else numbers,
        "number": "float32; the first half real, the second half imaginary parts" if is_complex else "float32",
        "order": "products in the order of the graph, then tags",
        "similarity": "cosine",
        "triple_score": SCORES[names["model"]].formula,
    }
    return EntityVectors(ids, ("product",) * products + ("tag",) * tags, metadata, file)


def joined_vectors(folder: Path) -> EntityVectors:
    """Find the graph vectors and text vectors that completion learned, joined; raises as `entity_vectors` does."""
    from safetensors import safe_open

    from ..completion import INDEX

    graph = entity_vectors(folder)
    texts, numbers = folder / INDEX / _TEXTS, graph.metadata["dimension"]
    with intact(texts, TRAIN_ANEW), safe_open(texts, framework="numpy") as stored:
        width = stored.get_slice("vectors").get_shape()[1]
    metadata = {
        **graph.metadata,
        "dimension": numbers + width,
        "parts": {"graph": [0, numbers], "text": [numbers, numbers + width]},
        "triple_score": f"{graph.metadata['triple_score']} of the graph's part",
    }
    return replace(graph, metadata=metadata, texts=texts)


def export_npy(workspace: Workspace, out: Path) -> str:
    """Write vectors.npy, ids.json (one id a row) and metadata.json into a folder."""
    entities = joined_vectors(workspace.models / "completion")
    shape = (len(entities.ids), entities.metadata["dimension"])
    with written_whole(out / "vectors.npy") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})
        for _, vectors in entities.batches():
            file.write(vectors.astype("<f4", copy=False).tobytes())
    write_ids(entities, out)
    write_metadata(entities, out)
    return summary(entities)


def export_parquet(workspace: Workspace, out: Path) -> str:
    """Write vectors.parquet (id, kind, vector) and metadata.json into a folder."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    entities = joined_vectors(workspace.models / "completion")
    schema = pa.schema({"id": pa.string(), "kind": pa.string(), "vector": pa.list_(pa.float32())})
    with (
        written_whole(out / "vectors.parquet") as file,
        pq.ParquetWriter(file, schema, compression=_COMPRESSION, use_dictionary=["kind"]) as writer,
    ):
        for rows, vectors in entities.batches():
            starts = np.arange(len(vectors) + 1, dtype=np.int32) * vectors.shape[1]
            lists = pa.ListArray.from_arrays(starts, vectors.reshape(-1))
            writer.write_batch(pa.record_batch([entities.ids[rows], entities.kinds[rows], lists], schema=schema))
    write_metadata(entities, out)
    return summary(entities)


def write_ids(entities: EntityVectors, out: Path) -> None:
    """Write ids.json: the ids as one list, in row order."""
    write_text(json.dumps(entities.ids, ensure_ascii=False, indent=0), out / IDS)


def write_metadata(entities: EntityVectors, out: Path, **others: Any) -> None:
    """Write metadata.json: what the rows are, how long the vectors are, and what else is said of them."""
    lengths = [np.linalg.norm(vectors, axis=1) for _, vectors in entities.batches()]
    norm = {
        "least": _rounded(min(map(np.min, lengths), default=0.0)),
        "greatest": _rounded(max(map(np.max, lengths), default=0.0)),
    }
    write_text(json.dumps({**entities.metadata, "norm": norm, **others}, indent=1), out / METADATA)


def summary(entities: EntityVectors) -> str:
    """Say what was written."""
    facts = entities.metadata
    size = f"{facts['dimension']} numbers each ({facts['model']})"
    return f"{counted(facts['products'], 'product')} and {counted(facts['tags'], 'tag')}, {size}"


def _rounded(length: float) -> float:
    return float(f"{length:.6g}")


def _joined(graph: NDArray[np.float32], text: NDArray[np.float32]) -> NDArray[np.float32]:
    """Put text vectors after graph vectors, each of its length; of length 1 where the graph knows nothing."""
    wanted, own = (np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in (graph, text))
    scale = np.where(wanted > 0, wanted, 1) / np.maximum(own, 1e-12)
    return np.concatenate([graph, text * scale.astype(np.float32)], axis=1)


def _text_vectors(file: Path, rows: slice, products: int) -> NDArray[np.float32]:
    """Read text vectors: those of the products, then those of the tags' names."""
    from safetensors import safe_open

    parts = {
        "vectors": slice(rows.start, min(rows.stop, products)),
        "names": slice(max(rows.start - products, 0), rows.stop - products),
    }
    with safe_open(file, framework="numpy") as stored:
        found = [stored.get_slice(name)[part] for name, part in parts.items() if part.start < part.stop]
    return np.concatenate(found)


def _stored(file: Path, rows: slice) -> NDArray[np.float32]:
    """Read rows of the learned vectors; the real parts of complex ones stand before the imaginary parts.

    The file is opened each time: what was read of it before no longer occupies memory.
    """
    from safetensors import safe_open

    with safe_open(file, framework="numpy") as stored:
        numbers = stored.get_slice("entities")[rows]
    parts = np.concatenate([numbers[..., 0], numbers[..., 1]], axis=1) if numbers.ndim == 3 else numbers
    return np.ascontiguousarray(parts, dtype=np.float32)
