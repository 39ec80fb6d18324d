"""Statements made out for one label or relationship type; names come from the graph's own schema only."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...cypher import statement
from ..graph import EDGE_ENDS, NODE_KEYS


def table_statement(name: str, table: str, **words: str) -> str:
    """Make out a statement, such as `neo4j/create_nodes`, for the nodes of a label or the relationships of a type.

    In the statement `Label` and `key` stand for a node's label and key; `EDGE_TYPE`, `FromLabel`, `fromKey`, `ToLabel`
    and `toKey` for a relationship's type and ends; `words` adds others.
    """
    own = _edge_words(table) if table in EDGE_ENDS else {"key": NODE_KEYS[table]}
    return _filled(statement(name), {"Label": table, "kgtag_label": f"kgtag_{table.lower()}", **own, **words})


def _edge_words(edge_type: str) -> dict[str, str]:
    from_label, to_label = EDGE_ENDS[edge_type]
    return {
        "EDGE_TYPE": edge_type,
        "FromLabel": from_label,
        "ToLabel": to_label,
        "fromKey": NODE_KEYS[from_label],
        "toKey": NODE_KEYS[to_label],
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub(rf"\b({'|'.join(words)})\b", lambda word: words[word[0]], text)
