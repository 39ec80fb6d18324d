"""Commands that read the graph: show and query."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from ..cypher import saved_queries, statement
from .errors import SettingsError
from .options import command_line, graph_option, json_option, opened, workspace_option
from .product_page import ProductPage
from .terminal import Terminal
from .types import Evidence


@click.command()
@click.argument("product")
@click.option(
    "--min-probability", default=0.1, show_default=True, help="Leave out predictions less probable than this."
)
@workspace_option
@json_option
def show(product: str, min_probability: float, workspace: Path | None, as_json: bool) -> None:
    """Show one product: its tags with their evidence, its predictions with their reasons.

    \b
    Example:
        kgtag show P0301
    """
    from .product_page import product_page

    settings, space = opened(workspace)
    terminal = Terminal(as_json)
    page = product_page(space, product)
    if as_json:
        terminal.json(page.as_json())
        return
    _print_page(terminal, page, min_probability)
    if space.table_path("predictions").exists():
        terminal.next_command(command_line("complete", settings, "--product", product))
    else:
        terminal.next_command(command_line("build", settings))


def _print_page(terminal: Terminal, page: ProductPage, min_probability: float) -> None:
    terminal.line(f"{page.id}  {page.title}")
    if page.category:
        terminal.line(" > ".join(page.category))
    terminal.line()
    terminal.table(
        ("attribute", "tag", "confidence", "because"),
        [(triple.relation, triple.tail, triple.confidence, _because(evidence)) for triple, evidence in page.tags],
    )
    open_slots = [p for p in page.predictions if p.probability >= min_probability and not p.asserted]
    if open_slots:
        terminal.line()
        terminal.table(
            ("predicted", "tag", "probability", "because"),
            [(p.attribute, p.value, p.probability, p.reasons[0].text if p.reasons else "") for p in open_slots],
        )


def _because(evidence: Sequence[Evidence]) -> str:
    best = evidence[0]
    if best.origin == "decision":
        return "a person decided so"
    if best.origin == "text":
        return f"the {best.field} says “{best.quote}” at {best.start} ({best.extractor})"
    texts = len({entry.field for entry in evidence if entry.origin == "text"})
    also = ", and so does the text" if texts else ""
    return f"the catalog's {best.field.removeprefix('attributes.')} says “{best.quote}”{also}"


@click.command()
@click.argument("cypher", required=False)
@click.option("--saved", metavar="NAME", help="Ask a question that comes with kgtag.")
@click.option("--list", "list_saved", is_flag=True, help="List the questions that come with kgtag.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the query ($NAME); a number where it looks like one, unless in quotes: id='\"123\"'.",
)
@click.option("--limit", default=100, show_default=True, help="Rows at most.")
@graph_option
@workspace_option
@json_option
def query(
    cypher: str | None,
    saved: str | None,
    list_saved: bool,
    parameters: tuple[str, ...],
    limit: int,
    graph: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Ask the graph in Cypher (read-only); $workspace is the graph's name.

    \b
    Example:
        kgtag query "MATCH (p:Product)-[:HAS_TAG]->(t:Tag) RETURN t.name, count(*) AS products ORDER BY products DESC"
        kgtag query "MATCH (p:Product {id: \\$id})-[:HAS_TAG]->(t) RETURN t.attribute, t.name" --param id=P0301
        kgtag query --list
    """
    from .store import open_store

    terminal = Terminal(as_json)
    if list_saved:
        _list_saved(terminal)
        return
    text, values = _question(cypher, saved, dict(_parameter(entry) for entry in parameters))
    settings, _ = opened(workspace, graph=graph)
    with closing(open_store(settings)) as store:
        answer = store.query(text, values, limit)
    if as_json:
        for row in answer.rows:
            terminal.json(dict(zip(answer.columns, row, strict=True)))
    else:
        terminal.table(answer.columns, answer.rows)
    if answer.more:
        terminal.announce(f"Only the first {limit} rows are shown; more with --limit")


def _question(cypher: str | None, saved: str | None, given: dict[str, str]) -> tuple[str, dict[str, object]]:
    if (cypher is None) == (saved is None):
        raise SettingsError("give either a query in Cypher or --saved NAME (`kgtag query --list` names them)")
    if saved is None:
        return str(cypher), {name: _value(text) for name, text in given.items()}
    known = {query.name: query for query in saved_queries()}
    if saved not in known:
        raise SettingsError(f"there is no saved query {saved!r}; there are: {', '.join(known)}")
    parameters = {parameter.name: parameter for parameter in known[saved].parameters}
    if unknown := next((name for name in given if name not in parameters), None):
        raise SettingsError(f"--saved {saved} has no parameter {unknown!r}; it has: {', '.join(parameters) or 'none'}")
    numbers = {name for name, parameter in parameters.items() if isinstance(parameter.default, float | int)}
    values: dict[str, object] = {name: parameter.default for name, parameter in parameters.items()}
    values |= {name: _value(text) if name in numbers else text for name, text in given.items()}
    missing = [name for name, value in values.items() if value is None]
    if missing:
        raise SettingsError(f"--saved {saved} needs: {' '.join(f'--param {name}=VALUE' for name in missing)}")
    return statement(f"query/{saved}"), values


def _parameter(entry: str) -> tuple[str, str]:
    name, equals, text = entry.partition("=")
    if not equals:
        raise SettingsError(f"--param {entry!r} must read NAME=VALUE")
    return name, text


def _value(text: str) -> object:
    """Read a number, true, false, a list or quoted text as JSON; anything else is text as it stands."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _list_saved(terminal: Terminal) -> None:
    for entry in saved_queries():
        shown = {"name": entry.name, "answers": entry.title, "parameters": [p.name for p in entry.parameters]}
        if terminal.as_json:
            terminal.json(shown)
            continue
        terminal.line(f"{entry.name}\n    {entry.title}")
        for parameter in entry.parameters:
            default = "" if parameter.default is None else f" (default {parameter.default})"
            terminal.line(f"    --param {parameter.name}=…  {parameter.meaning}{default}")
