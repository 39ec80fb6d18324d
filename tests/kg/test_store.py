"""What every store promises: one contract, run for each that is registered."""

import polars as pl
import pytest
from kgtag.kg.errors import GraphError
from kgtag.kg.graph import EDGE_TYPES, NODE_LABELS, GraphTables, node_and_edge_tables
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.store import STORES
from kgtag.kg.tables import empty_table, table_schema
from kgtag.kg.types import tag_id

HOSTILE = [
    "[1, 2]", "]", "{a: 1}", "}", "' OR 1=1 //", '"', "`Product`", "a\\b", "\\", "\\N", "null", "line\nbreak\r\n\t",
    "// no comment", "; MATCH (n) DETACH DELETE n", "$product", "x" * 100_000, "😀 👩‍👩‍👧", "שלום עולם", "é", "e\u0301",
    "\u202e", "\ufeff", " ", "a\0b", "%", "=", ">",
]  # fmt: skip


def graph_of(*assertions):
    """Make a graph of (product, attribute, value) triples; a product's texts and quotes are its id."""
    ids = sorted({product for product, _, _ in assertions})
    products = pl.DataFrame(
        [{"id": id, "title": id, "description": id, "category": ["Shoes", "Running"], "record": id} for id in ids],
        schema={name: kind for name, kind in table_schema("products").items() if name not in ("attributes", "tags")},
    )
    triples = pl.DataFrame(
        [(*assertion, 0.75) for assertion in assertions], schema=dict(table_schema("triples")), orient="row"
    )
    evidence = pl.DataFrame(
        [(*assertion, "text", 0.75, "title", 2, 7, assertion[0], "rule", "1") for assertion in assertions],
        schema=dict(table_schema("evidence")),
        orient="row",
    )
    tables = GraphTables(products, empty_table("tags"), triples, evidence, empty_table("predictions"))
    return node_and_edge_tables(tables, 0.9)


SMALL = graph_of(("P1", "Color", "black"), ("P1", "Brand", "Acme"), ("P2", "Color", "black"))


@pytest.fixture(params=sorted(STORES))
def store(request, tmp_path):
    """Open a store that nothing was written to."""
    opened = STORES[request.param](Settings(), tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=sorted(STORES), scope="module")
def small(request, tmp_path_factory):
    """Open a store that holds the small graph: for tests that only read."""
    opened = STORES[request.param](Settings(), tmp_path_factory.mktemp("workspace"))
    opened.write(SMALL, silent)
    yield opened
    opened.close()


class TestEveryStore:
    def test_asking_before_a_graph_is_built_names_the_command_that_builds_it(self, store):
        with pytest.raises(GraphError, match="kgtag build"):
            store.query("RETURN 1", {}, 1)

    def test_what_was_written_is_counted(self, store):
        assert store.write(SMALL, silent) == SMALL.counts()
        assert store.counts() == SMALL.counts()
        assert store.counts().nodes["Tag"] == 2
        assert store.counts().edges["HAS_TAG"] == 3

    def test_writing_again_replaces_the_graph(self, store):
        store.write(SMALL, silent)
        store.write(graph_of(("P9", "Color", "red")), silent)
        assert store.query("MATCH (p:Product) RETURN p.id", {}, 10).rows == (("P9",),)

    def test_an_empty_graph_can_be_written_and_asked(self, store):
        empty = graph_of()
        assert store.write(empty, silent) == empty.counts()
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

        store.write(SMALL, Bar)
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
        assert node == {"id": "Color=black", "name": "black", "attribute": "Color", "value": "black"}

    def test_an_edge_is_the_dict_of_its_properties(self, small):
        [[edge]] = small.query("MATCH (:Product {id: 'P1'})-[r:HAS_TAG]->(:Tag {name: 'Acme'}) RETURN r", {}, 10).rows
        assert edge == {
            "origins": ["text"], "confidence": 0.75, "field": "title", "start": 2, "end": 7, "quote": "P1",
            "extractor": "rule",
        }  # fmt: skip

    def test_a_path_lists_its_nodes_and_relationships(self, small):
        cypher = "MATCH path = (:Tag {name: 'Acme'})-[:OF_ATTRIBUTE]->(:Attribute) RETURN path"
        [[path]] = small.query(cypher, {}, 10).rows
        assert [node["name"] for node in path["nodes"]] == ["Acme", "Brand"]
        assert path["relationships"] == [{}]

    def test_collected_nodes_are_plain_too(self, small):
        [[nodes]] = small.query("MATCH (a:Attribute) RETURN collect(a)", {}, 10).rows
        assert sorted(node["name"] for node in nodes) == ["Brand", "Color"]
        assert all(node.keys() == {"name"} for node in nodes)

    def test_hostile_ids_values_and_texts_come_back_exactly(self, store):
        store.write(graph_of(*((text, text, text) for text in HOSTILE)), silent)
        cypher = """
            MATCH (p:Product)-[r:HAS_TAG]->(t:Tag)
            RETURN p.id, p.title, p.description, p.record, r.quote, t.value, t.attribute, t.id
        """
        rows = store.query(cypher, {}, 1000).rows
        assert sorted(rows) == sorted((*[text] * 7, tag_id(text, text)) for text in HOSTILE)
        for text in HOSTILE:
            assert store.query("MATCH (p:Product {id: $id}) RETURN p.id", {"id": text}, 10).rows == ((text,),)

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
        assert small.query("MATCH (p:Product) RETURN p.name AS name ORDER BY name", {}, 10).rows == (("P1",), ("P2",))

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
        with pytest.raises(GraphError, match=r"titel.*title.*quote"):
            small.query("MATCH (p:Product) RETURN p.titel", {}, 10)

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
        store.write(SMALL, silent)
        store.close()
        assert store.counts() == SMALL.counts()
