"""A shop of two tastes, tea and tools: who likes one buys nothing of the other, so every answer is obvious."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
from kgtag.embed.recommendation.content import Content
from kgtag.embed.sparse import Symbols, unit_rows
from kgtag.kg.tables import table_schema

TASTES = ("tea", "tools")
EACH = 12
"""Products of a taste; the last of each is new: nobody has bought it."""
USERS = 120
IDS = tuple(f"{taste}-{number}" for taste in TASTES for number in range(EACH))
NEW = tuple(f"{taste}-{EACH - 1}" for taste in TASTES)


def content() -> Content:
    """Return products whose words and tag name their taste, and whose other words pair them up."""
    words = [[taste, f"{taste}-kind{number // 2}"] for taste in TASTES for number in range(EACH)]
    symbols = Symbols.learn(words, 1)
    tags = Symbols.of(TASTES).rows([[name.partition("-")[0]] for name in IDS])
    none = np.zeros((len(IDS), 0), np.float32)
    rows = unit_rows(symbols.rows(words))
    return Content(IDS, IDS, unit_rows(tags), tuple(("tag", taste) for taste in TASTES), rows, none, none)


def interactions(*, timed: bool = False) -> pl.DataFrame:
    """Return what 120 users bought: each four neighbouring products of one taste, one a day where `timed`."""
    start = datetime.datetime(2026, 1, 1)
    rows = [
        (
            f"u{user:03}",
            f"{TASTES[user % 2]}-{(user // 2 + step) % (EACH - 1)}",
            None,
            1.0,
            start + datetime.timedelta(days=user + step) if timed else None,
        )
        for user in range(USERS)
        for step in range(4)
    ]
    return pl.DataFrame(rows, schema=dict(table_schema("interactions")), orient="row")


def row(name: str) -> int:
    """Return the row of a product."""
    return IDS.index(name)
