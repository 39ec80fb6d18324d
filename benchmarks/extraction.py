"""How well values are read out of titles: the tagger beside a gazetteer, trained on OA-Mine train, tested on its test.

    python benchmarks/extraction.py

Reads `$KGTAG_BENCH_DATA/oa-mine` (default `../shared/data`), prints a table and writes it as JSON to
`benchmarks/results/extraction.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from kgtag.extract.evaluation import Counts, Evaluation, evaluate_extraction
from kgtag.extract.labelled_text import LabelledText, Span
from kgtag.extract.tagger import Tagger
from kgtag.extract.tagger_decoding import best_values
from kgtag.extract.tagger_training import TrainingReport, train_tagger
from kgtag.kg.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent
RESULT = REPOSITORY / "benchmarks" / "results" / "extraction.json"


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


def labelled(titles: Sequence[Title]) -> list[LabelledText]:
    """Say what the gold says: every occurrence of a value, and absence of what the title's category has elsewhere."""
    attributes = defaultdict(set)
    for title in titles:
        attributes[title.category] |= title.values.keys()
    return [
        LabelledText(
            title.id,
            title.text,
            title.category,
            tuple(
                Span(start, end, attribute)
                for attribute, values in title.values.items()
                for value in sorted(values)
                for start, end in occurrences(title.text, value)
            ),
            frozenset(attributes[title.category] - title.values.keys()),
        )
        for title in titles
    ]


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


def train_and_tag(
    train: Sequence[Title], test: Sequence[Title], settings: Settings
) -> tuple[TrainingReport, list[dict[str, str]], float]:
    """Train a tagger, answer the test's slots, and say how many seconds the tagging took."""
    with tempfile.TemporaryDirectory() as folder:
        report = train_tagger(labelled(train), settings, Path(folder))
        tagger = Tagger.load(Path(folder), settings.device)
    started = time.monotonic()
    candidates = tagger.tag([(title.text, title.category) for title in test])
    seconds = time.monotonic() - started
    return report, best_values([title.text for title in test], candidates, report.threshold), seconds


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


def main() -> None:
    """Train, tag, compare, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="train on this many titles only")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    folder = Path(os.environ.get("KGTAG_BENCH_DATA", REPOSITORY.parent / "shared" / "data")) / "oa-mine"
    train, test = read_titles(folder / "train.jsonl")[: options.limit], read_titles(folder / "test.jsonl")

    report, tagged, seconds = train_and_tag(train, test, Settings(seed=options.seed, device=options.device))
    values = {(attribute, value) for title in train for attribute, forms in title.values.items() for value in forms}
    gold = [title.values for title in test]
    answers = {"gazetteer": gazetteer(train, test), "tagger": tagged}
    evaluations = {name: evaluate_extraction(gold, found, values) for name, found in answers.items()}

    training_speed, tagging_speed = report.titles / report.seconds, len(test) / seconds
    print(f"OA-Mine: {report.texts} titles to learn from, {report.held_out_texts} held out, {len(test)} to test")
    print_table(evaluations)
    print(
        f"trained in {report.seconds:.0f} s ({training_speed:.0f} titles/s), tagged {tagging_speed:.0f} titles/s "
        f"with {torch.get_num_threads()} threads; held-out F1 {100 * report.held_out_f1:.1f} at {report.threshold:.3f}"
    )
    result = {
        "seed": options.seed,
        "threads": torch.get_num_threads(),
        "training": asdict(report),
        "training_titles_per_second": training_speed,
        "tagging_titles_per_second": tagging_speed,
        "methods": {name: laid_out(evaluation) for name, evaluation in evaluations.items()},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"written to {RESULT}")


if __name__ == "__main__":
    main()
