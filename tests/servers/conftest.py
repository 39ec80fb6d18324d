"""Real Neo4j servers for the tests of this folder, one version after the other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from neo4j_jars import missing
from neo4j_server import VERSIONS, Neo4jServer

CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
StartNeo4j = Callable[..., Neo4jServer]
QUICK_TO_START = {"server.jvm.additional": "-XX:TieredStopAtLevel=1"}  # half the time to start, not for measurements


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a server or a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.servers)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip from one place, so that one line tells of all skipped tests; with CI=true it is a failure."""
    if "neo4j_is_here" in getattr(item, "fixturenames", ()) and (gap := missing()):
        refuse(gap)


def refuse(gap: str) -> None:
    """Skip a test for what the machine lacks; fail it there with CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(gap, pytrace=False)
    pytest.skip(gap)


@pytest.fixture(scope="session")
def neo4j_is_here() -> None:
    """Asked for by all that starts a server: without Java or the jars these tests are skipped."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The system's Chromium without a screen."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        refuse("there is no Chromium; install it with: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=VERSIONS)
def neo4j_server(
    request: pytest.FixtureRequest, neo4j_is_here: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neo4jServer]:
    """A running server of each version, with HTTP; tests `clear` what they wrote or use graphs of their own."""
    settings = {**QUICK_TO_START, "server.http.enabled": "true"}
    server = Neo4jServer.start(request.param, tmp_path_factory.mktemp("neo4j"), settings=settings)
    yield server
    server.kill()


@pytest.fixture(params=VERSIONS)
def start_neo4j(request: pytest.FixtureRequest, neo4j_is_here: None, tmp_path: Path) -> Iterator[StartNeo4j]:
    """Starts further servers of each version with settings of their own; all end with the test."""
    with ExitStack() as servers:

        def start(settings: Mapping[str, str] | None = None) -> Neo4jServer:
            home = tmp_path / f"neo4j-{len(list(tmp_path.glob('neo4j-*')))}"
            server = Neo4jServer.start(request.param, home, settings={**QUICK_TO_START, **(settings or {})})
            servers.callback(server.kill)
            return server

        yield start
