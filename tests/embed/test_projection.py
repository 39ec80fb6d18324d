"""The graph of a workspace with the vectors that completion learned."""

import numpy as np
import pytest
from kgtag.embed.projection import workspace_graph
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.stores.store import open_store

from .export.hostile_shop import HostileShop, shop

__all__ = ["shop"]


def test_products_carry_their_vectors_where_they_are_wanted(shop: HostileShop) -> None:
    settings = Settings(workspace=shop.workspace.root, write_vectors=True, graph="embedded")
    products = workspace_graph(shop.workspace, settings, 0.9).nodes["Product"]
    learned = dict(zip(shop.ids, shop.vectors, strict=True))
    for id, vector in products.select("id", "vector").rows():
        np.testing.assert_array_equal(np.array(vector, dtype=np.float32), learned[id])
    store = open_store(settings)
    store.write(store.difference(workspace_graph(shop.workspace, settings, 0.9), silent), silent)
    [[length]] = store.query("MATCH (p:Product {id: 'P1'}) RETURN size(p.vector)", {}, 1).rows
    assert length == shop.vectors.shape[1]


def test_nobody_carries_vectors_unasked(shop: HostileShop) -> None:
    assert "vector" not in workspace_graph(shop.workspace, shop.settings, 0.9).nodes["Product"].columns


def test_vectors_of_a_workspace_that_was_never_trained_are_an_error_with_the_fix(shop: HostileShop) -> None:
    (shop.workspace.models / "completion").rename(shop.workspace.models / "elsewhere")
    with pytest.raises(WorkspaceError, match="kgtag build --train"):
        workspace_graph(shop.workspace, Settings(workspace=shop.workspace.root, write_vectors=True), 0.9)
