"""What runs a tagger's networks: ONNX Runtime in int8 on a processor, PyTorch on a GPU; one interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from ..encoder import resolve_device
from ..onnx_models import available_processors
from .decoding import ScoreArrays
from .files import TaggerCard, checked, onnx_file
from .inputs import Batch


class Backend(Protocol):
    """Scores batches of at most `batch_windows` windows; `threads` of them may be asked for at the same time."""

    @property
    def batch_windows(self) -> int: ...
    @property
    def threads(self) -> int: ...
    def scores(self, batch: Batch) -> ScoreArrays:
        """Return the logits of a batch."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Several networks as one: the mean of their logits, in which what only one of them sees is weak."""

    members: Sequence[Backend]
    batch_windows: int
    threads: int

    def scores(self, batch: Batch) -> ScoreArrays:
        """Return the mean logits of a batch."""
        scores = [member.scores(batch) for member in self.members]
        return ScoreArrays(np.mean([one.bio for one in scores], axis=0), np.mean([one.slots for one in scores], axis=0))


def open_backend(folder: Path, card: TaggerCard, device: str) -> Backend:
    """Open what runs a stored tagger on a device: ONNX Runtime, unless a GPU is asked for or found.

    ONNX Runtime needs no PyTorch; a tagger whose encoder could not be written for it is run by PyTorch. Raises
    WorkspaceError when the tagger's files are not whole.
    """
    members = [_open_network(folder, card, network, device) for network in range(card.networks)]
    return members[0] if len(members) == 1 else Ensemble(members, members[0].batch_windows, members[0].threads)


def _open_network(folder: Path, card: TaggerCard, network: int, device: str) -> Backend:
    stored = onnx_file(network)
    if stored in card.files and _is_processor(device):
        from .onnx_network import OnnxBackend

        return OnnxBackend(checked(folder, card, stored), available_processors())
    from .torch_network import read_torch_backend

    return read_torch_backend(folder, card, device, network)


def _is_processor(device: str) -> bool:
    if device == "auto" and _has_gpu_driver():
        return resolve_device(device) == "cpu"
    return device in ("auto", "cpu")


def _has_gpu_driver() -> bool:
    """Say whether a CUDA driver is here, without the seconds that importing PyTorch costs."""
    return any(Path(name).exists() for name in ("/dev/nvidiactl", "/dev/dxg", r"C:\Windows\System32\nvcuda.dll"))
