"""Parts of a graph of bounded size to train the R-GCN on, in which what is asked for is never to be seen.

PyG's own samplers need compiled packages that PyPI does not carry. The graph has two kinds of nodes and is heard one
hop at a time, so that drawing a bounded number of products for each tag is a few lines of numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ..sparse import row_numbers
from .rgcn import TextGraph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

BATCH = 512
HIDDEN, NEW = 0.5, 0.3
"""The chance of a known tag to be hidden and asked for, and of a product to be asked as if it were new."""
FAN_OUT = 12
"""Products that a tag hears in one step."""
MOST_RIVALS = 2_000
"""Tags of an attribute among which the right one is to be found in one step; others are drawn by chance."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of the graph: rows of `products` (those asked about first) and `tags`; edges by place in these.

    `to_tags` [2, edges] from products; `to_products` [2, edges] from tags, of the relations `heard` [edges]: an
    attribute, or, plus the number of attributes, that of neighbours. `asked` [questions, 2]: places of product and tag
    of the hidden edges; `true` [products asked, tags]: all edges, hidden or not.
    """

    products: Whole
    tags: Whole
    to_tags: Whole
    to_products: Whole
    heard: Whole
    asked: Whole
    true: NDArray[np.bool_]


class NeighbourSampler:
    """Draws parts of a graph around some products, with some of their edges hidden."""

    def __init__(self, graph: TextGraph, generator: np.random.Generator) -> None:
        self._graph = graph
        self._by_tag = graph.asserted.tocsc()
        self._generator = generator

    def batches(self) -> Iterator[Batch]:
        """Visit every product that has tags once, in a new order."""
        filled = np.flatnonzero(np.diff(self._graph.asserted.indptr))
        order = self._generator.permutation(filled)
        for start in range(0, len(order), BATCH):
            yield self.batch(order[start : start + BATCH])

    def batch(self, rows: Whole) -> Batch:
        """Hide some edges of these products, and draw what the other nodes hear of."""
        heads, columns = _edges(csr_array(self._graph.asserted[rows]))
        near_heads, near = _edges(csr_array(self._graph.alike[rows]))
        hidden = self._hidden(heads, len(rows))
        tags = np.union1d(self._rivals(columns), near)
        speakers, hearing = self._heard(tags, set(zip(rows[heads[hidden]], columns[hidden], strict=True)))
        products = np.concatenate([rows, np.setdiff1d(speakers, rows)])
        place = {int(row): number for number, row in enumerate(products)}
        speaking = np.array([place[int(row)] for row in speakers], dtype=np.int64)
        columns_heard, column_places = np.r_[columns[~hidden], near], np.searchsorted(tags, columns)
        attributes = self._graph.attribute_of[columns_heard]
        attributes[len(columns_heard) - len(near) :] += self._graph.attributes
        true = np.zeros((len(rows), len(tags)), dtype=bool)
        true[heads, column_places] = True
        return Batch(
            products, tags, np.stack([speaking, hearing]),
            np.stack([np.searchsorted(tags, columns_heard), np.r_[heads[~hidden], near_heads]]), attributes,
            np.stack([heads[hidden], column_places[hidden]], axis=1), true,
        )  # fmt: skip

    def _hidden(self, heads: Whole, count: int) -> NDArray[np.bool_]:
        chance = np.where(self._generator.random(count) < NEW, 1.0, HIDDEN)
        hidden: NDArray[np.bool_] = self._generator.random(len(heads)) < chance[heads]
        return hidden

    def _rivals(self, columns: Whole) -> Whole:
        """Return the tags of the batch in order: those of its products, and others of the same attributes."""
        attribute_of = self._graph.attribute_of
        parts = [columns]
        for attribute in np.unique(attribute_of[columns]):
            others = np.flatnonzero(attribute_of == attribute)
            drawn = len(others) > MOST_RIVALS
            parts.append(self._generator.choice(others, MOST_RIVALS, replace=False) if drawn else others)
        return np.unique(np.concatenate(parts))

    def _heard(self, tags: Whole, hidden: set[tuple[int, int]]) -> tuple[Whole, Whole]:
        """Draw up to `FAN_OUT` products of each tag: their rows, and the tags' places."""
        starts, degrees = self._by_tag.indptr[tags], np.diff(self._by_tag.indptr)[tags]
        few = np.broadcast_to(np.arange(FAN_OUT), (len(tags), FAN_OUT))
        drawn = self._generator.integers(0, np.maximum(degrees, 1)[:, None], (len(tags), FAN_OUT))
        offsets = np.where(degrees[:, None] <= FAN_OUT, few, drawn)
        places, slots = np.nonzero(offsets < degrees[:, None])
        rows = self._by_tag.indices[starts[places] + offsets[places, slots]].astype(np.int64)
        pairs = np.unique(np.stack([places, rows], axis=1), axis=0)
        kept = [(int(row), int(tags[place])) not in hidden for place, row in pairs]
        return pairs[kept, 1], pairs[kept, 0]


def _edges(counts: csr_array) -> tuple[Whole, Whole]:
    """Return row and column of every edge, as often as it is counted."""
    times = counts.data.astype(np.int64)
    return np.repeat(row_numbers(counts), times), np.repeat(counts.indices.astype(np.int64), times)
