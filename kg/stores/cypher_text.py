"""What can be told from the text of a query before it is sent; knows no store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import GraphError

EMPTY = "the query is empty; try: MATCH (p:Product) RETURN p.id, p.name LIMIT 10"
_RETURN = re.compile(r"(?<![\w.:$])RETURN(?!\w)(?:\s+DISTINCT(?!\w))?", re.IGNORECASE)
_AFTER_RETURN = re.compile(r"(?<![\w.:$])(?:ORDER\s+BY|SKIP|OFFSET|LIMIT|UNION)(?!\w)|;", re.IGNORECASE)
_AS = re.compile(r"(?<![\w.:$])AS(?!\w)", re.IGNORECASE)
_VARIABLE = re.compile(r"(?!(?:true|false|null)$)[^\W\d]\w*(?:\.\w+)?", re.IGNORECASE)
_EXPLAINING = re.compile(r"\s*(?:EXPLAIN|PROFILE)\b", re.IGNORECASE)
_QUOTED = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|//[^\n]*|/\*.*?\*/""", re.DOTALL)


def bare(cypher: str) -> str:
    """Blank out everything quoted and commented."""
    return _QUOTED.sub(" ", cypher)


def written_names(cypher: str, names: Sequence[str]) -> tuple[str, ...]:
    """Name a query's columns as Neo4j does: those without a name of their own by their expression as it is written.

    `names` are what a store calls them; they stay where the expressions cannot be told with certainty, and where the
    parts of a UNION call them differently.
    """
    outer = _outer(cypher)
    if _EXPLAINING.match(outer):
        return tuple(names)
    parts = {_names_after(one.end(), outer, cypher, names) for one in _RETURN.finditer(outer)}
    return (parts.pop() if len(parts) == 1 else None) or tuple(names)


def _names_after(start: int, outer: str, cypher: str, names: Sequence[str]) -> tuple[str, ...] | None:
    """Name the columns of the RETURN that ends at `start`; `None` where a name does not agree with the store's."""
    after = _AFTER_RETURN.search(outer, start)
    places = list(_items(outer, start, after.start() if after else len(outer)))
    written = [cypher[first:last] for first, last in places]
    if len(written) != len(names) or not all(written) or any(text.endswith("*") for text in written):
        return None
    if any(
        _VARIABLE.fullmatch(text) and text.casefold() != name.casefold()
        for text, name in zip(written, names, strict=True)
    ):
        return None
    has_name = [bool(_AS.search(outer, first, last)) for first, last in places]
    return tuple(name if own else text for text, own, name in zip(written, has_name, names, strict=True))


def _outer(cypher: str) -> str:
    """Blank out what is commented, and cover what is quoted or stands in brackets, letter by letter."""
    shown = list(_QUOTED.sub(lambda found: (" " if found[0][0] == "/" else '"') * len(found[0]), cypher))
    depth = 0
    for place, letter in enumerate(shown):
        depth -= letter in ")]}"
        if depth > 0:
            shown[place] = '"'
        depth += letter in "([{"
    return "".join(shown)


def _items(outer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Iterate where the expressions between commas begin and end."""
    for found in re.finditer(r"[^,]+|(?<=,)(?=,)", outer[start:end]):
        text = found[0]
        first = start + found.start() + len(text) - len(text.lstrip())
        yield first, first + len(text.strip())


def single_statement(cypher: str) -> str:
    """Return the one statement that a query holds, bare; raises GraphError when there are none or several."""
    first, _, rest = bare(cypher).partition(";")
    if rest.strip():
        raise GraphError("one statement at a time: end the query at its first ;")
    if not first.strip():
        raise GraphError(EMPTY)
    return first


def parameter_names(cypher: str) -> list[str]:
    """Return the names of a query's parameters in order, each once."""
    return list(dict.fromkeys(re.findall(r"\$(\w+)", bare(cypher))))


def require_parameters(cypher: str, parameters: Mapping[str, Any]) -> None:
    """Raise GraphError when a query names a parameter that has no value."""
    missing = [name for name in parameter_names(cypher) if name not in parameters]
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
