"""Questions with known answers for the ranker: held-out products of which something is hidden; knows no model.

Everything counted for a question (votes, co-occurrence, names) comes from the products that are not held out, so that
nothing it sees has seen the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.types import is_held_out
from .calibration import HIDDEN, slot_starts
from .candidates import Knowledge, find_candidates, look_around
from .features import make_features
from .omissions import find_rules, share_listed
from .queries import make_queries
from .slots import Known, hidden_part, single_valued, without
from .sparse import values_at

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from .catalog_index import Index, Texts

MASKS = {"half": HIDDEN, "all": 1.0}
"""What share of a held-out product is hidden: once half by chance, and once all, as of a product that is new."""
CHUNK = 400
MOST_PRODUCTS = 20_000
"""Held-out products that questions are made of; more would not move the ranker."""
BEST_FILLED = 2 / 3
COLUMNS = ("table", "right", "slots", "products", "single", "careful")


@dataclass(frozen=True, slots=True)
class Questions:
    """Candidates with known answers: `table` is float32 [candidates, features]; those of a slot stand together.

    `careful`: whether the candidate's product is filled in with care. `listed`: the share of the true values of
    many-valued attributes that such products list, if it is known.
    """

    features: tuple[str, ...]
    table: NDArray[np.float32]
    right: NDArray[np.bool_]
    slots: NDArray[np.int64]
    products: NDArray[np.int64]
    single: NDArray[np.bool_]
    careful: NDArray[np.bool_]
    listed: float | None = None

    def take(self, kept: NDArray[np.bool_]) -> Questions:
        """Return some of the candidates."""
        columns: dict[str, Any] = {name: getattr(self, name)[kept] for name in COLUMNS}
        return replace(self, **columns)

    def mean_reciprocal_rank(self, scores: NDArray[np.floating]) -> float:
        """Rank the right candidates by scores [candidates] among the wrong ones of their slots."""
        order = np.lexsort((-scores, self.slots))
        slots, right = self.slots[order], self.right[order]
        wrong = np.cumsum(~right)
        starts = slot_starts(slots)
        before: NDArray[np.int64] = np.repeat(wrong[starts] - ~right[starts], np.diff(np.r_[starts, len(slots)]))
        return float((1 / (1 + wrong - before))[right].mean())


def make_questions(
    index: Index, texts: Texts, known: Known, mentions: pl.DataFrame, schema: Schema, progress: Progress
) -> Questions | None:
    """Make the ranker's training questions; `None` if there are none.

    Args:
        index: all products; `texts` and `known` are of the same products, in the same order.
        texts: what the products say.
        known: what is asserted of them, and what is settled: the settled part is hidden and asked for.
        mentions: what the text of the held-out products says, as a `mentions` table, see `blind_reading`.
        schema: which attributes are many-valued.
        progress: told how many products are done.
    """
    held_out = np.array([is_held_out(name) for name in index.products], dtype=bool)
    visible = index.take(~held_out)
    asked = np.flatnonzero(held_out)[:MOST_PRODUCTS]
    knowledge = Knowledge(visible, single_valued(schema, visible.tags.attributes))
    careful = with_care(known, knowledge)
    parts = []
    with progress("questions", len(asked) * len(MASKS), "products") as advance:
        for number, (mask, share) in enumerate(MASKS.items()):
            for start in range(0, len(asked), CHUNK):
                rows = asked[start : start + CHUNK]
                parts += list(
                    _ask(knowledge, index, texts, known, mentions, schema, rows, careful, (mask, share, number))
                )
                advance(len(rows))
    listed = share_listed(find_rules(index.take(~held_out & careful), ~knowledge.single))
    return replace(_joined(parts), listed=listed) if parts else None


def with_care(known: Known, knowledge: Knowledge) -> NDArray[np.bool_]:
    """Say which products have as many single-valued cells filled in as the best third has [products].

    Gaps come together: where such cells are empty, lists of tags are short too, and what is missing there is no answer.
    """
    single = {name for name, one in zip(knowledge.index.tags.attributes, knowledge.single, strict=True) if one}
    filled = np.array([sum(attribute in single for attribute, _ in tags) for tags in known.settled])
    return np.asarray(filled >= np.quantile(filled, BEST_FILLED)) if len(filled) else np.zeros(0, dtype=bool)


def _ask(
    knowledge: Knowledge, index: Index, texts: Texts, known: Known, mentions: pl.DataFrame, schema: Schema,
    rows: NDArray[np.int64], careful: NDArray[np.bool_], mask: tuple[str, float, int],
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
        asked_of = rows[pairs.rows]
        numbers = first * len(space.attributes) + asked_of * len(space.attributes) + pairs.attributes
        single = knowledge.single[pairs.attributes]
        table = np.column_stack(list(columns.values()))
        yield Questions(tuple(columns), table, right, numbers, asked_of, single, careful[asked_of])


def _joined(parts: list[Questions]) -> Questions:
    columns: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS}
    return replace(parts[0], **columns)
