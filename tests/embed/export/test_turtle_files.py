"""The graph as rdflib reads it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
import rdflib
from kgtag.embed.export.exporters import Order, export
from kgtag.embed.export.turtle_files import export_turtle
from kgtag.embed.projection import workspace_graph
from kgtag.kg.errors import SettingsError
from rdflib import RDF, Literal, URIRef

from .hostile_shop import NAMES, HostileShop, shop

__all__ = ["shop"]

SCHEMA = rdflib.Namespace("https://schema.org/")
BASE = "https://shop.example/catalog/"
SEVERAL = {"keywords", "brand", "color", "additionalProperty"}


def read(shop: HostileShop, folder: Path) -> rdflib.Graph:
    export(shop.workspace, "turtle", Order(folder, shop.settings, base_iri=BASE))
    return rdflib.Graph().parse(folder / "graph.ttl", format="turtle")


def test_every_product_is_there_under_its_own_id(shop: HostileShop, tmp_path: Path) -> None:
    graph = read(shop, tmp_path)
    products = set(graph.subjects(RDF.type, SCHEMA.Product))
    assert {str(graph.value(product, SCHEMA.sku)) for product in products} == {*NAMES, "~bare"}
    assert all(unquote(str(product)) == f"{BASE}product/{graph.value(product, SCHEMA.sku)}" for product in products)


def test_names_and_values_come_back_as_they_were(shop: HostileShop, tmp_path: Path) -> None:
    graph = read(shop, tmp_path)
    for name in NAMES:
        product = graph.value(predicate=SCHEMA.sku, object=Literal(name))
        brand = graph.value(product, SCHEMA.brand)
        assert str(graph.value(product, SCHEMA.name)) == f"title {name}"
        assert str(graph.value(product, SCHEMA.color)) == name
        assert str(graph.value(product, SCHEMA.keywords)) == name
        assert str(graph.value(brand, SCHEMA.name)) == name
        assert (brand, RDF.type, SCHEMA.Brand) in graph


def test_an_attribute_that_schema_org_does_not_know_is_a_property_value(shop: HostileShop, tmp_path: Path) -> None:
    graph = read(shop, tmp_path)
    value = graph.value(URIRef(f"{BASE}product/P1"), SCHEMA.additionalProperty)
    assert (value, RDF.type, SCHEMA.PropertyValue) in graph
    assert str(graph.value(value, SCHEMA.name)) == "Weight"
    assert float(graph.value(value, SCHEMA.value)) == NAMES.index("P1")
    assert str(graph.value(value, SCHEMA.unitText)) == "g"


def test_predictions_are_no_statements(shop: HostileShop, tmp_path: Path) -> None:
    graph = read(shop, tmp_path)
    assert set(graph.predicates(URIRef(f"{BASE}product/~bare"))) == {RDF.type, SCHEMA.sku}


@pytest.mark.parametrize(
    "base", ["shop", "/shop/", "https://shop.example", "https://shop.example/a b/", "https://a/>/"]
)
def test_a_base_that_no_iri_can_start_with_is_refused(shop: HostileShop, tmp_path: Path, base: str) -> None:
    with pytest.raises(SettingsError, match="ends with /"):
        export_turtle(workspace_graph(shop.workspace, shop.settings, 0.9), base, tmp_path)
