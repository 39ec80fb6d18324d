"""What is peculiar to the embedded graph: a file that is built aside and swapped in, and only read by queries."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time

import polars as pl
import pytest
from kgtag.kg.errors import GraphError
from kgtag.kg.graph import Graph, GraphTables, node_and_edge_tables
from kgtag.kg.settings import Settings
from kgtag.kg.stores.ladybug_query import READING
from kgtag.kg.stores.ladybug_store import LadybugStore
from kgtag.kg.stores.store import EMBEDDED_GRAPH, open_store
from kgtag.kg.tables import empty_table, table_schema
from store_contract import put


def graph_of(*ids):
    """Make a graph of products that stand in one category."""
    rows = [{**dict.fromkeys(table_schema("products")), "id": id, "title": id, "category": ["Shoes"]} for id in ids]
    products = pl.DataFrame(rows, schema=dict(table_schema("products")))
    others = (empty_table(name) for name in ("tags", "triples", "evidence", "predictions"))
    return node_and_edge_tables(GraphTables(products, *others), 0.9)


SMALL = graph_of("P1", "P2")


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Open an embedded graph for tests that only read."""
    opened = LadybugStore(tmp_path_factory.mktemp("workspace") / EMBEDDED_GRAPH, "shop")
    put(opened, SMALL)
    yield opened
    opened.close()


@pytest.fixture
def embedded(tmp_path):
    opened = LadybugStore(tmp_path / EMBEDDED_GRAPH, "shop")
    put(opened, SMALL)
    yield opened
    opened.close()


def broken():
    """Make a graph with edges to a category that is no node."""
    edges = {**SMALL.edges, "IN_CATEGORY": SMALL.edges["IN_CATEGORY"].with_columns(pl.lit("nowhere").alias("to"))}
    return Graph(SMALL.nodes, edges)


def files(folder):
    return sorted(path.name for path in folder.iterdir())


class TestQueries:
    def test_columns_are_called_what_the_query_calls_them(self, asked):
        query = "MATCH (p:Product) RETURN count(DISTINCT p), count(*), max(p.id) AS last, upper(min(p.id))"
        assert asked.query(query, {}, 10).columns == ("count(DISTINCT p)", "count(*)", "last", "upper(min(p.id))")

    @pytest.mark.parametrize(
        "cypher",
        [
            "CHECKPOINT", "EXPLAIN CHECKPOINT", "RETURN 1; CHECKPOINT", "RETURN 'a' // '\n; CHECKPOINT", "USE x",
            "BEGIN TRANSACTION", "INSTALL fts", "LOAD EXTENSION fts", "COPY (RETURN 1) TO 'out.csv'",
            "CALL threads = 1",
            "LOAD FROM 'in.csv' RETURN *", "MATCH (p:Product) LOAD FROM 'in.csv' RETURN *", "ATTACH 'x' AS y",
            "EXPORT DATABASE 'out'", "IMPORT DATABASE 'out'",
        ],
    )  # fmt: skip
    def test_statements_on_files_settings_and_extensions_are_refused(self, asked, cypher, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(GraphError, match=r"only read the graph|one statement at a time"):
            asked.query(cypher, {}, 10)
        assert files(tmp_path) == []
        assert files(asked.path.parent) == ["kgtag.lbug"]
        asked.close()
        assert asked.counts() == SMALL.counts()

    @pytest.mark.parametrize(
        "cypher",
        ["RETURN '; CREATE'", 'RETURN "; DROP";', "// CREATE; x\nRETURN 1", "/* ; */ RETURN 1 ;", "RETURN 1 AS `; a`",
         "RETURN 'it\\'s; CREATE'", "PROFILE MATCH (c:Category) RETURN c.id"],
    )  # fmt: skip
    def test_words_in_quotes_and_comments_are_not_statements(self, asked, cypher):
        assert len(asked.query(cypher, {}, 10).rows) == 1

    @pytest.mark.parametrize("cypher", ["", "  \n", "// only a comment", ";"])
    def test_an_empty_question_is_answered_with_one_to_try(self, asked, cypher):
        with pytest.raises(GraphError, match=r"empty; try: MATCH"):
            asked.query(cypher, {}, 10)

    def test_type_is_pointed_to_its_other_spelling(self, asked):
        with pytest.raises(GraphError, match=r"label\(r\)"):
            asked.query("MATCH ()-[r]->() RETURN type(r)", {}, 10)

    def test_a_number_where_text_is_kept_is_an_error_that_says_so(self, asked):
        with pytest.raises(GraphError, match="must be given as text"):
            asked.query("MATCH (p:Product) WHERE p.title = $title RETURN p.id", {"title": 5}, 10)

    def test_every_word_a_reading_statement_can_begin_with_is_let_through(self, asked):
        questions = {
            "CALL show_tables() RETURN name", "MATCH (p:Product) RETURN p.id", "OPTIONAL MATCH (p:Product) RETURN p.id",
            "RETURN 1", "UNWIND [1, 2] AS x RETURN x", "WITH 1 AS x RETURN x",
        }  # fmt: skip
        assert {cypher.split()[0] for cypher in questions} == READING
        assert all(asked.query(cypher, {}, 10).rows for cypher in questions)


class TestFile:
    def test_the_registry_keeps_the_graph_in_the_workspace(self, tmp_path):
        with_settings = open_store(Settings(workspace=tmp_path))
        put(with_settings, SMALL)
        assert files(tmp_path / "graph") == ["kgtag.lbug"]

    def test_a_graph_the_engine_refuses_is_an_error_and_leaves_the_old_one(self, embedded):
        with pytest.raises(GraphError, match=r"nowhere.*old graph is untouched"):
            put(embedded, broken())
        assert embedded.counts() == SMALL.counts()
        assert files(embedded.path.parent) == ["kgtag.lbug"]

    def test_what_lay_beside_the_old_graph_goes_with_it(self, embedded):
        beside = embedded.path.with_name("kgtag.lbug.wal")
        left_over = embedded.path.with_name(".new-killed")
        embedded.close()
        beside.write_bytes(b"not of this graph")
        left_over.mkdir()
        put(embedded, graph_of("P7", "P8"))
        assert files(embedded.path.parent) == ["kgtag.lbug"]
        assert embedded.counts() == graph_of("P7", "P8").counts()

    def test_an_engine_that_crashes_is_tried_again_without_compression(self, embedded, tmp_path, monkeypatch):
        monkeypatch.setattr(sys, "executable", crashing_python(tmp_path, when='"$3" = compressed'))
        replacement = graph_of("P7")
        put(embedded, replacement)
        assert embedded.counts() == replacement.counts()

    def test_an_engine_that_crashes_twice_is_an_error_that_leaves_the_old_graph(self, embedded, tmp_path, monkeypatch):
        monkeypatch.setattr(sys, "executable", crashing_python(tmp_path, when="-n x"))
        with pytest.raises(GraphError, match=r"twice: the engine crashed \(signal 11\)"):
            put(embedded, graph_of("P7"))
        assert embedded.counts() == SMALL.counts()

    def test_rows_that_do_not_arrive_are_an_error(self, embedded, tmp_path, monkeypatch):
        forgetful = tmp_path / "python"
        forgetful.write_text(
            f'#!/bin/sh\n"{sys.executable}" -c "import polars; frame = polars.read_parquet(\'IN_CATEGORY.parquet\');'
            f' frame.head(1).write_parquet(\'IN_CATEGORY.parquet\')"\nexec "{sys.executable}" "$@"\n'
        )
        forgetful.chmod(stat.S_IRWXU)
        monkeypatch.setattr(sys, "executable", str(forgetful))
        with pytest.raises(GraphError, match=r"'IN_CATEGORY': 2.* was sent, and .*'IN_CATEGORY': 1.* arrived"):
            put(embedded, graph_of("P7", "P8"))

    def test_a_file_that_is_no_graph_is_an_error_that_says_what_to_do(self, tmp_path):
        path = tmp_path / "kgtag.lbug"
        path.write_bytes(b"something else" * 1000)
        with pytest.raises(GraphError, match=r"cannot be opened.*delete it and run: kgtag build"):
            LadybugStore(path, "shop").counts()

    def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(self, tmp_path):
        (tmp_path / "graph").write_text("a file where the folder should be")
        with pytest.raises(GraphError, match=r"cannot write the graph to .*graph"):
            put(LadybugStore(tmp_path / EMBEDDED_GRAPH, "shop"), SMALL)

    def test_a_reader_keeps_its_graph_while_another_is_swapped_in(self, embedded):
        assert embedded.counts() == SMALL.counts()
        replacement = graph_of("P7")
        put(LadybugStore(embedded.path, "shop"), replacement)
        assert embedded.counts() == SMALL.counts()
        assert LadybugStore(embedded.path, "shop").counts() == replacement.counts()

    def test_processes_read_while_graphs_are_swapped_in(self, embedded):
        embedded.close()
        readers = [
            subprocess.Popen([sys.executable, "-c", READ_OFTEN, str(embedded.path)], stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        swaps = 0
        while any(reader.poll() is None for reader in readers):
            put(embedded, graph_of("P1", "P3") if swaps % 2 else SMALL)
            swaps += 1
        assert swaps > 0
        assert [reader.communicate()[0] for reader in readers] == ["{2}\n", "{2}\n"]

    def test_ctrl_c_leaves_the_old_graph_and_nothing_else(self, embedded):
        embedded.close()
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE_MUCH, str(embedded.path)], stderr=subprocess.PIPE, text=True
        )
        wait_for(lambda: list(embedded.path.parent.glob(".new-*/unfinished.lbug")), process)
        process.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in process.communicate(timeout=60)[1]
        assert files(embedded.path.parent) == ["kgtag.lbug"]
        assert embedded.counts() == SMALL.counts()

    def test_ctrl_c_stops_a_question(self, embedded):
        process = subprocess.Popen(
            [sys.executable, "-c", ASK_MUCH, str(embedded.path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "asking\n"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in process.communicate(timeout=60)[1]


WRITE_MUCH = textwrap.dedent("""
    import sys
    from pathlib import Path
    import polars as pl
    from kgtag.kg.graph import Graph, GraphTables, node_and_edge_tables
    from kgtag.kg.stores.ladybug_store import LadybugStore
    from kgtag.kg.progress import silent
    from kgtag.kg.tables import empty_table
    names = ("products", "tags", "triples", "evidence", "predictions")
    empty = node_and_edge_tables(GraphTables(*map(empty_table, names)), 0.9)
    many = pl.DataFrame({"name": pl.int_range(2_000_000, eager=True).cast(pl.String)})
    store = LadybugStore(Path(sys.argv[1]), "shop")
    store.write(store.difference(Graph({**empty.nodes, "Attribute": many}, empty.edges), silent), silent)
""")

ASK_MUCH = textwrap.dedent("""
    import sys
    from pathlib import Path
    from kgtag.kg.stores.ladybug_store import LadybugStore
    store = LadybugStore(Path(sys.argv[1]), "shop")
    print("asking", flush=True)
    much = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a, b WHERE a = b RETURN count(*)"
    store.query(much, {}, 1)
""")


READ_OFTEN = textwrap.dedent("""
    import sys
    from pathlib import Path
    from kgtag.kg.stores.ladybug_store import LadybugStore
    seen = set()
    for _ in range(40):
        store = LadybugStore(Path(sys.argv[1]), "shop")
        seen.add(store.counts().nodes["Product"])
        store.close()
    print(seen)
""")


def crashing_python(folder, when):
    """Make an interpreter that dies as a crashing engine does when the shell's test `when` holds of its arguments."""
    path = folder / "python"
    path.write_text(f'#!/bin/sh\nif [ {when} ]; then kill -SEGV $$; fi\nexec "{sys.executable}" "$@"\n')
    path.chmod(stat.S_IRWXU)
    return str(path)


def wait_for(condition, process):
    while not condition():
        assert process.poll() is None, process.stderr.read()
        os.sched_yield()
