"""Training the CRF tagger on partly labelled texts; knows no product and no way the labels were made."""

from __future__ import annotations

import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from ...kg.progress import Progress, silent
from ...kg.settings import Settings
from ..labelled_text import LabelledText, known_slots, parts
from ..tagger.decoding import choose_threshold
from ..words import WINDOW_WORDS, word_offsets, word_windows
from .files import CrfCard, write_crf
from .tagger import BEGIN, INSIDE, OUTSIDE, CrfTagger, item_sequence

if TYPE_CHECKING:
    from pycrfsuite import ItemSequence

MOST_WORDS, MOST_WORDS_IN_ALL = 60_000, 2_400_000
"""Words that one attribute's chain, and all together, are trained on at most; a random part of the texts when there are
more. Every attribute has a chain: without the second limit a schema of hundreds would be trained for hours."""
ITERATIONS = 60
_PENALTIES = {"c1": 0.05, "c2": 0.05}
_MOST_WORDS_HELD = 120_000
"""Words whose features are held in memory at once, some 2 kB each."""
_FEWEST_ANSWERS = 30
"""With fewer answers to learn from, scores are taken for probabilities as they are."""


@dataclass(frozen=True, slots=True)
class CrfReport:
    """What was learned from how much; `held_out_f1` is the micro-F1 over known slots of held-out texts at `threshold`.

    `warnings`: sentences for a person.
    """

    version: str
    texts: int
    held_out_texts: int
    attributes: int
    seconds: float
    threshold: float
    held_out_f1: float
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Window:
    """Some words of a text, and their features."""

    text: LabelledText
    words: tuple[tuple[int, int], ...]
    items: ItemSequence


def train_crf(
    texts: Sequence[LabelledText], settings: Settings, folder: Path, progress: Progress = silent
) -> CrfReport:
    """Train a chain for every attribute, write them into `folder` and report.

    Texts of held-out products are not trained on; probabilities and the threshold are learned on them. Equal texts and
    seed give equal models. Raises TooFewTextsError.
    """
    started = time.monotonic()
    learned, held_out = parts(texts, settings.seed)
    models = _train_chains(learned, settings.seed, progress)
    categories = {name: tuple(sorted({text.category for text in learned if name in text.known()})) for name in models}
    tagger = CrfTagger.of(models, CrfCard(categories, 1.0, 0.0, 0.5, {}))
    card, f1 = _calibrated_card(tagger, held_out, progress)
    report = CrfReport(
        version="",
        texts=len(learned),
        held_out_texts=len(held_out),
        attributes=len(models),
        seconds=round(time.monotonic() - started, 1),
        threshold=card.threshold,
        held_out_f1=f1,
    )
    facts = {name: fact for name, fact in asdict(report).items() if name not in ("seconds", "version")}
    version = write_crf(folder, models, replace(card, training=facts | {"seed": settings.seed}))
    return replace(report, version=version)


def _train_chains(texts: Sequence[LabelledText], seed: int, progress: Progress) -> dict[str, bytes]:
    known: dict[str, list[LabelledText]] = defaultdict(list)
    chooser = random.Random(seed)  # noqa: S311 - sampling, not secrets
    for text in chooser.sample(texts, len(texts)):
        for attribute in text.known():
            known[attribute].append(text)
    attributes = sorted({span.attribute for text in texts for span in text.spans})
    most_words = min(MOST_WORDS, max(MOST_WORDS_IN_ALL // max(len(attributes), 1), WINDOW_WORDS))
    pool, models = _Pool(), {}
    with progress("training the CRF", len(attributes), "attributes") as advance:
        for attribute in attributes:
            models[attribute] = _train_chain(pool.windows(known[attribute], most_words), attribute)
            advance(1)
    return models


class _Pool:
    """Windows with their features, kept for the next attribute as long as there is room."""

    def __init__(self) -> None:
        self._windows: dict[int, list[_Window]] = {}
        self._words = 0

    def windows(self, texts: Sequence[LabelledText], most_words: int) -> list[_Window]:
        """Return the windows of the first texts that have so many words."""
        windows: list[_Window] = []
        words = 0
        for text in texts:
            if words >= most_words:
                break
            own = self._of(text)
            windows += own
            words += sum(len(window.words) for window in own)
        return windows

    def _of(self, text: LabelledText) -> list[_Window]:
        if id(text) not in self._windows:
            if self._words >= _MOST_WORDS_HELD:
                self._windows.clear()
                self._words = 0
            self._windows[id(text)] = _windows(text)
            self._words += sum(len(window.words) for window in self._windows[id(text)])
        return self._windows[id(text)]


def _windows(text: LabelledText) -> list[_Window]:
    words = word_offsets(text.text)[:MOST_WORDS]
    cut = [tuple(words[window.first : window.last]) for window in word_windows([1] * len(words), WINDOW_WORDS)]
    return [_Window(text, own, item_sequence(text.text, own, text.category)) for own in cut]


def _train_chain(windows: Sequence[_Window], attribute: str) -> bytes:
    from pycrfsuite import Trainer

    trainer = Trainer(verbose=False)
    for window in windows:
        trainer.append(window.items, _labels(window, attribute))
    trainer.select("lbfgs")
    trainer.set_params({**_PENALTIES, "max_iterations": ITERATIONS})
    with tempfile.TemporaryDirectory(prefix="kgtag-") as folder:
        path = Path(folder, "chain.crfsuite")
        trainer.train(str(path))
        return path.read_bytes()


def _labels(window: _Window, attribute: str) -> list[str]:
    """Label the words; a word that a span only touches belongs to it."""
    labels = [OUTSIDE] * len(window.words)
    for span in window.text.spans:
        if span.attribute == attribute:
            for place, (start, end) in enumerate(window.words):
                if start < span.end and end > span.start:
                    labels[place] = BEGIN if start <= span.start or not place else INSIDE
    return labels


def _calibrated_card(tagger: CrfTagger, held_out: Sequence[LabelledText], progress: Progress) -> tuple[CrfCard, float]:
    """Learn on held-out texts how far scores are right, and the threshold of the best micro-F1; returns that too."""
    raw = tagger.tag([(text.text, text.category) for text in held_out], progress)
    slots = [known_slots(text) for text in held_out]
    answers = [
        (one.score, text.text[one.start : one.end] in known[one.attribute])
        for text, found, known in zip(held_out, raw, slots, strict=True)
        for one in found
        if one.attribute in known
    ]
    slope, intercept = _learn_calibration(answers)
    card = replace(tagger.card, slope=slope, intercept=intercept)
    found = replace(tagger, card=card).tag([(text.text, text.category) for text in held_out])
    threshold, f1 = choose_threshold([text.text for text in held_out], found, slots)
    return replace(card, threshold=threshold), f1


def _learn_calibration(answers: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    right = [is_right for _, is_right in answers]
    if len(answers) < _FEWEST_ANSWERS or len(set(right)) < 2:
        return 1.0, 0.0
    model = LogisticRegression(C=100.0).fit([[log(score / (1 - score))] for score, _ in answers], right)
    slope = float(model.coef_[0][0])
    return (slope, float(model.intercept_[0])) if slope > 0 else (1.0, 0.0)
