"""Asks Neo4j one question: reading only, plain values out, errors in words; knows no address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...cypher import statement
from ..errors import GraphError
from ..graph import EDGE_TYPES, NODE_LABELS
from .cypher_text import impossible_parameter, not_reading, require_parameters, single_statement, syntax_error
from .store import Table

if TYPE_CHECKING:
    from neo4j import Result, ResultSummary, Session
    from neo4j.exceptions import Neo4jError

_REFUSED = re.compile(r"\bLOAD\s+CSV\b|\bTERMINATE\s+TRANSACTIONS?\b", re.IGNORECASE)
_PLACE = re.compile(r"\(line (\d+), column (\d+)")
_NAME = re.compile(r"`([^`]+)`")
_ABOUT_THE_SERVER = ("Neo.ClientError.Database.", "Neo.ClientError.Security.Unauthorized")
_UNKNOWN_NAMES = {"01N50": "label", "01N51": "relationship type", "01N52": "property"}


def ask(session: Session, cypher: str, parameters: Mapping[str, Any], limit: int) -> Table:
    """Answer one reading statement with at most `limit` rows; raises GraphError with a hint.

    The session must be one for reading: then the server refuses whatever writes.
    """
    from neo4j.exceptions import ClientError

    if refused := _REFUSED.search(single_statement(cypher)):
        raise not_reading(refused[0])
    require_parameters(cypher, parameters)
    try:
        result = _run(session, cypher, parameters)
        columns = tuple(result.keys())
        rows = tuple(tuple(_plain(value) for value in record.values()) for record in islice(result, limit))
        more = result.peek() is not None
        _require_known_names(result.consume(), session)
    except ClientError as error:
        if (error.code or "").startswith(_ABOUT_THE_SERVER):
            raise
        raise GraphError(_in_words(error, cypher)) from error
    return Table(columns, rows, more=more)


def _run(session: Session, cypher: str, parameters: Mapping[str, Any]) -> Result:
    try:
        return session.run(cypher, dict(parameters))
    except (OverflowError, TypeError, ValueError) as error:
        raise GraphError(impossible_parameter()) from error


def _in_words(error: Neo4jError, cypher: str) -> str:
    code, fact = error.code or "", " ".join((error.message or "").split())
    if code.endswith(("Statement.AccessMode", "Security.Forbidden")):
        return str(not_reading("this one"))
    if code.endswith("Statement.SyntaxError") and (place := _PLACE.search(fact)):
        said = "" if fact.startswith("Invalid input") else f": {fact.partition(' (line ')[0]}"
        return syntax_error(cypher, int(place[1]), int(place[2]) - 1) + said
    return fact


def _require_known_names(summary: ResultSummary, session: Session) -> None:
    """Raise GraphError for a name that is neither in the database nor one of kgtag's: Neo4j itself answers nothing."""
    for status in summary.gql_status_objects:
        kind = _UNKNOWN_NAMES.get(status.gql_status)
        name = _NAME.search(status.status_description)
        if kind is None or name is None or name[1] in (*NODE_LABELS, *EDGE_TYPES, *_OWN_PROPERTIES):
            continue
        if kind == "property":
            known = f"Properties: {', '.join(_property_names(session))}."
        else:
            known = f"Labels: {', '.join(NODE_LABELS)}. Relationship types: {', '.join(EDGE_TYPES)}."
        raise GraphError(f"there is no {kind} {name[1]} in the database. {known}")


_OWN_PROPERTIES = (
    *("category", "confidence", "description", "end", "extractor", "field", "model", "origins", "probability"),
    *("quote", "reason", "start", "unit", "value", "vector"),
)
"""Properties that a graph need not have, but may be asked for."""


def _property_names(session: Session) -> Iterable[str]:
    return sorted(record["name"] for record in session.run(statement("neo4j/property_names")))


def _plain(value: Any) -> Any:
    """Make a node or an edge the dict of its properties, a path two lists, and a time its text."""
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, Path):
        nodes, relationships = ([_plain(part) for part in parts] for parts in (value.nodes, value.relationships))
        return {"nodes": nodes, "relationships": relationships}
    if isinstance(value, Node | Relationship):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
