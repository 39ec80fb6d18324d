"""Training the tagger on partly labelled texts, within a budget; knows no product and no way the labels were made."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from ..kg.errors import KgtagError
from ..kg.progress import Progress, silent
from ..kg.settings import Settings
from ..kg.types import is_held_out
from .encoder import Vocabulary, load_vocabulary, resolve_device, unknown_share, unreadable_warning
from .labelled_text import LabelledText
from .tagger import Tagger, build_model, max_pieces, mixed_precision
from .tagger_decoding import choose_threshold
from .tagger_files import TaggerCard, write_tagger
from .tagger_inputs import Window, batches_by_length, category_pieces, collate, text_windows
from .tagger_labels import Labels, learn_labels, window_gold, without_category
from .tagger_loss import Gold, collate_gold, tagger_loss
from .tagger_model import MAX_SPAN_WORDS, TaggerModel
from .tagger_optimization import average_weights, parameter_groups, rate_factor

FEWEST_TEXTS = 60
ROUNDS = 14
FEWEST_TITLES, MOST_TITLES_CPU, MOST_TITLES_GPU = 3_000, 25_000, 1_000_000

_BATCH_WINDOWS = 16
_MASKED_PIECES = 0.15
_HIDDEN_CATEGORIES = 0.1
_SAMPLED_UNKNOWN = 0.1
_HELD_OUT_TEXTS = 2_000


class TooFewTextsError(KgtagError):
    """There is too little labelled text to train a tagger on; known values and rules still work."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What was learned from how much; `held_out_f1` is the micro-F1 over known slots of held-out texts at `threshold`.

    `losses` holds the mean loss of each round, `warnings` sentences for a person.
    """

    version: str
    texts: int
    held_out_texts: int
    attributes: int
    titles: int
    seconds: float
    threshold: float
    held_out_f1: float
    losses: tuple[float, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Example:
    window: Window
    gold: Gold


def training_budget(windows: int, settings: Settings, device: str) -> int:
    """Return how many titles to train on, passes included: as set, or 14 passes within what the device can bear."""
    if settings.training_titles:
        return settings.training_titles
    most = MOST_TITLES_CPU if device == "cpu" else MOST_TITLES_GPU
    return min(most, max(FEWEST_TITLES, ROUNDS * windows))


def train_tagger(
    texts: Sequence[LabelledText], settings: Settings, folder: Path, progress: Progress = silent
) -> TrainingReport:
    """Train a tagger, write it into `folder` and report.

    Texts of held-out products are not trained on; the threshold is chosen on them. Equal texts, settings and seed on
    one machine give equal weights. Raises TooFewTextsError, and EncoderError when the encoder cannot be loaded.
    """
    started = time.monotonic()
    device = resolve_device(settings.device)
    chooser = random.Random(settings.seed)  # noqa: S311 - sampling, not secrets
    useful = [text for text in texts if text.spans]
    learned = [text for text in texts if (text.spans or text.absent) and not is_held_out(text.product)]
    if sum(bool(text.spans) for text in learned) < FEWEST_TEXTS:
        raise TooFewTextsError(
            f"only {len(useful)} texts say a value their product is known to have, and a tagger needs "
            f"{FEWEST_TEXTS} outside of the held-out part: fill in more attributes, or go on without it (--no-train)"
        )
    labels = learn_labels(learned)
    vocabulary = load_vocabulary(settings.encoder)
    warning = unreadable_warning(settings.encoder, unknown_share(vocabulary, [text.text for text in learned]))
    held_out = [text for text in texts if (text.spans or text.absent) and is_held_out(text.product)]
    held_out = chooser.sample(held_out, min(len(held_out), _HELD_OUT_TEXTS))
    card = TaggerCard(settings.encoder, vocabulary.fingerprint, labels, 0.5, {})
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        model = build_model(card, pretrained=True).to(device)
        examples = _examples(learned, labels, vocabulary, model, chooser)
        titles = training_budget(len(examples), settings, device)
        tagger = Tagger(copy.deepcopy(model).eval(), vocabulary, labels, 0.5, "", device)
        losses = _train(model, tagger, examples, titles, chooser, progress)
    threshold, f1 = _measure(tagger, held_out, progress)
    report = TrainingReport(
        version="",
        texts=len(learned),
        held_out_texts=len(held_out),
        attributes=len(labels.attributes),
        titles=titles,
        seconds=round(time.monotonic() - started, 1),
        threshold=threshold,
        held_out_f1=f1,
        losses=losses,
        warnings=(warning,) if warning else (),
    )
    facts = {name: fact for name, fact in asdict(report).items() if name != "seconds"}  # equal trainings, equal files
    card = replace(card, threshold=threshold, training=facts | {"seed": settings.seed})
    return replace(report, version=write_tagger(folder, tagger.model.state_dict(), card))


def _examples(
    texts: Sequence[LabelledText], labels: Labels, vocabulary: Vocabulary, model: TaggerModel, chooser: random.Random
) -> list[_Example]:
    """Cut the texts into windows that teach something; no more texts than any budget can use."""
    texts = chooser.sample(texts, min(len(texts), MOST_TITLES_GPU))
    examples = (
        _Example(window, window_gold(window, text, labels))
        for place, text in enumerate(texts)
        for window in text_windows(place, text.text, text.category, vocabulary, max_pieces(model))
    )
    return [example for example in examples if example.gold.known or example.gold.spans]


def _train(
    model: TaggerModel,
    tagger: Tagger,
    examples: Sequence[_Example],
    titles: int,
    chooser: random.Random,
    progress: Progress,
) -> tuple[float, ...]:
    """Train `model`, averaging its weights into the tagger's, and return the mean loss of each round."""
    rounds = list(_rounds(len(examples), titles, chooser))
    plans = [_batches([examples[place] for place in drawn], len(tagger.labels.attributes), chooser) for drawn in rounds]
    optimizer = torch.optim.AdamW(parameter_groups(model), fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate_factor(sum(len(plan) for plan in plans)))
    means, steps = [], 0
    with progress("training the tagger", titles, "titles") as advance:
        for plan in plans:
            model.train()
            losses = []
            for batch in plan:
                losses.append(_step(model, tagger, batch, optimizer, chooser))
                schedule.step()
                steps += 1
                average_weights(tagger.model, model, steps)
                advance(len(batch))
            means.append(sum(losses) / len(losses))
    return tuple(means)


def _rounds(examples: int, titles: int, chooser: random.Random) -> Iterator[list[int]]:
    """Deal the budget into rounds of equal size from one endless, shuffled stream, so that all are used evenly."""
    stream = _endless(examples, chooser)
    for number in range(ROUNDS):
        size = titles * (number + 1) // ROUNDS - titles * number // ROUNDS
        if size:
            yield [next(stream) for _ in range(size)]


def _endless(examples: int, chooser: random.Random) -> Iterator[int]:
    while True:
        yield from chooser.sample(range(examples), examples)


def _batches(examples: Sequence[_Example], attributes: int, chooser: random.Random) -> list[list[_Example]]:
    lengths = [len(example.window.words) for example in examples]
    places = batches_by_length(lengths, _BATCH_WINDOWS, MAX_SPAN_WORDS * attributes)
    return [[examples[place] for place in batch] for batch in chooser.sample(places, len(places))]


def _step(
    model: TaggerModel,
    tagger: Tagger,
    examples: Sequence[_Example],
    optimizer: torch.optim.Optimizer,
    chooser: random.Random,
) -> float:
    attributes = len(tagger.labels.attributes)
    hidden = [chooser.random() < _HIDDEN_CATEGORIES for _ in examples]
    windows = [
        (example.window, () if hide else category_pieces(tagger.vocabulary, example.window.category))
        for example, hide in zip(examples, hidden, strict=True)
    ]
    golds = [
        without_category(example.gold, attributes) if hide else example.gold
        for example, hide in zip(examples, hidden, strict=True)
    ]
    batch = collate(windows, tagger.vocabulary)
    targets = collate_gold(golds, batch.words.shape[1], attributes).to(tagger.device)
    batch = batch._replace(pieces=_masked(batch.pieces, batch.segments, tagger.vocabulary.mask)).to(tagger.device)
    with mixed_precision(tagger.device):
        scores = model(batch)
    loss = tagger_loss(scores, targets, batch.words, sampled=_SAMPLED_UNKNOWN)
    optimizer.zero_grad()
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def _masked(pieces: torch.Tensor, segments: torch.Tensor, mask: int) -> torch.Tensor:
    """Hide 15 % of the text's pieces, so that the model learns to read a value from its surroundings."""
    hide = (torch.rand(pieces.shape) < _MASKED_PIECES) & segments.bool()
    return pieces.masked_fill(hide, mask)


def _measure(tagger: Tagger, texts: Sequence[LabelledText], progress: Progress) -> tuple[float, float]:
    candidates = tagger.tag([(text.text, text.category) for text in texts], progress)
    return choose_threshold([text.text for text in texts], candidates, [_slots(text) for text in texts])


def _slots(text: LabelledText) -> dict[str, frozenset[str]]:
    """Return what is known of a text's slots: attribute → surface forms, none where it is absent."""
    forms: dict[str, set[str]] = {name: set() for name in text.absent}
    for span in text.spans:
        forms.setdefault(span.attribute, set()).add(text.text[span.start : span.end])
    return {name: frozenset(found) for name, found in forms.items()}
