"""The graph as networkx reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import networkx
import polars as pl
from kgtag.embed.export.exporters import Order, export
from kgtag.embed.export.graphml_files import export_graphml, node_name
from kgtag.embed.projection import workspace_graph
from kgtag.kg.graph import EDGE_ENDS, NODE_KEYS, Graph
from kgtag.kg.types import tag_id

from .hostile_shop import NAMES, HostileShop, shop

__all__ = ["shop"]


def projected(shop: HostileShop) -> Graph:
    return workspace_graph(shop.workspace, shop.settings, 0.9)


def read(graph: Graph, folder: Path) -> Any:
    export_graphml(graph, folder)
    return networkx.read_graphml(folder / "graph.graphml")


def test_networkx_reads_every_node_by_its_own_id(shop: HostileShop, tmp_path: Path) -> None:
    graph = projected(shop)
    found = {unquote(node) for node in read(graph, tmp_path)}
    assert found == {f"{label}:{key}" for label, frame in graph.nodes.items() for key in frame[NODE_KEYS[label]]}


def test_networkx_reads_every_edge_with_its_type(shop: HostileShop, tmp_path: Path) -> None:
    graph = projected(shop)
    found = {(unquote(start), unquote(end), kind) for start, end, kind in read(graph, tmp_path).edges(data="label")}
    assert found == {
        (f"{EDGE_ENDS[kind][0]}:{start}", f"{EDGE_ENDS[kind][1]}:{end}", kind)
        for kind, frame in graph.edges.items()
        for start, end in frame.select("from", "to").iter_rows()
    }


def test_properties_keep_their_types_and_missing_ones_are_left_out(shop: HostileShop, tmp_path: Path) -> None:
    found = read(projected(shop), tmp_path)
    assert found.nodes["Tag:Weight=3%20g"] == {
        "label": "Tag", "name": "3 g", "attribute": "Weight", "value": 3.0, "unit": "g"
    }  # fmt: skip
    assert "unit" not in found.nodes["Tag:Color=P1"]
    edge = found.edges["Product:P1", "Tag:Color=P1"]
    assert (edge["origins"], edge["confidence"]) == ("text", 1.0)
    assert found.edges["Product:~bare", "Tag:Color=P1"]["probability"] == 0.95


def test_texts_come_back_but_for_what_xml_cannot_hold(shop: HostileShop, tmp_path: Path) -> None:
    found = read(projected(shop), tmp_path)
    for name in NAMES:
        told = found.nodes[node_name("Tag", tag_id("Color", name))]["name"]
        assert told == name.replace("\ufffe", "\ufffd")


def test_a_column_of_the_catalog_that_is_called_label_is_kept(shop: HostileShop, tmp_path: Path) -> None:
    graph = projected(shop)
    columns = [pl.lit(True).alias("label"), pl.lit([0.5], dtype=pl.List(pl.Float32)).alias("vector")]
    products = graph.nodes["Product"].with_columns(columns)
    found = read(replace(graph, nodes={**graph.nodes, "Product": products}), tmp_path)
    node = found.nodes["Product:P1"]
    assert (node["label"], node["label_"]) == ("Product", True)
    assert "vector" not in node


def test_the_summary_counts(shop: HostileShop, tmp_path: Path) -> None:
    counts = projected(shop).counts()
    said = export(shop.workspace, "graphml", Order(tmp_path, shop.settings))
    assert said == f"{sum(counts.nodes.values())} nodes and {sum(counts.edges.values())} edges"
