"""Neo4j Browser in a real Chromium: every link opens, runs, and shows a graph or a table that can be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kgtag.cypher import saved_queries, statement, style_sheet
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.stores.browse import browser_links, with_values
from kgtag.kg.stores.neo4j_address import neo4j_address
from kgtag.kg.stores.store import open_store
from kgtag.kg.workspace import Workspace
from neo4j_server import Neo4jServer
from shop_graph import SHOP, shop_graph, shop_tables

PRODUCT = "S4"
HOSTILE = "it's \\ \\\\u0027 \"&arg=#?+% `}\n\u0000// $workspace 😀 שלום \u202e"
DROP = """([name, text]) => {
    const dropped = new DataTransfer();
    dropped.items.add(new File([text], name, {type: 'text/plain'}));
    const window_ = document.querySelector('[data-testid=main]');
    for (const kind of ['dragenter', 'drop'])
        window_.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: dropped}));
}"""
MILLISECONDS = 30_000  # a busy machine needs them

Row = tuple[Any, ...]


class BrowserWindow:
    """One window of Neo4j Browser, as a user of the server meets it."""

    def __init__(self, page: Any, server: Neo4jServer) -> None:
        self.page = page
        self.password = server.password
        page.set_default_timeout(MILLISECONDS)

    def answer(self, url: str) -> Any:
        """Open a link, log in where the Browser asks, press play; returns the frame that answers, made large."""
        self.page.goto(url)
        self._log_in()
        self.page.click("[data-testid=editor-Run]")
        frame = self.page.locator("[data-testid=frame]", has_text="MATCH (").first
        frame.get_by_title("Fullscreen").click()
        frame.locator("g.node, table tbody tr").first.wait_for(state="attached")
        return frame

    def _log_in(self) -> None:
        """Wait for what greets a user who is logged in: a query that runs before is never answered."""
        greeting = self.page.get_by_text("Getting started with Neo4j Browser").first
        password = self.page.locator("[data-testid=password]")
        greeting.or_(password).wait_for()
        if password.is_visible():
            password.fill(self.password)
            self.page.click("[data-testid=connect]")
        greeting.wait_for()

    def drop(self, file: Path) -> None:
        """Drop a file onto the window."""
        self.page.evaluate(DROP, [file.name, file.read_text("utf-8")])


@pytest.fixture(scope="module")
def shop(neo4j_server: Neo4jServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The shop's graph in a database that has a product of somebody else, and the settings that lead to it."""
    neo4j_server.run("CREATE (:Product {id: $id})-[:HAS_TAG]->(:Tag {attribute: 'Color', name: 'black'})", id=PRODUCT)
    settings = Settings(workspace=tmp_path_factory.mktemp("browser") / SHOP)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in neo4j_server.environment().items():
            patch.setenv(name, value)
        fill(settings)
        yield settings
    neo4j_server.clear()


@pytest.fixture
def window(shop: Settings, neo4j_server: Neo4jServer, chromium: Any) -> Iterator[BrowserWindow]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield BrowserWindow(context.new_page(), neo4j_server)
    context.close()


@pytest.fixture
def link(neo4j_server: Neo4jServer) -> Callable[[str, str, str], str]:
    """Makes the link to a question about a product, drawn or as a table."""

    def make(query: str, form: str, product: str) -> str:
        address = neo4j_address(neo4j_server.uri)
        links = browser_links(address, SHOP, {"product": product}, f"{neo4j_server.http_url}/browser/")
        return next(entry.url for entry in links if (entry.query, entry.form) == (query, form))

    return make


def fill(settings: Settings) -> None:
    store = open_store(settings)
    store.write(store.difference(shop_graph(), silent), silent)
    store.close()


def answers(settings: Settings) -> dict[str, tuple[Row, ...]]:
    store = open_store(settings)
    values = {"product": PRODUCT}
    found = {
        query.name: store.query(
            statement(f"query/{query.name}"),
            {entry.name: values.get(entry.name, entry.default) for entry in query.parameters},
            1000,
        ).rows
        for query in saved_queries()
    }
    store.close()
    return found


def captions(frame: Any) -> list[str]:
    """The words on the nodes that are drawn."""
    nodes = frame.locator("g.node")
    return [" ".join(nodes.nth(place).locator("text.caption").all_text_contents()) for place in range(nodes.count())]


def test_every_saved_query_answers_the_same_in_neo4j_and_embedded(shop: Settings, tmp_path: Path):
    embedded = Settings(workspace=tmp_path / "embedded" / SHOP, graph="embedded")
    fill(embedded)
    in_neo4j = answers(shop)
    assert all(in_neo4j.values())
    assert in_neo4j == answers(embedded)


def test_every_link_that_browse_prints_shows_a_graph_or_a_table(
    shop: Settings, window: BrowserWindow, neo4j_server: Neo4jServer
):
    Workspace(shop.workspace).write("products", shop_tables().products)
    command = [str(Path(sys.executable).with_name("kgtag")), "browse", "--product", PRODUCT, "--json"]
    places = ["-w", str(shop.workspace), "--url", f"{neo4j_server.http_url}/browser/"]
    printed = subprocess.run([*command, *places], capture_output=True, text=True, check=True)
    links = [json.loads(line) for line in printed.stdout.splitlines()]
    assert {link["query"] for link in links} == {query.name for query in saved_queries()}
    for link in links:
        frame = window.answer(link["url"])
        drawn = frame.locator("g.node").count()
        assert (drawn > 0) == (link["form"] == "graph"), link
        assert "Error" not in frame.inner_text()


def test_captions_can_be_read_without_any_set_up(window: BrowserWindow, link: Callable[..., str]):
    frame = window.answer(link("product", "graph", PRODUCT))
    assert sorted(map(str.split, captions(frame))) == sorted(
        map(str.split, ("Shoe S4", "black", "Acme", "268 g", "light", "Color", "Brand", "Weight", "tag", "Shoes"))
    )


def test_the_style_sheet_is_taken_when_it_is_dropped_onto_the_window(window: BrowserWindow, link: Callable[..., str]):
    sheet = Path(style_sheet()).read_text("utf-8")
    colors = dict(re.findall(r"^node\.(\w+) \{.*?^  color: (#\w+);", sheet, re.MULTILINE | re.DOTALL))
    frame = window.answer(link("product", "graph", PRODUCT))
    window.drop(Path(style_sheet()))
    frame.locator(f"g.node circle[fill='{colors['Product']}']").wait_for(state="attached")
    fills = frame.locator("g.node circle.b-outline").evaluate_all("found => found.map(one => one.getAttribute('fill'))")
    assert set(fills) == set(colors.values())
    assert "0.92" in frame.locator("g.relationship text").all_text_contents()


def test_a_hostile_id_passes_through_a_link_unharmed(
    window: BrowserWindow, link: Callable[..., str], neo4j_server: Neo4jServer
):
    neo4j_server.run("CREATE (:Product {workspace: $shop, id: $id, name: 'hostile'})", shop=SHOP, id=HOSTILE)
    frame = window.answer(link("product", "graph", HOSTILE))
    neo4j_server.run("MATCH (p:Product {id: $id}) DELETE p", id=HOSTILE)
    assert [words.strip() for words in captions(frame)] == ["hostile"]


@pytest.mark.parametrize("value", [HOSTILE, "", "\\", "\\u0041", "\\\\u0041", "'", "\\'", "\ud7ff\ufeff\u2028", 0.9, 7])
def test_a_written_value_is_read_back_exactly(neo4j_server: Neo4jServer, value: str | float):
    assert neo4j_server.run(with_values("// A value\nRETURN $value AS value;", {"value": value})) == [{"value": value}]
