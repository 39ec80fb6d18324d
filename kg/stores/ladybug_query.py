"""Asks an open Ladybug graph one question: reading only, plain values out, errors in words; knows no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from decimal import Decimal
from typing import Any

from ...cypher import statement
from ..errors import GraphError
from .cypher_text import (
    EMPTY,
    impossible_parameter,
    not_reading,
    require_parameters,
    single_statement,
    syntax_error,
    written_names,
)
from .store import Table

READING = frozenset({"CALL", "MATCH", "OPTIONAL", "RETURN", "UNWIND", "WITH"})
_EXPLAINING = frozenset({"EXPLAIN", "PROFILE"})
_REFUSED = re.compile(r"\bLOAD\s+(?:FROM|WITH)\b|\bCALL\s+\w+\s*=", re.IGNORECASE)
_SYNTAX_ERROR = re.compile(r"\(line: (\d+), offset: (\d+)\)")
_INTERNAL = frozenset({"_ID", "_LABEL", "_SRC", "_DST"})


def ask(connection: Any, cypher: str, parameters: Mapping[str, Any], limit: int) -> Table:
    """Answer one reading statement with at most `limit` rows; raises GraphError with a hint. Ctrl-C stops it."""
    _require_reading(cypher)
    require_parameters(cypher, parameters)
    try:
        result = _execute(connection, cypher, parameters)
    except RuntimeError as error:
        raise GraphError(_in_words(str(error), cypher, connection)) from error
    except (TypeError, ValueError) as error:
        raise GraphError(impossible_parameter()) from error
    rows = tuple(tuple(_plain(value) for value in row) for row in result.get_n(limit))
    table = Table(written_names(cypher, result.get_column_names()), rows, more=result.has_next())
    result.close()
    return table


def _execute(connection: Any, cypher: str, parameters: Mapping[str, Any]) -> Any:
    """Run in a second thread, since a signal does not reach the engine while it runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(connection.execute, cypher, dict(parameters))
        try:
            return running.result()
        except KeyboardInterrupt:
            while not running.done():  # an interrupt that comes before the query runs is forgotten
                connection.interrupt()
                wait([running], timeout=0.05)
            raise


def _require_reading(cypher: str) -> None:
    """Refuse what a read-only database still lets through: files, settings, downloads, several statements."""
    first = single_statement(cypher)
    words = [word.upper() for word in re.findall(r"\w+", first)]
    if words and words[0] in _EXPLAINING:
        words = words[1:]
    if not words:
        raise GraphError(EMPTY)
    if words[0] not in READING or _REFUSED.search(first):
        refused = _REFUSED.search(first)
        raise not_reading(refused[0] if refused else words[0])


def _plain(value: Any) -> Any:
    """Strip a value of the engine's own ids, and a node or an edge of the properties it does not have.

    The engine adds whole numbers up as `Decimal`.
    """
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, dict):
        return value
    if value.keys() == {"_NODES", "_RELS"}:
        return {"nodes": _plain(value["_NODES"]), "relationships": _plain(value["_RELS"])}
    if "_ID" in value and "_LABEL" in value:
        return {name: item for name, item in value.items() if name not in _INTERNAL and item is not None}
    return {name: _plain(item) for name, item in value.items()}


def _in_words(message: str, cypher: str, connection: Any) -> str:
    """Say what the engine refused and what would do."""
    kind, _, fact = message.partition(" exception: ")
    fact = " ".join((fact or kind).split())
    if "read-only database" in fact:
        return str(not_reading("this one"))
    if place := _SYNTAX_ERROR.search(message):
        return syntax_error(cypher, int(place[1]), int(place[2]))
    if fact.startswith(("Unable to cast Python", "Unknown parameter type")):
        return impossible_parameter()
    return " ".join([fact, *_hints(fact, connection)])


def _hints(fact: str, connection: Any) -> Iterator[str]:
    if fact.startswith("Table "):
        tables = connection.execute(statement("ladybug/list_tables")).get_all()
        for kind, words in (("NODE", "labels"), ("REL", "relationship types")):
            yield f"The graph's {words}: {', '.join(name for name, of in tables if of == kind)}."
    if fact.startswith("Cannot find property "):
        for kind in ("node", "edge"):
            rows = connection.execute(statement(f"ladybug/{kind}_properties")).get_all()
            yield f"Properties of {kind}s: {', '.join(name for row in rows for name in row[0])}."
    if fact.startswith("Cast failed."):
        yield "A parameter that stands for text must be given as text."
    if fact.startswith("function TYPE "):
        yield "On the embedded graph, type(r) is written label(r)."
