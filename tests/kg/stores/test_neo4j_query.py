"""What Neo4j would do for a reading session, but no question may."""

from __future__ import annotations

from typing import Any

import pytest
from kgtag.kg.errors import GraphError
from kgtag.kg.stores.neo4j_query import ask

NO_SERVER: Any = None
"""What is refused never gets as far as a server."""


@pytest.mark.parametrize(
    "cypher",
    [
        "TERMINATE TRANSACTION 'neo4j-transaction-1'",
        "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN message",
        "CYPHER 5 TERMINATE TRANSACTIONS 'a'",
        "EXPLAIN terminate /* all */ transactions 'a'",
        "LOAD CSV FROM 'file:///x.csv' AS row RETURN row",
    ],
)
def test_a_question_that_does_more_than_read_is_refused(cypher: str):
    with pytest.raises(GraphError, match="only read the graph"):
        ask(NO_SERVER, cypher, {}, 10)
