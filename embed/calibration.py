"""From a ranker's scores to probabilities that can be trusted; knows no feature and no product.

A single-valued slot has one right value or none that was found: a softmax over its candidates and "none of these", with
a temperature (Guo et al. 2017). Of a many-valued attribute every candidate is right or wrong for itself (Platt 1999).
Both are fitted on scores of a model that had not seen the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.floating]
    Slots = NDArray[np.int64]

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """`slope` stretches scores; `level` is the score of "none of these" where `single`, else what is added to each."""

    single: bool
    slope: float = 1.0
    level: float = 0.0

    def probabilities(self, scores: Scores, slots: Slots) -> NDArray[np.float64]:
        """Return the probability of every candidate; those of a slot add up to 1 at most if `single`.

        Args:
            scores: log-odds as the ranker gives them [candidates].
            slots: number of the slot of each; those of one slot stand together [candidates].
        """
        scaled = self.slope * scores.astype(np.float64)
        if not self.single:
            return np.asarray(expit(scaled + self.level))
        return _softmax(scaled, slot_starts(slots), self.level)


def slot_starts(slots: Slots) -> NDArray[np.int64]:
    """Return where each slot begins."""
    return np.flatnonzero(np.r_[True, np.diff(slots) != 0]) if len(slots) else np.zeros(0, dtype=np.int64)


def learn_calibration(scores: Scores, right: NDArray[np.bool_], slots: Slots, *, single: bool) -> Calibration:
    """Fit slope and level by the likelihood of the answers; a slot without a right candidate was "none of these"."""
    from scipy.optimize import minimize

    def loss(parameters: NDArray[np.float64]) -> float:
        calibration = Calibration(single, float(parameters[0]), float(parameters[1]))
        probability = calibration.probabilities(scores, slots)
        if not single:
            return float(-np.log(np.where(right, probability, 1 - probability) + TINY).mean())
        starts = slot_starts(slots)
        hit = np.add.reduceat(np.where(right, probability, 0), starts)
        none = 1 - np.add.reduceat(probability, starts)
        return float(-np.log(np.where(np.logical_or.reduceat(right, starts), hit, none) + TINY).mean())

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"maxiter": 200})
    return Calibration(single, float(found.x[0]), float(found.x[1]))


def expected_calibration_error(probability: Scores, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the mean distance between claimed and met probability in bins of equal mass (Naeini et al. 2015)."""
    if not len(probability):
        return 0.0
    parts = [part for part in np.array_split(np.argsort(probability, kind="stable"), bins) if len(part)]
    return float(sum(abs(probability[part].mean() - right[part].mean()) * len(part) for part in parts) / len(right))


def _softmax(scaled: NDArray[np.float64], starts: NDArray[np.int64], none: float) -> NDArray[np.float64]:
    if not len(scaled):
        return scaled
    lengths = np.diff(np.r_[starts, len(scaled)])
    greatest = np.maximum(np.maximum.reduceat(scaled, starts), none)
    weights = np.exp(scaled - np.repeat(greatest, lengths))
    whole = np.add.reduceat(weights, starts) + np.exp(none - greatest)
    return np.asarray(weights / np.repeat(whole, lengths))
