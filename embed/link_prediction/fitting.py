"""Training until the validation triples are ranked no better: looks, best weights, checkpoints."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ...kg.stored_files import intact, replaced_file
from .evaluation import link_ranks

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from .questions import LinkQuestions, Rows
    from .training import Trainer


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to train.

    Attributes:
        epochs: at most so many.
        look: epochs between two looks at the validation triples.
        patience: looks without a better MRR after which training stops.
    """

    epochs: int
    look: int = 5
    patience: int = 4


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the validation triples saw: the mean loss of the last epoch and the filtered metrics."""

    epoch: int
    loss: float
    mrr: float


def fit(
    trainer: Trainer,
    train: LinkQuestions,
    validation: tuple[Rows, LinkQuestions],
    schedule: Schedule,
    report: Callable[[Look], None],
    checkpoint: Path | None = None,
) -> list[Look]:
    """Train, and leave the trainer with the weights of the best look.

    Args:
        trainer: fresh; where the checkpoint holds the same training, it goes on from there.
        train: the questions to learn from.
        validation: triples to rank, and all answers that are right, those among them.
        schedule: when to look and to stop.
        report: told of every look.
        checkpoint: a file that is replaced after every look; holds no code.

    Returns:
        All looks, those before a break among them.
    """
    looks, best = _resume(checkpoint, trainer)
    while trainer.epoch < schedule.epochs and not _is_over(looks, schedule):
        loss = trainer.train_epoch(train)
        if trainer.epoch % schedule.look and trainer.epoch < schedule.epochs:
            continue
        mrr = float((1 / link_ranks(trainer.vectors, *validation)).mean())
        if not looks or mrr > max(look.mrr for look in looks):
            best = {name: tensor.clone() for name, tensor in _weights(trainer).items()}
        looks.append(Look(trainer.epoch, loss, mrr))
        report(looks[-1])
        if checkpoint:
            _write(checkpoint, trainer, looks, best)
    for name, tensor in best.items():
        _weights(trainer)[name].copy_(tensor)
    return looks


def _is_over(looks: list[Look], schedule: Schedule) -> bool:
    best = max(range(len(looks)), key=lambda place: looks[place].mrr, default=0)
    return len(looks) - 1 - best >= schedule.patience


def _weights(trainer: Trainer) -> dict[str, Tensor]:
    return {"entities": trainer.vectors.entities, "relations": trainer.vectors.relations}


def _moving(trainer: Trainer) -> dict[str, Tensor]:
    """Name everything that moves in training; what is drawn at random depends on the epoch alone."""
    entities, relations = (table.squares for table in trainer.tables)
    return {**_weights(trainer), "entities.squares": entities, "relations.squares": relations}


def _key(trainer: Trainer) -> str:
    return json.dumps({**asdict(trainer.recipe), "shapes": [list(row.shape) for row in _weights(trainer).values()]})


def _write(path: Path, trainer: Trainer, looks: list[Look], best: dict[str, Tensor]) -> None:
    from safetensors.torch import save_file

    tensors = {**_moving(trainer), **{f"best.{name}": tensor for name, tensor in best.items()}}
    facts = {"key": _key(trainer), "epoch": str(trainer.epoch), "looks": json.dumps([asdict(look) for look in looks])}
    with replaced_file(path) as partial:
        save_file({name: tensor.contiguous().cpu() for name, tensor in tensors.items()}, partial, metadata=facts)


def _resume(path: Path | None, trainer: Trainer) -> tuple[list[Look], dict[str, Tensor]]:
    """Put everything back that a checkpoint of the same training holds; return its looks and best weights."""
    from safetensors import safe_open

    if path is None or not path.is_file():
        return [], {}
    with intact(path, "delete it, and train from the first epoch on"), safe_open(path, framework="pt") as file:
        facts = file.metadata() or {}
        if facts.get("key") != _key(trainer):
            return [], {}
        for name, tensor in _moving(trainer).items():
            tensor.copy_(file.get_tensor(name))
        best = {name: file.get_tensor(f"best.{name}") for name in _weights(trainer)}
        trainer.epoch = int(facts["epoch"])
        return [Look(**look) for look in json.loads(facts["looks"])], best
