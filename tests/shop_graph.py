"""A shop small enough to know every answer by heart, for the tests of the saved queries."""

from __future__ import annotations

import polars as pl
from kgtag.kg.graph import Graph, GraphTables, node_and_edge_tables
from kgtag.kg.tables import table_schema

SHOP = "shop"


def shop_graph(*, categories: bool = True) -> Graph:
    """Make the graph of the shop's tables."""
    return node_and_edge_tables(shop_tables(categories=categories), 0.9)


def shop_tables(*, categories: bool = True) -> GraphTables:
    """Make 21 shoes, each with one colour but S0 with two; S1 has no brand, S2 and S3 share a rare tag.

    S4 is the only one that weighs something; S20 stands in no category, and without `categories` none does.
    """
    shoes = [f"S{number}" for number in range(21)]
    colors = [(shoe, "Color", "black") for shoe in shoes] + [("S0", "Color", "white")]
    brands = [(shoe, "Brand", "Acme") for shoe in shoes if shoe != "S1"]
    rare = [(shoe, "tag", "limited edition") for shoe in ("S2", "S3")] + [("S4", "Weight", "268 g")]
    triples = [(*triple, 0.5 if triple[2] == "white" else 1.0) for triple in colors + brands + rare]
    paths = {shoe: ["Shoes"] if categories and shoe != "S20" else [] for shoe in shoes}
    return GraphTables(
        products=_table("products", *((shoe, f"Shoe {shoe}", "", paths[shoe], [], [], "{}", "") for shoe in shoes)),
        tags=_measure("Weight", "268 g", 268.0, "g"),
        triples=_table("triples", *triples),
        evidence=_table("evidence", *((*triple[:3], "text", 1.0, "title", 0, 5, triple[2]) for triple in triples)),
        predictions=_table(
            "predictions",
            ("S1", "Brand", "Acme", 0.97, 1.0, 1, 2, False, False, '[{"text": "20 of 20 neighbours"}]', "m1"),
            ("S4", "tag", "light", 0.92, 1.0, 1, 2, False, True, "[]", "m1"),
        ),
    )


def _table(name: str, *rows: tuple[object, ...]) -> pl.DataFrame:
    schema = dict(table_schema(name))
    return pl.DataFrame([dict(zip(schema, row, strict=False)) for row in rows], schema=schema)


def _measure(attribute: str, value: str, number: float, unit: str) -> pl.DataFrame:
    schema = dict(table_schema("tags"))
    return pl.DataFrame([{"attribute": attribute, "value": value, "number": number, "unit": unit}], schema=schema)
