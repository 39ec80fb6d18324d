"""What products cost, read from the catalog's own rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.prices import Price, Prices, parse_amount
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace

from .conftest import product_row


def prices(tmp_path: Path, *records: Any) -> Prices:
    workspace = Workspace(tmp_path)
    rows = [product_row(f"P{row}", "", {}) | {"record": json.dumps(record)} for row, record in enumerate(records)]
    workspace.write("products", pl.DataFrame(rows, schema=dict(table_schema("products")), orient="row"))
    return Prices(workspace)


@pytest.mark.parametrize(
    ("record", "column", "amount", "currency"),
    [
        ({"price": 39.95}, "price", 39.95, ""),
        ({"Price": "1.299,00 €"}, "Price", 1299.0, "€"),
        ({"Preis (EUR)": "19,99"}, "Preis (EUR)", 19.99, "€"),
        ({"variant_price": "15.00 USD"}, "variant_price", 15.0, "$"),
        ({"price": 12, "price_currency": "GBP"}, "price", 12.0, "£"),
        ({"list price": 20, "price": 15}, "price", 15.0, ""),
    ],
)
def test_a_price_is_read_in_the_forms_that_shops_use(
    tmp_path: Path, record: dict[str, Any], column: str, amount: float, currency: str
) -> None:
    found = prices(tmp_path, record)
    assert found.column == column
    price = found.of_products["P0"]
    assert price is not None
    assert (price.amount, price.currency) == (amount, currency)


@pytest.mark.parametrize("cell", [None, "on request", "2 for 5.00", True, [1], -1, ""])
def test_what_is_no_amount_is_not_known(tmp_path: Path, cell: object) -> None:
    assert prices(tmp_path, {"price": 1}, {"price": cell}).of_products["P1"] is None


def test_a_catalog_without_prices_has_no_column(tmp_path: Path) -> None:
    found = prices(tmp_path, {"id": "P0", "color": "red", "price": "on request"}, "a line")
    assert found.column == ""
    assert np.isnan(found.amounts("")).all()


def test_a_price_in_another_currency_is_no_answer(tmp_path: Path) -> None:
    found = prices(tmp_path, {"price": "10 €"}, {"price": "10 USD"}, {"price": 10})
    assert found.amounts("€").tolist()[::2] == [10, 10]
    assert np.isnan(found.amounts("€")[1])
    assert found.amounts("").tolist() == [10, 10, 10]


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    found = parse_amount(text)
    assert found is None or isinstance(found, Price)
