"""Vectors as word2vec text, which gensim and most tools for word vectors read.

The first line is `rows dimension`; each other line an id and its numbers, apart by one space. Spaces in ids are escaped
(`percent_escaped`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...kg.stored_files import written_whole
from .text import number_texts, percent_escaped
from .vector_files import joined_vectors, summary, write_metadata

if TYPE_CHECKING:
    from ...kg.workspace import Workspace


def export_word2vec(workspace: Workspace, out: Path) -> str:
    """Write vectors.txt and metadata.json into a folder."""
    entities = joined_vectors(workspace.models / "completion")
    with written_whole(out / "vectors.txt") as file:
        file.write(f"{len(entities.ids)} {entities.metadata['dimension']}\n".encode())
        for rows, vectors in entities.batches():
            keys = map(percent_escaped, entities.ids[rows])
            lines = zip(keys, number_texts(vectors, " "), strict=True)
            file.write("".join(f"{key} {numbers}\n" for key, numbers in lines).encode())
    write_metadata(entities, out, escaped="ids as in a URL: %20 is a space")
    return summary(entities)
