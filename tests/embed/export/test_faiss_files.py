"""Vectors as FAISS reads them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest
from kgtag.embed.export.faiss_files import export_faiss
from kgtag.kg.errors import SettingsError

from .hostile_shop import HostileShop, nearest, shop

__all__ = ["shop"]


def test_faiss_finds_the_nearest_neighbours_of_the_source(shop: HostileShop, tmp_path: Path) -> None:
    export_faiss(shop.workspace, tmp_path)
    index = faiss.read_index(str(tmp_path / "vectors.faiss"))
    stored = index.reconstruct_n(0, index.ntotal)
    _, rows = index.search(stored, 6)
    assert rows[:, 0].tolist() == list(range(len(shop.ids)))
    assert rows[:, 1:].tolist() == nearest(shop.vectors)
    np.testing.assert_allclose(np.linalg.norm(stored, axis=1), 1, rtol=1e-6)


def test_the_ids_and_the_metadata_stand_beside_the_index(shop: HostileShop, tmp_path: Path) -> None:
    export_faiss(shop.workspace, tmp_path)
    metadata = json.loads((tmp_path / "metadata.json").read_text(encoding="utf-8"))
    assert tuple(json.loads((tmp_path / "ids.json").read_text(encoding="utf-8"))) == shop.ids
    assert metadata["norm"] == {"least": 1.0, "greatest": 1.0}
    assert metadata["similarity"].startswith("inner product")


def test_without_faiss_the_error_says_what_to_install(
    shop: HostileShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(SettingsError, match="pip install faiss-cpu"):
        export_faiss(shop.workspace, tmp_path)
