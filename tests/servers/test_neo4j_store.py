"""Neo4j keeps the contract of all stores, leaves others' data alone, and mends what was broken off."""

from contextlib import closing
from random import Random

import pytest
from kgtag.kg.errors import GraphError
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.stores.neo4j_connection import OLDEST_VERSION
from kgtag.kg.stores.store import open_store
from neo4j_server import tls_settings
from store_contract import SMALL, WORKSPACE, StoreContract, graph_of, put

OTHERS = "CREATE (:Product {id: 'P1', name: 'not ours'})-[:HAS_TAG {of: 'the shop'}]->(:Tag {id: 'Color=black'})"


def opened(server, folder, monkeypatch, **settings):
    """Open a store of a server for a workspace folder."""
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    return open_store(Settings(workspace=folder / WORKSPACE, **settings))


@pytest.fixture
def store(neo4j_server, tmp_path, monkeypatch):
    """Open a store that nothing was written to."""
    neo4j_server.clear()
    with closing(opened(neo4j_server, tmp_path, monkeypatch)) as empty:
        yield empty


@pytest.fixture
def small(store):
    """Open a store that holds the small graph."""
    put(store, SMALL)
    return store


class TestNeo4jStore(StoreContract):
    def test_the_progress_of_reading_back_counts_every_row(self, small):
        counted = []

        class Bar:
            def __init__(self, label, total, unit):
                pass

            def __enter__(self):
                return counted.append

            def __exit__(self, *error):
                pass

        small.difference(SMALL, Bar, verify=True)
        assert sum(counted) == SMALL.counts().total

    def test_equal_fingerprints_mean_that_nothing_is_read_back(self, small, neo4j_server):
        neo4j_server.run("MATCH (:Product)-[r:HAS_TAG]->() DELETE r")
        assert small.difference(SMALL, silent).rows() == {}
        assert small.difference(SMALL, silent, verify=True).rows() == {
            "HAS_TAG": {"added": 3, "changed": 0, "removed": 0}
        }

    def test_what_somebody_changed_by_hand_is_mended_by_verifying(self, small, neo4j_server):
        neo4j_server.run("MATCH (:Product {id: 'P1'})-[r:HAS_TAG]->() SET r.confidence = 'high'")
        neo4j_server.run("MATCH (p:Product {id: 'P2'}) SET p.title = 'mine', p.rating = 5")
        neo4j_server.run(
            "MATCH (p:Product)-[r:IN_CATEGORY]->(c) WITH p, c, r LIMIT 1 CREATE (p)-[s:IN_CATEGORY]->(c) SET s = r"
        )
        small.write(small.difference(SMALL, silent, verify=True), silent)
        assert small.difference(SMALL, silent, verify=True).rows() == {}
        assert small.counts() == SMALL.counts()
        assert neo4j_server.run("MATCH (p:Product {id: 'P2'}) RETURN p.rating AS rating") == [{"rating": 5}]

    def test_one_changed_product_touches_its_own_edges_only(self, small):
        counted = put(small, graph_of(("P1", "Color", "black"), ("P1", "Brand", "Zeno"), ("P2", "Color", "black")))
        assert (counted["relationships_created"], counted["relationships_deleted"]) == (2, 2)
        assert (counted["nodes_created"], counted["nodes_deleted"]) == (1, 1)

    def test_a_workspace_that_was_lost_takes_its_graph_up_again(self, small, neo4j_server, tmp_path, monkeypatch):
        with closing(opened(neo4j_server, tmp_path / "elsewhere", monkeypatch)) as again:
            assert not again.in_step()
            assert again.difference(SMALL, silent).rows() == {}
            put(again, SMALL)
            assert again.in_step()
        assert small.difference(SMALL, silent).rows() == {}

    def test_a_write_that_was_broken_off_is_known_as_such(self, small, monkeypatch):
        after = graph_of(("P1", "Color", "white"), ("P7", "Brand", "Zeno"))
        difference = small.difference(after, silent)
        monkeypatch.setattr("kgtag.kg.stores.neo4j_store.write_ledger", broken)
        with pytest.raises(KeyboardInterrupt):
            small.write(difference, silent)
        monkeypatch.undo()
        assert not small.in_step()


def broken(*_):
    raise KeyboardInterrupt


class TestForeignData:
    def test_nodes_and_edges_of_others_are_neither_adopted_nor_changed(self, store, neo4j_server):
        neo4j_server.run(OTHERS)
        theirs = "MATCH (p:Product)-[r]->(t:Tag) WHERE p.workspace IS NULL RETURN p, r.of AS of, t"
        before = neo4j_server.run(theirs)
        for graph in (SMALL, graph_of(("P1", "Color", "white")), graph_of()):
            put(store, graph)
            assert store.counts() == graph.counts()
            assert neo4j_server.run(theirs) == before

    def test_dropping_a_graph_takes_nothing_of_others_with_it(self, store, neo4j_server):
        neo4j_server.run(OTHERS)
        everything = "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r.of AS of, m ORDER BY elementId(n)"
        before = neo4j_server.run(everything)
        put(store, SMALL)
        store.drop(silent)
        assert neo4j_server.run(everything) == before

    def test_two_workspaces_keep_to_themselves(self, store, neo4j_server, tmp_path, monkeypatch):
        put(store, SMALL)
        with closing(opened(neo4j_server, tmp_path, monkeypatch, graph_name="spring")) as other:
            put(other, graph_of(("P1", "Color", "red")))
            put(other, graph_of())
            assert other.in_step()
        assert store.in_step()
        assert store.difference(SMALL, silent, verify=True).rows() == {}

    def test_two_writers_of_one_graph_always_leave_it_as_the_last_one_wanted(
        self, store, neo4j_server, tmp_path, monkeypatch
    ):
        neo4j_server.run(OTHERS)
        draw = Random(13)
        with closing(opened(neo4j_server, tmp_path / "elsewhere", monkeypatch)) as other:
            for writer in (store, other) * 6:
                values = [(f"P{draw.randrange(9)}", "Color", f"color {draw.randrange(4)}") for _ in range(12)]
                graph = graph_of(*dict.fromkeys(values), **draw.choice([{}, {"price": 5}, {"price": "none"}]))
                put(writer, graph)
                assert writer.difference(graph, silent, verify=True).rows() == {}

    def test_a_node_that_others_hold_on_to_is_left_to_them(self, store, neo4j_server):
        put(store, SMALL)
        neo4j_server.run("MATCH (p:Product {id: 'P2'}) CREATE (:Order {number: 7})-[:OF]->(p)")
        put(store, graph_of(("P1", "Color", "black"), ("P1", "Brand", "Acme")))
        assert neo4j_server.run("MATCH (o:Order)-[:OF]->(p:Product) RETURN p.id AS id, p.workspace AS workspace") == [
            {"id": "P2", "workspace": None}
        ]
        put(store, SMALL)
        assert store.counts() == SMALL.counts()

    def test_properties_that_others_set_on_our_nodes_stay(self, store, neo4j_server):
        put(store, SMALL)
        neo4j_server.run("MATCH (p:Product {id: 'P1'}) SET p.rating = 5")
        put(store, graph_of(("P1", "Color", "black"), ("P1", "Brand", "Zeno"), ("P2", "Color", "black")))
        assert neo4j_server.run("MATCH (p:Product {id: 'P1'}) RETURN p.rating AS rating") == [{"rating": 5}]


class TestIndexes:
    def test_names_can_be_searched_by_their_words(self, store, neo4j_server):
        put(store, SMALL)
        found = neo4j_server.run(
            "CALL db.index.fulltext.queryNodes('kgtag_names', 'acme') YIELD node "
            "RETURN labels(node) AS labels, node.name AS name"
        )
        assert {"labels": ["Tag"], "name": "Acme"} in found

    def test_vectors_can_be_searched(self, store, neo4j_server):
        import polars as pl
        from kgtag.kg.graph import Graph

        vectors = pl.Series("vector", [[1.0, 0.0], [0.0, 1.0]], dtype=pl.List(pl.Float32))
        put(store, Graph({**SMALL.nodes, "Product": SMALL.nodes["Product"].with_columns(vectors)}, SMALL.edges))
        nearest = neo4j_server.run(
            "CALL db.index.vector.queryNodes('kgtag_vectors', 1, [0.1, 0.9]) YIELD node RETURN node.id AS id"
        )
        assert nearest == [{"id": "P2"}]


class TestQuestions:
    @pytest.mark.parametrize(
        "cypher",
        [
            "CALL db.createLabel('Z')", "CREATE INDEX FOR (n:Z) ON (n.a)", "CREATE USER ann SET PASSWORD 'a password'",
            "CALL { CREATE (:Product) } IN TRANSACTIONS RETURN 1", "LOAD CSV FROM 'file:///x.csv' AS row RETURN row",
            "DROP CONSTRAINT kgtag_product", "TERMINATE TRANSACTION 'neo4j-transaction-1'",
            "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN message",
        ],
    )  # fmt: skip
    def test_what_does_more_than_read_is_refused(self, small, cypher):
        with pytest.raises(GraphError, match=r"only read the graph"):
            small.query(cypher, {}, 10)

    def test_times_and_points_are_answered_as_text(self, small):
        cypher = "RETURN date('2026-01-31') AS day, [duration('P1D')] AS list, point({x: 1, y: 2}) AS place"
        [(day, durations, place)] = small.query(cypher, {}, 10).rows
        assert (day, durations) == ("2026-01-31", ["P1D"])
        assert "1.0" in place

    def test_a_fault_of_the_server_comes_in_its_own_words(self, small):
        with pytest.raises(GraphError, match="/ by zero"):
            small.query("RETURN 1/0", {}, 10)


class TestTrouble:
    """Each is one sentence that names the server, the database and the user, and says what to do."""

    def check(self, server, tmp_path, monkeypatch, *words, **environment):
        with closing(opened(server, tmp_path, monkeypatch)) as _:
            pass
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with closing(open_store(Settings(workspace=tmp_path))) as faulty, pytest.raises(GraphError) as raised:
            faulty.check()
        said = str(raised.value)
        assert all(word in said for word in words), said
        assert len(said.splitlines()) == 1
        assert server.password not in said
        assert faulty.address.uri in said
        assert list(tmp_path.iterdir()) == []

    def test_a_wrong_password(self, neo4j_server, tmp_path, monkeypatch):
        self.check(neo4j_server, tmp_path, monkeypatch, "refused", "NEO4J_PASSWORD", NEO4J_PASSWORD="hunter2")

    def test_no_password(self, neo4j_server, tmp_path, monkeypatch):
        self.check(neo4j_server, tmp_path, monkeypatch, "refused", "NEO4J_PASSWORD", NEO4J_PASSWORD="")

    def test_a_database_that_is_not_there(self, neo4j_server, tmp_path, monkeypatch):
        self.check(neo4j_server, tmp_path, monkeypatch, "NEO4J_DATABASE", "database shoes", NEO4J_DATABASE="shoes")

    def test_a_server_that_is_not_there(self, neo4j_server, tmp_path, monkeypatch):
        self.check(neo4j_server, tmp_path, monkeypatch, "no Neo4j server", "NEO4J_URI", NEO4J_URI="bolt://127.0.0.1:9")

    def test_encryption_that_the_server_does_not_speak(self, neo4j_server, tmp_path, monkeypatch):
        uri = neo4j_server.uri.replace("bolt://", "bolt+s://")
        self.check(neo4j_server, tmp_path, monkeypatch, "without encryption", "bolt://", NEO4J_URI=uri)

    def test_the_port_of_the_browser(self, neo4j_server, tmp_path, monkeypatch):
        uri = f"bolt://127.0.0.1:{neo4j_server.http_port}"
        self.check(neo4j_server, tmp_path, monkeypatch, NEO4J_URI=uri)

    def test_a_server_that_speaks_encrypted_only(self, start_neo4j, tmp_path, monkeypatch, tmp_path_factory):
        server = start_neo4j(tls_settings(tmp_path_factory.mktemp("tls")))
        plain = f"bolt://127.0.0.1:{server.bolt_port}"
        self.check(server, tmp_path_factory.mktemp("workspace"), monkeypatch, "encryption", "+s", NEO4J_URI=plain)

    def test_a_database_that_is_read_only(self, start_neo4j, tmp_path_factory, monkeypatch):
        server = start_neo4j()
        server.settings["server.databases.read_only"] = server.database
        server.restart()
        self.check(server, tmp_path_factory.mktemp("workspace"), monkeypatch, "read-only", "server.databases.read_only")

    def test_a_version_that_is_too_old(self, neo4j_server, tmp_path, monkeypatch):
        monkeypatch.setattr("kgtag.kg.stores.neo4j_connection.OLDEST_VERSION", (OLDEST_VERSION[0] + 9_999, 0))
        self.check(neo4j_server, tmp_path, monkeypatch, "Neo4j/", "or newer")

    def test_a_server_with_too_little_memory_gets_smaller_transactions(self, start_neo4j, tmp_path, monkeypatch):
        server = start_neo4j({"db.memory.transaction.max": "8m"})
        large = graph_of(*((f"P{number}", "Color", "black " + "x" * 2_000) for number in range(3_000)))
        with closing(opened(server, tmp_path, monkeypatch)) as store:
            put(store, large)
            assert store.difference(large, silent, verify=True).rows() == {}

    def test_a_row_that_is_too_large_for_the_server_is_an_error_with_the_fix(self, start_neo4j, tmp_path, monkeypatch):
        server = start_neo4j({"db.memory.transaction.max": "8m"})
        with closing(opened(server, tmp_path, monkeypatch)) as store:
            with pytest.raises(GraphError, match=r"too little memory.*db\.memory\.transaction\.max"):
                put(store, graph_of(("P1", "Color", "x" * 12_000_000)))
            assert not store.in_step()
            put(store, SMALL)
            assert store.difference(SMALL, silent, verify=True).rows() == {}
