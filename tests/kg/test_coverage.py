"""How full a catalog is, attribute by attribute."""

import polars as pl
from kgtag.kg.coverage import coverage
from kgtag.kg.schema import Attribute
from kgtag.kg.tables import empty_table, table_schema

SCHEMA = {"Size": Attribute("Size", categories=("Shoes",)), "Color": Attribute("Color")}


def products(**categories):
    rows = [{**dict.fromkeys(table_schema("products")), "id": id, "category": path} for id, path in categories.items()]
    return pl.DataFrame(rows, schema=dict(table_schema("products")))


def evidence(*cells):
    rows = [
        {**dict.fromkeys(table_schema("evidence")), "head": id, "relation": name, "tail": "x", "origin": origin}
        for id, name, origin in cells
    ]
    return pl.DataFrame(rows, schema=dict(table_schema("evidence")))


def counted(products, *cells):
    rows = coverage(products, evidence(*cells), empty_table("predictions"), SCHEMA).rows()
    return {name: counts for name, *counts in rows}


def test_an_attribute_is_counted_among_the_products_whose_category_uses_it():
    shop = products(S1=["Shoes"], S2=["Shoes", "Trail"], B1=["Bags"])
    assert counted(shop, ("S1", "Size", "catalog"), ("B1", "Color", "text"))["Size"] == [2, 1, 0, 0, 0]


def test_a_product_elsewhere_that_has_it_all_the_same_counts_on_both_sides():
    shop = products(S1=["Shoes"], B1=["Bags"], N1=None)
    cells = [(id, "Size", "catalog") for id in ("S1", "B1", "N1")]
    assert counted(shop, *cells)["Size"] == [3, 3, 0, 0, 0]


def test_a_tag_of_an_attribute_that_the_schema_does_not_know_is_left_out():
    none = [1, 0, 0, 0, 0]
    assert counted(products(S1=["Shoes"]), ("S1", "mood", "decision")) == {"Size": none, "Color": none}


def test_a_slot_counts_once_under_the_catalog_then_what_people_decided_then_the_text():
    shop = products(S1=None, S2=None, S3=None)
    cells = [("S1", "Color", "text"), ("S1", "Color", "decision"), ("S1", "Color", "catalog")]
    cells += [("S2", "Color", "text"), ("S2", "Color", "decision"), ("S3", "Color", "text")]
    assert counted(shop, *cells)["Color"] == [3, 1, 1, 1, 0]
