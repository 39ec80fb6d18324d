"""What the bulk importer makes of the exported files is the graph itself."""

import shlex
from contextlib import closing

import polars as pl
import pytest
from kgtag.kg.graph import EDGE_ENDS, NODE_KEYS, Graph
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.stores.neo4j_import_files import write_import_files
from kgtag.kg.stores.store import open_store
from neo4j_server import neo4j_admin
from store_contract import HOSTILE, WORKSPACE, graph_of

TEXTS = [
    *HOSTILE, "x" * 1_000_000, '"' * 1_000_000, "line\n" * 200_000, "", "\0", "\r", "\x1f", '""', '"a"', "tail\\",
    "\x85\u2028",
]  # fmt: skip
NUMBERS = [0.1, 5e-324, 1.7976931348623157e308, -0.0, 1e21, float("inf"), float("-inf"), 1 / 3]
TEN_MEGABYTES_WITH_THEIR_QUOTES_DOUBLED = '"' * 5_000_000


def hostile_graph():
    """Make a graph with all that could break a CSV file, in ids, texts, numbers and lists."""
    graph = graph_of(*((f"P{row}" if len(text) > 1000 else text, "a,b\n", text) for row, text in enumerate(TEXTS)))
    products = graph.nodes["Product"]
    rows = range(len(products))
    more = products.with_columns(
        pl.Series("price", [NUMBERS[row % len(NUMBERS)] if row % 3 else None for row in rows]),
        pl.Series("stock", [2**63 - 1 - row if row % 2 else None for row in rows]),
        pl.Series("sold", [row % 2 == 0 if row % 3 else None for row in rows]),
        pl.Series("vector", [[row / 7, -1e-8] if row % 2 else None for row in rows], dtype=pl.List(pl.Float32)),
        pl.Series("Größe", ["" if row % 2 else None for row in rows]),
        pl.Series("manual", [None if row else TEN_MEGABYTES_WITH_THEIR_QUOTES_DOUBLED for row in rows]),
    )
    return Graph({**graph.nodes, "Product": more}, graph.edges)


GRAPH = hostile_graph()


def as_stored(frame):
    """Return the rows of a table as Neo4j must hold them: what is missing is no property."""
    rows = ({**row, "workspace": WORKSPACE} for row in frame.iter_rows(named=True))
    return in_order({name: value for name, value in row.items() if value is not None} for row in rows)


def in_order(rows):
    return sorted(sorted(row.items()) for row in rows)


@pytest.fixture
def imported(start_neo4j, tmp_path):
    """Import the hostile graph into a database that held something else, and start its server again."""
    server = start_neo4j()
    server.run("CREATE (:Old)")
    server.stop()
    script = write_import_files(GRAPH, WORKSPACE, server.database, tmp_path / "it's (the) import +1")
    _, *arguments = shlex.split(script.read_text(encoding="utf-8").replace("\\\n", ""), comments=True)
    done = neo4j_admin(server.version, server.home, *arguments)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    server.restart()
    return server


def test_an_import_is_the_exported_graph_and_the_next_build_finds_it_in_step(imported, tmp_path, monkeypatch):
    for label, frame in GRAPH.nodes.items():
        found = imported.run(f"MATCH (n:{label}) RETURN properties(n) AS properties")
        assert in_order(row["properties"] for row in found) == as_stored(frame), label
    for kind, frame in GRAPH.edges.items():
        start, end = (NODE_KEYS[label] for label in EDGE_ENDS[kind])
        found = imported.run(f"MATCH (a)-[r:{kind}]->(b) RETURN r {{.*, from: a.{start}, to: b.{end}}} AS properties")
        assert in_order(row["properties"] for row in found) == as_stored(frame), kind
    [count] = imported.run("MATCH (n) RETURN count(n) AS nodes")
    assert count["nodes"] == sum(GRAPH.counts().nodes.values()) + 1

    for name, value in imported.environment().items():
        monkeypatch.setenv(name, value)
    with closing(open_store(Settings(workspace=tmp_path / WORKSPACE))) as store:
        difference = store.difference(GRAPH, silent)
        assert difference.rows() == {}
        assert not any(store.write(difference, silent).values())
        assert store.in_step()
    assert len(imported.run("SHOW CONSTRAINTS")) == len(NODE_KEYS) + 1
