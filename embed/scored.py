"""Candidates with their probabilities, and what bounds these whatever the ranker says; learns nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .applicability import applies_near, filled_near, narrowest
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
    """Claim no more than the cells of an attribute support, and little where it hardly applies [pairs].

    What the text says itself, with the confidence of its mention, stands.
    """
    knowledge, queries, pairs = scored.knowledge, scored.queries, scored.pairs
    index, said = knowledge.index, scored.columns["mention.confidence"]
    cells, seen = (
        np.array([known.get(name, 0) for name in index.tags.attributes]) for known in (index.cells, index.seen)
    )
    category = narrowest(index, queries.contexts["categories"])
    usual = knowledge.usual[category[pairs.rows], pairs.attributes]
    near = applies_near(filled_near(index, scored.around.neighbours.values()), seen)[pairs.rows, pairs.attributes]
    most = supported(cells[pairs.attributes], usual, said)
    return np.where(said > 0, 1.0, near) * np.minimum(scored.probability, most)
