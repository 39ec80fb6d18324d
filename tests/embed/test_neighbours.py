"""The nearest products, however many there are to look through."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from kgtag.embed import catalog_index, neighbours
from kgtag.embed.catalog_index import Index, TagSpace
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.embed.neighbours import BLOCK, nearest_by_meaning, nearest_by_words
from kgtag.embed.sparse import unit_rows
from scipy.sparse import csr_array

PRODUCTS = 40 * BLOCK + 11


def world(queries: int = 9, products: int = PRODUCTS) -> tuple[Any, Any]:
    draw = np.random.default_rng(3)
    vectors = draw.standard_normal((products, 8), dtype=np.float32)
    asked = SimpleNamespace(vectors=vectors[:queries], places=np.where(np.arange(queries) % 3, np.arange(queries), -1))
    return SimpleNamespace(vectors=vectors, products=range(products)), asked


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MOST", 10)


def test_the_nearest_of_a_long_row_are_those_that_sorting_finds() -> None:
    index, asked = world()
    found = nearest_by_meaning(index, asked)
    similarities = asked.vectors @ index.vectors.T
    for query, place in enumerate(asked.places):
        order = [row for row in np.argsort(-similarities[query]) if row != place]
        assert found.rows[query].tolist() == order[:10]


def test_a_product_is_no_neighbour_of_itself() -> None:
    index, asked = world()
    found = nearest_by_meaning(index, asked)
    assert all(place not in rows for place, rows in zip(asked.places, found.rows, strict=True))


def test_neighbours_do_not_depend_on_how_many_queries_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    index, asked = world()
    together = nearest_by_meaning(index, asked)
    monkeypatch.setattr(neighbours, "MOST_CELLS", 1)
    one_by_one = nearest_by_meaning(index, asked)
    assert one_by_one.rows.tolist() == together.rows.tolist()


def test_a_small_shop_has_as_many_neighbours_as_products() -> None:
    index, asked = world(queries=2, products=4)
    assert nearest_by_meaning(index, asked).rows.shape == (2, 4)


def test_no_query_has_no_neighbours() -> None:
    index, asked = world(queries=0)
    assert nearest_by_meaning(index, asked).rows.shape[0] == 0


def shop_of_words() -> tuple[Any, Any]:
    """Products of two rare words each, and boilerplate that all of them have."""
    draw = np.random.default_rng(5)
    count, words = 600, 60
    said = np.zeros((count, words), dtype=np.float32)
    said[np.arange(count)[:, None], draw.integers(2, words, (count, 2))] = 1.0
    said[:, :2] = 0.1
    weighed = unit_rows(csr_array(said))
    nothing = np.zeros((count, 0), dtype=np.float32)
    readers = SimpleNamespace(weigh=lambda rows: rows)
    index = Index(tuple(map(str, range(count))), TagSpace((), ()), readers, {"terms": weighed}, nothing, nothing,
                  csr_array((count, 0)), GraphVectors.none(count, 0, 0))  # fmt: skip
    return index, SimpleNamespace(contexts={"terms": weighed[:20]}, places=np.arange(20))


def test_words_that_very_many_have_do_not_find_the_nearest_but_count_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    index, asked = shop_of_words()
    exact = nearest_by_words(index, asked)
    monkeypatch.setattr(catalog_index, "MOST_POSTINGS", 100)
    index, asked = shop_of_words()
    found = nearest_by_words(index, asked)
    assert index.postings[:2].nnz == 0
    assert np.allclose(found.similarities, exact.similarities, atol=1e-6)
