"""How the tagger's weights move: learning rates by depth, warm-up, averaged weights; knows no data and no loss."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import torch

from .model import TaggerModel

_BODY_RATE, _HEAD_RATE, _LAYER_DECAY, _WARM_UP = 2e-4, 2e-3, 0.9, 0.1
_BODY_RATE_WIDTH = 384
_AVERAGE_DECAY = 0.995


def parameter_groups(model: TaggerModel) -> list[dict[str, object]]:
    """Give the heads a high learning rate, the encoder's layers a low one that falls by .9 a layer downwards.

    The rates are those found for MiniLM (384 wide); a wider encoder gets lower ones.
    """
    top = _BODY_RATE * min(1.0, _BODY_RATE_WIDTH / model.body.config.hidden_size)
    layers = model.body.config.num_hidden_layers
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        layer = re.search(r"\.layers?\.(\d+)\.", name)
        depth = layers - 1 - int(layer[1]) if layer else layers
        rate = top * _LAYER_DECAY**depth if name.startswith("body.") else _HEAD_RATE
        groups.setdefault(rate, []).append(parameter)
    return [{"params": groups[rate], "lr": rate, "highest_rate": rate} for rate in sorted(groups)]


def rate_factor(steps: int) -> Callable[[int], float]:
    """Return the learning rate's factor at each step: up over the first tenth, then straight down to nothing."""
    warm_up = max(1, math.ceil(steps * _WARM_UP))
    return lambda step: min((step + 1) / warm_up, max(0.0, (steps - step) / max(1, steps - warm_up)))


def set_rates(optimizer: torch.optim.Optimizer, factor: float) -> None:
    """Set every group's learning rate to a share of its highest."""
    for group in optimizer.param_groups:
        group["lr"] = group["highest_rate"] * factor


def average_weights(averaged: TaggerModel, model: TaggerModel, steps: int) -> None:
    """Move an exponential moving average (decay .995, less at first) towards the weights after `steps` steps."""
    decay = min(_AVERAGE_DECAY, (1 + steps) / (10 + steps))
    with torch.no_grad():
        for average, current in zip(averaged.parameters(), model.parameters(), strict=True):
            average.lerp_(current, 1 - decay)
