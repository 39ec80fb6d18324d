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
"""Candidates that are less probable are not kept."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates with all that speaks for them, and their calibrated probabilities [pairs]."""

    knowledge: Knowledge
    queries: Queries
    around: Surroundings
    pairs: Pairs
    columns: Columns
    probability: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> Scored:
        """Return some of them, by position."""
        columns = {name: values[rows] for name, values in self.columns.items()}
        return replace(self, pairs=self.pairs.take(rows), columns=columns, probability=self.probability[rows])

    def best(self, top: int) -> Scored:
        """Return the most probable of every slot, a product's slots in the order of how usual they are."""
        pairs = self.pairs
        category = narrowest(self.knowledge.index, self.queries.contexts["categories"])
        usual = self.knowledge.usual[category[pairs.rows], pairs.attributes]
        order = np.lexsort((pairs.columns, -self.probability, pairs.slots, -usual, pairs.rows))
        ordered = self.take(order)
        kept = (places_in_runs(ordered.pairs.slots) < top) & (ordered.probability >= LEAST_PROBABILITY)
        return ordered.take(np.flatnonzero(kept))


def restrained(scored: Scored) -> NDArray[np.float64]:
    """Claim no more than the cells of an attribute support, and as far as the product's own cell is missing [pairs].

    What the text says itself, with the confidence of its mention, needs neither.
    """
    index, pairs, said = scored.knowledge.index, scored.pairs, scored.columns["mention.confidence"]
    cells = np.array([index.cells.get(name, 0) for name in index.tags.attributes])
    missing = _missing(scored)[pairs.rows, pairs.attributes]
    return (1 - (1 - missing) * (1 - said)) * np.minimum(scored.probability, supported(cells[pairs.attributes], said))


def _missing(scored: Scored) -> NDArray[np.float64]:
    """Return the probability that each empty cell of the queries is missing [queries, attributes]."""
    knowledge, queries = scored.knowledge, scored.queries
    index, category = knowledge.index, narrowest(knowledge.index, queries.contexts["categories"])
    if index.missing is None:
        return np.ones_like(queries.open, dtype=np.float64)
    filled = index.attributes_of(queries.settled).toarray() > 0
    near = filled_near(index, scored.around.neighbours.values())
    return index.missing.probabilities(index.tags.attributes, filled, near, knowledge.usual[category])
