"""What a product should have, by its category."""

from __future__ import annotations

import polars as pl
import pytest
from kgtag.embed.expected import Expected, expected_of
from kgtag.kg.schema import Attribute, Schema
from kgtag.kg.tables import table_schema

SCHEMA = {name: Attribute(name) for name in ("Brand", "Size", "Voltage")}
EXPECTATIONS = pl.DataFrame(
    [
        ("", "Brand", 0.8, True), ("", "Size", 0.4, True), ("", "Voltage", 0.3, True),
        ("Shoes", "Brand", 0.7, True), ("Shoes", "Size", 0.9, True), ("Shoes", "Voltage", 0.0, False),
        ("Home", "Brand", 0.9, True), ("Home", "Size", 0.2, True), ("Home", "Voltage", 0.6, True),
    ],
    schema=["category", "attribute", "share", "applies"],
    orient="row",
)  # fmt: skip


def expected(
    category: tuple[str, ...], filled: tuple[str, ...] = (), absent: tuple[str, ...] = (), schema: Schema = SCHEMA,
    missing: dict[str, float] | None = None,
) -> Expected:  # fmt: skip
    cells = [{"name": name, "values": None} for name in absent]
    product = {"id": "p", "category": list(category), "attributes": cells}
    said = [{"head": "p", "relation": name} for name in filled]
    predicted = [{"product": "p", "attribute": name, "missing": share} for name, share in (missing or {}).items()]
    told = (
        table(name, rows) for name, rows in (("products", [product]), ("evidence", said), ("predictions", predicted))
    )
    return expected_of(*told, EXPECTATIONS, schema)["p"]


def table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    columns = dict(table_schema(name))
    return pl.DataFrame([{**dict.fromkeys(columns), **row} for row in rows], schema=columns)


def test_a_shoe_lacks_a_size_before_a_brand_and_has_no_voltage() -> None:
    shoe = expected(("Shoes",))
    assert (shoe.missing, shoe.inapplicable) == (("Size", "Brand"), ("Voltage",))
    assert dict(shoe.usual) == {"Size": 0.9, "Brand": 0.7}


def test_what_it_has_or_is_known_not_to_have_is_not_missing() -> None:
    assert expected(("Shoes",), filled=("Size",)).missing == ("Brand",)
    assert expected(("Shoes",), absent=("Size", "Brand")).missing == ()


def test_what_is_hardly_missing_from_a_product_does_not_apply_to_it_though_it_does_to_its_category() -> None:
    lamp = expected(("Home",), missing={"Voltage": 0.04, "Brand": 0.8, "Size": 0.02})
    assert (lamp.missing, lamp.inapplicable) == (("Brand",), ("Size", "Voltage"))
    assert expected(("Home",), filled=("Voltage",), missing={"Voltage": 0.04}).inapplicable == ()


def test_what_few_of_its_category_have_is_not_missed() -> None:
    assert expected(("Home", "Lamps")).missing == ("Brand", "Voltage")


@pytest.mark.parametrize("category", [(), ("Toys",)])
def test_an_unknown_category_goes_by_all(category: tuple[str, ...]) -> None:
    assert expected(category).missing == ("Brand",)


def test_what_the_schema_declares_for_other_categories_does_not_apply() -> None:
    schema = {
        **SCHEMA,
        "Size": Attribute("Size", categories=("Shoes",)),
        "Voltage": Attribute("Voltage", categories=("Home",)),
    }
    assert expected(("Home",), schema=schema).inapplicable == ("Size",)


def test_a_voltage_that_a_shoe_has_all_the_same_is_not_called_inapplicable() -> None:
    assert expected(("Shoes",), filled=("Voltage",)).inapplicable == ()


def test_where_no_attribute_is_known_nothing_is_expected() -> None:
    product = table("products", [{"id": "p", "category": ["Shoes"], "attributes": []}])
    nothing = (table(name, []) for name in ("evidence", "predictions"))
    assert expected_of(product, *nothing, EXPECTATIONS.clear(), {}) == {"p": Expected()}
