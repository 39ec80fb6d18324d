"""What completion learned, as files (Parquet, safetensors, JSON; no pickles); knows no ranking."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ..kg.stored_files import intact, read_json
from ..kg.tables import write_table, write_text
from .catalog_index import Index, Readers, TagSpace
from .learned_files import TRAIN_ANEW
from .missing_cells import MissingCells
from .sparse import Symbols

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .graph_embeddings import GraphEmbeddings

MATRICES = ("terms", "openings", "categories", "asserted")


def save_index(index: Index, texts: tuple[str, ...], folder: Path) -> None:
    """Write an index, and the hash of the text that each product's vector was made from."""
    import polars as pl
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    write_table(pl.DataFrame({"product": index.products, "text": texts}), folder / "products.parquet")
    tags = pl.DataFrame(index.tags.tags, schema={"attribute": pl.String, "value": pl.String}, orient="row")
    write_table(tags, folder / "tags.parquet")
    names = {name: list(getattr(index.readers, name).names) for name in ("terms", "openings", "categories")}
    facts = {
        "attributes": index.tags.attributes,
        "cells": dict(index.cells),
        "denying": sorted(index.denying),
        "missing_cells": index.missing_cells and index.missing_cells.as_json(),
    }
    write_text(json.dumps({**facts, **names}, ensure_ascii=False), folder / "symbols.json")
    arrays = {"vectors": index.vectors, "names": index.names, "rarity": index.readers.rarity}
    for name, counts in {**index.contexts, "asserted": index.asserted}.items():
        arrays |= _as_arrays(name, counts)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / "index.safetensors")


def load_index(folder: Path, graph: GraphEmbeddings) -> tuple[Index, tuple[str, ...]]:
    """Read an index, with its embeddings beside it, and the texts' hashes; raises WorkspaceError when it is damaged."""
    import polars as pl
    from safetensors.numpy import load_file

    names = read_json(folder / "symbols.json", TRAIN_ANEW)
    with intact(folder / "products.parquet", TRAIN_ANEW):
        products = pl.read_parquet(folder / "products.parquet")
    with intact(folder / "tags.parquet", TRAIN_ANEW):
        tags = pl.read_parquet(folder / "tags.parquet")
    with intact(folder / "index.safetensors", TRAIN_ANEW):
        arrays = load_file(folder / "index.safetensors")
    matrices = {name: _as_matrix(name, arrays) for name in MATRICES}
    asserted = matrices.pop("asserted")
    terms, openings, categories = (Symbols.of(names[name]) for name in ("terms", "openings", "categories"))
    index = Index(
        tuple(products["product"].to_list()), TagSpace(tuple(names["attributes"]), tuple(tags.rows())),
        Readers(terms, openings, categories, arrays["rarity"]), matrices, arrays["vectors"], arrays["names"], asserted,
        graph.by_role(len(products)), cells=names["cells"], denying=frozenset(names["denying"]),
        missing_cells=names["missing_cells"] and MissingCells.of_json(names["missing_cells"]),
    )  # fmt: skip
    return index, tuple(products["text"].to_list())


def _as_arrays(name: str, counts: csr_array) -> dict[str, np.ndarray]:
    return {
        f"{name}.data": counts.data,
        f"{name}.indices": counts.indices.astype(np.int32),
        f"{name}.starts": counts.indptr.astype(np.int64),
        f"{name}.shape": np.array(counts.shape, dtype=np.int64),
    }


def _as_matrix(name: str, arrays: Mapping[str, np.ndarray]) -> csr_array:
    parts = (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.starts"])
    return csr_array(parts, shape=tuple(arrays[f"{name}.shape"].tolist()))
