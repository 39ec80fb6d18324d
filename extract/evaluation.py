"""How good extracted values are, slot by slot, against values a person marked; knows nothing of how they were found.

The rule is the one behind the published numbers on OA-Mine and WDC-PAVE (Brinkmann et al., ExtractGPT, 2023).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
            counts = _slot_outcome(slots.get(attribute, frozenset()), answers.get(attribute))
            attributes[attribute] += counts
            if attribute not in slots:
                continue
            lenient += counts
            if slots[attribute]:
                is_seen = any((attribute, form) in known for form in slots[attribute])
                seen, unseen = (seen + counts, unseen) if is_seen else (seen, unseen + counts)
    strict = sum((attributes[name] for name in sorted(attributes)), Counts())
    return Evaluation(lenient, strict, dict(sorted(attributes.items())), seen, unseen)


def _slot_outcome(accepted: frozenset[str], answer: str | None) -> Counts:
    if not accepted:
        return Counts(invented=answer is not None)
    if answer is None:
        return Counts(missed=1)
    return Counts(correct=1) if answer in accepted else Counts(wrong=1)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
