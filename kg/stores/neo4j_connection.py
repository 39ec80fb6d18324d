"""A connection to Neo4j, and what it answers when something is wrong, in words a person can act on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...cypher import statement
from ..errors import GraphError
from .neo4j_address import Neo4jAddress

if TYPE_CHECKING:
    from neo4j import Driver

OLDEST_VERSION = (5, 26)
CONNECT_SECONDS = 10
RETRY_SECONDS = 30

_HINTS = {
    "Security.Unauthorized": "the server refused the user or password; check NEO4J_USERNAME and NEO4J_PASSWORD",
    "Security.AuthenticationRateLimit": "too many wrong passwords; wait some seconds and check NEO4J_PASSWORD",
    "Security.CredentialsExpired": (
        "the password must be changed first; log in once with Neo4j Browser, then set NEO4J_PASSWORD"
    ),
    "Security.Forbidden": "the user may not do this; ask for the right to write and to make constraints and indexes",
    "Database.DatabaseNotFound": "there is no such database; check NEO4J_DATABASE (Neo4j Community has one: neo4j)",
    "General.WriteOnReadOnlyAccessDatabase": (
        "the database is read-only; take it out of server.databases.read_only and "
        "server.databases.default_to_read_only, or choose another with NEO4J_DATABASE"
    ),
    "General.MemoryPoolOutOfMemoryError": (
        "the server has too little memory for a transaction; raise db.memory.transaction.max and "
        "dbms.memory.transaction.total.max there"
    ),
    "Cluster.NotALeader": "this server takes no writes; use the neo4j:// scheme, which finds the one that does",
}
_HINTS["General.ForbiddenOnReadOnlyDatabase"] = _HINTS["General.WriteOnReadOnlyAccessDatabase"]
_HINTS["General.OutOfMemoryError"] = "the server ran out of memory; give it more with server.memory.heap.max_size"


def connect(address: Neo4jAddress) -> Driver:
    """Make a driver; it connects when it is first used."""
    import neo4j

    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what it says twice: errors carry it
    return neo4j.GraphDatabase.driver(
        address.uri,
        auth=(address.user, address.password) if address.password else None,
        connection_timeout=CONNECT_SECONDS,
        connection_acquisition_timeout=2 * CONNECT_SECONDS,
        max_transaction_retry_time=RETRY_SECONDS,
        user_agent="kgtag",
    )


@contextmanager
def errors_in_words(address: Neo4jAddress) -> Iterator[None]:
    """Turn what the driver raises into GraphError."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        yield
    except (Neo4jError, DriverError) as error:
        raise GraphError(f"{address}: {_in_words(error, address)}") from error


def require_writable(driver: Driver, address: Neo4jAddress, workspace: str) -> None:
    """Log in and write something that is taken back; raises GraphError for whatever would break a load later."""
    with errors_in_words(address):
        agent = driver.get_server_info().agent
        _require_version(agent, address)
        with driver.session(database=address.database) as session, session.begin_transaction() as transaction:
            transaction.run(statement("neo4j/begin_writing"), workspace=workspace, fields=[], owner="").consume()
            transaction.rollback()


def _require_version(agent: str, address: Neo4jAddress) -> None:
    version = re.search(r"(\d+)\.(\d+)", agent)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_VERSION:
        oldest = ".".join(map(str, OLDEST_VERSION))
        raise GraphError(f"{address}: the server calls itself {agent}; kgtag needs Neo4j {oldest} or newer")


def _in_words(error: Exception, address: Neo4jAddress) -> str:
    code = getattr(error, "code", None) or ""
    kind = ".".join(code.split(".")[2:])
    fact = " ".join(str(getattr(error, "message", None) or error).split())
    if kind in _HINTS:
        return f"{_HINTS[kind]} ({fact})" if kind == "Security.Forbidden" else _HINTS[kind]
    if code:
        return f"{fact} ({code})"
    return _without_connection(error, fact, address)


def _without_connection(error: Exception, fact: str, address: Neo4jAddress) -> str:
    from neo4j.exceptions import IncompleteCommit, ServiceUnavailable, SessionExpired

    if _is_about_encryption(error):
        encrypted = "+s" in address.uri.partition(":")[0]
        fix = "bolt:// or neo4j://" if encrypted else "bolt+s:// or neo4j+s:// (bolt+ssc:// for its own certificate)"
        speaks = "without encryption" if encrypted else "with encryption only"
        return f"the server seems to speak {speaks}, or its certificate is not trusted; try {fix} in NEO4J_URI"
    if isinstance(error, IncompleteCommit | SessionExpired):
        return "the server went away while it was written; once it is back run the same command again"
    if isinstance(error, ServiceUnavailable):
        return f"no Neo4j server answers there; start it, or check NEO4J_URI ({fact})"
    return fact


def _is_about_encryption(error: BaseException) -> bool:
    """Look for a failed handshake among an error and its causes."""
    import ssl

    seen: BaseException | None = error
    while seen is not None:
        text = str(seen).lower()
        if isinstance(seen, ssl.SSLError) or "ssl" in text or "incomplete handshake" in text:
            return True
        seen = seen.__cause__ or seen.__context__
    return False
