"""Questions with known answers for the ranker: held-out products of which something is hidden; knows no model.

Everything counted for a question (votes, co-occurrence, names) comes from the products that are not held out, so that
nothing it sees has seen the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..kg.types import is_held_out
from .candidates import Knowledge, find_candidates, look_around
from .features import make_features
from .queries import make_queries
from .slots import Known, hidden_part, single_valued, without
from .sparse import values_at

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from .catalog_index import Index, Texts
    from .statistics import Pairs

MASKS = {"half": 0.5, "all": 1.0}
"""What share of a held-out product is hidden: once half by chance, and once all, as of a product that is new."""
CHUNK = 400
MOST_PRODUCTS = 20_000
"""Held-out products that questions are made of; more would not move the ranker."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Candidates with known answers: `table` is float32 [candidates, features]; those of a slot stand together."""

    features: tuple[str, ...]
    table: NDArray[np.float32]
    right: NDArray[np.bool_]
    slots: NDArray[np.int64]
    products: NDArray[np.int64]
    single: NDArray[np.bool_]

    def take(self, kept: NDArray[np.bool_]) -> Questions:
        """Return some of the candidates."""
        return Questions(
            self.features, self.table[kept], self.right[kept], self.slots[kept], self.products[kept], self.single[kept]
        )


def make_questions(
    index: Index, texts: Texts, known: Known, mentions: pl.DataFrame, schema: Schema, progress: Progress
) -> Questions | None:
    """Make the ranker's training questions; `None` if there are none.

    Args:
        index: all products; `texts` and `known` are of the same products, in the same order.
        texts: what the products say.
        known: what is asserted of them, and what is settled: the settled part is hidden and asked for.
        mentions: the `mentions` table.
        schema: which attributes are many-valued.
        progress: told how many products are done.
    """
    held_out = np.array([is_held_out(name) for name in index.products], dtype=bool)
    visible = index.take(~held_out)
    asked = np.flatnonzero(held_out)[:MOST_PRODUCTS]
    honest = honest_mentions(mentions, visible)
    knowledge = Knowledge(visible, single_valued(schema, visible.tags.attributes))
    parts = []
    with progress("questions", len(asked) * len(MASKS), "products") as advance:
        for number, (mask, share) in enumerate(MASKS.items()):
            for start in range(0, len(asked), CHUNK):
                rows = asked[start : start + CHUNK]
                parts += list(_ask(knowledge, index, texts, known, honest, schema, rows, (mask, share, number)))
                advance(len(rows))
    return _joined(parts) if parts else None


def honest_mentions(mentions: pl.DataFrame, visible: Index) -> pl.DataFrame:
    """Drop known-value matches of names that only held-out products have: without those, nobody would know the name."""
    import polars as pl

    seen = visible.counts > 0
    tags = [tag for tag, there in zip(visible.tags.tags, seen, strict=True) if there]
    known = pl.DataFrame(tags, schema={"attribute": pl.String, "value": pl.String}, orient="row")
    matches = mentions.filter(pl.col("extractor") == "catalog").join(known, on=["attribute", "value"], how="semi")
    return pl.concat([mentions.filter(pl.col("extractor") != "catalog"), matches])


def _ask(
    knowledge: Knowledge, index: Index, texts: Texts, known: Known, mentions: pl.DataFrame, schema: Schema,
    rows: NDArray[np.int64], mask: tuple[str, float, int],
) -> Iterator[Questions]:  # fmt: skip
    name, share, number = mask
    space = index.tags
    column = {attribute: place for place, attribute in enumerate(space.attributes)}
    hidden, seen = [], []
    asked = np.zeros((len(rows), len(space.attributes)), dtype=bool)
    for place, row in enumerate(rows):
        drawn, slots = hidden_part(texts.ids[row], known.settled[row], schema, share, name)
        hidden.append(drawn)
        seen.append(without(known.asserted[row], drawn, schema))
        asked[place, [column[attribute] for attribute in slots]] = True
    queries = make_queries(knowledge.index, texts.take(rows), index.vectors[rows], seen, seen, asked, mentions)
    around = look_around(knowledge, queries)
    pairs = find_candidates(knowledge, queries, around)
    if len(pairs):
        columns = make_features(knowledge, queries, around, pairs)
        right = values_at(space.rows(hidden), pairs.rows, pairs.columns) > 0
        first = number * len(index.products)
        yield _as_questions(columns, pairs, right, rows[pairs.rows], first * len(space.attributes), knowledge)


def _as_questions(
    columns: dict[str, NDArray[np.float32]], pairs: Pairs, right: NDArray[np.bool_], products: NDArray[np.int64],
    first: int, knowledge: Knowledge,
) -> Questions:  # fmt: skip
    slots = first + products * len(knowledge.index.tags.attributes) + pairs.attributes
    table = np.column_stack(list(columns.values()))
    return Questions(tuple(columns), table, right, slots, products, knowledge.single[pairs.attributes])


def _joined(parts: list[Questions]) -> Questions:
    names = ("table", "right", "slots", "products", "single")
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Questions(parts[0].features, **arrays)
