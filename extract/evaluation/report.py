"""A measurement laid out: one JSON object that the tables are printed from, and the wrong answers with their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ...kg.report.measured import Measured
from .measurement import Answer, Measurement, Method
from .metrics import Counts, Evaluation, calibration_error, evaluate_extraction, slot_outcome

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_CONTEXT = 40
"""Characters shown on either side of a quote."""
_MISSED_TEXT = 120
"""Characters shown of a text in which nothing was found."""


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A slot whose answer is not the gold's: `kind` is wrong, missed or invented."""

    kind: str
    product: str
    attribute: str
    expected: tuple[str, ...]
    answer: str | None
    confidence: float | None
    text: str


def evaluated(measurement: Measurement, method: Method, threshold: float | None = None) -> Evaluation:
    """Count what a method answered, from its own threshold or another."""
    return evaluate_extraction(measurement.gold, method.values(threshold), measurement.training_values)


def laid_out(measurement: Measurement) -> dict[str, Any]:
    """Return everything but the wrong answers as JSON."""
    whole = measurement.methods[0]
    return {
        "products": len(measurement.products),
        "rejects": measurement.rejects,
        "slots": sum(len(slots) for slots in measurement.gold),
        "filled": sum(bool(values) for slots in measurement.gold for values in slots.values()),
        "methods": {method.name: _of_method(measurement, method) for method in measurement.methods},
        "attributes": {name: _ratios(counts) for name, counts in evaluated(measurement, whole).attributes.items()},
        "thresholds": [
            {"threshold": threshold, **_of_counts(evaluated(measurement, whole, threshold))} for threshold in THRESHOLDS
        ],
        "calibration": asdict(calibration_error(_weighed_answers(measurement))),
    }


def table_of(report: Mapping[str, Any], gold: str | None) -> Measured:
    """Put what matters of a report into the table that a workspace keeps; `gold` is the name of the file, if any."""
    hidden = "that were hidden from everything that was learned"
    columns = ("Method", "Precision", "Recall", "F1", "Strict F1", "Answered")
    rows = tuple(
        (name, *(f"{method['micro'][ratio]:.3f}" for ratio in ("precision", "recall", "f1")),
         f"{method['strict']['f1']:.3f}", f"{method['coverage']:.0%}")
        for name, method in report["methods"].items()
    )  # fmt: skip
    found = report["calibration"]
    error = f"Calibration error {found['error']:.3f} (95 % interval {found['low']:.3f} to {found['high']:.3f})."
    measured_on = f"{report['filled']:,} cells of {report['products']:,} products " + (f"of {gold}" if gold else hidden)
    return Measured("extraction", measured_on, columns, rows, (error,))


def wrong_answers(measurement: Measurement) -> Iterator[WrongAnswer]:
    """Iterate the slots of the gold that the whole line does not answer as the gold does."""
    whole = measurement.methods[0]
    counted = zip(measurement.products, measurement.gold, whole.answers, strict=True)
    for product, slots, answers in counted:
        for attribute, accepted in sorted(slots.items()):
            answer = answers.get(attribute)
            if answer and answer.confidence < whole.threshold:
                answer = None
            outcome = slot_outcome(accepted, answer.value if answer else None)
            kind = next((name for name in ("wrong", "missed", "invented") if getattr(outcome, name)), None)
            if kind:
                yield WrongAnswer(
                    kind,
                    product["id"],
                    attribute,
                    tuple(sorted(accepted)),
                    answer.value if answer else None,
                    answer.confidence if answer else None,
                    in_context(product[answer.field], answer) if answer else _beginning(product["title"]),
                )


def in_context(text: str, place: Answer) -> str:
    """Return the quote between » and « with what stands around it, on one line.

    >>> in_context("A red\\nshoe", Answer("red", 0.9, "title", 2, 5))
    'A »red« shoe'
    """
    before, after = text[max(0, place.start - _CONTEXT) : place.start], text[place.end : place.end + _CONTEXT]
    left, right = "…" * (place.start > _CONTEXT), "…" * (place.end + _CONTEXT < len(text))
    return " ".join(f"{left}{before}»{text[place.start : place.end]}«{after}{right}".split())


def _beginning(text: str) -> str:
    return text if len(text) <= _MISSED_TEXT else f"{text[:_MISSED_TEXT]}…"


def _of_method(measurement: Measurement, method: Method) -> dict[str, Any]:
    evaluation = evaluated(measurement, method)
    return {
        "threshold": method.threshold,
        **_of_counts(evaluation),
        "seen_recall": evaluation.seen.recall,
        "unseen_recall": evaluation.unseen.recall,
    }


def _of_counts(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "micro": _ratios(evaluation.lenient),
        "strict": _ratios(evaluation.strict),
        "coverage": evaluation.lenient.coverage,
    }


def _ratios(counts: Counts) -> Mapping[str, float]:
    return {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1, **asdict(counts)}


def _weighed_answers(measurement: Measurement) -> list[tuple[float, bool]]:
    whole = measurement.methods[0]
    return [
        (answer.confidence, answer.value in slots[name])
        for slots, answers in zip(measurement.gold, whole.answers, strict=True)
        for name, answer in answers.items()
        if name in slots
    ]
