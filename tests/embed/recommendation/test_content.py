"""What products are compared by: rows in one order, of length 1, from tables and from what was trained."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from kgtag.embed.recommendation.content import Content, workspace_content
from kgtag.embed.recommendation.word_index import count_words, word_index
from kgtag.embed.terms import words
from kgtag.kg.workspace import Workspace

from .shop import PRODUCTS, shop


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return shop(tmp_path / "shop")


def tag_weights(content: Content, product: str) -> dict[tuple[str, str], float]:
    row = content.tags[[content.ids.index(product)]]
    return {content.tag_names[column]: float(weight) for column, weight in zip(row.indices, row.data, strict=True)}


def test_rows_stand_in_the_order_of_the_products_and_have_length_one(workspace):
    content = workspace_content(workspace)
    assert content.ids == tuple(name for name, _, _ in PRODUCTS)
    for rows, empty in ((content.tags, {"bare"}), (content.words, {"bare", "boot"})):
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        assert np.allclose(length, [name not in empty for name in content.ids], atol=1e-6)


def test_a_rare_tag_weighs_more_than_a_common_one(workspace):
    weights = tag_weights(workspace_content(workspace), "red-acme")
    assert weights["Weight", "250 g"] > weights["Brand", "Acme"] > weights["Color", "red"]


def test_every_level_of_the_category_is_a_tag(workspace):
    weights = tag_weights(workspace_content(workspace), "red-acme")
    assert weights["category", "Shoes > Running"] > weights["category", "Shoes"] > 0


def test_a_likely_prediction_counts_with_its_probability_and_an_unlikely_one_does_not(workspace):
    content = workspace_content(workspace)
    predicted, asserted = (tag_weights(content, name) for name in ("blue-acme", "red-acme"))
    carbon, brand = ("tag", "carbon plate"), ("Brand", "Acme")
    assert predicted[carbon] / predicted[brand] == pytest.approx(0.8 * asserted[carbon] / asserted[brand], rel=1e-5)
    assert carbon not in tag_weights(content, "boot")


def test_without_training_there_are_no_vectors(workspace):
    content = workspace_content(workspace)
    assert content.text.shape == content.graph.shape == (len(PRODUCTS), 0)


def test_vectors_follow_the_products_though_these_were_reordered_since(world, tmp_path):
    workspace = Workspace(tmp_path / "trained")
    shutil.copytree(world.folder, workspace.models / "completion")
    workspace.write("products", world.tables.products)
    trained = workspace_content(workspace)
    assert np.allclose(np.linalg.norm(trained.text, axis=1), 1, atol=1e-3)
    assert np.allclose(np.linalg.norm(trained.graph, axis=1), 1, atol=1e-5)

    newcomer = world.tables.products.head(1).with_columns(pl.lit("newcomer").alias("id"))
    workspace.write("products", pl.concat([newcomer, world.tables.products.reverse()]))
    later = workspace_content(workspace)
    assert np.array_equal(later.text[1:], trained.text[::-1])
    assert np.array_equal(later.graph[1:], trained.graph[::-1])
    assert not later.text[0].any()


def test_words_are_those_that_texts_are_cut_into_everywhere_else(workspace):
    index = count_words(workspace.table("products"))
    cut = {word for _, title, _ in PRODUCTS for word in words(title)}
    shared = {word for word in cut if sum(word in words(title) for _, title, _ in PRODUCTS) > 1}
    assert set(index.names) == shared
    again = index.read([title for _, title, _ in PRODUCTS])
    assert np.allclose(again.toarray(), index.rows.toarray())


def test_words_are_kept_until_the_products_change(workspace):
    products = workspace.table("products")
    first = word_index(workspace, products)
    kept = word_index(workspace, products.clear())
    assert kept.names == first.names
    assert np.array_equal(kept.rows.toarray(), first.rows.toarray())
    workspace.write("products", products.head(3))
    assert word_index(workspace, products.head(3)).rows.shape[0] == 3


def test_a_folder_that_cannot_be_written_is_no_error(workspace):
    workspace.models.write_text("in the way")
    assert word_index(workspace, workspace.table("products")).rows.shape[0] == len(PRODUCTS)
