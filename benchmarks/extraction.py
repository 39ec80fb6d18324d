"""How well values are read out of titles: the tagger beside a gazetteer, trained on OA-Mine train, tested on its test.

    python benchmarks/extraction.py --all --seeds 13 14 15
    python benchmarks/extraction.py --emptied unknown --sampled 0

By default four fifths of train teach, and the rest chooses the threshold and calibrates. With `--all` a first tagger
does just that, and those that are measured learn from all of train, with the threshold and the curves of the first.
With `--emptied` half of train's cells are hidden at random, and what is hidden counts as unknown or as absent;
`unlisted` hides half of the values and every absence, like a catalog in which not listed means unknown. `--dev`
measures on the held-out fifth of train in place of test: use it to tune. Reads `$KGTAG_BENCH_DATA/oa-mine` (default
`../shared/data`), prints a table and writes it as JSON into `benchmarks/results`. With `--keep FOLDER` the taggers stay
there, and a run that was broken off goes on where it stood.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import compress
from pathlib import Path
from statistics import mean
from typing import Any, Literal

import measuring
from kgtag.extract.calibration import Curve, learn_score_curves
from kgtag.extract.evaluation.metrics import Counts, Evaluation, calibration_error, evaluate_extraction
from kgtag.extract.labelled_text import LabelledText, Span, known_slots
from kgtag.extract.onnx_models import available_processors
from kgtag.extract.tagger.backends import Ensemble
from kgtag.extract.tagger.decoding import Candidate, best_values
from kgtag.extract.tagger.tagger import Tagger
from kgtag.extract.tagger.training import SAMPLED_UNKNOWN, TrainingReport, train_tagger
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out

DATA = measuring.DATA / "oa-mine"
Emptied = Literal["unknown", "absent", "unlisted"]


@dataclass(frozen=True, slots=True)
class Title:
    """One line of OA-Mine; every attribute of its category that it does not list is absent."""

    id: str
    text: str
    category: str
    values: Mapping[str, frozenset[str]]


def read_titles(path: Path) -> list[Title]:
    """Read one of the benchmark's files."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Title(row["id"], row["title"], row["category"], {a: frozenset(v) for a, v in row["attributes"].items()})
        for row in rows
    ]


def occurrences(text: str, value: str) -> list[tuple[int, int]]:
    """Find a value in a text, on word borders, in any case."""
    found = re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE)
    return [match.span() for match in found]


def visible(titles: Sequence[Title], emptied: Emptied | None) -> list[Title]:
    """Return the titles with the values that may be learned from; with `emptied`, half of the cells are hidden."""
    if not emptied:
        return list(titles)
    return [
        replace(title, values={name: own for name, own in title.values.items() if not is_hidden(title, name)})
        for title in titles
    ]


def is_hidden(title: Title, attribute: str) -> bool:
    """Say whether a cell is among those that `emptied` hides."""
    return is_held_out(f"{title.id} {attribute}", share=0.5, salt="emptied")


def labelled(titles: Sequence[Title], emptied: Emptied | None = None) -> list[LabelledText]:
    """Say what the gold says: every occurrence of a value, and absence of what the title's category has elsewhere.

    With `emptied`, half of that is hidden.
    """
    attributes = defaultdict(set)
    for title in titles:
        attributes[title.category] |= title.values.keys()
    return [
        LabelledText(title.id, title.text, title.category, spans_of(known), absent(title, attributes, emptied))
        for title, known in zip(titles, visible(titles, emptied), strict=True)
    ]


def spans_of(title: Title) -> tuple[Span, ...]:
    """Return every occurrence of a title's values."""
    return tuple(
        Span(start, end, attribute)
        for attribute, values in title.values.items()
        for value in sorted(values)
        for start, end in occurrences(title.text, value)
    )


def absent(title: Title, attributes: Mapping[str, set[str]], emptied: Emptied | None) -> frozenset[str]:
    """Return the attributes of its category that a title is known not to have, or with `emptied` taken not to have."""
    possible = attributes[title.category]
    missing, hidden = possible - title.values.keys(), {name for name in possible if is_hidden(title, name)}
    known = {None: missing, "unknown": missing - hidden, "absent": missing | hidden, "unlisted": set[str]()}
    return frozenset(known[emptied])


def gazetteer(train: Sequence[Title], test: Sequence[Title]) -> list[dict[str, str]]:
    """Answer every slot with the longest value that the category's training titles have for it."""
    known = defaultdict(set)
    for title in train:
        for attribute, values in title.values.items():
            known[title.category, attribute] |= values
    answers: list[dict[str, str]] = [{} for _ in test]
    for (category, attribute), values in sorted(known.items()):
        longest_first = sorted(values, key=lambda value: (-len(value), value))
        for title, answer in zip(test, answers, strict=True):
            places = (place for value in longest_first for place in occurrences(title.text, value))
            if title.category == category and (place := next(places, None)):
                answer[attribute] = title.text[slice(*place)]
    return answers


def train(
    texts: Sequence[LabelledText], settings: Settings, folder: Path, threshold: float | None, sampled: float
) -> tuple[TrainingReport, Tagger]:
    """Train a tagger and load it; without a threshold on four fifths of the texts, with one on all."""
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.safetensors"
    report = train_tagger(texts, settings, folder, checkpoint=checkpoint, threshold=threshold, sampled_unknown=sampled)
    return report, Tagger.load(folder, settings.device)


def ensemble(taggers: Sequence[Tagger]) -> Tagger:
    """Join taggers that learned the same labels from different seeds."""
    members = [tagger.backend for tagger in taggers]
    return replace(taggers[0], backend=Ensemble(members, members[0].batch_windows, members[0].threads))


def scored_answers(
    texts: Sequence[str], known: Sequence[Mapping[str, frozenset[str]]], found: Sequence[Sequence[Candidate]]
) -> list[tuple[str, float, bool]]:
    """Return the (attribute, score, right) of the best candidate of every known slot."""
    answers = []
    for text, slots, candidates in zip(texts, known, found, strict=True):
        best = {one.attribute: one for one in sorted(candidates, key=lambda one: one.score)}
        answers += [
            (name, one.score, text[one.start : one.end] in slots[name]) for name, one in best.items() if name in slots
        ]
    return answers


def learn_curves(tagger: Tagger, texts: Sequence[LabelledText]) -> Mapping[str, Curve]:
    """Learn on held-out texts how far a tagger is right at which score."""
    held_out = [text for text in texts if is_held_out(text.product)]
    found = tagger.tag([(text.text, text.category) for text in held_out])
    known = [known_slots(text) for text in held_out]
    return learn_score_curves(scored_answers([text.text for text in held_out], known, found))


def calibrated(curves: Mapping[str, Curve], answers: Sequence[tuple[str, float, bool]]) -> list[tuple[float, bool]]:
    """Turn scores into confidences."""
    return [((curves.get(name) or curves[""]).probability(score), right) for name, score, right in answers]


def metrics(counts: Counts) -> dict[str, float]:
    """Lay counts out with what follows from them."""
    return {**asdict(counts), "precision": counts.precision, "recall": counts.recall, "f1": counts.f1}


def laid_out(evaluation: Evaluation) -> dict[str, object]:
    """Lay an evaluation out as JSON."""
    parts = {name: getattr(evaluation, name) for name in ("lenient", "strict", "seen", "unseen")}
    return {
        **{name: metrics(counts) for name, counts in parts.items()},
        "attributes": {name: metrics(counts) for name, counts in evaluation.attributes.items()},
    }


def print_table(evaluations: Mapping[str, Evaluation]) -> None:
    """Print a line a method, in percent."""
    print(f"{'':<12}{'lenient':^24}{'strict':^24}{'recall of values':^16}")
    print(f"{'':<12}{'P':>8}{'R':>8}{'F1':>8}{'P':>8}{'R':>8}{'F1':>8}{'seen':>8}{'unseen':>8}")
    for name, evaluation in evaluations.items():
        numbers = [getattr(counts, ratio) for counts in (evaluation.lenient, evaluation.strict)
                   for ratio in ("precision", "recall", "f1")]  # fmt: skip
        numbers += [evaluation.seen.recall, evaluation.unseen.recall]
        print(f"{name:<12}" + "".join(f"{100 * number:8.1f}" for number in numbers))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="train on this many titles only")
    parser.add_argument("--seeds", type=int, nargs="+", default=[Settings().seed])
    parser.add_argument("--all", action="store_true", help="learn from all of train")
    parser.add_argument("--emptied", choices=("unknown", "absent", "unlisted"), help="half of train's cells are hidden")
    parser.add_argument(
        "--sampled", type=float, default=SAMPLED_UNKNOWN, help="share of unknown answers taken for wrong"
    )
    parser.add_argument("--dev", action="store_true", help="measure on the held-out fifth of train")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--keep", type=Path, help="keep the trained taggers in this folder")
    options = parser.parse_args()
    if options.all and options.dev:
        parser.error("with --all the held-out fifth is learned from: measure on test, or leave --all out")
    return options


@dataclass(frozen=True, slots=True)
class Task:
    """What is learned from: `texts`, some of them held out, and the `known` titles; and what is `measured`."""

    texts: Sequence[LabelledText]
    known: Sequence[Title]
    measured: Sequence[Title]

    @classmethod
    def of(cls, options: argparse.Namespace) -> Task:
        """Read what the options ask for."""
        titles = read_titles(DATA / "train.jsonl")[: options.limit]
        held_out = [is_held_out(title.id) for title in titles]
        measured = list(compress(titles, held_out)) if options.dev else read_titles(DATA / "test.jsonl")
        known = visible(titles, options.emptied)
        learned = [options.all or not held for held in held_out]
        return cls(labelled(titles, options.emptied), list(compress(known, learned)), measured)

    def evaluated(self, answers: Sequence[Mapping[str, str]]) -> Evaluation:
        """Compare answers to the measured titles with their values."""
        seen = {(name, form) for title in self.known for name, forms in title.values.items() for form in forms}
        return evaluate_extraction([title.values for title in self.measured], answers, seen)

    def found_by(self, tagger: Tagger) -> list[list[Candidate]]:
        """Read the measured titles."""
        return tagger.tag([(title.text, title.category) for title in self.measured])

    def answers(self, found: Sequence[Sequence[Candidate]], threshold: float) -> list[dict[str, str]]:
        """Choose the best candidates of the measured titles."""
        return best_values([title.text for title in self.measured], found, threshold)


@dataclass(frozen=True, slots=True)
class Trained:
    """A tagger, and how far it is right at which score."""

    seed: int
    report: TrainingReport
    tagger: Tagger
    curves: Mapping[str, Curve]


def trained(task: Task, options: argparse.Namespace, folder: Path) -> Iterator[Trained]:
    """Train a tagger a seed."""
    threshold = None
    for seed in options.seeds:
        settings = Settings(seed=seed, device=options.device)
        if not options.all or threshold is None:
            report, tagger = train(task.texts, settings, folder / f"part-{seed}", None, options.sampled)
            threshold, curves = report.threshold, learn_curves(tagger, task.texts)
        if options.all:
            report, tagger = train(task.texts, settings, folder / f"all-{seed}", threshold, options.sampled)
        yield Trained(seed, report, tagger, curves)


def measure_one(task: Task, one: Trained) -> tuple[dict[str, Any], Evaluation]:
    """Tag with one tagger and print how it went; returns what is written of the run, and its evaluation."""
    started = time.monotonic()
    found = task.found_by(one.tagger)
    speed = len(task.measured) / (time.monotonic() - started)
    attributes = one.tagger.numbers.attributes
    slots = [{name: title.values.get(name, frozenset[str]()) for name in attributes} for title in task.measured]
    answers = scored_answers([title.text for title in task.measured], slots, found)
    error, report = calibration_error(calibrated(one.curves, answers)), one.report
    print(
        f"seed {one.seed}: {report.texts} titles learned from in {report.seconds:.0f} s, threshold "
        f"{report.threshold:.3f}, ECE {error.error:.3f} ({error.low:.3f} to {error.high:.3f})",
        flush=True,
    )
    run = {"seed": one.seed, "training": asdict(report), "titles_per_second": speed, "calibration": asdict(error)}
    return run, task.evaluated(task.answers(found, report.threshold))


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Train, tag, compare, print; returns what is written."""
    task = Task.of(options)
    taggers = []
    runs, single = [], {}
    for one in trained(task, options, folder):
        run, single[f"seed {one.seed}"] = measure_one(task, one)
        runs.append(run)
        taggers.append(one.tagger)
    means = {part: mean(getattr(one, part).f1 for one in single.values()) for part in ("lenient", "strict")}
    evaluations = {"gazetteer": task.evaluated(gazetteer(task.known, task.measured)), **single}
    if len(taggers) > 1:
        threshold = mean(run["training"]["threshold"] for run in runs)
        evaluations["ensemble"] = task.evaluated(task.answers(task.found_by(ensemble(taggers)), threshold))
    print_table(evaluations)
    print(f"mean of {len(single)}: lenient {100 * means['lenient']:.1f}, strict {100 * means['strict']:.1f}")
    return {
        "learned_from": "all" if options.all else "four fifths",
        "measured_on": "the held-out fifth of train" if options.dev else "test",
        "emptied": options.emptied,
        "sampled_unknown": options.sampled,
        "processors": available_processors(),
        "mean_f1": means,
        "runs": runs,
        "methods": {name: laid_out(evaluation) for name, evaluation in evaluations.items()},
    }


def main() -> None:
    """Measure and write."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options, options.keep or Path(folder))
    parts = ["extraction", "all" * options.all, options.emptied or "", "partial" * (options.sampled == 0)]
    measuring.write_result("-".join(filter(None, [*parts, "dev" * options.dev])), result)


if __name__ == "__main__":
    main()
