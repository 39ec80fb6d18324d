"""Which tags go together with what: counts over an index, and conditional probabilities at pairs; learns no weights."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from .catalog_index import CONTEXTS
from .sparse import only, row_numbers, values_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .catalog_index import Index, TagSpace

PRIOR_WEIGHT = 1.0
"""How many observations the tag's overall share counts for (m-estimate of probability, Cestnik 1990)."""


@dataclass(frozen=True, slots=True)
class Together:
    """Products that have both a symbol of a context and a tag, and those that have it and a value of an attribute.

    `tags` [symbols, tags], `attributes` [symbols, attributes]. A tag is not counted with itself. `most` [symbols]: with
    the tag that a symbol goes with most often.
    """

    tags: csr_array
    attributes: csr_array
    most: NDArray[np.float32]

    def wider(self, space: TagSpace, *, itself: bool) -> Together:
        """Return the counts in the columns of a larger space; `itself`: its tags are the symbols too."""
        rows = len(space.tags) if itself else self.tags.shape[0]
        tags, attributes = (
            _padded(counts, rows, len(columns))
            for counts, columns in ((self.tags, space.tags), (self.attributes, space.attributes))
        )
        return Together(tags, attributes, np.pad(self.most, (0, rows - len(self.most))))


def count_together(index: Index) -> Mapping[str, Together]:
    """Count every context of an index with its tags."""
    contexts = {**index.contexts, "tags": index.asserted}
    return {name: _count(contexts[name], index, itself=name == "tags") for name in CONTEXTS}


def widened(together: Mapping[str, Together], tags: TagSpace) -> Mapping[str, Together]:
    """Return counts with columns for tags that no product has, and rows for them as symbols of the context `tags`."""
    return {name: one.wider(tags, itself=name == "tags") for name, one in together.items()}


def _count(context: csr_array, index: Index, *, itself: bool) -> Together:
    tags = csr_array(context.T @ index.asserted)
    if itself:
        tags = only(tags, row_numbers(tags) != tags.indices)
    attributes = csr_array(context.T @ index.filled)
    tags.sort_indices()
    attributes.sort_indices()
    most = np.zeros(tags.shape[0], dtype=np.float32)
    np.maximum.at(most, row_numbers(tags), tags.data)
    return Together(tags, attributes, most)


def _padded(counts: csr_array, rows: int, columns: int) -> csr_array:
    starts = np.pad(counts.indptr, (0, rows - counts.shape[0]), mode="edge")
    return csr_array((counts.data, counts.indices, starts), shape=(rows, columns))


@dataclass(frozen=True, slots=True)
class Given:
    """What the symbols of a query's context say of a tag, one number a pair.

    `mean` and `most` of P(tag | symbol); `lift` and `total`: the mean and the sum of log P(tag | symbol) / P(tag);
    `reverse`: the greatest P(symbol | tag). `symbol` says most (-1: there is none): of the `seen` products
    that have it and a value of the attribute, `both` have the tag.
    """

    mean: NDArray[np.float32]
    most: NDArray[np.float32]
    lift: NDArray[np.float32]
    total: NDArray[np.float32]
    reverse: NDArray[np.float32]
    symbol: NDArray[np.int64]
    both: NDArray[np.float32]
    seen: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidates: (query, tag) in the order of query, attribute, tag.

    `own`: the query itself has been counted as having this tag (its text asserts it), `own_slot`: as having a value of
    this attribute; neither must speak for the tag or against it. `slots` [pairs]: number of the (query, attribute).
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    attributes: NDArray[np.int64]
    slots: NDArray[np.int64]
    own: NDArray[np.bool_]
    own_slot: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, kept: NDArray[np.int64]) -> Pairs:
        """Return some of them, by position."""
        return Pairs(*(getattr(self, field.name)[kept] for field in fields(self)))


def priors(index: Index, pairs: Pairs) -> NDArray[np.float32]:
    """Return the share that each pair's tag has among the products that have a value of its attribute."""
    filled = index.fillings[pairs.attributes] - pairs.own_slot
    return ((index.counts[pairs.columns] - pairs.own + 0.5) / (filled + 1.0)).astype(np.float32)


def given(
    context: csr_array, together: Together, pairs: Pairs, prior: NDArray[np.float32], counts: NDArray[np.float32],
    skipped_attribute: NDArray[np.int64] | None = None, single: NDArray[np.bool_] | None = None,
) -> Given:  # fmt: skip
    """Compute P(tag | symbol) for every pair and every symbol of its query's context.

    A query that is itself among the products counted is taken out of the counts. For the context of a query's own tags
    `skipped_attribute` [symbols] is their attribute: a tag says nothing of itself, nor of another value of an attribute
    that is `single` [attributes]-valued.
    """
    lengths = np.diff(context.indptr)[pairs.rows]
    pair = np.repeat(np.arange(len(pairs)), lengths)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    symbol = context.indices[context.indptr[pairs.rows][pair] + offset].astype(np.int64)
    column, attribute = pairs.columns[pair], pairs.attributes[pair]
    own, own_slot = pairs.own[pair], pairs.own_slot[pair]
    if skipped_attribute is not None and single is not None:
        kept = (symbol != column) & ~((skipped_attribute[symbol] == attribute) & single[attribute])
        pair, symbol, column, attribute = (part[kept] for part in (pair, symbol, column, attribute))
        own, own_slot = own[kept], own_slot[kept]
    both = np.maximum(values_at(together.tags, symbol, column) - own, 0)
    seen = np.maximum(values_at(together.attributes, symbol, attribute) - own_slot, 0)
    probability = ((both + PRIOR_WEIGHT * prior[pair]) / (seen + PRIOR_WEIGHT)).astype(np.float32)
    reverse = (both / np.maximum(counts[column] - own, 1)).astype(np.float32)
    return _summed(len(pairs), pair, symbol, probability, both, seen, reverse, prior)


def _first(starts: NDArray[np.int64], lengths: NDArray[np.int64], *by: NDArray[Any]) -> NDArray[np.int64]:
    """Return the place of each group's greatest element; equals by the first numbers go by the next ones."""
    places, owners = np.arange(lengths.sum()), np.repeat(np.arange(len(starts)), lengths)
    for numbers in by:
        kept = numbers[places]
        begin = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        greatest = kept == np.maximum.reduceat(kept, begin)[owners]
        places, owners = places[greatest], owners[greatest]
    return places[np.r_[True, owners[1:] != owners[:-1]]]


def _summed(
    count: int, pair: NDArray[np.int64], symbol: NDArray[np.int64], probability: NDArray[np.float32],
    both: NDArray[np.float32], seen: NDArray[np.float32], reverse: NDArray[np.float32], prior: NDArray[np.float32],
) -> Given:  # fmt: skip
    symbols = np.bincount(pair, minlength=count)
    there = symbols > 0
    starts = (np.cumsum(symbols) - symbols)[there]
    lift = np.bincount(pair, np.log(probability / prior[pair]), minlength=count)
    mean = np.where(there, np.bincount(pair, probability, minlength=count) / np.maximum(symbols, 1), prior)
    most, greatest_reverse = prior.copy(), np.zeros(count, np.float32)
    which, best = np.full(count, -1, dtype=np.int64), np.zeros((2, count), np.float32)
    if len(pair):
        most[there] = np.maximum.reduceat(probability, starts)
        greatest_reverse[there] = np.maximum.reduceat(reverse, starts)
        first = _first(starts, np.diff(np.r_[starts, len(pair)]), probability, seen, -symbol)
        which[there], best[:, there] = symbol[first], (both[first], seen[first])
    return Given(
        mean.astype(np.float32), most, (lift / np.maximum(symbols, 1)).astype(np.float32), lift.astype(np.float32),
        greatest_reverse, which, *best,
    )  # fmt: skip
