"""A small shop whose ids and values hold all that a file format can stumble over, with vectors, and nothing learned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from kgtag.embed.export.vector_files import joined_vectors
from kgtag.embed.graph_embeddings import GraphEmbeddings
from kgtag.kg.settings import Settings
from kgtag.kg.tables import table_schema
from kgtag.kg.types import FREE_TAG, tag_id
from kgtag.kg.workspace import Workspace
from numpy.typing import NDArray
from safetensors.numpy import save_file

from ..conftest import evidence_table, product_row, products_table

NAMES = sorted([
    "P1", "a b", "  two  spaces  ", "tab\there", "line\nbreak\r\n", "next\x85line\u2028", "no\xa0break", 'say "so"',
    "it's", '"', "%20", "100%", "back\\slash", "\\N", "\\.", "NA", "null", "#N/A N/A", "..", "<a&b>]]>", "{a: 1};",
    "a,b=c>d", "a:b/c?d#e", "😀 👩‍👩‍👧", "שלום עולם", "\u202eabc", "\ufeffmark", "\ufffe", "é", "e\u0301", "-1",
    "x" * 900,
])  # fmt: skip
"""Ids of products; the same texts are values."""
DIMENSION, TEXT_DIMENSION = 6, 4


@dataclass(frozen=True, slots=True)
class HostileShop:
    """A workspace, its entities (products, then tags) in row order and their vectors."""

    workspace: Workspace
    ids: tuple[str, ...]
    vectors: NDArray[np.float32]

    @property
    def settings(self) -> Settings:
        """The defaults."""
        return Settings()


def nearest(vectors: NDArray[np.float32], count: int = 5) -> list[list[int]]:
    """The rows whose vectors have the greatest cosine with each row's, best first, without itself."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -np.inf)
    return np.argsort(-cosines, axis=1)[:, :count].tolist()


@pytest.fixture
def shop(tmp_path: Path) -> HostileShop:
    """Every product has a colour, a weight, a brand and a free tag; the first has no other name, one has nothing."""
    rows = [product_row(name, f"title {name}", {}) | {"category": ["Shoes", f"of {name}"]} for name in NAMES]
    rows.append(product_row("~bare", "", {}))
    asserted = [
        (name, attribute, value, "text")
        for number, name in enumerate(NAMES)
        for attribute, value in (("Color", name), ("Weight", f"{number} g"), ("Brand", name), (FREE_TAG, name))
    ]
    tags = sorted({tag_id(attribute, value) for _, attribute, value, _ in asserted})
    ids = (*NAMES, "~bare", *tags)
    graph = np.random.default_rng(0).normal(size=(len(ids), DIMENSION)).astype(np.float32)
    workspace = Workspace(tmp_path / "workspace")
    evidence = evidence_table(asserted)
    workspace.write("products", products_table(rows))
    workspace.write("evidence", evidence)
    workspace.write("triples", evidence.select("head", "relation", "tail", "confidence"))
    workspace.write("tags", _weights())
    workspace.write("predictions", _prediction("~bare", "Color", "P1", 0.95))
    text = np.random.default_rng(1).normal(size=(len(ids), TEXT_DIMENSION)).astype(np.float32)
    write_embeddings(workspace, GraphEmbeddings("DistMult", ids, ("Color",), graph, graph[:1]), len(NAMES) + 1, text)
    return HostileShop(workspace, ids, next(joined_vectors(workspace.models / "completion").batches())[1])


def write_embeddings(
    workspace: Workspace, embeddings: GraphEmbeddings, products: int, text: NDArray[np.float32] | None = None
) -> None:
    """Put graph vectors and text vectors [entities, numbers] where completion would."""
    text = np.ones((len(embeddings.entities), 2), dtype=np.float32) if text is None else text
    folder = workspace.models / "completion"
    embeddings.save(folder / "embeddings")
    (folder / "index").mkdir()
    pl.DataFrame({"product": embeddings.entities[:products]}).write_parquet(folder / "index" / "products.parquet")
    parts = {"vectors": text[:products], "names": text[products:]}
    save_file(
        {name: np.ascontiguousarray(part) for name, part in parts.items()}, folder / "index" / "index.safetensors"
    )
    (folder / "completion.json").write_text(json.dumps({"version": "1"}), encoding="utf-8")


def _weights() -> pl.DataFrame:
    rows = [
        {"attribute": "Weight", "value": f"{number} g", "number": float(number), "unit": "g"}
        for number in range(len(NAMES))
    ]
    return pl.DataFrame(rows, schema=dict(table_schema("tags")))


def _prediction(product: str, attribute: str, value: str, probability: float) -> pl.DataFrame:
    row = {"product": product, "attribute": attribute, "value": value, "probability": probability, "reasons": "[]",
           "model": "1"}  # fmt: skip
    return pl.DataFrame([row], schema=dict(table_schema("predictions")))
