"""What is drawn around a product, and that it can be read."""

from itertools import combinations

import polars as pl
from kgtag.kg.report.neighbourhood import HEIGHT, MOST_PRODUCTS, MOST_TAGS, WIDTH, neighbourhood
from kgtag.kg.tables import table_schema


def drawn(*rows, predicted=(), product="P0"):
    triples = pl.DataFrame([(*row, 1.0) for row in rows], schema=dict(table_schema("triples")), orient="row")
    titles = {head: f"Shoe {head}" for head, _, _ in rows} | {product: f"Shoe {product}"}
    return neighbourhood(product, triples, predicted, titles)


def crowd():
    tags = [("P0", "tag", f"tag number {number}") for number in range(20)]
    return [*tags, *((f"P{other}", *tag[1:]) for other in range(1, 9) for tag in tags[: 10 - other])]


def names(picture, kind):
    return [node.id for node in picture.nodes if node.kind == kind]


def test_a_product_alone_stands_in_the_middle():
    picture = drawn()
    assert [(node.id, node.x) for node in picture.nodes] == [("P0", WIDTH / 2)]


def test_the_products_drawn_are_those_that_share_the_rarest_tags():
    common = [(f"P{number}", "tag", "common") for number in range(10)]
    picture = drawn(*common, ("P0", "tag", "rare"), ("P7", "tag", "rare"))
    assert names(picture, "other")[0] == "P7"
    assert names(picture, "tag")[0] == "tag=rare"


def test_every_edge_is_one_of_the_graph():
    rows = crowd()
    picture = drawn(*rows)
    pairs = {(picture.nodes[one].id, picture.nodes[other].id) for one, other in picture.edges}
    assert pairs <= {(head, f"{relation}={tail}") for head, relation, tail in rows}


def test_predicted_tags_are_drawn_as_such():
    assert names(drawn(("P0", "tag", "a"), predicted=[("Color", "red")]), "predicted") == ["Color=red"]


def test_a_picture_holds_no_more_than_can_be_read():
    picture = drawn(*crowd())
    assert len(names(picture, "tag")) == MOST_TAGS
    assert len(names(picture, "other")) == MOST_PRODUCTS
    assert all(0 < node.x < WIDTH and 0 < node.y < HEIGHT for node in picture.nodes)


def test_no_two_nodes_are_drawn_on_one_spot():
    for one, other in combinations(drawn(*crowd()).nodes, 2):
        assert abs(one.x - other.x) > 20 or abs(one.y - other.y) > 20


def test_the_same_triples_give_the_same_picture():
    assert drawn(*crowd()) == drawn(*crowd())
    assert drawn(*crowd()) == drawn(*reversed(crowd()))
