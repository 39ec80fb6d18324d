"""What every store promises: one contract, which each store's tests run with the fixtures `store` and `small`."""

import json

import polars as pl
import pytest
from kgtag.kg.errors import GraphError
from kgtag.kg.graph import EDGE_TYPES, NODE_LABELS, Graph, GraphTables, node_and_edge_tables
from kgtag.kg.progress import silent
from kgtag.kg.tables import empty_table, table_schema
from kgtag.kg.types import tag_id

HOSTILE = [
    "[1, 2]", "]", "{a: 1}", "}", "' OR 1=1 //", '"', "`Product`", "a\\b", "\\", "\\N", "null", "line\nbreak\r\n\t",
    "// no comment", "; MATCH (n) DETACH DELETE n", "$product", "x" * 100_000, "😀 👩‍👩‍👧", "שלום עולם", "é", "e\u0301",
    "é" * 8_000,
    "\u202e", "\ufeff", " ", "a\0b", "%", "=", ">",
]  # fmt: skip


WORKSPACE = "shop"


def graph_of(*assertions, **fields):
    """Make a graph of (product, attribute, value) triples; texts and quotes are the value, as is a column `note`."""
    ids = sorted({product for product, _, _ in assertions})
    note = {product: value for product, _, value in assertions}
    products = pl.DataFrame(
        [
            {
                "id": id, "title": note[id], "description": note[id], "category": ["Shoes", "Running"],
                "record": json.dumps({"note": note[id], **fields}),
            }
            for id in ids
        ],
        schema={name: kind for name, kind in table_schema("products").items() if name not in ("attributes", "tags")},
    )  # fmt: skip
    triples = pl.DataFrame(
        [(*assertion, 0.75) for assertion in assertions], schema=dict(table_schema("triples")), orient="row"
    )
    evidence = pl.DataFrame(
        [(*assertion, "text", 0.75, "title", 2, 7, assertion[2], "rule", "1") for assertion in assertions],
        schema=dict(table_schema("evidence")),
        orient="row",
    )
    roles = dict.fromkeys(("note", *fields), "record")
    tables = GraphTables(products, empty_table("tags"), triples, evidence, empty_table("predictions"), roles)
    return node_and_edge_tables(tables, 0.9)


def put(store, graph):
    """Bring a store in step with a graph."""
    return store.write(store.difference(graph, silent), silent)


SMALL = graph_of(("P1", "Color", "black"), ("P1", "Brand", "Acme"), ("P2", "Color", "black"))


class StoreContract:
    def test_what_was_written_is_counted(self, store):
        put(store, SMALL)
        assert store.counts() == SMALL.counts()
        assert store.counts().nodes["Tag"] == 2
        assert store.counts().edges["HAS_TAG"] == 3

    def test_writing_again_replaces_the_graph(self, store):
        put(store, SMALL)
        put(store, graph_of(("P9", "Color", "red")))
        assert store.query("MATCH (p:Product) RETURN p.id", {}, 10).rows == (("P9",),)

    def test_an_empty_graph_can_be_written_and_asked(self, store):
        empty = graph_of()
        put(store, empty)
        assert store.counts() == empty.counts()
        assert store.query("MATCH (p:Product)-[:HAS_TAG]->(t:Tag) RETURN p.id", {}, 10).rows == ()

    def test_the_progress_adds_up_to_the_rows(self, store):
        advanced = []

        class Bar:
            def __init__(self, label, total, unit):
                self.total = total

            def __enter__(self):
                return advanced.append

            def __exit__(self, *error):
                assert sum(advanced) == self.total

        store.write(store.difference(SMALL, silent), Bar)
        assert sum(advanced) == sum(len(frame) for frame in [*SMALL.nodes.values(), *SMALL.edges.values()])

    def test_a_parameter_finds_a_product(self, small):
        cypher = (
            "MATCH (:Product {id: $id})-[:HAS_TAG]->(t) RETURN t.attribute AS attribute, t.name AS tag ORDER BY tag"
        )
        table = small.query(cypher, {"id": "P1"}, 10)
        assert table.columns == ("attribute", "tag")
        assert table.rows == (("Brand", "Acme"), ("Color", "black"))

    def test_rows_beyond_the_limit_are_left_out_and_that_is_said(self, small):
        cypher = "MATCH (p:Product) RETURN p.id AS id ORDER BY id"
        assert small.query(cypher, {}, 1).rows == (("P1",),)
        assert small.query(cypher, {}, 1).more
        assert not small.query(cypher, {}, 2).more

    def test_a_node_is_the_dict_of_the_properties_it_has(self, small):
        [[node]] = small.query("MATCH (t:Tag {name: 'black'}) RETURN t", {}, 10).rows
        assert node == {"workspace": WORKSPACE, "id": "Color=black", "name": "black", "attribute": "Color"}

    def test_an_edge_is_the_dict_of_its_properties(self, small):
        [[edge]] = small.query("MATCH (:Product {id: 'P1'})-[r:HAS_TAG]->(:Tag {name: 'Acme'}) RETURN r", {}, 10).rows
        assert edge == {
            "workspace": WORKSPACE, "origins": ["text"], "confidence": 0.75, "field": "title", "start": 2, "end": 7,
            "quote": "Acme", "extractor": "rule",
        }  # fmt: skip

    def test_a_sum_of_whole_numbers_is_one(self, small):
        [[total]] = small.query("MATCH ()-[r:HAS_TAG]->() RETURN sum(r.start)", {}, 10).rows
        assert (total, type(total)) == (6, int)

    def test_a_path_lists_its_nodes_and_relationships(self, small):
        cypher = "MATCH path = (:Tag {name: 'Acme'})-[:OF_ATTRIBUTE]->(:Attribute) RETURN path"
        [[path]] = small.query(cypher, {}, 10).rows
        assert [node["name"] for node in path["nodes"]] == ["Acme", "Brand"]
        assert path["relationships"] == [{"workspace": WORKSPACE}]

    def test_collected_nodes_are_plain_too(self, small):
        [[nodes]] = small.query("MATCH (a:Attribute) RETURN collect(a)", {}, 10).rows
        assert sorted(node["name"] for node in nodes) == ["Brand", "Color"]
        assert all(node.keys() == {"workspace", "name"} for node in nodes)

    def test_hostile_ids_values_and_texts_come_back_exactly(self, store):
        put(store, graph_of(*((text[:500], text[:500], text) for text in HOSTILE)))
        cypher = """
            MATCH (p:Product)-[r:HAS_TAG]->(t:Tag)
            RETURN p.id, p.title, p.description, p.note, r.quote, t.name, t.attribute, t.id
        """
        rows = store.query(cypher, {}, 1000).rows
        assert sorted(rows) == sorted(
            (text[:500], *[text] * 5, text[:500], tag_id(text[:500], text)) for text in HOSTILE
        )
        for id in {text[:500] for text in HOSTILE}:
            assert store.query("MATCH (p:Product {id: $id}) RETURN p.id", {"id": id}, 10).rows == ((id,),)

    def test_hostile_texts_compare_equal_to_themselves(self, store):
        hostile = graph_of(*((text[:500], text[:500], text) for text in HOSTILE))
        put(store, hostile)
        assert store.difference(hostile, silent, verify=True).rows() == {}

    def test_the_graphs_name_is_a_parameter_of_every_question(self, small):
        cypher = "MATCH (p:Product {workspace: $workspace}) RETURN count(p) AS products, $workspace AS workspace"
        assert small.query(cypher, {}, 10).rows == ((2, WORKSPACE),)

    def test_products_carry_the_catalogs_own_fields(self, store):
        put(store, graph_of(("P1", "Color", "black"), price=12.5, stock=3, sale=True))
        cypher = "MATCH (p:Product) WHERE p.price < 13 AND p.stock = 3 AND p.sale RETURN p.id, p.price"
        assert store.query(cypher, {}, 10).rows == (("P1", 12.5),)

    def test_an_equal_graph_differs_in_nothing(self, small):
        for verify in (False, True):
            difference = small.difference(SMALL, silent, verify=verify)
            assert len(difference) == 0
            assert difference.before.counts() == SMALL.counts()

    def test_an_equal_graph_is_not_written_again(self, store):
        put(store, SMALL)
        assert sum(put(store, SMALL).values()) == 0

    def test_a_store_is_in_step_once_it_was_written(self, store):
        assert not store.in_step()
        put(store, SMALL)
        assert store.in_step()

    def test_a_difference_names_what_comes_changes_and_goes(self, store):
        put(store, SMALL)
        changed = graph_of(("P1", "Color", "white"), ("P1", "Brand", "Acme"), ("P3", "Color", "black"))
        rows = store.difference(changed, silent).rows()
        assert rows["Product"] == {"added": 1, "changed": 0, "removed": 1}
        assert rows["Tag"] == {"added": 1, "changed": 0, "removed": 0}
        assert rows["HAS_TAG"] == {"added": 2, "changed": 0, "removed": 2}
        put(store, changed)
        assert store.difference(changed, silent, verify=True).rows() == {}

    def test_changed_values_and_fields_that_are_gone_are_found_in_the_graph(self, store):
        put(store, graph_of(("P1", "Color", "black"), price=12.5, stock=3))
        put(store, graph_of(("P1", "Color", "black"), price="on request"))
        [[node]] = store.query("MATCH (p:Product) RETURN p", {}, 10).rows
        assert node["price"] == "on request"
        assert "stock" not in node

    def test_a_dropped_graph_leaves_nothing_and_can_be_written_again(self, store):
        put(store, SMALL)
        assert store.drop(silent) == SMALL.counts()
        assert not store.in_step()
        assert store.drop(silent).total == 0
        put(store, SMALL)
        assert (store.in_step(), store.counts()) == (True, SMALL.counts())

    def test_vectors_of_products_are_kept(self, store):
        products = SMALL.nodes["Product"].with_columns(
            pl.Series("vector", [[0.5, -1.25], [0.1, 2.0]], dtype=pl.List(pl.Float32))
        )
        graph = Graph({**SMALL.nodes, "Product": products}, SMALL.edges)
        put(store, graph)
        [[vector]] = store.query("MATCH (p:Product {id: 'P1'}) RETURN p.vector", {}, 10).rows
        assert vector == [0.5, -1.25]
        assert store.difference(graph, silent, verify=True).rows() == {}

    def test_a_store_that_can_be_written_passes_the_check(self, store):
        store.check()
        store.check()

    @pytest.mark.parametrize(
        "cypher",
        [
            "CREATE (p:Product {id: 'x'})", "MERGE (p:Product {id: 'x'}) RETURN p.id",
            "MATCH (p:Product) DETACH DELETE p",
            "MATCH (p:Product) SET p.name = 'x'", "match (p:Product) remove p.name", "DROP TABLE Product",
            "UNWIND [1] AS x CREATE (p:Product {id: 'x'})",
        ],
    )  # fmt: skip
    def test_a_statement_that_writes_is_refused_in_words_and_changes_nothing(self, small, cypher):
        with pytest.raises(GraphError, match=r"only read the graph|cannot be read"):
            small.query(cypher, {}, 10)
        assert small.counts() == SMALL.counts()
        assert small.query("MATCH (p:Product) RETURN p.id AS id ORDER BY id", {}, 10).rows == (("P1",), ("P2",))

    def test_a_syntax_error_says_where(self, small):
        with pytest.raises(GraphError) as raised:
            small.query("MATCH (p:Product)\nRETURN p.id ORDR BY p.id", {}, 10)
        assert "line 2" in str(raised.value)
        assert len(str(raised.value).splitlines()) == 1

    def test_an_unknown_label_or_type_is_answered_with_those_there_are(self, small):
        for cypher in ("MATCH (p:Prodct) RETURN p", "MATCH ()-[r:HAZ_TAG]->() RETURN r"):
            with pytest.raises(GraphError) as raised:
                small.query(cypher, {}, 10)
            assert all(name in str(raised.value) for name in NODE_LABELS + EDGE_TYPES)

    def test_an_unknown_property_is_answered_with_those_there_are(self, small):
        with pytest.raises(GraphError) as raised:
            small.query("MATCH (p:Product) RETURN p.titel", {}, 10)
        assert all(name in str(raised.value) for name in ("titel", "title", "quote"))

    def test_a_parameter_without_a_value_is_named(self, small):
        with pytest.raises(GraphError, match=r"needs a value for \$id"):
            small.query("MATCH (p:Product {id: $id}) RETURN '$name'", {}, 10)

    def test_a_parameter_of_an_impossible_kind_is_an_error_in_words(self, small):
        with pytest.raises(GraphError, match="a number"):
            small.query("RETURN $x", {"x": 2**70}, 10)

    def test_an_error_does_not_spoil_the_next_question(self, small):
        with pytest.raises(GraphError):
            small.query("MATCH", {}, 10)
        assert small.query("RETURN 1", {}, 10).rows == ((1,),)

    def test_a_closed_store_opens_again_when_asked(self, store):
        put(store, SMALL)
        store.close()
        assert store.counts() == SMALL.counts()
