"""What several extractors say together for one value, and how far that is right; knows no text.

The confidence is a logistic regression that starts from what the extractors themselves say and learns from known cells
how that is to be corrected: first for all attributes, from there for each one. The fewer the answers, the nearer it
stays to where it starts (a Gaussian prior around it, Chelba and Acero 2004), so that a small catalog's plain statements
are not made doubtful by a regression that has hardly seen any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from ..kg.types import Extractor

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXTRACTORS: tuple[Extractor, ...] = ("catalog", "rule", "tagger", "column", "clue")
MIN_ANSWERS = 50
"""Fewer answers than this, of all attributes together, teach no weights."""
_STIFFNESS, _STIFFNESS_OF_ONE = 3.0, 5.0
"""How hard the weights of all attributes hold to zero, and those of one attribute to the weights of all."""


@dataclass(frozen=True, slots=True)
class Claim:
    """All that the extractors say for one value of one attribute of one product.

    `probabilities`: the best of each extractor that found it. `rival`: the most probable other value of an attribute
    that can have one value only, 0 if there is none. `covered`: it stands only inside longer values of other attributes
    ("grey" in the brand "Grey Heron"). `foreign`: no other product of the category has it. `labelled`: how probable a
    line makes it that is labelled so, 0 if there is none or another line says another value.
    """

    attribute: str
    value: str
    probabilities: Mapping[Extractor, float]
    in_title: bool
    rival: float = 0.0
    covered: bool = False
    foreign: bool = False
    labelled: float = 0.0

    def word(self) -> float:
        """Return the probability of the most confident extractor's word, if it and its rival cannot both be right."""
        return self._beside_rival(max(self.probabilities.values()))

    def limit(self) -> float:
        """Return how probable it can be at most: beside a rival that is surer than all that read it, little is left.

        Beside one that is as sure, what only the rules read is no more than its word.
        """
        surest = max(probability for name, probability in self.probabilities.items() if name != "clue")
        if self.rival > surest:
            return _beside(max(self.probabilities.values()), self.rival)
        return self.word() if self.rival == surest and self.probabilities.keys() == {"rule"} else 1.0

    def opinion(self) -> float:
        """Return the same of the mean log-odds of all extractors that read the value (a logarithmic opinion pool).

        What only goes with a value reads nothing.
        """
        said = [one for name, one in self.probabilities.items() if name != "clue"] or [*self.probabilities.values()]
        return self._beside_rival(1 / (1 + exp(-sum(map(log_odds, said)) / len(said))))

    def _beside_rival(self, ours: float) -> float:
        """Weigh against the rival, with half its probability against what the title says."""
        return _beside(ours, self.rival / 2 if self.in_title else self.rival)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Logistic weights over the features of a claim: how its extractors' opinion is to be corrected."""

    intercept: float
    weights: tuple[float, ...]

    def confidence(self, claim: Claim) -> float:
        """Return the probability that the product has the claimed value."""
        score = log_odds(claim.opinion()) + self.intercept
        score += sum(weight * feature for weight, feature in zip(self.weights, _features(claim), strict=True))
        return 1 / (1 + exp(-score))


def learn_agreement(answers: Sequence[tuple[Claim, bool]]) -> dict[str, Agreement]:
    """Fit the weights of all attributes, under "", and from there those of each attribute that has answers."""
    if len(answers) < MIN_ANSWERS:
        return {}
    groups: dict[str, list[tuple[Claim, bool]]] = defaultdict(list)
    for claim, right in answers:
        groups[claim.attribute].append((claim, right))
    of_all = _fit(answers, [0.0] * (1 + len(_features(answers[0][0]))), _STIFFNESS)
    fitted = {"": of_all} | {name: _fit(groups[name], of_all, _STIFFNESS_OF_ONE) for name in sorted(groups)}
    return {name: Agreement(weights[0], tuple(weights[1:])) for name, weights in fitted.items()}


def _fit(answers: Sequence[tuple[Claim, bool]], start: Sequence[float], stiffness: float) -> list[float]:
    """Return intercept and weights that tell the answers best; leaving the `start` costs more the stiffer they are."""
    import numpy as np
    from scipy.optimize import minimize

    features = np.array([[1.0, *_features(claim)] for claim, _ in answers])
    opinions = np.array([log_odds(claim.opinion()) for claim, _ in answers])
    right = np.array([float(hit) for _, hit in answers])

    def cost(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = opinions + features @ weights
        away = weights - np.array(start)
        loss = float(np.sum(np.logaddexp(0, scores) - right * scores) + stiffness / 2 * away @ away)
        return loss, features.T @ (1 / (1 + np.exp(-scores)) - right) + stiffness * away

    return [float(weight) for weight in minimize(cost, np.array(start), jac=True, method="L-BFGS-B").x]


def _beside(ours: float, rival: float) -> float:
    """P(a, not b) / P(not both)."""
    return ours * (1 - rival) / max(1 - ours * rival, 1e-9)


def _features(claim: Claim) -> list[float]:
    features = [float(claim.in_title), claim.rival, float(claim.covered), float(claim.foreign)]
    for extractor in EXTRACTORS:
        probability = claim.probabilities.get(extractor)
        features += [0.0, 0.0] if probability is None else [1.0, log_odds(probability)]
    return features


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, no further out than one in a thousand."""
    bounded = min(max(probability, 0.001), 0.999)
    return log(bounded / (1 - bounded))
