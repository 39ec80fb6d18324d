"""How well values that stand in no text are guessed: one attribute a product, from its title and category.

    python benchmarks/implicit_values.py

Reads `$KGTAG_BENCH_DATA/implicitave` (default `../shared/data`), learns from its `train` part and answers for `val`
(`--dev`: learns from four fifths of `train` and answers for the rest), prints accuracies and writes them as JSON to
`benchmarks/results/implicit_values.json`. Accuracy: the share of products whose value is the first answer; by
attribute: the mean of the attributes' accuracies, each counting the same.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from completion import read_products
from kgtag.embed.catalog_index import Readers, Texts
from kgtag.embed.sparse import matrix
from kgtag.embed.text_vectors import product_text, text_vectors
from kgtag.embed.value_networks import Clues, folds_of
from kgtag.embed.value_training import learn_values
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out
from measuring import DATA, write_result
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

CHUNK = 1_000
NEIGHBOURS = 20


@dataclass(frozen=True, slots=True)
class Rows:
    """Products with the one attribute asked of each, and its right value."""

    texts: Texts
    attributes: tuple[str, ...]
    values: tuple[str, ...]

    def take(self, rows: Sequence[int]) -> Rows:
        """Return some of them."""
        attributes, values = (tuple(part[row] for row in rows) for part in (self.attributes, self.values))
        return Rows(self.texts.take(rows), attributes, values)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One method's accuracies, and the CPU seconds of its learning and answering."""

    method: str
    accuracy: float
    by_attribute: float
    cpu_seconds: float


def read_rows(path: Path) -> Rows:
    """Read a part of the data."""
    products = read_products(path)
    cells = [(one[0]["name"], one[0]["values"][0]) for one in products["attributes"]]
    attributes, values = zip(*cells, strict=True)
    return Rows(Texts.of(products), attributes, values)


def majority(learned: Rows, asked: Rows) -> list[str]:
    """Answer the most frequent value of the attribute."""
    return _most_frequent(learned.attributes, learned.values, asked.attributes)


def majority_of_category(learned: Rows, asked: Rows) -> list[str]:
    """Answer the most frequent value of the attribute in the category."""
    keys = [list(zip(rows.attributes, rows.texts.categories, strict=True)) for rows in (learned, asked)]
    found = _most_frequent(keys[0], learned.values, keys[1])
    return [own or other for own, other in zip(found, majority(learned, asked), strict=True)]


def _most_frequent(keys: Sequence[Hashable], values: Sequence[str], asked: Sequence[Hashable]) -> list[str]:
    counts: dict[Hashable, Counter[str]] = {}
    for key, value in zip(keys, values, strict=True):
        counts.setdefault(key, Counter())[value] += 1
    return [counts[key].most_common(1)[0][0] if key in counts else "" for key in asked]


def regression_on_words(learned: Rows, asked: Rows) -> list[str]:
    """Answer by a logistic regression for each attribute on the title's words, weighed by tf-idf."""
    answers = np.full(len(asked.values), "", dtype=object)
    for attribute in sorted(set(asked.attributes)):
        known, open_ = (np.flatnonzero(np.array(rows.attributes) == attribute) for rows in (learned, asked))
        words = TfidfVectorizer(sublinear_tf=True)
        read = words.fit_transform([learned.texts.titles[row] for row in known])
        model = LogisticRegression(max_iter=200).fit(read, [learned.values[row] for row in known])
        answers[open_] = model.predict(words.transform([asked.texts.titles[row] for row in open_]))
    return answers.tolist()


class Scored:
    """All values scored for every product asked: by the value classifier, and by the votes of nearest neighbours."""

    def __init__(self, learned: Rows, asked: Rows, vectors: Mapping[str, np.ndarray]) -> None:
        self.tags = sorted(set(zip(learned.attributes, learned.values, strict=True)))
        self.asked = asked
        column = {tag: number for number, tag in enumerate(self.tags)}
        names = sorted({name for name, _ in self.tags})
        self.attribute_of = np.array([names.index(name) for name, _ in self.tags])
        self.wanted = np.array([names.index(name) for name in asked.attributes])
        self.places = np.array([column[tag] for tag in zip(learned.attributes, learned.values, strict=True)])
        self.folds, self.asked_folds = folds_of(learned.texts.ids), folds_of(asked.texts.ids)
        readers = Readers.learn(learned.texts)
        self.known, self.open = (
            Clues.of(readers, readers.read(rows.texts), np.stack([vectors[name] for name in rows.texts.ids]))
            for rows in (learned, asked)
        )

    def classified(self, seed: int) -> np.ndarray:
        """Return the classifier's shares [asked, tags]."""
        count = len(self.places)
        asserted = matrix(np.arange(count), self.places, np.ones(count), (count, len(self.tags)))
        values = learn_values(self.known, asserted, self.attribute_of, self.folds, seed, silent)
        plane = np.zeros((len(self.wanted), len(self.tags)))
        for start in range(0, len(plane), CHUNK):
            rows = np.arange(start, min(start + CHUNK, len(plane)))
            queries, columns = np.nonzero(self.attribute_of[None, :] == self.wanted[rows][:, None])
            asked = self.open.take(rows), self.asked_folds[rows]
            plane[rows[queries], columns] = values.probabilities(*asked, queries, columns)
        return plane

    def voted(self) -> np.ndarray:
        """Return the shares of the votes of the nearest products that have a value of the attribute [asked, tags]."""
        plane = np.zeros((len(self.wanted), len(self.tags)))
        for attribute in np.unique(self.wanted):
            own, theirs = np.flatnonzero(self.wanted == attribute), self.attribute_of[self.places] == attribute
            mine, known = self.open.take(own), self.known.take(np.flatnonzero(theirs))
            alike = (mine.symbols @ known.symbols.T).toarray() + mine.vectors @ known.vectors.T
            near = np.argpartition(-alike, min(NEIGHBOURS, alike.shape[1]) - 1, axis=1)[:, :NEIGHBOURS]
            votes = np.maximum(np.take_along_axis(alike, near, axis=1), 0) ** 3
            np.add.at(plane, (own[:, None], self.places[theirs][near]), votes)
        return plane / np.maximum(plane.sum(axis=1, keepdims=True), 1e-9)

    def answers(self, plane: np.ndarray) -> list[str]:
        """Return the best value of the attribute asked."""
        own = np.where(self.attribute_of[None, :] == self.wanted[:, None], plane, -1)
        return [self.tags[best][1] for best in own.argmax(axis=1)]


def measure(name: str, answers: Sequence[str], asked: Rows, seconds: float) -> Outcome:
    """Count what is right."""
    right = np.array([mine == value for mine, value in zip(answers, asked.values, strict=True)])
    attributes = np.array(asked.attributes)
    each = [right[attributes == attribute].mean() for attribute in sorted(set(asked.attributes))]
    return Outcome(name, round(float(right.mean()), 4), round(float(np.mean(each)), 4), round(seconds, 1))


def outcomes(learned: Rows, asked: Rows, vectors: Mapping[str, np.ndarray], seed: int) -> Iterator[Outcome]:
    """Learn and answer by every method."""
    simple = {
        "majority of the attribute": majority,
        "majority of attribute and category": majority_of_category,
        "logistic regression on words": regression_on_words,
    }
    for name, method in simple.items():
        started = time.process_time()
        answers = method(learned, asked)
        yield measure(name, answers, asked, time.process_time() - started)
    scored = Scored(learned, asked, vectors)
    for name, plane in (("nearest neighbours", scored.voted), ("value classifier", lambda: scored.classified(seed))):
        started = time.process_time()
        answers = scored.answers(plane())
        yield measure(name, answers, asked, time.process_time() - started)


def main() -> None:
    """Measure every method, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", action="store_true", help="leave val alone; nothing is written")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    options = parser.parse_args()
    data = DATA / "implicitave"
    learned = read_rows(data / "train.jsonl.gz")
    held_out = np.array([is_held_out(name, salt="dev") for name in learned.texts.ids])
    asked = learned.take(np.flatnonzero(held_out)) if options.dev else read_rows(data / "val.jsonl.gz")
    learned = learned.take(np.flatnonzero(~held_out)) if options.dev else learned

    started = time.process_time()
    ids, titles = (
        [*getattr(learned.texts, name), *getattr(asked.texts, name)] for name in ("ids", "titles")
    )  # fmt: skip
    settings = Settings()
    encoded = text_vectors(
        [product_text(title, "") for title in titles], settings.encoder, settings.device, silent, exact=False
    )
    seconds = round(time.process_time() - started, 1)
    vectors = dict(zip(ids, encoded, strict=True))
    print(f"{len(learned.values):,} products to learn from, {len(asked.values):,} asked; vectors: {seconds} CPU s")
    print(f"{'':<38}{'accuracy':>10}{'by attribute':>14}{'CPU s':>8}")
    found = []
    for one in outcomes(learned, asked, vectors, options.seed):
        found.append(one)
        print(f"{one.method:<38}{one.accuracy:>10.3f}{one.by_attribute:>14.3f}{one.cpu_seconds:>8.1f}", flush=True)
    if not options.dev:
        facts = {
            "seed": options.seed,
            "learned": len(learned.values),
            "asked": len(asked.values),
            "vector_cpu_seconds": seconds,
            "methods": [asdict(outcome) for outcome in found],
        }
        write_result("implicit_values", facts)


if __name__ == "__main__":
    main()
