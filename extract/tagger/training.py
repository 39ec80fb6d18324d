"""Training the tagger on partly labelled texts, within a budget; knows no product and no way the labels were made."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import torch

from ...kg.fingerprint import fingerprint
from ...kg.progress import Progress, silent
from ...kg.settings import Settings
from ..encoder import WordPieces, load_word_pieces, resolve_device, unknown_share, unreadable_warning
from ..labelled_text import LabelledText, known_slots, parts
from .checkpoint import TrainingState, resume, write_checkpoint
from .decoding import choose_threshold
from .files import TaggerCard, special_pieces, write_card, write_networks
from .inputs import Window, category_pieces, collate
from .labels import AttributeNumbers, number_attributes, without_category
from .loss import collate_gold, tagger_loss
from .model import TaggerModel, as_tensors
from .optimization import average_weights, parameter_groups, rate_factor, set_rates
from .rounds import ROUNDS, Example, learning_examples, plan_rounds
from .tagger import Tagger
from .torch_network import TorchBackend, build_model, max_pieces, mixed_precision
from .training_curves import WriteRound, training_curves

SAMPLED_UNKNOWN = 0.1
"""The share of the answers to an unknown slot that are taken for wrong; 0 leaves unknown slots out altogether."""
FEWEST_TITLES, MOST_TITLES_CPU, MOST_TITLES_GPU = 3_000, 25_000, 1_000_000

_MASKED_PIECES = 0.15
_HIDDEN_CATEGORIES = 0.1
_TEXTS_OF_A_CURVE = 200
_CHECKPOINT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What was learned from how much; `held_out_f1` is the micro-F1 over known slots of held-out texts at `threshold`.

    `data` is a hash of what was learned from, `losses` holds the mean loss of each round of each network, `warnings`
    sentences for a person.
    """

    version: str
    data: str
    texts: int
    held_out_texts: int
    attributes: int
    titles: int
    seconds: float
    threshold: float
    held_out_f1: float | None
    losses: tuple[float, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Data:
    """Texts to learn from and those to measure on; `key` is a hash of the first."""

    learned: Sequence[LabelledText]
    held_out: Sequence[LabelledText]
    numbers: AttributeNumbers
    key: str


@dataclass(frozen=True, slots=True)
class _Trained:
    """The networks, the losses of their rounds one after the other, and how many titles were read in all."""

    networks: Sequence[TaggerModel]
    losses: tuple[float, ...]
    titles: int


@dataclass(frozen=True, slots=True)
class _Training:
    """A model while it learns, beside the average of its weights; `name` is what a person reads of it."""

    name: str
    model: TaggerModel
    averaged: TaggerModel
    vocabulary: WordPieces
    attributes: int
    device: str
    sampled_unknown: float
    write_round: WriteRound

    def batch(self, windows: Sequence[tuple[Window, tuple[int, ...]]]) -> dict[str, torch.Tensor]:
        return as_tensors(collate(windows, self.vocabulary), self.device)


def training_budget(windows: int, settings: Settings, device: str) -> int:
    """Return how many titles to read while training: the epochs that are set, or 14 within what the device can bear."""
    if settings.training_epochs:
        return settings.training_epochs * windows
    return min(_most_titles(device), max(FEWEST_TITLES, ROUNDS * windows))


def _most_titles(device: str) -> int:
    return MOST_TITLES_CPU if device == "cpu" else MOST_TITLES_GPU


def train_tagger(
    texts: Sequence[LabelledText],
    settings: Settings,
    folder: Path,
    progress: Progress = silent,
    *,
    checkpoint: Path | None = None,
    threshold: float | None = None,
    sampled_unknown: float = SAMPLED_UNKNOWN,
) -> TrainingReport:
    """Train a tagger, write it into `folder` and report.

    Texts of held-out products are not trained on; the threshold is chosen on them. With a `threshold` that was chosen
    before, all texts are trained on. `training_seeds` networks are trained one after the other, each from a seed of its
    own, and read as one. Equal texts, settings and seed on one machine give equal weights, with a `checkpoint` also
    when the training was broken off and is called again; the caller deletes it, with a number behind its name for each
    network. Raises TooFewTextsError, and EncoderError when the encoder cannot be loaded.
    """
    started, device = time.monotonic(), resolve_device(settings.device)
    data = _data(texts, settings.seed, everything=threshold is not None)
    vocabulary = load_word_pieces(settings.encoder)
    trained = _train_networks(data, vocabulary, settings, device, checkpoint, progress, sampled_unknown)
    card = _first_card(data.numbers, vocabulary, settings, trained, threshold or 0.5)
    card, warnings = write_networks(folder, trained.networks, vocabulary, card)
    f1 = None
    if data.held_out:
        chosen, f1 = _measure(Tagger.of(folder, card, device), data.held_out, progress)
        card = replace(card, threshold=chosen)
    blind = unreadable_warning(settings.encoder, unknown_share(vocabulary, [text.text for text in data.learned]))
    report = _report(data, trained, card, f1, [blind, *warnings] if blind else warnings, time.monotonic() - started)
    facts = {name: fact for name, fact in asdict(report).items() if name != "seconds"}  # equal trainings, equal files
    write_card(folder, replace(card, training=facts | {"seed": settings.seed}))
    return report


def _data(texts: Sequence[LabelledText], seed: int, *, everything: bool) -> _Data:
    learned, held_out = ([text for text in texts if text.known()], []) if everything else parts(texts, seed)
    key = fingerprint(*((text.product, text.text, text.category, text.spans, sorted(text.absent)) for text in learned))
    return _Data(learned, held_out, number_attributes(learned), key)


def _first_card(
    numbers: AttributeNumbers, vocabulary: WordPieces, settings: Settings, trained: _Trained, threshold: float
) -> TaggerCard:
    return TaggerCard(
        encoder=settings.encoder,
        vocabulary=vocabulary.fingerprint,
        numbers=numbers,
        threshold=threshold,
        max_pieces=max_pieces(trained.networks[0]),
        special_pieces=special_pieces(vocabulary),
        training={},
    )


def _report(
    data: _Data, trained: _Trained, card: TaggerCard, f1: float | None, warnings: Sequence[str], seconds: float
) -> TrainingReport:
    return TrainingReport(
        version=card.version,
        data=data.key,
        texts=len(data.learned),
        held_out_texts=len(data.held_out),
        attributes=len(data.numbers.attributes),
        titles=trained.titles,
        seconds=round(seconds, 1),
        threshold=card.threshold,
        held_out_f1=f1,
        losses=trained.losses,
        warnings=tuple(warnings),
    )


def _train_networks(
    data: _Data, vocabulary: WordPieces, settings: Settings, device: str, checkpoint: Path | None, progress: Progress,
    sampled_unknown: float,
) -> _Trained:  # fmt: skip
    """Train a network a seed, one after the other."""
    networks: list[TaggerModel] = []
    losses: list[float] = []
    titles, attributes = 0, len(data.numbers.attributes)
    for number, seed in enumerate(range(settings.seed, settings.seed + settings.training_seeds), 1):
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            model = build_model(settings.encoder, attributes, pretrained=True).to(device)
            averaged = copy.deepcopy(model).eval()
            name = "training the tagger" + f", {number} of {settings.training_seeds}" * (settings.training_seeds > 1)
            reader = Tagger(TorchBackend(averaged, device), vocabulary, data.numbers, max_pieces(averaged), 0.5, name)
            measure = partial(_held_out_f1, reader, data.held_out[:_TEXTS_OF_A_CURVE])
            own = checkpoint and checkpoint.with_name(f"{checkpoint.name}-{number}")
            with training_curves(settings.tensorboard, f"tagger-{seed}", measure) as write_round:
                training = _Training(
                    name, model, averaged, vocabulary, attributes, device, sampled_unknown, write_round
                )
                lost, read = _learn(training, data, replace(settings, seed=seed), own, progress)
        networks.append(averaged)
        losses += lost
        titles += read
    return _Trained(networks, tuple(losses), titles)


def _learn(
    training: _Training, data: _Data, settings: Settings, checkpoint: Path | None, progress: Progress
) -> tuple[tuple[float, ...], int]:
    """Train within the budget; returns the mean loss of each round, and how many titles were read in all."""
    chooser = random.Random(settings.seed)  # noqa: S311 - sampling, not secrets
    most = MOST_TITLES_GPU if settings.training_epochs else _most_titles(training.device)
    texts = chooser.sample(data.learned, min(len(data.learned), most))
    examples = learning_examples(texts, data.numbers, training.vocabulary, max_pieces(training.model))
    titles = training_budget(len(examples), settings, training.device)
    plan = plan_rounds(examples, titles, training.attributes, chooser)
    encoder = "" if Path(settings.encoder).is_dir() else settings.encoder  # where a folder lies draws no numbers
    made_from = (data.key, encoder, training.vocabulary.fingerprint, settings.seed, titles)
    key = fingerprint(*made_from, training.device, training.sampled_unknown)
    return _train(training, plan, key, checkpoint, progress), titles


def _train(
    training: _Training, plan: Sequence[list[list[Example]]], key: str, checkpoint: Path | None, progress: Progress
) -> tuple[float, ...]:
    """Train the model, averaging its weights, and return the mean loss of each round; `key` names the training."""
    optimizer = torch.optim.AdamW(parameter_groups(training.model), fused=True)
    factor = rate_factor(sum(map(len, plan)))
    state = TrainingState(training.model, training.averaged, optimizer)
    losses = resume(checkpoint, key, state) if checkpoint else []
    steps, saved = sum(map(len, plan[: len(losses)])), time.monotonic()
    titles = [sum(map(len, batches)) for batches in plan]
    with progress(training.name, sum(titles), "titles") as advance:
        advance(sum(titles[: len(losses)]))
        for number in range(len(losses), len(plan)):
            chooser = random.Random(f"{key} {number}")  # noqa: S311 - what is drawn depends on the round alone
            torch.manual_seed(chooser.getrandbits(63))
            training.model.train()
            seen = []
            for batch in plan[number]:
                set_rates(optimizer, factor(steps))
                seen.append(_step(training, batch, optimizer, chooser))
                steps += 1
                average_weights(training.averaged, training.model, steps)
                advance(len(batch))
            losses.append(sum(seen) / len(seen))
            training.write_round(len(losses), losses[-1])
            if checkpoint and (time.monotonic() - saved > _CHECKPOINT_SECONDS or number == len(plan) - 1):
                write_checkpoint(checkpoint, key, losses, state)
                saved = time.monotonic()
    return tuple(losses)


def _step(
    training: _Training, examples: Sequence[Example], optimizer: torch.optim.Optimizer, chooser: random.Random
) -> float:
    hidden = [chooser.random() < _HIDDEN_CATEGORIES for _ in examples]
    windows = [
        (example.window, () if hide else category_pieces(training.vocabulary, example.window.category))
        for example, hide in zip(examples, hidden, strict=True)
    ]
    golds = [
        without_category(example.gold, training.attributes) if hide else example.gold
        for example, hide in zip(examples, hidden, strict=True)
    ]
    batch = training.batch(windows)
    targets = collate_gold(golds, batch["words"].shape[1], training.attributes).to(training.device)
    batch["pieces"] = _masked(batch["pieces"], batch["segments"], training.vocabulary.mask)
    with mixed_precision(training.device):
        scores = training.model(**batch)
    loss = tagger_loss(scores, targets, batch["words"], sampled=training.sampled_unknown)
    optimizer.zero_grad()
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(training.model.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def _masked(pieces: torch.Tensor, segments: torch.Tensor, mask: int) -> torch.Tensor:
    """Hide 15 % of the text's pieces, so that the model learns to read a value from its surroundings."""
    hide = (torch.rand(pieces.shape, device=pieces.device) < _MASKED_PIECES) & segments.bool()
    return pieces.masked_fill(hide, mask)


def _held_out_f1(tagger: Tagger, texts: Sequence[LabelledText]) -> float | None:
    return _measure(tagger, texts, silent)[1] if texts else None


def _measure(tagger: Tagger, texts: Sequence[LabelledText], progress: Progress) -> tuple[float, float]:
    candidates = tagger.tag([(text.text, text.category) for text in texts], progress)
    return choose_threshold([text.text for text in texts], candidates, [known_slots(text) for text in texts])
