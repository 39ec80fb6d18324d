"""From a ranker's scores to probabilities that can be trusted; knows no feature and no product.

A single-valued slot has one right value or none that was found: a softmax over its candidates and "none of these", with
a temperature (Guo et al. 2017). Of a many-valued attribute every candidate is right or wrong for itself (Platt 1999),
and where it is known how many of their tags products do not list, what is true and not listed is accounted for. The
first tag of a product is easier to find than one more, so they are two cases. All is fitted on scores of a model that
had not seen the product. No claim goes beyond what so few cells can support.
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
LEAST_ANSWERS = 30
"""Fewer slots with a right candidate teach nothing that holds elsewhere."""
TIMES_ASKED = 2
"""Questions about one and the same cell, which count as one."""
MOST_RAISED = 5.0
START = np.array([[1.0, 0.0], [0.5, 0.0], [1.0, -1.5]])
"""Slopes and levels far enough apart to fit from: the simplex that SciPy makes around a 0 hardly leaves it."""


@dataclass(frozen=True, slots=True)
class Line:
    """`slope` stretches scores; `level` is added to each, or the score of "none of these" of a single-valued slot."""

    slope: float = 1.0
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """`line` for the slots that have no other value, which single-valued ones never have; `more` for those that have.

    `listed`: the share of true tags that products list, if it is known.
    """

    single: bool
    line: Line = Line()
    more: Line = Line()
    listed: float | None = None

    def found(self, scores: Scores, slots: Slots, bare: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the probability that each candidate is what a question hid; arguments as of `probabilities`."""
        if self.single:
            return _softmax(self.line.slope * scores.astype(np.float64), slots, self.line.level)
        slope = np.where(bare, self.line.slope, self.more.slope)
        return np.asarray(expit(slope * scores + np.where(bare, self.line.level, self.more.level)))

    def probabilities(self, scores: Scores, slots: Slots, bare: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the probability that each candidate is true; those of a slot add up to 1 at most if `single`.

        Args:
            scores: log-odds as the ranker gives them [candidates].
            slots: number of the slot of each; those of one slot stand together [candidates].
            bare: whether the product has no value of the attribute yet [candidates].
        """
        found = self.found(scores, slots, bare)
        if self.single or self.listed is None:
            return found
        of_others = probability_true(found, self.listed, HIDDEN)
        return np.where(bare, probability_true(found, self.listed, 1.0, remaining=1.0), of_others)


def learn_calibration(
    scores: Scores, right: NDArray[np.bool_], slots: Slots, bare: NDArray[np.bool_], *, single: bool,
    listed: float | None = None,
) -> Calibration:  # fmt: skip
    """Fit slopes and levels by the likelihood of the answers; a slot without a right candidate was "none of these".

    Of a many-valued slot only the best candidate counts: it is the one that is claimed, and likelier to be right than
    others with its score. Where fewer than `LEAST_ANSWERS` slots with or without another value have a right candidate,
    both are fitted as one. The arguments are those of `Calibration.probabilities`, and which candidates are `right`.
    """
    if single:
        return Calibration(single, line := _fitted(scores, right, slots, single=True), line, listed)
    best = best_of_groups(slots, scores, np.arange(len(slots)), 1)
    scores, right, slots, bare = scores[best], right[best], slots[best], bare[best]
    apart = min(np.count_nonzero(right & bare), np.count_nonzero(right & ~bare)) >= LEAST_ANSWERS
    parts = (bare, ~bare) if apart else (np.ones_like(bare), np.ones_like(bare))
    line, more = (_fitted(scores[part], right[part], slots[part], single=False) for part in parts)
    return Calibration(single, line, more, listed)


def _fitted(scores: Scores, right: NDArray[np.bool_], slots: Slots, *, single: bool) -> Line:
    """Fit one line to answers, smoothed as Platt does it.

    Of so many questions that were answered alike, the next one may be the first to be answered otherwise. So "none of
    these" keeps a chance where it never happened.
    """
    from scipy.optimize import minimize

    def loss(parameters: NDArray[np.float64]) -> float:
        line = Line(float(parameters[0]), float(parameters[1]))
        probability = Calibration(single, line, line).found(scores, slots, np.zeros(len(slots), dtype=bool))
        return _loss(probability, right, slots, single=single)

    found = minimize(loss, START[0], method="Nelder-Mead", options={"initial_simplex": START, "maxiter": 200})
    return Line(float(found.x[0]), float(found.x[1]))


def _loss(probability: NDArray[np.float64], right: NDArray[np.bool_], slots: Slots, *, single: bool) -> float:
    if not single:
        return _cross_entropy(right, probability, 1 - probability)
    starts, _ = runs(slots)
    answered = np.logical_or.reduceat(right, starts)
    hit = np.add.reduceat(np.where(right, probability, 0), starts)
    best = np.maximum.reduceat(probability, starts)
    return _cross_entropy(answered, np.where(answered, hit, best), 1 - np.add.reduceat(probability, starts))


def learn_intercepts(
    calibration: Calibration, scores: Scores, right: NDArray[np.bool_], slots: Slots, bare: NDArray[np.bool_],
    attributes: NDArray[np.str_],
) -> dict[str, float]:  # fmt: skip
    """Learn by how much the scores of each attribute are to be raised, as far as its answers tell.

    Some columns are easier to fill in than others with the same scores. What few answers say of one is drawn towards
    what holds for all: intercepts are normally distributed around 0, as in mixed-effects models (Laird & Ware 1982).
    The arguments are those of `learn_calibration`, and the attribute of each candidate.
    """
    from scipy.optimize import minimize_scalar

    if not calibration.single:
        best = best_of_groups(slots, scores, np.arange(len(slots)), 1)
        scores, right, slots = scores[best], right[best], slots[best]
        bare, attributes = bare[best], attributes[best]

    def raised(own: NDArray[np.bool_]) -> float:
        answers = len(np.unique(slots[own])) / TIMES_ASKED

        def loss(intercept: float) -> float:
            found = calibration.found(scores[own] + intercept, slots[own], bare[own])
            return answers * _loss(found, right[own], slots[own], single=calibration.single) + intercept**2 / 2

        return float(minimize_scalar(loss, bounds=(-MOST_RAISED, MOST_RAISED), method="bounded").x)

    return {str(name): raised(attributes == name) for name in np.unique(attributes)}


def supported(cells: NDArray[np.int64], said: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the probability that a claim can have at most, by what is known of its attribute [claims].

    After so many `cells` that agree the next one may not (rule of succession, Laplace 1774). What the text says itself,
    with the confidence `said`, needs no cells.
    """
    return np.maximum((cells + 1) / (cells + 2), said)


def _cross_entropy(happened: NDArray[np.bool_], yes: NDArray[np.float64], no: NDArray[np.float64]) -> float:
    """Return the mean loss against what happened, smoothed by the two counts (Platt 1999)."""
    times = np.count_nonzero(happened)
    target = np.where(happened, (times + 1) / (times + 2), 1 / (len(happened) - times + 2))
    return float(-(target * np.log(yes + TINY) + (1 - target) * np.log(no + TINY)).mean())


def _softmax(scaled: NDArray[np.float64], slots: Slots, none: float) -> NDArray[np.float64]:
    if not len(scaled):
        return scaled
    starts, lengths = runs(slots)
    greatest = np.maximum(np.maximum.reduceat(scaled, starts), none)
    weights = np.exp(scaled - np.repeat(greatest, lengths))
    whole = np.add.reduceat(weights, starts) + np.exp(none - greatest)
    return np.asarray(weights / np.repeat(whole, lengths))
