"""A training that was broken off goes on where it stood: weights, averages and optimizer after a whole round."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from ...kg.stored_files import intact, replaced_file
from .model import TaggerModel


@dataclass(frozen=True, slots=True)
class TrainingState:
    """Everything that moves while a tagger is trained; what is drawn at random depends on the round alone."""

    model: TaggerModel
    averaged: TaggerModel
    optimizer: torch.optim.Optimizer

    def tensors(self) -> dict[str, torch.Tensor]:
        """Name every tensor that moves."""
        named = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        named |= {f"averaged.{name}": tensor for name, tensor in self.averaged.state_dict().items()}
        for number, moments in self.optimizer.state_dict()["state"].items():
            named |= {f"optimizer.{number}.{name}": tensor for name, tensor in moments.items()}
        return named

    def load(self, named: Mapping[str, torch.Tensor]) -> None:
        """Put every tensor back where `tensors` took it from."""
        self.model.load_state_dict(_part(named, "model."))
        self.averaged.load_state_dict(_part(named, "averaged."))
        moments: dict[int, dict[str, torch.Tensor]] = {}
        for name, tensor in _part(named, "optimizer.").items():
            number, moment = name.split(".")
            moments.setdefault(int(number), {})[moment] = tensor
        self.optimizer.load_state_dict({**self.optimizer.state_dict(), "state": moments})


def write_checkpoint(path: Path, key: str, losses: list[float], state: TrainingState) -> None:
    """Write the state after `len(losses)` rounds of the training that `key` names."""
    from safetensors.torch import save_file

    tensors = {name: tensor.contiguous().cpu() for name, tensor in state.tensors().items()}
    with replaced_file(path) as partial:
        save_file(tensors, partial, metadata={"key": key, "losses": json.dumps(losses)})


def resume(path: Path, key: str, state: TrainingState) -> list[float]:
    """Load a checkpoint of the same training and return the losses of its rounds; without one, nothing happened yet."""
    from safetensors import safe_open

    if not path.is_file():
        return []
    with intact(path, "delete it, and train from the first round on"), safe_open(path, framework="pt") as file:
        facts = file.metadata() or {}
        if facts.get("key") != key:
            return []
        state.load({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118 - no mapping
        losses: list[float] = json.loads(facts["losses"])
        return losses


def _part(named: Mapping[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in named.items() if name.startswith(prefix)}
