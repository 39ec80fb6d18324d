"""What can be told from the text of a query before it is sent; knows no store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .errors import GraphError

EMPTY = "the query is empty; try: MATCH (p:Product) RETURN p.id, p.name LIMIT 10"
_QUOTED = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|//[^\n]*|/\*.*?\*/""", re.DOTALL)


def bare(cypher: str) -> str:
    """Blank out everything quoted and commented."""
    return _QUOTED.sub(" ", cypher)


def single_statement(cypher: str) -> str:
    """Return the one statement that a query holds, bare; raises GraphError when there are none or several."""
    first, _, rest = bare(cypher).partition(";")
    if rest.strip():
        raise GraphError("one statement at a time: end the query at its first ;")
    if not first.strip():
        raise GraphError(EMPTY)
    return first


def require_parameters(cypher: str, parameters: Mapping[str, Any]) -> None:
    """Raise GraphError when a query names a parameter that has no value."""
    missing = [name for name in dict.fromkeys(re.findall(r"\$(\w+)", bare(cypher))) if name not in parameters]
    if missing:
        raise GraphError(f"the query needs a value for {', '.join(f'${name}' for name in missing)}")


def not_reading(what: str) -> GraphError:
    """Make the error for a query that would change something."""
    return GraphError(
        f"queries only read the graph, and {what} does more; the graph is made from the workspace, so change the "
        "catalog and build again, or use: kgtag decide"
    )


def syntax_error(cypher: str, line: int, offset: int) -> str:
    """Say where a query cannot be read; `line` counts from 1, `offset` from 0."""
    rest = cypher.split("\n")[line - 1][offset : offset + 40]
    near = f"before: {rest}" if rest.strip() else "at its end"
    return f"the query cannot be read at line {line}, column {offset + 1}, {near}"


def impossible_parameter() -> str:
    """Say what a parameter may be."""
    return "a parameter's value is not one the graph can hold: text, a number, true, false, or a list of those"
