"""From a ranker's scores to probabilities that can be trusted; knows no feature and no product.

A single-valued slot has one right value or none that was found: a softmax over its candidates and "none of these", with
a temperature (Guo et al. 2017). Of a many-valued attribute every candidate is right or wrong for itself (Platt 1999),
and where it is known how many of their tags products do not list, what is true and not listed is accounted for. All is
fitted on scores of a model that had not seen the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from .omissions import probability_true
from .sparse import best_of_groups, runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.floating]
    Slots = NDArray[np.int64]

TINY = 1e-9
HIDDEN = 0.5
"""The share of the known tags of a product that questions hide, if not all."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """`slope` stretches scores; `level` is the score of "none of these" where `single`, else what is added to each.

    `listed`: the share of true tags that products list, if it is known.
    """

    single: bool
    slope: float = 1.0
    level: float = 0.0
    listed: float | None = None

    def found(self, scores: Scores, slots: Slots) -> NDArray[np.float64]:
        """Return the probability that each candidate is what a question hid."""
        scaled = self.slope * scores.astype(np.float64)
        if not self.single:
            return np.asarray(expit(scaled + self.level))
        return _softmax(scaled, slots, self.level)

    def probabilities(self, scores: Scores, slots: Slots, bare: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the probability that each candidate is true; those of a slot add up to 1 at most if `single`.

        Args:
            scores: log-odds as the ranker gives them [candidates].
            slots: number of the slot of each; those of one slot stand together [candidates].
            bare: whether the product has no value of the attribute yet [candidates].
        """
        found = self.found(scores, slots)
        if self.single or self.listed is None:
            return found
        of_others = probability_true(found, self.listed, HIDDEN)
        return np.where(bare, probability_true(found, self.listed, 1.0, remaining=1.0), of_others)


def learn_calibration(
    scores: Scores, right: NDArray[np.bool_], slots: Slots, *, single: bool, listed: float | None = None
) -> Calibration:
    """Fit slope and level by the likelihood of the answers; a slot without a right candidate was "none of these".

    Of a many-valued slot only the best candidate counts: it is the one that is claimed, and likelier to be right than
    others with its score.
    """
    from scipy.optimize import minimize

    if not single and len(slots):
        best = best_of_groups(slots, scores, np.arange(len(slots)), 1)
        scores, right, slots = scores[best], right[best], slots[best]

    def loss(parameters: NDArray[np.float64]) -> float:
        calibration = Calibration(single, float(parameters[0]), float(parameters[1]))
        probability = calibration.found(scores, slots)
        if not single:
            return float(-np.log(np.where(right, probability, 1 - probability) + TINY).mean())
        starts, _ = runs(slots)
        hit = np.add.reduceat(np.where(right, probability, 0), starts)
        none = 1 - np.add.reduceat(probability, starts)
        return float(-np.log(np.where(np.logical_or.reduceat(right, starts), hit, none) + TINY).mean())

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"maxiter": 200})
    return Calibration(single, float(found.x[0]), float(found.x[1]), listed)


def _softmax(scaled: NDArray[np.float64], slots: Slots, none: float) -> NDArray[np.float64]:
    if not len(scaled):
        return scaled
    starts, lengths = runs(slots)
    greatest = np.maximum(np.maximum.reduceat(scaled, starts), none)
    weights = np.exp(scaled - np.repeat(greatest, lengths))
    whole = np.add.reduceat(weights, starts) + np.exp(none - greatest)
    return np.asarray(weights / np.repeat(whole, lengths))
