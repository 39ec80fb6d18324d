"""Vectors as a table of PostgreSQL with the pgvector extension: the rows as COPY reads them, and the statements.

The rows are in PostgreSQL's text format (https://www.postgresql.org/docs/current/sql-copy.html): a tab between columns,
and a backslash sequence for what would be a tab, a line break or a backslash.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from ...kg.stored_files import written_whole
from ...kg.tables import write_text
from .text import number_texts
from .vector_files import joined_vectors, summary, write_metadata

if TYPE_CHECKING:
    from ...kg.workspace import Workspace

TABLE, ROWS, STATEMENTS = "kgtag_vectors", "vectors.copy", "vectors.sql"
MOST_INDEXED, MOST_INDEXED_HALVES = 2_000, 4_000
"""How many numbers a vector may have that pgvector indexes as it is, and in half precision."""
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\b": r"\b", "\f": r"\f", "\v": r"\v"})


def export_pgvector(workspace: Workspace, out: Path) -> str:
    """Write vectors.sql, the rows that it copies (vectors.copy) and metadata.json into a folder."""
    entities = joined_vectors(workspace.models / "completion")
    with written_whole(out / ROWS) as file:
        for rows, vectors in entities.batches():
            numbers = number_texts(vectors, ",")
            ids = (name.translate(_ESCAPES) for name in entities.ids[rows])
            cells = zip(range(rows.start, rows.stop), ids, entities.kinds[rows], numbers, strict=True)
            file.write("".join(f"{row}\t{name}\t{kind}\t[{texts}]\n" for row, name, kind, texts in cells).encode())
    write_text(statements(entities.metadata["dimension"]), out / STATEMENTS)
    write_metadata(entities, out)
    command = f"cd {shlex.quote(str(out))} && psql -v ON_ERROR_STOP=1 -1 -f {STATEMENTS}"
    return f"{summary(entities)}; load them with: {command}"


def statements(dimension: int) -> str:
    """Return the script for psql: it makes the table, copies the rows and indexes them by cosine."""
    return f"""\
-- Run it in this folder: psql -v ON_ERROR_STOP=1 -1 -f {STATEMENTS}
-- The nearest products: SELECT id FROM {TABLE} WHERE kind = 'product'
--   ORDER BY embedding <=> (SELECT embedding FROM {TABLE} WHERE kind = 'product' AND id = 'P1') LIMIT 10;
SET client_encoding = 'UTF8';
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE {TABLE} (
    row_number integer PRIMARY KEY,
    id text NOT NULL,
    kind text NOT NULL,
    embedding vector({dimension}) NOT NULL
);
\\copy {TABLE} FROM '{ROWS}'
CREATE INDEX ON {TABLE} USING hash (id);
{_nearest_index(dimension)}
"""  # noqa: S608 (no part of it comes from outside)


def _nearest_index(dimension: int) -> str:
    if dimension <= MOST_INDEXED:
        return f"CREATE INDEX ON {TABLE} USING hnsw (embedding vector_cosine_ops);"
    if dimension <= MOST_INDEXED_HALVES:
        return f"CREATE INDEX ON {TABLE} USING hnsw ((embedding::halfvec({dimension})) halfvec_cosine_ops);"
    return f"-- pgvector indexes at most {MOST_INDEXED_HALVES:,} numbers: every query reads the whole table."
