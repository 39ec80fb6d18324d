"""Candidates with their probabilities, and what bounds these whatever the ranker says; learns nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .applicability import filled_near, narrowest
from .calibration import supported
from .sparse import places_in_runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .candidates import Knowledge, Surroundings
    from .features import Columns
    from .queries import Queries
    from .statistics import Pairs

LEAST_PROBABILITY = 0.001
"""Less probable candidates are not kept, but for the first of a slot, which tells how likely a value is missing."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates with all that speaks for them, and their calibrated probabilities [pairs].

    `missing`: the probability that the product lacks a value of the attribute, which else does not apply [pairs].
    """

    knowledge: Knowledge
    queries: Queries
    around: Surroundings
    pairs: Pairs
    columns: Columns
    probability: NDArray[np.float64]
    missing: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> Scored:
        """Return some of them, by position."""
        columns = {name: values[rows] for name, values in self.columns.items()}
        probability, missing = self.probability[rows], self.missing[rows]
        return replace(self, pairs=self.pairs.take(rows), columns=columns, probability=probability, missing=missing)

    def best(self, top: int) -> Scored:
        """Return the most probable of every slot, a product's slots in the order of how usual they are."""
        pairs = self.pairs
        category = narrowest(self.knowledge.index, self.queries.contexts["categories"])
        usual = self.knowledge.usual[category[pairs.rows], pairs.attributes]
        order = np.lexsort((pairs.columns, -self.probability, pairs.slots, -usual, pairs.rows))
        ordered = self.take(order)
        place = places_in_runs(ordered.pairs.slots)
        kept = (place < top) & ((ordered.probability >= LEAST_PROBABILITY) | (place == 0))
        return ordered.take(np.flatnonzero(kept))


def restrained(scored: Scored) -> NDArray[np.float64]:
    """Claim no more than the cells of an attribute support, and as far as one is `missing` [pairs].

    What the text says itself, with the confidence of its mention, needs no cells.
    """
    index, pairs = scored.knowledge.index, scored.pairs
    cells = np.array([index.cells.get(name, 0) for name in index.tags.attributes])
    most = supported(cells[pairs.attributes], scored.columns["mention.confidence"])
    return scored.missing * np.minimum(scored.probability, most)


def missing(
    knowledge: Knowledge, queries: Queries, around: Surroundings, pairs: Pairs, said: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return the probability that a value is missing, by the catalog or by what the text says [pairs].

    Args:
        knowledge: what is known of all products.
        queries: the products.
        around: their neighbours.
        pairs: the candidates.
        said: the confidence of each candidate's mention.
    """
    index, category = knowledge.index, narrowest(knowledge.index, queries.contexts["categories"])
    if index.missing_cells is None:
        return np.ones(len(pairs))
    filled = index.attributes_of(queries.settled).toarray() > 0
    near = filled_near(index, around.neighbours.values())
    cells = index.missing_cells.probabilities(index.tags.attributes, filled, near, knowledge.usual[category])
    return np.asarray(1 - (1 - cells[pairs.rows, pairs.attributes]) * (1 - said))
