"""A server that dies in the middle of a load: after a restart the same load ends with the same graph."""

import random
import threading
import time
from contextlib import closing, suppress

import pytest
from kgtag.kg.errors import GraphError
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.stores.store import open_store
from store_contract import WORKSPACE, graph_of, put

KILLS = 20
PRODUCTS = 1_500


def graph(number):
    """Make one of many graphs that share about half of their products, tags and edges with each other."""
    draw = random.Random(number)
    chosen = draw.sample(range(2 * PRODUCTS), PRODUCTS)
    return graph_of(*((f"P{id}", "Color", f"color {draw.randrange(1 + id % 200)}") for id in chosen))


@pytest.fixture
def server(start_neo4j, monkeypatch):
    """Start a server that the environment names."""
    started = start_neo4j()
    for name, value in started.environment().items():
        monkeypatch.setenv(name, value)
    return started


def test_a_killed_server_gets_the_same_graph_in_the_end(server, tmp_path, monkeypatch):
    monkeypatch.setattr("kgtag.kg.stores.neo4j_packs.PACK_ROWS", 100)
    monkeypatch.setattr("kgtag.kg.stores.neo4j_writer.RETRY_PAUSES", (0.1,))
    monkeypatch.setattr("kgtag.kg.stores.neo4j_connection.RETRY_SECONDS", 0.5)
    settings = Settings(workspace=tmp_path / WORKSPACE)
    with closing(open_store(settings)) as store:
        started = time.perf_counter()
        put(store, graph(0))
        seconds = time.perf_counter() - started
    broken_off = 0
    for number in range(1, KILLS + 1):
        after = graph(number)
        with closing(open_store(settings)) as store:
            writing = threading.Thread(target=write_or_fail, args=(store, after))
            writing.start()
            time.sleep(random.Random(number).uniform(0, seconds))
            server.kill()
            writing.join()
        server.restart()
        with closing(open_store(settings)) as store:
            broken_off += not store.in_step()
            put(store, after)
            assert store.difference(after, silent, verify=True).rows() == {}
            assert store.counts() == after.counts()
            assert store.in_step()
    assert broken_off > KILLS / 4, "most servers died before or after the load: the kills prove nothing"


def write_or_fail(store, after):
    with suppress(GraphError):
        put(store, after)
