"""Whether exported vectors know a product's neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from kgtag.embed.export import neighbour_recall, vector_files
from kgtag.embed.export.exporters import Order, export
from kgtag.embed.export.neighbour_recall import recalls_of
from kgtag.embed.export.vector_files import EntityVectors
from kgtag.kg.settings import Settings
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace
from numpy.typing import NDArray

from ..conftest import World
from .hostile_shop import write_embeddings

GROUPS, SIZE = 4, 12


@pytest.fixture
def grouped(tmp_path: Path) -> Workspace:
    """Four groups of twelve products that share a tag; the text tells the groups apart, the graph vectors do not."""
    from kgtag.embed.graph_embeddings import GraphEmbeddings

    workspace = Workspace(tmp_path)
    count = GROUPS * SIZE
    ids = [f"P{number:02}" for number in range(count)]
    group = np.arange(count) // SIZE
    graph = np.random.default_rng(0).normal(size=(count, 8)).astype(np.float32)
    text = np.eye(GROUPS, dtype=np.float32)[group]
    write_embeddings(workspace, GraphEmbeddings("DistMult", tuple(ids), ("tag",), graph, graph[:1]), count, text)
    write(workspace, "products", [{"id": name, "title": name, "category": [], "attributes": []} for name in ids])
    tags = [f"group {number}" for number in group]
    rows = zip(ids, tags, strict=True)
    write(
        workspace, "triples", [{"head": name, "relation": "tag", "tail": tag, "confidence": 1.0} for name, tag in rows]
    )
    return workspace


def write(workspace: Workspace, name: str, rows: list[dict[str, object]]) -> None:
    workspace.write(name, pl.DataFrame(rows, schema=dict(table_schema(name))))


def write_taken(workspace: Workspace, rows: list[tuple[str, str | None, str, float]]) -> None:
    names = ("user", "basket", "product", "weight")
    write(workspace, "interactions", [dict(zip(names, row, strict=True)) for row in rows])


def test_vectors_that_know_the_tags_find_all_neighbours_and_those_that_do_not_few(grouped: Workspace) -> None:
    (same_tags,) = recalls_of(grouped)
    assert (same_tags.truth, same_tags.asked) == ("same tags", GROUPS * SIZE)
    assert same_tags.text == pytest.approx(1.0)
    assert same_tags.graph < 0.5 < same_tags.exported


def test_what_was_taken_together_is_a_truth_of_its_own(grouped: Workspace) -> None:
    taken = [(f"u{number % GROUPS}", None, f"P{number:02}", 1) for number in range(GROUPS * SIZE)]
    write_taken(grouped, taken)
    together = recalls_of(grouped)[1]
    assert together.truth == "taken together"
    assert together.text < 0.5


def test_a_basket_and_a_user_of_the_same_name_have_nothing_to_do_with_each_other(grouped: Workspace) -> None:
    write_taken(grouped, [("7", None, "P00", 1), ("7", None, "P01", 1), ("8", "7", "P12", 1), ("8", "7", "P13", 1)])
    assert recalls_of(grouped)[1].text == 1.0


def test_what_was_given_back_was_not_taken(grouped: Workspace) -> None:
    write_taken(grouped, [("u", None, "P00", 1), ("u", None, "P01", 1), ("u", None, "P12", -1)])
    assert recalls_of(grouped)[1].asked == 2


def test_a_product_that_came_after_the_training_is_left_out(grouped: Workspace) -> None:
    products = grouped.table("products")
    grouped.write("products", pl.concat([products, products.head(1).with_columns(id=pl.lit("NEW"))]))
    assert recalls_of(grouped)[0].asked == GROUPS * SIZE


def test_a_product_that_the_catalog_has_no_more_is_nobodys_neighbour(grouped: Workspace) -> None:
    for table, column in (("products", "id"), ("triples", "head")):
        grouped.write(table, grouped.table(table).filter(pl.col(column) != "P00"))
    assert recalls_of(grouped)[0].asked == GROUPS * SIZE - 1


def test_vectors_are_read_batch_by_batch_with_the_same_result(
    grouped: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = recalls_of(grouped)
    sizes = []

    def batches(entities: EntityVectors) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        for rows, vectors in read(entities):
            sizes.append(len(vectors))
            yield rows, vectors

    read = EntityVectors.batches
    monkeypatch.setattr(vector_files, "BATCH", 7)
    monkeypatch.setattr(neighbour_recall, "_CELLS", 100)
    monkeypatch.setattr(EntityVectors, "batches", batches)
    monkeypatch.delattr(EntityVectors, "vectors")
    assert recalls_of(grouped) == whole
    assert max(sizes) == 7


def test_an_export_of_vectors_says_what_they_are_worth(world: World, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.models.mkdir(parents=True)
    (workspace.models / "completion").symlink_to(world.folder, target_is_directory=True)
    workspace.write("products", world.tables.products)
    triples = world.tables.evidence.select("head", "relation", "tail", "confidence").unique()
    workspace.write("triples", triples)
    said = export(workspace, "npy", Order(tmp_path / "out", Settings(workspace=workspace.root)))
    assert "of ten neighbours among the nearest ten: same tags 0." in said
    assert "(text vectors alone 0." in said
