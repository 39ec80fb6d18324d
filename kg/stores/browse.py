"""Deep links into Neo4j Browser: saved queries with their values written in; asks no server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

from ...cypher import SavedQuery, browser_queries, saved_queries, statement
from .cypher_text import bare
from .neo4j_address import Neo4jAddress

Value = str | float
Form = Literal["graph", "table"]

_ESCAPED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_LINK_ENDS = "&#"
_LAST_OF_FOUR_DIGITS = 0xFFFF
_TOKEN = re.compile(r"//[^\n]*|\$(\w+)")


@dataclass(frozen=True, slots=True)
class BrowserLink:
    """A link that opens Neo4j Browser with one question in its editor, ready to run."""

    query: str
    form: Form
    title: str
    url: str


def browser_url(address: Neo4jAddress) -> str:
    """Guess where the Browser of a server is: on the same host, at Neo4j's usual port for HTTP or HTTPS."""
    parts = urlsplit(address.uri)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    secure = "+" in parts.scheme
    return f"https://{host}:7473/browser/" if secure else f"http://{host}:7474/browser/"


def browser_links(
    address: Neo4jAddress, workspace: str, given: Mapping[str, Value], url: str | None = None
) -> list[BrowserLink]:
    """Link to every saved query that `given` and the defaults answer: drawn where it can be, then as a table.

    `url` is the Browser's own address where it is not the usual one.
    """
    start = f"{(url or browser_url(address)).rstrip('/')}/?{_connection(address)}"
    values = {"workspace": workspace, **given}
    return [
        BrowserLink(query.name, form, query.title, f"{start}&cmd=edit&arg={quote(text, safe='')}")
        for query, form, text in _questions(values)
    ]


def with_values(cypher: str, values: Mapping[str, Value]) -> str:
    """Write values into a statement in place of its parameters; of its comments only the first stays.

    Raises:
        KeyError: the statement asks for a value that is not given.
    """
    title, *lines = cypher.strip().removesuffix(";").splitlines()
    body = "\n".join(line for line in lines if not line.startswith("//"))
    return f"{title}\n{_TOKEN.sub(lambda found: _written(found, values), body)}"


def cypher_literal(value: Value) -> str:
    r"""Write a value as a Cypher literal that ends where it should in every version, and passes through a link whole.

    Characters that Neo4j Browser takes for the end of a link's argument are written `\uXXXX`. So are control
    characters. A quote or a backslash never is: Neo4j reads such an escape before it looks for the string's end.
    """
    if isinstance(value, str):
        return f"'{''.join(_character(one) for one in value)}'"
    return repr(value)


def _character(one: str) -> str:
    if one in _ESCAPED:
        return _ESCAPED[one]
    if one in _LINK_ENDS or (not one.isprintable() and ord(one) <= _LAST_OF_FOUR_DIGITS):
        return f"\\u{ord(one):04x}"
    return one


def _written(found: re.Match[str], values: Mapping[str, Value]) -> str:
    return cypher_literal(values[found[1]]) if found[1] else found[0]


def _connection(address: Neo4jAddress) -> str:
    parts = urlsplit(address.uri)
    server = f"{parts.scheme}://{quote(address.user, safe='')}@{parts.netloc}"
    database = f"&db={quote(address.database, safe='')}" if address.database else ""
    return f"dbms={quote(server, safe='')}{database}"


def _questions(given: Mapping[str, Value]) -> Iterator[tuple[SavedQuery, Form, str]]:
    drawn = {query.name: query for query in browser_queries()}
    for query in saved_queries():
        if query.name in drawn:
            yield from _answerable(drawn[query.name], "graph", f"browser/{query.name}", given)
        yield from _answerable(query, "table", f"query/{query.name}", given)


def _answerable(
    query: SavedQuery, form: Form, name: str, given: Mapping[str, Value]
) -> Iterable[tuple[SavedQuery, Form, str]]:
    defaults = {entry.name: entry.default for entry in query.parameters if entry.default is not None}
    values = {**defaults, **given}
    asked = set(re.findall(r"\$(\w+)", bare(statement(name))))
    if asked <= values.keys():
        yield query, form, with_values(statement(name), values)
