"""Products × tags as a sparse matrix: the item features of LightFM, content for implicit and any linear model.

Asserted tags only, each with its confidence; `scipy.sparse.load_npz` reads it without pickle.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...kg.stored_files import written_whole
from ...kg.tables import write_text
from ...kg.wording import counted
from ..sparse import matrix
from .vector_files import METADATA

if TYPE_CHECKING:
    from ...kg.graph import Graph


def export_feature_matrix(graph: Graph, out: Path) -> str:
    """Write features.npz (CSR, float32), the ids of its rows and columns as JSON lists, and metadata.json."""
    from scipy.sparse import csr_matrix, save_npz

    products, tags = graph.nodes["Product"]["id"], graph.nodes["Tag"]["id"]
    edges = graph.edges["HAS_TAG"]
    rows = edges["from"].replace_strict(products, np.arange(len(products)), default=None)
    columns = edges["to"].replace_strict(tags, np.arange(len(tags)), default=None)
    features = matrix(rows.to_numpy(), columns.to_numpy(), edges["confidence"].to_numpy(), (len(products), len(tags)))
    with written_whole(out / "features.npz") as file:
        save_npz(file, csr_matrix(features))  # LightFM and implicit know no sparse arrays
    for name, ids in (("products", products), ("tags", tags)):
        write_text(json.dumps(ids.to_list(), ensure_ascii=False, indent=0), out / f"{name}.json")
    metadata = {
        "rows": len(products), "columns": len(tags), "number": "float32; the confidence of an asserted tag, else 0",
        "order": "rows as in products.json, columns as in tags.json",
    }  # fmt: skip
    write_text(json.dumps(metadata, indent=1), out / METADATA)
    return f"{counted(features.nnz, 'tag')} of {counted(len(products), 'product')}, {counted(len(tags), 'column')}"
