"""Where a Neo4j server is and who asks it; the password comes from the environment and is never shown."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..errors import SettingsError

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


@dataclass(frozen=True, slots=True)
class Neo4jAddress:
    """A server, a user and a database there; without a database it is the user's own."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str | None = None

    def __str__(self) -> str:
        database = f"database {self.database}" if self.database else "the home database"
        return f"{self.uri} ({database}, user {self.user})"


def neo4j_address(uri: str) -> Neo4jAddress:
    """Complete the address of a server from NEO4J_USERNAME (or NEO4J_USER), NEO4J_PASSWORD and NEO4J_DATABASE.

    Raises:
        SettingsError: the address has a scheme that Neo4j does not use, no host, or a password in it.
    """
    if "@" in uri:
        raise SettingsError(
            "the address of the Neo4j server holds a user or password; "
            "keep them in NEO4J_USERNAME and NEO4J_PASSWORD instead"
        )
    if not _is_possible(uri):
        raise SettingsError(
            f"{uri!r} is no address of a Neo4j server; it reads like neo4j://localhost:7687 "
            f"(schemes: {', '.join(SCHEMES)})"
        )
    return Neo4jAddress(
        uri=uri,
        user=os.environ.get("NEO4J_USERNAME") or os.environ.get("NEO4J_USER") or "neo4j",
        password=os.environ.get("NEO4J_PASSWORD", ""),
        database=os.environ.get("NEO4J_DATABASE") or None,
    )


def _is_possible(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        return parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
