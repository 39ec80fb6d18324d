"""How good extracted values are, slot by slot, against values a person marked; knows nothing of how they were found.

The rule is the one behind the published numbers on OA-Mine and WDC-PAVE (Brinkmann et al., ExtractGPT, 2023).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GoldSlots = Mapping[str, frozenset[str]]
"""Attribute → accepted surface forms; empty where the text says nothing. An attribute not named is not in the gold."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Slots by outcome; `invented`: a value predicted where there is none."""

    correct: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.correct + other.correct,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.invented + other.invented,
        )

    @property
    def precision(self) -> float:
        return _ratio(self.correct, self.correct + self.wrong + self.invented)

    @property
    def recall(self) -> float:
        return _ratio(self.correct, self.correct + self.wrong + self.missed)

    @property
    def coverage(self) -> float:
        """The share of the slots with a value that are answered at all."""
        return _ratio(self.correct + self.wrong, self.correct + self.wrong + self.missed)

    @property
    def f1(self) -> float:
        return _ratio(2 * self.correct, 2 * self.correct + 2 * self.wrong + self.missed + self.invented)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Pooled counts: `lenient` over the slots the gold lists, `strict` also over predictions it does not list.

    `attributes`: strict, attribute by attribute. `seen`/`unseen`: lenient, slots whose value some training text had or
    had not for the attribute.
    """

    lenient: Counts
    strict: Counts
    attributes: Mapping[str, Counts]
    seen: Counts
    unseen: Counts


def evaluate_extraction(
    gold: Sequence[GoldSlots],
    predicted: Sequence[Mapping[str, str]],
    training_values: Iterable[tuple[str, str]] = (),
) -> Evaluation:
    """Compare predicted values (attribute → surface form) with the gold of the same texts, in the same order.

    `training_values`: the (attribute, surface form) pairs seen in training.
    """
    known = set(training_values)
    lenient, seen, unseen = Counts(), Counts(), Counts()
    attributes: defaultdict[str, Counts] = defaultdict(Counts)
    for slots, answers in zip(gold, predicted, strict=True):
        for attribute in sorted(slots.keys() | answers.keys()):
            counts = slot_outcome(slots.get(attribute, frozenset()), answers.get(attribute))
            attributes[attribute] += counts
            if attribute not in slots:
                continue
            lenient += counts
            if slots[attribute]:
                is_seen = any((attribute, form) in known for form in slots[attribute])
                seen, unseen = (seen + counts, unseen) if is_seen else (seen, unseen + counts)
    strict = sum((attributes[name] for name in sorted(attributes)), Counts())
    return Evaluation(lenient, strict, dict(sorted(attributes.items())), seen, unseen)


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """The expected calibration error over bins of equal mass, and its 95 % interval (bootstrap over the answers)."""

    error: float
    low: float
    high: float
    answers: int


def calibration_error(answers: Sequence[tuple[float, bool]], *, bins: int = 10, seed: int = 0) -> CalibrationError:
    """Say how far (confidence, right) answers are from saying .8 of what is right in eight of ten cases.

    The mean over the bins of |share right - mean confidence|, weighted by their answers (Naeini et al. 2015).
    """
    import numpy as np

    if not answers:
        return CalibrationError(0.0, 0.0, 0.0, 0)
    table = np.asarray([(confidence, float(right)) for confidence, right in answers])
    generator = np.random.default_rng(seed)
    drawn = [_binned_error(table[generator.integers(len(table), size=len(table))], bins) for _ in range(200)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return CalibrationError(_binned_error(table, bins), float(low), float(high), len(answers))


def _binned_error(table: NDArray[np.float64], bins: int) -> float:
    import numpy as np

    ordered = table[np.argsort(table[:, 0], kind="stable")]
    parts = [part for part in np.array_split(ordered, bins) if len(part)]
    return float(sum(len(part) * abs(part[:, 1].mean() - part[:, 0].mean()) for part in parts) / len(table))


def wilson_interval(right: int, answers: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); of no answers, all there is."""
    if not answers:
        return 0.0, 1.0
    z = 1.959964
    share, weight = right / answers, z * z / answers
    middle = (share + weight / 2) / (1 + weight)
    reach = z * ((share * (1 - share) + weight / 4) / answers) ** 0.5 / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def slot_outcome(accepted: frozenset[str], answer: str | None) -> Counts:
    """Say what became of one slot."""
    if not accepted:
        return Counts(invented=answer is not None)
    if answer is None:
        return Counts(missed=1)
    return Counts(correct=1) if answer in accepted else Counts(wrong=1)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
