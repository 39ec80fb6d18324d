"""RecBole's atomic files, read as its `Dataset._load_feat` (1.2.1) reads them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from kgtag.embed.export.exporters import Order, export
from kgtag.embed.export.recbole_files import MISSING

from .hostile_shop import NAMES, HostileShop, nearest, shop

__all__ = ["shop"]

KINDS = {"token", "token_seq", "float", "float_seq"}


@pytest.fixture
def files(shop: HostileShop, tmp_path: Path) -> Path:
    """The folder `data/shop`, as RecBole looks for a dataset called `shop`."""
    export(shop.workspace, "recbole", Order(tmp_path / "data" / "shop", shop.settings))
    return tmp_path / "data" / "shop"


def read(folder: Path, suffix: str) -> list[dict[str, str]]:
    """The rows as pandas' Python engine splits them; none holds what it would take for a missing value."""
    with (folder / f"shop.{suffix}").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", strict=True))
    assert all(name.split(":")[1] in KINDS for name in rows[0])
    assert all(cell is not None and cell not in MISSING for row in rows for cell in row.values())
    return rows


def test_every_item_comes_back_with_its_own_id(files: Path) -> None:
    items = read(files, "item")
    assert {unquote(row["item_id:token"]) for row in items} == {*NAMES, "~bare"}
    assert {row["item_id:token"]: row["class:token_seq"] for row in items}["P1"] == "Shoes of%20P1"


def test_links_lead_from_items_to_entities_of_the_graph(files: Path) -> None:
    heads = {row["head_id:token"] for row in read(files, "kg")}
    links = read(files, "link")
    assert {row["entity_id:token"] for row in links} <= heads
    assert all(row["entity_id:token"].removeprefix("Product:") == unquoted(row["item_id:token"]) for row in links)
    assert len({row["item_id:token"] for row in links}) == len(NAMES) + 1


def unquoted(item: str) -> str:
    """An item's id as it stands in an entity's: there `NA` is no missing value."""
    return unquote(item) if unquote(item) in MISSING else item


def test_what_is_predicted_is_a_relation_of_its_own(files: Path) -> None:
    triples = {tuple(map(unquote, row.values())) for row in read(files, "kg")}
    assert ("Product:P1", "HAS_TAG/Color", "Tag:Color=P1") in triples
    assert ("Product:~bare", "PREDICTED_TAG/Color", "Tag:Color=P1") in triples
    assert ("Product:~bare", "HAS_TAG/Color", "Tag:Color=P1") not in triples
    assert ("Category:Shoes %3E of P1", "SUBCATEGORY_OF", "Category:Shoes") not in triples
    assert ("Category:Shoes > of P1", "SUBCATEGORY_OF", "Category:Shoes") in triples


def test_the_vectors_are_those_of_the_products(files: Path, shop: HostileShop) -> None:
    rows = read(files, "itememb")
    vectors = np.array([row["item_emb:float_seq"].split(" ") for row in rows], dtype=np.float32)
    count = len(NAMES) + 1
    assert tuple(unquote(row["iid:token"]) for row in rows) == shop.ids[:count]
    np.testing.assert_array_equal(vectors, shop.vectors[:count])
    assert nearest(vectors) == nearest(shop.vectors[:count])
    metadata = json.loads((files / "metadata.json").read_text(encoding="utf-8"))
    assert (metadata["rows"], metadata["products"], metadata["tags"]) == (count, count, 0)
