"""Filtered ranking metrics: where the right answers stand among all that could be; knows no model and no catalog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .sparse import runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

HITS = (1, 3, 10)


@dataclass(frozen=True, slots=True)
class RankingMetrics:
    """Mean reciprocal rank, and the share of answers that stand among the first 1, 3 and 10, over `answers` answers."""

    mrr: float
    hits: dict[int, float]
    answers: int

    @classmethod
    def of(cls, ranks: Sequence[float]) -> RankingMetrics:
        """Sum up ranks; of none, everything is 0."""
        found = np.asarray(ranks, dtype=np.float64)
        if not len(found):
            return cls(0.0, dict.fromkeys(HITS, 0.0), 0)
        hits = {depth: float((found <= depth).mean()) for depth in HITS}
        return cls(float((1 / found).mean()), hits, len(found))


def filtered_ranks(scores: NDArray[np.floating], answers: Sequence[int | None], known: Sequence[int]) -> list[float]:
    """Return the rank of each right answer of one slot.

    Other right answers and what is `known` anyway do not stand in its way (filtered, Bordes 2013); among equals it has
    the mean place (realistic rank, Berrendorf 2020). An answer that nobody could know stands behind all.

    Args:
        scores: of everything that could be an answer [values]; NaN for what could not, -inf for what was not ranked.
        answers: places of the right answers in `scores`; `None` for one that is not among them.
        known: places of values that are known and not asked for.
    """
    rivals = scores.astype(np.float64)
    rivals[[place for place in (*answers, *known) if place is not None]] = np.nan
    rivals = rivals[~np.isnan(rivals)]
    ranks = []
    for place in answers:
        if place is None or np.isnan(scores[place]):
            ranks.append(float(len(rivals) + 1))
        else:
            better, equal = np.count_nonzero(rivals > scores[place]), np.count_nonzero(rivals == scores[place])
            ranks.append(1 + better + equal / 2)
    return ranks


def mean_reciprocal_rank(scores: NDArray[np.floating], right: NDArray[np.bool_], slots: NDArray[np.int64]) -> float:
    """Rank the right candidates by scores [candidates] among the wrong ones of their slots.

    The candidates of a slot stand together. Among equals an answer has the mean place, as in `filtered_ranks`.
    """
    order = np.lexsort((-scores, slots))
    slots, scores, right = slots[order], scores[order], right[order]
    wrong = np.r_[0, np.cumsum(~right)]
    starts, lengths = runs(slots)
    equal, equals = runs(slots, scores)
    better = np.repeat(wrong[equal], equals) - np.repeat(wrong[starts], lengths)
    ranks = 1 + better + np.repeat(wrong[equal + equals] - wrong[equal], equals) / 2
    return float((1 / ranks)[right].mean())
