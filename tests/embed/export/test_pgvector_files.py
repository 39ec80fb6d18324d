"""Vectors as PostgreSQL copies them; read back by the rules of its text format."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
from kgtag.embed.export.pgvector_files import export_pgvector, statements

from .hostile_shop import HostileShop, nearest, shop

__all__ = ["shop"]

ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def copied(file: Path) -> list[list[str]]:
    """What COPY FROM reads: https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"."""
    lines = file.read_bytes().decode().removesuffix("\n").split("\n")
    assert not {r"\.", r"\N"} & {cell for line in lines for cell in line.split("\t")}
    return [[re.sub(r"\\(.)", lambda found: ESCAPES[found[1]], cell) for cell in line.split("\t")] for line in lines]


def test_copy_reads_every_id_and_number(shop: HostileShop, tmp_path: Path) -> None:
    export_pgvector(shop.workspace, tmp_path)
    rows, ids, kinds, numbers = zip(*copied(tmp_path / "vectors.copy"), strict=True)
    vectors = np.array([json.loads(text) for text in numbers], dtype=np.float32)
    assert ids == shop.ids
    assert list(map(int, rows)) == list(range(len(ids)))
    assert kinds.count("product") == kinds.index("tag")
    np.testing.assert_array_equal(vectors, shop.vectors)
    assert nearest(vectors) == nearest(shop.vectors)


def test_the_script_makes_the_table_that_the_rows_are_for(shop: HostileShop, tmp_path: Path) -> None:
    said = export_pgvector(shop.workspace, tmp_path)
    script = (tmp_path / "vectors.sql").read_text(encoding="utf-8")
    assert "embedding vector(10) NOT NULL" in script
    assert "\\copy kgtag_vectors FROM 'vectors.copy'" in script
    assert "vectors.sql" in said


def test_the_index_is_one_that_pgvector_can_build() -> None:
    assert "(embedding vector_cosine_ops)" in statements(2_000)
    assert "((embedding::halfvec(2001)) halfvec_cosine_ops)" in statements(2_001)
    assert "hnsw" not in statements(4_001)
