"""One column's values read from text: candidates from its forms and classifier, weighed by logistic regression.

Everything a product's own cell could give away is learned without that product: forms and classifier in five folds
(stacking, Wolpert 1992), so that the weights are honest for products whose cell is open.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from ...kg.fingerprint import fingerprint
from ...kg.splits import FOLDS, fold_of
from ..phrases import ProductText
from .learned_forms import Known, learn_forms
from .value_classifier import ValueClassifier, common_values, learn_classifier
from .value_features import Features, Standing, candidates, surroundings_of
from .value_forms import Forms, Sighting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

_LEAST_USES = 2
_MOST_WRONG = 40
"""Wrong candidates of one product that are learned from; the others are stood for by weight."""
_STRENGTH = 1.0
_THRESHOLDS = tuple(place / 20 for place in range(1, 15))
_USUAL_THRESHOLD, _COST_OF_DISTANCE = 0.4, 0.05
"""Half of the F1 that is reached is the best threshold for probabilities that are right (Lipton et al. 2014)."""
_TRACE = 1e-4
_NEW, _SURELY = 0.01, 3
"""A column is closed where surely fewer of its cells have a value that no other product has (the rule of three)."""
_BIAS = "always"


class Reading(NamedTuple):
    """A value that a product may have, how probable it is, and the places that say so (none: all words together)."""

    value: str
    probability: float
    places: tuple[Sighting, ...]


@dataclass(frozen=True)
class ColumnReader:
    """Reads one column; `products`: how many have each value; `threshold`: the probability from which to answer.

    `closed`: it has a fixed set of values, and no other is read.
    """

    forms: Forms
    classifier: ValueClassifier
    common: frozenset[str]
    products: Mapping[str, int]
    weights: Mapping[str, float]
    threshold: float
    closed: bool

    def read(self, text: ProductText) -> list[Reading]:
        """Return all candidates, the most probable first."""
        likely = self.classifier.probabilities(text)
        scores: dict[Standing, float] = {}
        readings = []
        for value, places in candidates(self.forms, text, likely, self.common).items():
            products = self.products.get(value, 0)
            if products or not self.closed:
                standing = Standing.of(value, places, likely, products)
                if standing not in scores:
                    scores[standing] = self._score(standing.features())
                score = scores[standing] + sum(map(self.weights.get, surroundings_of(places, text), repeat(0.0)))
                readings.append(Reading(value, _probability(score), tuple(places)))
        return sorted(readings, key=lambda one: (-one.probability, one.value))

    def answer(self, text: ProductText) -> Reading | None:
        """Return the most probable candidate where it reaches the threshold."""
        readings = self.read(text)
        return readings[0] if readings and readings[0].probability >= self.threshold else None

    def _score(self, features: Features) -> float:
        return self.weights.get(_BIAS, 0.0) + sum(
            self.weights.get(name, 0.0) * value for name, value in features.items()
        )


def _probability(score: float) -> float:
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


class _Example(NamedTuple):
    product: int
    value: str
    features: Features
    right: bool
    weight: float

    @property
    def new(self) -> bool:
        """No other product is known to have the value."""
        return not self.features["known"]


def learn_column(known: Known) -> ColumnReader | None:
    """Learn to read one column from the products whose cell is known; `None` where nothing leads to its values."""
    folds = [fold_of(text.product) for text, _ in known]
    examples: list[_Example] = []
    for fold in range(FOLDS):
        rest = [one for one, own in zip(known, folds, strict=True) if own != fold]
        asked = [place for place, own in enumerate(folds) if own == fold]
        if asked and any(cell for _, cell in rest):
            examples += _examples(known, rest, asked)
    filled = sum(bool(cell) for _, cell in known)
    if closed := sum(one.right and one.new for one in examples) + _SURELY < _NEW * filled:
        examples = [one for one in examples if not one.new]
    if len({one.right for one in examples}) < 2:
        return None
    weights, honest = _learn_weights(examples, folds)
    threshold = _learn_threshold(examples, honest, known)
    products = Counter(value for _, cell in known for value in dict.fromkeys(cell))
    common = common_values([cell for _, cell in known])
    forms, classifier = learn_forms(known), learn_classifier(known, common)
    return ColumnReader(forms, classifier, common, products, weights, threshold, closed)


def _examples(known: Known, rest: Known, asked: Sequence[int]) -> list[_Example]:
    """Describe the candidates of the products at the places `asked` as whoever knows only the `rest` sees them."""
    products = Counter(value for _, cell in rest for value in set(cell))
    common = common_values([cell for _, cell in rest])
    forms, classifier = learn_forms(rest), learn_classifier(rest, common)
    examples = []
    for place in asked:
        text, cell = known[place]
        likely = classifier.probabilities(text)
        found = candidates(forms, text, likely, common)
        wrong = sorted(
            (value for value in found if value not in cell), key=lambda value: fingerprint(text.product, value)
        )
        weight = max(1.0, len(wrong) / _MOST_WRONG)
        for value in [*(value for value in found if value in cell), *wrong[:_MOST_WRONG]]:
            standing = Standing.of(value, found[value], likely, products.get(value, 0))
            features = standing.features() | dict.fromkeys(surroundings_of(found[value], text), 1.0)
            examples.append(_Example(place, value, features, value in cell, 1.0 if value in cell else weight))
    return examples


def _learn_weights(examples: Sequence[_Example], folds: Sequence[int]) -> tuple[dict[str, float], list[float]]:
    """Fit a logistic regression; with the probability of each example from the other folds alone.

    Features that hardly occur are left out.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    uses = Counter(name for example in examples for name in example.features)
    names = {name: place for place, name in enumerate(sorted(name for name in uses if uses[name] >= _LEAST_USES))}
    kept = [[(names[name], value) for name, value in one.features.items() if name in names] for one in examples]
    starts = np.cumsum([0, *map(len, kept)])
    columns, values = (
        np.array([place for row in kept for place, _ in row]),
        np.array([value for row in kept for _, value in row]),
    )
    matrix = csr_matrix((values, columns, starts), shape=(len(examples), len(names)))
    right = np.array([example.right for example in examples])
    weight = np.array([example.weight for example in examples])
    own = np.array([folds[example.product] for example in examples])
    honest = np.zeros(len(examples))
    for fold in range(FOLDS):
        asked, rest = own == fold, own != fold
        if asked.any() and len(set(right[rest])) == 2:
            honest[asked] = _fit(matrix[rest], right[rest], weight[rest]).predict_proba(matrix[asked])[:, 1]
    model = _fit(matrix, right, weight)
    weights = {name: round(float(one), 6) for name, one in zip(names, model.coef_[0], strict=True) if abs(one) > _TRACE}
    return {_BIAS: float(model.intercept_[0]), **weights}, list(map(float, honest))


def _fit(matrix: csr_matrix, right: NDArray[np.bool_], weight: NDArray[np.float64]) -> LogisticRegression:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=200, random_state=0).fit(matrix, right, weight)


def _learn_threshold(examples: Sequence[_Example], honest: Sequence[float], known: Known) -> float:
    """Choose the threshold with the best F1 over the products; of near-equals the one nearest to `_USUAL_THRESHOLD`."""
    best: dict[int, tuple[float, bool]] = {}
    for example, probability in zip(examples, honest, strict=True):
        best[example.product] = max(best.get(example.product, (0.0, False)), (probability, example.right))
    filled = sum(bool(cell) for _, cell in known)

    def merit(threshold: float) -> float:
        answers = [right for probability, right in best.values() if probability >= threshold]
        f1 = 2 * sum(answers) / max(len(answers) + filled, 1)
        return f1 - _COST_OF_DISTANCE * abs(threshold - _USUAL_THRESHOLD)

    return max(_THRESHOLDS, key=merit)
