"""Vectors for others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from kgtag.embed.export import vector_files
from kgtag.embed.export.vector_files import entity_vectors, export_npy, export_parquet
from kgtag.embed.graph_embeddings import GraphEmbeddings
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.workspace import Workspace

from ..conftest import World
from .hostile_shop import write_embeddings


@dataclass(frozen=True, slots=True)
class Exported:
    """Where vectors were written, and the workspace they came from."""

    workspace: Workspace
    out: Path


@pytest.fixture
def exported(world: World, tmp_path: Path) -> Exported:
    """A workspace with what the world learned."""
    workspace = Workspace(tmp_path / "workspace")
    workspace.models.mkdir(parents=True)
    (workspace.models / "completion").symlink_to(world.folder, target_is_directory=True)
    return Exported(workspace, tmp_path / "out")


def test_both_forms_have_the_same_rows_in_the_users_own_ids(exported: Exported, world: World) -> None:
    said = export_npy(exported.workspace, exported.out)
    export_parquet(exported.workspace, exported.out)
    ids = json.loads((exported.out / "ids.json").read_text(encoding="utf-8"))
    vectors = np.load(exported.out / "vectors.npy", allow_pickle=False)
    table = pl.read_parquet(exported.out / "vectors.parquet")
    assert ids[:300] == world.tables.products["id"].to_list()
    assert "Color=red" in ids[300:]
    assert table["id"].to_list() == ids
    np.testing.assert_array_equal(np.array(table["vector"].to_list(), dtype=np.float32), vectors)
    assert said.startswith(f"300 products and 53 tags, {vectors.shape[1]} numbers each")


def test_the_metadata_says_what_the_rows_are(exported: Exported, world: World) -> None:
    export_npy(exported.workspace, exported.out)
    metadata = json.loads((exported.out / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["rows"] == metadata["products"] + metadata["tags"] == 353
    assert metadata["model"] == "DistMult"
    text = world.completion.index.vectors.shape[1]
    assert metadata["dimension"] == 8 + text
    assert metadata["parts"] == {"graph": [0, 8], "text": [8, 8 + text]}


def test_the_metadata_says_how_long_the_vectors_are_and_how_to_compare_them(exported: Exported) -> None:
    export_npy(exported.workspace, exported.out)
    metadata = json.loads((exported.out / "metadata.json").read_text(encoding="utf-8"))
    lengths = np.linalg.norm(np.load(exported.out / "vectors.npy"), axis=1)
    assert metadata["norm"] == pytest.approx({"least": lengths.min(), "greatest": lengths.max()}, rel=1e-5)
    assert metadata["similarity"] == "cosine"
    assert metadata["triple_score"] == "sum(head * relation * tail) of the graph's part"


def test_the_cosine_of_two_rows_is_the_mean_of_what_graph_and_text_say(exported: Exported, world: World) -> None:
    def cosine(rows: np.ndarray) -> float:
        return float(rows[0] @ rows[1] / np.linalg.norm(rows[0]) / np.linalg.norm(rows[1]))

    export_npy(exported.workspace, exported.out)
    vectors, index = np.load(exported.out / "vectors.npy"), world.completion.index
    text = np.concatenate([index.vectors, index.names])
    for pair in ([0, 1], [5, 310], [301, 340]):
        parts = cosine(vectors[pair, :8]), cosine(text[pair])
        assert cosine(vectors[pair]) == pytest.approx(np.mean(parts), abs=1e-5)


def test_a_product_of_which_the_graph_knows_nothing_is_found_by_its_text(tmp_path: Path) -> None:
    graph, text = np.array([[0, 0], [1, 2]], dtype=np.float32), np.array([[3, 4], [0, 1]], dtype=np.float32)
    workspace = Workspace(tmp_path)
    write_embeddings(workspace, GraphEmbeddings("DistMult", ("P1", "P2"), ("Color",), graph, graph), 2, text)
    export_npy(workspace, tmp_path / "out")
    np.testing.assert_allclose(np.load(tmp_path / "out" / "vectors.npy")[0], [0, 0, 0.6, 0.8], rtol=1e-6)


def test_what_is_read_in_parts_is_what_was_learned(
    exported: Exported, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_files, "BATCH", 100)
    export_npy(exported.workspace, exported.out)
    export_parquet(exported.workspace, exported.out)
    learned = GraphEmbeddings.load(world.folder / "embeddings").entity_vectors
    table = pl.read_parquet(exported.out / "vectors.parquet")
    assert [len(batch) for _, batch in entity_vectors(world.folder).batches()] == [100, 100, 100, 53]
    written = np.load(exported.out / "vectors.npy")
    np.testing.assert_array_equal(written[:, :8], learned)
    np.testing.assert_array_equal(np.array(table["vector"].to_list(), dtype=np.float32), written)


def test_complex_vectors_are_written_as_real_and_imaginary_halves(world: World, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    folder = workspace.models / "completion"
    folder.mkdir(parents=True)
    for name in ("completion.json", "index"):
        (folder / name).symlink_to(world.folder / name)
    entities = tuple(f"e{number}" for number in range(353))
    vectors = (np.ones((353, 2)) + 2j).astype(np.complex64)
    GraphEmbeddings("ComplEx", entities, ("r",), vectors, vectors[:1]).save(folder / "embeddings")
    export_npy(workspace, tmp_path / "out")
    np.testing.assert_array_equal(np.load(tmp_path / "out" / "vectors.npy")[0, :4], [1, 1, 2, 2])


def test_numbers_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    vectors = np.array([[1, np.nan]], dtype=np.float32)
    workspace = Workspace(tmp_path)
    write_embeddings(workspace, GraphEmbeddings("DistMult", ("P1",), ("Color",), vectors, vectors), 1)
    with pytest.raises(WorkspaceError, match="not finite"):
        export_npy(workspace, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_workspace_without_vectors_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="kgtag build"):
        export_npy(Workspace(tmp_path), tmp_path / "out")
