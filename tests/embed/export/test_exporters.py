"""What all formats have in common."""

from __future__ import annotations

from pathlib import Path

import pytest
from kgtag.embed.export.exporters import EXPORTERS, Order, export
from kgtag.kg.errors import SettingsError

from .hostile_shop import HostileShop, shop

__all__ = ["shop"]

FOLDERS = [name for name in EXPORTERS if name != "catalog"]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_same_workspace_gives_the_same_bytes(shop: HostileShop, tmp_path: Path, name: str) -> None:
    order = Order(tmp_path / "out", shop.settings)
    written = []
    for _ in range(2):
        export(shop.workspace, name, order)
        written.append({file.name: file.read_bytes() for file in order.out.iterdir()})
    assert written[0] == written[1]
    assert not any(name.startswith(".") for name in written[0])


@pytest.mark.parametrize("name", ["npy", "parquet", "word2vec", "faiss", "pgvector", "recbole"])
def test_every_vector_format_has_the_metadata(shop: HostileShop, tmp_path: Path, name: str) -> None:
    export(shop.workspace, name, Order(tmp_path, shop.settings))
    assert (tmp_path / "metadata.json").exists()


def test_an_unknown_format_is_answered_with_the_known_ones(shop: HostileShop, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="word2vec, faiss, pgvector"):
        export(shop.workspace, "hdf5", Order(tmp_path, shop.settings))
