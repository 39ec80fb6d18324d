"""The sparse matrix as scipy reads it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from kgtag.embed.export.exporters import Order, export
from kgtag.kg.types import tag_id
from scipy.sparse import csr_matrix, load_npz

from .hostile_shop import NAMES, HostileShop, shop

__all__ = ["shop"]


def test_scipy_reads_who_has_which_tag(shop: HostileShop, tmp_path: Path) -> None:
    said = export(shop.workspace, "features", Order(tmp_path, shop.settings))
    features = load_npz(tmp_path / "features.npz")
    products, tags = (json.loads((tmp_path / f"{name}.json").read_text("utf-8")) for name in ("products", "tags"))
    assert isinstance(features, csr_matrix)
    assert features.dtype == np.float32
    assert features.shape == (len(products), len(tags))
    row = features[[products.index("a b")]]
    number = NAMES.index("a b")
    expected = {tag_id("Color", "a b"), tag_id("Weight", f"{number} g"), tag_id("Brand", "a b"), tag_id("tag", "a b")}
    assert {tags[column] for column in row.indices} == expected
    assert features[[products.index("~bare")]].nnz == 0
    assert set(NAMES) <= set(products)
    assert said.startswith(f"{4 * len(NAMES)} tags of {len(NAMES) + 1} products")


def test_the_file_needs_no_pickle(shop: HostileShop, tmp_path: Path) -> None:
    export(shop.workspace, "features", Order(tmp_path, shop.settings))
    with np.load(tmp_path / "features.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays)
