"""The command that opens the graph in Neo4j Browser: browse."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from ...cypher import style_sheet
from ..errors import SettingsError
from ..settings import Settings, load_settings
from ..stores.browse import BrowserLink, browser_links, browser_url
from ..stores.neo4j_address import Neo4jAddress, neo4j_address
from ..stores.store import EMBEDDED, graph_address, graph_name
from ..terminal import Terminal
from .options import command_line, graph_option, json_option, opened, workspace_option


@click.command()
@click.option("--product", metavar="ID", help="Also the questions about one product.")
@click.option("--url", help="Where Neo4j Browser is, if not beside the server at its usual port.")
@graph_option
@workspace_option
@json_option
def browse(product: str | None, url: str | None, graph: str | None, workspace: Path | None, as_json: bool) -> None:
    """Print links that open Neo4j Browser with a saved question: drawn as a graph, or as a table.

    The Browser asks for the password once and runs nothing by itself: press its play button.

    \b
    Examples:
        kgtag browse
        kgtag browse --product P0301
        kgtag browse --url http://localhost:17474/browser/ --json
    """
    from ..product_page import require_products

    address = _server(load_settings({"workspace": workspace, "graph": graph}))
    settings, space = opened(workspace, graph=graph)
    if product:
        require_products(space, [product])
    links = browser_links(address, graph_name(settings), {"product": product} if product else {}, url)
    terminal = Terminal(as_json)
    if as_json:
        for link in links:
            terminal.json(asdict(link))
        return
    for link in links:
        terminal.line(_shown(link))
    terminal.announce(f"Neo4j Browser at {url or browser_url(address)}, user {address.user}: open a link, press play.")
    terminal.announce(f"Style sheet, to drop onto its window: {style_sheet()}")
    _next(terminal, settings, product)


def _server(settings: Settings) -> Neo4jAddress:
    where = graph_address(settings)
    if where == EMBEDDED:
        raise SettingsError(
            "the graph is in the embedded store, which Neo4j Browser cannot open; name a Neo4j server and build again: "
            "export NEO4J_URI=neo4j://localhost:7687 NEO4J_PASSWORD=… && kgtag build"
        )
    return neo4j_address(where)


def _shown(link: BrowserLink) -> str:
    """Write the title as a link where a person looks at a terminal, else the link in full below it."""
    title = f"{link.form:<5}  {link.title}"
    if sys.stdout.isatty():
        return f"\033]8;;{link.url}\033\\{title}\033]8;;\033\\"
    return f"{title}\n    {link.url}"


def _next(terminal: Terminal, settings: Settings, product: str | None) -> None:
    if product:
        terminal.next_command(command_line("show", settings, product))
    else:
        terminal.next_command(command_line("query", settings, "--list"))
