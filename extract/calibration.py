"""How far each extractor is right, learned from the catalog's own cells; knows no text and no extractor's insides.

Known values and rules: agreement rates, smoothed from the special to the general,
P(attribute, case) = (hits + k P(attribute)) / (n + k), and P(attribute) likewise by P(all).
Tagger, readers of columns, and words that only go with a value: an isotonic regression of the raw score each (Zadrozny
and Elkan 2002). What several extractors say together: a logistic regression on their log-odds (Platt 1999; extractors
that read the same words are not independent, so that a noisy-or would be too sure), see `agreement`.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import cast

from ..kg.splits import FOLDS, fold_of, is_held_out
from ..kg.stored_files import intact, read_json
from ..kg.tables import write_text
from ..kg.types import Extractor
from .agreement import Agreement, Claim
from .matching import LABELLED, LABELLED_NEW, Found

Usage = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Category → attribute → value → how many of its products are known to have it."""
MIN_SAMPLES = 50
"""Fewer answers than this teach no curve of its own."""
PRIOR = 0.6
"""How often a value found in text is the product's, before anything was learned."""
UNSEEN = {
    "far": 0.1, "elsewhere": 0.3, "shared": 0.3, "aside": 0.3, "parcel": 0.3, "qualified": 0.6, LABELLED: 0.97,
    LABELLED_NEW: 0.97,
}  # fmt: skip
"""The same of what is doubtful in itself, see `rules` and `merging.placed`, or sure, see `labels`."""
_SMOOTHING = 5.0
_FORMAT = 6
_FIX = "learn it anew with `kgtag build --fresh`"


@dataclass(frozen=True, slots=True)
class Rates:
    """Agreement rates: `overall`, by attribute, and for each case of an attribute the counts `[hits, n]`."""

    overall: float
    attributes: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)

    def probability(self, attribute: str, case: str, unseen: float | None = None) -> float:
        """Return the smoothed rate of a case; of one never seen, its attribute's, or the rate that is given."""
        general = self.attributes.get(attribute, self.overall) if unseen is None else unseen
        return _smoothed(self.counts.get(attribute, {}).get(case, (0, 0)), general)


def learn_rates(answers: Iterable[tuple[str, str, bool]], prior: float) -> Rates:
    """Count (attribute, case, right) answers; `prior` is the rate before the first."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for attribute, case, right in answers:
        count = counts[attribute][case]
        count[0] += right
        count[1] += 1
    totals = {attribute: _total(cases.values()) for attribute, cases in sorted(counts.items())}
    overall = _smoothed(_total(totals.values()), prior)
    kept = {name: {case: (count[0], count[1]) for case, count in sorted(counts[name].items())} for name in totals}
    return Rates(overall, {attribute: _smoothed(total, overall) for attribute, total in totals.items()}, kept)


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising piecewise linear function through the points (`scores`, `probabilities`)."""

    scores: tuple[float, ...] = (0.0, 1.0)
    probabilities: tuple[float, ...] = (0.0, 1.0)

    def probability(self, score: float) -> float:
        """Return the probability of a raw score; outside the points, that of the nearest."""
        after = bisect_right(self.scores, score)
        if after in (0, len(self.scores)):
            return self.probabilities[min(after, len(self.scores) - 1)]
        low, high = self.scores[after - 1], self.scores[after]
        share = (score - low) / (high - low)
        return self.probabilities[after - 1] * (1 - share) + self.probabilities[after] * share


def learn_curve(scores: Sequence[float], right: Sequence[bool]) -> Curve:
    """Fit an isotonic curve; its ends stay off 0 and 1 by what so many samples can show (Laplace)."""
    from sklearn.isotonic import IsotonicRegression

    least = 1 / (len(scores) + 2)
    model = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip")
    model.fit(scores, [float(hit) for hit in right])
    return Curve(tuple(map(float, model.X_thresholds_)), tuple(map(float, model.y_thresholds_)))


SCORED: frozenset[Extractor] = frozenset({"tagger", "column", "clue"})
"""The extractors that give raw scores."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns what extractors found into probabilities.

    `curves` (by what gives the score) and `agreement` hold what was learned for each attribute with enough samples, and
    under "" what was learned of all together. Without any `agreement` the most confident extractor's word is taken,
    less where another value speaks against it. `usage` holds what each category's products are known to have. `folds`
    holds the curves once without each fold of the products that they were learned from. `own` (attribute → values) are
    cells of the product that is asked about, not to be known.
    """

    known_values: Rates = Rates(PRIOR)
    rules: Rates = Rates(PRIOR)
    curves: Mapping[Extractor, Mapping[str, Curve]] = field(default_factory=dict)
    agreement: Mapping[str, Agreement] = field(default_factory=dict)
    usage: Usage = field(default_factory=dict)
    folds: Mapping[Extractor, tuple[Mapping[str, Curve], ...]] = field(default_factory=dict)
    own: Mapping[str, Collection[str]] = field(default_factory=dict)

    def blind_to(self, product: str) -> Calibration:
        """Return the calibration with curves that have not seen a product: of one that is held out, other folds'."""
        if not is_held_out(product):
            return self
        return replace(self, curves={source: folds[fold_of(product)] for source, folds in self.folds.items()})

    def without(self, own: Mapping[str, Collection[str]]) -> Calibration:
        """Return the calibration as if these cells (attribute → values) of the product in question were open."""
        return replace(self, own=own) if own else self

    def probability(self, found: Found) -> float:
        """Return how probably the product has the found value, as far as this one extractor can tell."""
        if found.extractor == "catalog":
            return self.known_values.probability(found.attribute, found.case)
        if found.extractor == "rule":
            return self.rules.probability(found.attribute, found.case, UNSEEN.get(found.case))
        curves = self.curves.get(found.extractor, {})
        curve = curves.get(found.attribute) or curves.get("") or Curve()
        return curve.probability(found.score)

    def is_foreign(self, category: str, attribute: str, value: str) -> bool:
        """Say whether no product of a category that has products is known to have a value."""
        if not self._is_known(category, attribute):
            return False
        products = self.usage[category].get(attribute, {}).get(value, 0)
        return products <= (value in self.own.get(attribute, ()))

    def is_used(self, category: str, attribute: str) -> bool:
        """Say whether a product of the category is known to have the attribute, or nothing is known of any."""
        return not self._is_known(category, attribute) or self._has(category, attribute)

    def _is_known(self, category: str, attribute: str) -> bool:
        """Say whether anything is known of a category, beside what the product itself has of an attribute."""
        return any(name != attribute for name in self.usage.get(category, ())) or self._has(category, attribute)

    def _has(self, category: str, attribute: str) -> bool:
        own = self.own.get(attribute, ())
        return any(
            products > (value in own) for value, products in self.usage.get(category, {}).get(attribute, {}).items()
        )

    def confidence(self, claim: Claim) -> float:
        """Return the probability that the product has the claimed value, rounded to what can be meant by it."""
        if claim.probabilities.keys() == {"clue"}:
            return round(claim.word(), 4)
        agreement = self.agreement.get(claim.attribute) or self.agreement.get("")
        together = agreement.confidence(claim) if agreement else claim.word()
        return round(max(min(together, claim.limit()), claim.labelled), 4)


Judged = tuple[str, float, bool]
"""Attribute, the tagger's score, and whether it was right."""


def learn_score_curves(answers: Sequence[Judged]) -> dict[str, Curve]:
    """Fit a curve for each attribute that has enough answers, and one of all under ""."""
    groups = _by_attribute(answers)
    return {name: _fit_curve(groups[name]) for name in sorted(groups) if len(groups[name]) >= MIN_SAMPLES}


def cross_fitted(curves: Mapping[str, Curve], answers: Sequence[tuple[int, Judged]]) -> tuple[dict[str, Curve], ...]:
    """Fit curves of the same names once without the answers of each fold; answers come with their fold."""
    rests = (_by_attribute([answer for own, answer in answers if own != fold]) for fold in range(FOLDS))
    return tuple({name: _fit_curve(rest[name]) for name in curves if name in rest} for rest in rests)


def _by_attribute(answers: Sequence[Judged]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {"": list(answers)} if answers else {}
    for answer in answers:
        groups.setdefault(answer[0], []).append(answer)
    return groups


def _fit_curve(answers: Sequence[Judged]) -> Curve:
    return learn_curve([score for _, score, _ in answers], [right for _, _, right in answers])


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration as JSON."""
    kept = {name: entry for name, entry in asdict(calibration).items() if name != "own"}
    write_text(json.dumps({"format": _FORMAT, **kept}, ensure_ascii=False, sort_keys=True), path)


def read_calibration(path: Path) -> Calibration:
    """Read a calibration; without a file, the one that has seen nothing; raises WorkspaceError for a broken file."""
    if not path.is_file():
        return Calibration()
    stored = read_json(path, _FIX, _FORMAT)
    with intact(path, _FIX):
        return Calibration(
            known_values=_rates(stored["known_values"]),
            rules=_rates(stored["rules"]),
            curves={cast(Extractor, source): _curves(one) for source, one in stored["curves"].items()},
            agreement={
                name: Agreement(weights["intercept"], tuple(weights["weights"]))
                for name, weights in stored["agreement"].items()
            },
            usage=stored["usage"],
            folds={cast(Extractor, source): tuple(map(_curves, one)) for source, one in stored["folds"].items()},
        )


def _rates(stored: Mapping[str, object]) -> Rates:
    return Rates(**stored)  # type: ignore[arg-type]


def _curves(stored: Mapping[str, Mapping[str, Sequence[float]]]) -> dict[str, Curve]:
    return {name: Curve(tuple(one["scores"]), tuple(one["probabilities"])) for name, one in stored.items()}


def _smoothed(count: Sequence[int], toward: float) -> float:
    hits, n = count
    return (hits + _SMOOTHING * toward) / (n + _SMOOTHING)


def _total(counts: Iterable[Sequence[int]]) -> tuple[int, int]:
    hits = n = 0
    for right, seen in counts:
        hits, n = hits + right, n + seen
    return hits, n
