"""The command that asks the graph: query."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from ...cypher import Parameter, saved_queries, statement
from ..errors import SettingsError
from ..product_page import require_products
from ..schema import known_attribute, read_schema
from ..stores.cypher_text import parameter_names
from ..stores.store import Table, open_store
from ..terminal import Terminal
from ..wording import known_instead
from ..workspace import Workspace
from .options import graph_option, json_option, opened, workspace_option


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
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="Rows at most.")
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
    terminal = Terminal(as_json)
    if list_saved:
        _list_saved(terminal)
        return
    text, values = _question(cypher, saved, dict(_parameter(entry) for entry in parameters))
    settings, space = opened(workspace, graph=graph)
    if saved is not None:
        values = _of_the_catalog(values, space)
    with closing(open_store(settings)) as store:
        answer = store.query(text, values, limit)
    if as_json:
        _print_json(terminal, answer)
    else:
        terminal.table(answer.columns, [[_as_it_is(value) for value in row] for row in answer.rows])
    if answer.more:
        terminal.announce(f"Only the first {limit} rows are shown; more with --limit")


def _print_json(terminal: Terminal, answer: Table) -> None:
    """Print an object a row; raises SettingsError where two columns have one name."""
    for name in answer.columns:
        if answer.columns.count(name) > 1:
            raise SettingsError(f"two columns are called {name!r}; give each a name of its own with AS")
    for row in answer.rows:
        terminal.json(dict(zip(answer.columns, row, strict=True)))


def _as_it_is(value: object) -> object:
    """Write a number so that it can be copied: nothing rounded, nothing between its digits."""
    if isinstance(value, list):
        return [_as_it_is(item) for item in value]
    return str(value) if isinstance(value, int | float) else value


def _question(cypher: str | None, saved: str | None, given: dict[str, str]) -> tuple[str, dict[str, object]]:
    if (cypher is None) == (saved is None):
        raise SettingsError("give either a query in Cypher or --saved NAME (`kgtag query --list` names them)")
    if saved is None:
        if unused := [name for name in given if name not in parameter_names(str(cypher))]:
            raise SettingsError(f"--param {unused[0]}: the query has no parameter ${unused[0]}")
        return str(cypher), {name: _value(text) for name, text in given.items()}
    known = {query.name: query for query in saved_queries()}
    if saved not in known:
        raise SettingsError(f"there is no saved query {saved!r}; {known_instead(saved, known)}")
    parameters = {parameter.name: parameter for parameter in known[saved].parameters}
    if unknown := next((name for name in given if name not in parameters), None):
        raise SettingsError(f"--saved {saved} has no parameter {unknown!r}; it has: {', '.join(parameters) or 'none'}")
    values: dict[str, object] = {name: parameter.default for name, parameter in parameters.items()}
    values |= {name: _like(parameters[name], text) for name, text in given.items()}
    missing = [name for name, value in values.items() if value is None]
    if missing:
        raise SettingsError(f"--saved {saved} needs: {' '.join(f'--param {name}=VALUE' for name in missing)}")
    return statement(f"query/{saved}"), values


def _of_the_catalog(values: dict[str, object], space: Workspace) -> dict[str, object]:
    """Return a saved query's values, an attribute as the schema spells it; raises NotFoundError for unknown names."""
    if "product" in values:
        require_products(space, [str(values["product"])])
    if "attribute" in values:
        attribute = known_attribute(read_schema(space.schema_path), str(values["attribute"]))
        return {**values, "attribute": attribute}
    return values


def _parameter(entry: str) -> tuple[str, str]:
    name, equals, text = entry.partition("=")
    if not equals:
        raise SettingsError(f"--param {entry!r} must read NAME=VALUE")
    return name, text


def _like(parameter: Parameter, text: str) -> object:
    """Read a value of the kind that a parameter's default has: text, a number, or a share."""
    if not isinstance(parameter.default, float | int):
        return text
    value, is_share = _value(text), isinstance(parameter.default, float)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (is_share and not 0 <= float(str(value)) <= 1):
        kind = "a number from 0 to 1" if is_share else "a number"
        raise SettingsError(f"--param {parameter.name} must be {kind}, not {text}")
    return value


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
