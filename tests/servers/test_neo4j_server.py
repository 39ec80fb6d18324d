"""The servers that the other tests of this folder stand on."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import neo4j
import pytest
from neo4j_server import VERSIONS, Neo4jServer, ServerFailedError, neo4j_admin, tls_settings


def test_a_server_answers_and_says_its_version(neo4j_server: Neo4jServer):
    components = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions"
    assert neo4j_server.run(components) == [{"versions": [neo4j_server.version]}]


def test_the_routing_address_reaches_the_same_server(neo4j_server: Neo4jServer):
    login = (neo4j_server.user, neo4j_server.password)
    with neo4j.GraphDatabase.driver(neo4j_server.routing_uri, auth=login) as driver:
        driver.verify_connectivity()


def test_neo4j_browser_is_served(neo4j_server: Neo4jServer):
    page = urllib.request.urlopen(f"{neo4j_server.http_url}/browser/").read()  # noqa: S310
    assert b"<title>Neo4j Browser</title>" in page


def test_data_survive_a_kill(start_neo4j):
    server = start_neo4j()
    address, password = server.uri, server.password
    server.run("CREATE (:Product {id: 'P1'})")
    server.kill()
    with pytest.raises(neo4j.exceptions.ServiceUnavailable):
        server.run("RETURN 1")
    server.restart()
    assert (server.uri, server.password) == (address, password)
    assert server.run("MATCH (p:Product) RETURN p.id AS id") == [{"id": "P1"}]


def test_clearing_leaves_no_data_and_no_schema(neo4j_server: Neo4jServer):
    neo4j_server.run("CREATE CONSTRAINT ours FOR (p:Product) REQUIRE p.id IS UNIQUE")
    neo4j_server.run("CREATE (:Product {id: 'P1'})-[:HAS_TAG]->(:Tag {id: 'T1'})")
    neo4j_server.clear()
    assert neo4j_server.run("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 0}]
    assert neo4j_server.run("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP'") == []


def test_a_server_can_demand_encryption(start_neo4j, tmp_path: Path):
    server = start_neo4j(tls_settings(tmp_path / "certificate"))
    assert server.run("RETURN 1 AS one") == [{"one": 1}]
    plain = server.uri.replace("+ssc", "")
    login = (server.user, server.password)
    with neo4j.GraphDatabase.driver(plain, auth=login) as driver, pytest.raises(neo4j.exceptions.ServiceUnavailable):
        driver.verify_connectivity()


def test_a_server_can_refuse_writes(start_neo4j):
    server = start_neo4j()
    server.settings["server.databases.read_only"] = server.database
    server.kill()
    server.restart()
    with pytest.raises(neo4j.exceptions.ClientError, match=r"read.only"):
        server.run("CREATE (:Product)")


def test_a_server_that_cannot_start_shows_its_log(start_neo4j):
    with pytest.raises(ServerFailedError, match=r"no\.such\.setting"):
        start_neo4j({"no.such.setting": "1"})


@pytest.mark.parametrize("version", VERSIONS)
def test_the_administration_tool_runs_on_a_home(neo4j_is_here, version: str, tmp_path: Path):
    answer = neo4j_admin(version, tmp_path, "--version")
    assert (answer.returncode, answer.stdout.strip()) == (0, version)
