"""What the workspace's tables look like as a graph."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.errors import GraphError
from kgtag.kg.graph import EDGE_TYPES, NODE_LABELS, GraphTables, node_and_edge_tables
from kgtag.kg.graph_categories import category_id
from kgtag.kg.schema import Attribute
from kgtag.kg.tables import table_schema
from kgtag.kg.types import tag_id


def table(name, *rows):
    """Build one of the workspace's tables from rows that name only the columns that matter."""
    schema = dict(table_schema(name))
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)


def product(id, **columns):
    return {"id": id, "title": f"Title of {id}", "category": [], "record": "{}", **columns}


def triple(head, relation, tail, confidence=1.0):
    return {"head": head, "relation": relation, "tail": tail, "confidence": confidence}


def prediction(product, attribute, value, probability, *reasons):
    texts = [{"kind": "text", "text": text} for text in reasons]
    return {
        "product": product, "attribute": attribute, "value": value, "probability": probability,
        "reasons": json.dumps(texts), "model": "m1",
    }  # fmt: skip


def project(products=(), tags=(), triples=(), evidence=(), predictions=(), min_probability=0.9, single=()):
    tables = GraphTables(
        table("products", *products),
        table("tags", *tags),
        table("triples", *triples),
        table("evidence", *evidence),
        table("predictions", *predictions),
        schema={name: Attribute(name) for name in single},
    )
    return node_and_edge_tables(tables, min_probability)


def test_an_empty_workspace_is_a_graph_with_every_label_and_no_rows():
    graph = project()
    assert tuple(graph.nodes) == NODE_LABELS
    assert tuple(graph.edges) == EDGE_TYPES
    assert not sum(graph.counts().nodes.values()) + sum(graph.counts().edges.values())


def test_a_tag_is_a_node_with_the_vocabularys_number_and_unit():
    graph = project(
        [product("P1")],
        [{"attribute": "Battery", "value": "30 h", "number": 30.0, "unit": "hour"}],
        [triple("P1", "Battery", "30 h")],
    )
    assert graph.nodes["Tag"].row(0) == (tag_id("Battery", "30 h"), "30 h", "Battery", 30.0, "hour")
    assert graph.nodes["Attribute"].rows() == [("Battery",)]
    assert graph.edges["OF_ATTRIBUTE"].rows() == [(tag_id("Battery", "30 h"), "Battery")]


def test_a_tag_outside_the_vocabulary_gets_a_node_as_soon_as_a_triple_or_a_prediction_names_it():
    graph = project(
        [product("P1")],
        triples=[triple("P1", "Color", "black")],
        predictions=[prediction("P1", "Brand", "Acme", 0.95)],
    )
    assert graph.nodes["Tag"]["id"].to_list() == ["Brand=Acme", "Color=black"]


def test_a_tag_that_no_edge_leads_to_is_no_node():
    graph = project([product("P1")], [{"attribute": "Color", "value": "black"}])
    assert graph.nodes["Tag"].is_empty()


def test_an_edge_shows_its_best_evidence_and_the_origins_of_all_of_it_best_first():
    evidence = {"head": "P1", "relation": "Color", "tail": "black"}
    graph = project(
        [product("P1")],
        triples=[triple("P1", "Color", "black", 0.97)],
        evidence=[
            {**evidence, "origin": "text", "confidence": 0.6, "field": "description", "quote": "Black"},
            {**evidence, "origin": "catalog", "confidence": 1.0, "field": "attributes.Color", "quote": "BLACK"},
            {**evidence, "origin": "text", "confidence": 0.9, "field": "title", "quote": "black"},
        ],
    )
    [edge] = graph.edges["HAS_TAG"].to_dicts()
    assert edge["origins"] == ["catalog", "text"]
    assert (edge["confidence"], edge["field"], edge["quote"]) == (0.97, "attributes.Color", "BLACK")


def test_the_same_tables_in_another_order_give_the_same_graph():
    products = [product(id, category=["Shoes", id]) for id in "ABC"]
    triples = [triple(id, "Color", color) for id in "ABC" for color in ("red", "blue")]
    forwards, backwards = project(products, triples=triples), project(products[::-1], triples=triples[::-1])
    for name, frame in {**forwards.nodes, **forwards.edges}.items():
        assert frame.equals({**backwards.nodes, **backwards.edges}[name])


def test_predictions_below_the_set_probability_stay_out():
    predictions = [prediction("P1", "Color", "red", 0.9), prediction("P1", "Color", "blue", 0.89)]
    graph = project([product("P1")], predictions=predictions)
    assert graph.edges["PREDICTED_TAG"]["to"].to_list() == ["Color=red"]
    assert graph.nodes["Tag"]["id"].to_list() == ["Color=red"]


def test_a_prediction_never_stands_beside_the_same_assertion():
    graph = project(
        [product("P1")],
        triples=[triple("P1", "Color", "red")],
        predictions=[prediction("P1", "Color", "red", 0.99)],
    )
    assert graph.edges["PREDICTED_TAG"].is_empty()


def test_no_prediction_stands_beside_the_one_value_that_is_asserted():
    rows = [product("P1")], [], [triple("P1", "Color", "red"), triple("P1", "tag", "gift")], []
    predictions = [prediction("P1", "Color", "blue", 0.95), prediction("P1", "tag", "toy", 0.95)]
    graph = project(*rows, predictions, single=["Color"])
    assert graph.edges["PREDICTED_TAG"]["to"].to_list() == [tag_id("tag", "toy")]


def test_a_prediction_gives_its_reasons_as_a_sentence():
    graph = project([product("P1")], predictions=[prediction("P1", "Color", "red", 0.99, "in the title", "as P2")])
    assert graph.edges["PREDICTED_TAG"].row(0) == ("P1", "Color=red", 0.99, "m1", "in the title; as P2")


def test_a_category_leads_up_to_its_root():
    graph = project([product("P1", category=["Shoes", "Running", "Trail"]), product("P2", category=["Shoes"])])
    assert graph.nodes["Category"].rows() == [
        ("Shoes", "Shoes"), ("Shoes > Running", "Running"), ("Shoes > Running > Trail", "Trail"),
    ]  # fmt: skip
    assert graph.edges["IN_CATEGORY"].rows() == [("P1", "Shoes > Running > Trail"), ("P2", "Shoes")]
    assert graph.edges["SUBCATEGORY_OF"].rows() == [
        ("Shoes > Running", "Shoes"), ("Shoes > Running > Trail", "Shoes > Running"),
    ]  # fmt: skip


def test_a_product_without_a_category_stands_in_none():
    graph = project([product("P1"), product("P2", category=None)])
    assert graph.edges["IN_CATEGORY"].is_empty()
    assert graph.nodes["Product"]["category"].to_list() == [None, None]


@given(st.lists(st.lists(st.text("a> %3E", max_size=5), min_size=1, max_size=3).map(tuple), unique=True))
def test_different_category_paths_have_different_ids(paths):
    assert len({category_id(path) for path in paths}) == len(paths)


@given(st.text(), st.text())
def test_a_tag_node_has_the_id_that_the_rest_of_the_line_gives_it(attribute, value):
    graph = project([product("P1")], triples=[triple("P1", attribute, value)])
    assert graph.nodes["Tag"]["id"].to_list() == [tag_id(attribute, value)]
    assert graph.edges["HAS_TAG"]["to"].to_list() == [tag_id(attribute, value)]


def test_a_long_title_is_shortened_in_the_name_only():
    title = "Very " * 40 + "long"
    [row] = project([product("P1", title=title)]).nodes["Product"].to_dicts()
    assert row["title"] == title
    assert len(row["name"]) <= 60
    assert row["name"].endswith("Very…")


@pytest.mark.parametrize("what", ["triple", "prediction"])
def test_an_edge_from_a_product_that_is_not_there_is_an_error_that_names_it(what):
    triples = [triple("ghost", "Color", "red")] if what == "triple" else []
    predictions = [prediction("ghost", "Color", "red", 0.99)] if what == "prediction" else []
    with pytest.raises(GraphError, match=f"a {what} names the product 'ghost'"):
        project([product("P1")], triples=triples, predictions=predictions)
