"""The made-up shop that scale is measured on is skewed and half filled, as it says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SIZE = 2_000


@pytest.fixture(scope="module")
def synthetic(imported: Callable[[str], ModuleType]) -> ModuleType:
    return imported("synthetic_shop")


@pytest.fixture(scope="module")
def products(synthetic: ModuleType) -> list:
    return list(synthetic.Shop(SIZE).products())


def test_half_of_the_cells_are_empty_and_half_of_the_values_stand_in_the_text(products: list) -> None:
    cells = [(one, name, value) for one in products for name, value in one.values.items()]
    assert 0.45 < sum(name in one.kept for one, name, _ in cells) / len(cells) < 0.55
    assert 0.45 < sum(value in one.stated for one, _, value in cells) / len(cells) < 0.55


def test_what_is_said_to_stand_in_the_text_stands_there(products: list) -> None:
    assert all(value in f"{one.title} {one.description}" for one in products for value in one.stated)


def test_few_brands_have_many_products_and_many_have_few(products: list) -> None:
    counts = [count for _, count in Counter(one.values["Brand"] for one in products).most_common()]
    assert counts[0] > 20 * counts[len(counts) // 2]


def test_products_of_a_category_have_its_attributes(synthetic: ModuleType, products: list) -> None:
    by_family: dict[tuple[str, ...], set[frozenset[str]]] = {}
    for one in products:
        by_family.setdefault(one.category[:2], set()).add(frozenset(one.values))
    assert all(len(attributes) == 1 for attributes in by_family.values())
    assert len(set.union(*by_family.values())) == synthetic.DEPARTMENTS * synthetic.FAMILIES


def test_the_same_seed_gives_the_same_shop_and_new_products_are_new(synthetic: ModuleType, products: list) -> None:
    shop = synthetic.Shop(SIZE)
    assert [one.title for one in shop.new_products(5)] == [one.title for one in shop.new_products(5)]
    assert next(synthetic.Shop(SIZE).products()) == products[0]
    assert not {one.id for one in shop.new_products(50)} & {one.id for one in products}


def test_empty_cells_are_written_beside_the_catalog(synthetic: ModuleType, products: list, tmp_path: Path) -> None:
    catalog, hidden = tmp_path / "catalog.jsonl", tmp_path / "hidden.jsonl"
    synthetic.write_catalog(iter(products[:50]), catalog, hidden)
    rows = {row["id"]: row for row in map(json.loads, catalog.read_text().splitlines())}
    cells = [json.loads(line) for line in hidden.read_text().splitlines()]
    assert not any(cell["attribute"] in rows[cell["product"]]["attributes"] for cell in cells)
    assert len(cells) + sum(len(row["attributes"]) for row in rows.values()) == sum(
        len(one.values) for one in products[:50]
    )
