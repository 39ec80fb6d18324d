"""Questions with known answers for the ranker: products of which something is hidden; knows no model.

Everything counted for a question (votes, co-occurrence, names) comes from products that are not asked for with it, so
that nothing it sees has seen the answer. Held-out products are asked for; where they are few, so are all the others,
fold by fold with their siblings, but only for what their texts do not say: the extractors have learned from these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.splits import FOLDS, fold_of, held_out_sample, is_held_out
from .calibration import HIDDEN
from .candidates import Knowledge, find_candidates, look_around
from .features import FAMILIES, make_features
from .omissions import find_rules, share_listed
from .queries import Queries, make_queries
from .ranking import mean_reciprocal_rank
from .siblings import sibling_folds
from .slots import Known, hidden_part, single_valued, without
from .sparse import values_at
from .tag_sets import SetVotes

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from .catalog_index import Index, Texts
    from .statistics import Pairs

CHUNK = 400
MOST_PRODUCTS = 4_000
"""Held-out products that questions are made of; more would not move the ranker."""
FEW_PRODUCTS = 400
"""So many held-out products need no others beside them."""
BEST_FILLED = 2 / 3
COLUMNS = ("table", "right", "slots", "folds", "attributes", "single", "careful", "rows", "columns")


@dataclass(frozen=True, slots=True)
class Mask:
    """One way to ask: a `share` of what is known of a product is hidden, drawn by `name`.

    `knowledge` is what is known of others, and `mentions` what the product's text says to those who know that.
    `unsaid`: only for slots of which it says nothing.
    """

    name: str
    share: float
    knowledge: Knowledge
    mentions: pl.DataFrame
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class Questions:
    """Candidates with known answers: `table` is float32 [candidates, features]; those of a slot stand together.

    `folds`: of the candidate's product, see `fold_of`, and `sibling_folds` where all are asked for. `attributes`: the
    candidate's. `careful`: whether its product is filled in with care. `rows`: its row in the `votes` of whole sets of
    tags, not decreasing and counted through them; `columns`: its tag. `listed`: the share of the true values of
    many-valued attributes that products filled in with care list, if it is known.
    """

    features: tuple[str, ...]
    table: NDArray[np.float32]
    right: NDArray[np.bool_]
    slots: NDArray[np.int64]
    folds: NDArray[np.int64]
    attributes: NDArray[np.str_]
    single: NDArray[np.bool_]
    careful: NDArray[np.bool_]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    votes: tuple[SetVotes, ...]
    listed: float | None = None

    def take(self, kept: NDArray[np.bool_]) -> Questions:
        """Return some of the candidates."""
        columns: dict[str, Any] = {name: getattr(self, name)[kept] for name in COLUMNS}
        return replace(self, **columns)

    def agree(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return scores [candidates] as they become when whole sets of tags have voted."""
        bounds = np.cumsum([0, *(len(votes) for votes in self.votes)])
        parts = pairwise(np.searchsorted(self.rows, bounds))
        agreed = [
            votes.agree(self.rows[start:end] - first, self.columns[start:end], scores[start:end])
            for votes, first, (start, end) in zip(self.votes, bounds[:-1], parts, strict=True)
        ]
        return np.concatenate([np.zeros(0), *agreed])

    def mean_reciprocal_rank(self, scores: NDArray[np.floating]) -> float:
        """Rank the right candidates by scores [candidates] among the wrong ones of their slots."""
        return mean_reciprocal_rank(scores, self.right, self.slots)


def asked_for(products: Sequence[str]) -> NDArray[np.bool_]:
    """Say which products are asked for: a sample of those held out, or all where that is but a few [products]."""
    sample = np.array(held_out_sample(products, MOST_PRODUCTS), dtype=bool)
    return sample if sample.sum() >= FEW_PRODUCTS else np.ones_like(sample)


def make_questions(
    index: Index, texts: Texts, known: Known, mentions: pl.DataFrame, informed: pl.DataFrame, schema: Schema,
    progress: Progress,
) -> Questions | None:  # fmt: skip
    """Make the ranker's training questions; `None` if there are none, or nobody to learn the answers from.

    Every held-out product is asked for once with half of its known values hidden by chance, once with all, as of a
    product that is new, and once by those who know the names of all values, also of those that no other product has.

    Args:
        index: all products; `texts` and `known` are of the same products, in the same order.
        texts: what the products say.
        known: what is asserted of them, and what is settled: the settled part is hidden and asked for.
        mentions: what the text of the held-out products says, as a `mentions` table, see `blind_reading`.
        informed: what the texts of all that are `asked_for` say to those who know the names of all values.
        schema: which attributes are many-valued.
        progress: told how many products are done.
    """
    held_out = np.array([is_held_out(name) for name in index.products], dtype=bool)
    visible = index.take(~held_out)
    if not visible.products:
        return None
    wanted = asked_for(index.products)
    others, asked = np.flatnonzero(wanted & ~held_out), np.flatnonzero(wanted & held_out)
    knowledge = Knowledge(visible, single_valued(schema, visible.tags.attributes))
    masks = (
        Mask("half", HIDDEN, knowledge, mentions),
        Mask("all", 1.0, knowledge, mentions),
        Mask("names", HIDDEN, replace(knowledge, names_known=frozenset().union(*known.settled)), informed),
    )
    folds = sibling_folds(index.products, index.vectors) if len(others) else _folds_of(index.products)
    rounds = [(mask, asked) for mask in masks]
    rounds += _unsaid_of_others(index, schema, informed, others, folds)
    careful = with_care(known, knowledge)
    parts = []
    with progress("asking for known tags", sum(len(rows) for _, rows in rounds), "products") as advance:
        for number, (mask, products) in enumerate(rounds):
            for start in range(0, len(products), CHUNK):
                rows = products[start : start + CHUNK]
                parts += list(_ask(mask, number, index, texts, known, schema, rows, careful, folds))
                advance(len(rows))
    listed = share_listed(find_rules(index.take(~held_out & careful), ~knowledge.single))
    return replace(_joined(parts), listed=listed) if parts else None


def _folds_of(products: Sequence[str]) -> NDArray[np.int64]:
    return np.array([fold_of(product) for product in products], dtype=np.int64)


def _unsaid_of_others(
    index: Index, schema: Schema, informed: pl.DataFrame, others: NDArray[np.int64], folds: NDArray[np.int64]
) -> list[tuple[Mask, NDArray[np.int64]]]:
    """Ask for products that are not held out, by what the other folds know, and for what texts do not say."""
    single = single_valued(schema, index.tags.attributes)
    rounds = []
    for fold in range(FOLDS):
        visible, products = index.take(folds != fold), others[folds[others] == fold]
        if visible.products and len(products):
            knowledge = Knowledge(visible, single)
            rounds += [
                (Mask(name, share, knowledge, informed, unsaid=True), products)
                for name, share in (("half", HIDDEN), ("all", 1.0))
            ]
    return rounds


def with_care(known: Known, knowledge: Knowledge) -> NDArray[np.bool_]:
    """Say which products have as many single-valued cells filled in as the best third has [products].

    Gaps come together: where such cells are empty, lists of tags are short too, and what is missing there is no answer.
    """
    single = {name for name, one in zip(knowledge.index.tags.attributes, knowledge.single, strict=True) if one}
    filled = np.array([sum(attribute in single for attribute, _ in tags) for tags in known.settled])
    return np.asarray(filled >= np.quantile(filled, BEST_FILLED)) if len(filled) else np.zeros(0, dtype=bool)


def _ask(
    mask: Mask, number: int, index: Index, texts: Texts, known: Known, schema: Schema, rows: NDArray[np.int64],
    careful: NDArray[np.bool_], folds: NDArray[np.int64],
) -> Iterator[Questions]:  # fmt: skip
    knowledge, space = mask.knowledge, index.tags
    column = {attribute: place for place, attribute in enumerate(space.attributes)}
    hidden, seen = [], []
    asked = np.zeros((len(rows), len(space.attributes)), dtype=bool)
    for place, row in enumerate(rows):
        drawn, slots = hidden_part(texts.ids[row], known.settled[row], schema, mask.share, mask.name)
        hidden.append(drawn)
        seen.append(without(known.asserted[row], drawn, schema))
        asked[place, [column[attribute] for attribute in slots]] = True
    queries = make_queries(knowledge.index, texts.take(rows), index.vectors[rows], seen, seen, asked, mask.mentions)
    around = look_around(knowledge, queries)
    pairs = find_candidates(knowledge, queries, around)
    if mask.unsaid:
        pairs = pairs.take(np.flatnonzero(~_said(pairs, queries, index)))
    if len(pairs):
        columns = make_features(knowledge, queries, around, pairs)
        if mask.unsaid:
            columns |= {name: np.full(len(pairs), np.nan, dtype=np.float32) for name in columns if _has_seen(name)}
        right = values_at(space.rows(hidden), pairs.rows, pairs.columns) > 0
        first = number * len(index.products)
        asked_of = rows[pairs.rows]
        numbers = (first + asked_of) * len(space.attributes) + pairs.attributes
        single = knowledge.single[pairs.attributes]
        table = np.column_stack(list(columns.values()))
        votes = (knowledge.tag_sets.near(queries, around.neighbours),)
        yield Questions(
            tuple(columns), table, right, numbers, folds[asked_of], np.array(space.attributes)[pairs.attributes],
            single, careful[asked_of], pairs.rows, pairs.columns, votes,
        )  # fmt: skip


def _said(pairs: Pairs, queries: Queries, index: Index) -> NDArray[np.bool_]:
    """Say which candidates are of slots that a mention speaks for [pairs]."""
    tags = index.tags
    return np.isin(
        pairs.slots, queries.mentions.rows * len(tags.attributes) + tags.attribute_of[queries.mentions.columns]
    )


def _has_seen(feature: str) -> bool:
    """Say whether a feature comes from vectors that have seen the products which are not held out."""
    return feature.split(".")[0] in FAMILIES["embedding"]


def _joined(parts: list[Questions]) -> Questions:
    columns: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS}
    lengths = [len(votes) for part in parts for votes in part.votes]
    columns["rows"] += np.repeat(np.cumsum(lengths) - lengths, [len(part.rows) for part in parts])
    return replace(parts[0], votes=tuple(votes for part in parts for votes in part.votes), **columns)
