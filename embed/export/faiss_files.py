"""Vectors as an exact FAISS index: inner products of vectors of length 1, which are their cosines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...kg.errors import SettingsError
from ...kg.stored_files import written_whole
from .vector_files import joined_vectors, summary, write_ids, write_metadata

if TYPE_CHECKING:
    from ...kg.workspace import Workspace


def export_faiss(workspace: Workspace, out: Path) -> str:
    """Write vectors.faiss, ids.json (the id of each number that a search returns) and metadata.json into a folder.

    FAISS keeps the whole index in memory, here and wherever it is read: 4 bytes a number.

    Raises:
        SettingsError: faiss is not installed.
    """
    try:
        import faiss
    except ImportError as error:
        raise SettingsError("the format faiss needs a package that is not installed: pip install faiss-cpu") from error
    entities = joined_vectors(workspace.models / "completion")
    index = faiss.IndexFlatIP(entities.metadata["dimension"])
    for _, vectors in entities.batches():
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        index.add(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0))
    with written_whole(out / "vectors.faiss") as file:
        faiss.write_index(index, file.name)
    write_ids(entities, out)
    write_metadata(
        entities,
        out,
        norm={"least": 1.0, "greatest": 1.0},
        similarity="inner product; of length 1, so it is the cosine",
    )
    return summary(entities)
