"""Hiding cells of a catalog."""

from __future__ import annotations

import polars as pl
import pytest
from kgtag.embed.evaluation.hiding import Gaps, hide, stripped
from kgtag.kg.schema import Attribute

from ..conftest import SCHEMA, product_row, products_table, world_products


def test_about_a_fifth_of_the_products_lose_all_single_values_and_half_of_their_tags() -> None:
    products = world_products()
    hidden = hide(products, SCHEMA)
    assert 0.15 < len(hidden.asked) / len(products) < 0.25
    for row in hidden.products.filter(pl.col("id").is_in(list(hidden.asked))).iter_rows(named=True):
        assert row["attributes"] == []
    tags = [(len(asked["tag"]), row) for row, asked in hidden.asked.items()]
    kept = hidden.products.filter(pl.col("id").is_in(list(hidden.asked)))["tags"].list.len().sum()
    assert 0.35 < kept / (kept + sum(count for count, _ in tags)) < 0.65


def test_what_is_hidden_is_gone_and_the_rest_is_untouched() -> None:
    products = world_products()
    hidden = hide(products, SCHEMA)
    untouched = ~pl.col("id").is_in(list(hidden.asked))
    assert hidden.products.filter(untouched).equals(products.filter(untouched))
    for row in hidden.products.filter(~untouched).iter_rows(named=True):
        assert not set(row["tags"]) & set(hidden.asked[row["id"]]["tag"])


@pytest.mark.parametrize("gaps", ["chance", "groups"])
def test_an_attribute_that_every_product_lists_is_not_hidden(gaps: Gaps) -> None:
    hidden = hide(world_products(), SCHEMA | {"Brand": Attribute("Brand", complete=True)}, gaps)
    assert hidden.asked
    assert all("Brand" not in asked for asked in hidden.asked.values())


def test_what_is_known_to_be_absent_stays_absent() -> None:
    rows = [product_row(f"p{number}", "bag", {"Color": None, "Brand": ["Acme"]}) for number in range(40)]
    hidden = hide(products_table(rows), SCHEMA)
    assert hidden.asked
    for row in hidden.products.filter(pl.col("id").is_in(list(hidden.asked))).iter_rows(named=True):
        assert row["attributes"] == [{"name": "Color", "values": None}]
        assert hidden.asked[row["id"]] == {"Brand": ("Acme",)}


def test_a_column_that_a_supplier_left_empty_is_empty_for_the_whole_group() -> None:
    rows = [
        {**product_row(f"p{number}", "bag", {"Brand": ["Acme"], "Color": ["red"]}), "category": [f"c{number % 40}"]}
        for number in range(400)
    ]
    hidden = hide(products_table(rows), SCHEMA, "groups")
    missing = {(row["category"][0], attribute) for row in rows for attribute in hidden.asked.get(str(row["id"]), {})}
    for row in hidden.products.iter_rows(named=True):
        left = {entry["name"] for entry in row["attributes"]}
        assert left == {name for name in ("Brand", "Color") if (row["category"][0], name) not in missing}
    assert 5 <= len(missing) <= 30


def test_without_a_category_the_products_of_a_brand_are_a_group() -> None:
    hidden = hide(world_products(), SCHEMA, "groups")
    brands = {row["id"]: row["attributes"][0]["values"][0] for row in world_products().iter_rows(named=True)}
    lost = {brands[product] for product, asked in hidden.asked.items() if "tag" in asked}
    kept = {brands[row["id"]] for row in hidden.products.iter_rows(named=True) if row["tags"]}
    assert not lost & kept


def test_a_stripped_row_keeps_only_what_is_known_to_be_absent() -> None:
    row = product_row("p", "bag", {"Color": None, "Brand": ["Acme"]}, ("Bags",))
    assert stripped(row)["attributes"] == [{"name": "Color", "values": None}]
    assert stripped(row)["tags"] == []
