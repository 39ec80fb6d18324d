"""What runs a tagger's network: ONNX Runtime in int8 on a processor, PyTorch on a GPU; one interface."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Protocol

from .encoder import resolve_device
from .tagger_decoding import ScoreArrays
from .tagger_files import ONNX, TaggerCard, checked
from .tagger_inputs import Batch

BackendName = Literal["onnx", "torch"]


class Backend(Protocol):
    """Scores batches of at most `batch_windows` windows; `threads` of them may be asked for at the same time."""

    batch_windows: int
    threads: int

    def scores(self, batch: Batch) -> ScoreArrays:
        """Return the logits of a batch."""


def open_backend(folder: Path, card: TaggerCard, device: str, name: BackendName | None = None) -> Backend:
    """Open what runs a stored tagger on a device; by default ONNX Runtime, unless a GPU is asked for or found.

    ONNX Runtime needs no PyTorch; a tagger whose encoder could not be written for it is run by PyTorch. Raises
    WorkspaceError when the tagger's files are not whole.
    """
    if name == "onnx" or (name is None and ONNX in card.files and _is_processor(device)):
        from .tagger_onnx import OnnxBackend

        return OnnxBackend(checked(folder, card, ONNX), available_processors())
    from .tagger_torch import read_torch_backend

    return read_torch_backend(folder, card, device)


def available_processors() -> int:
    """Return how many processors this process may use: OMP_NUM_THREADS where it is set, those it is bound to else."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked):
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _is_processor(device: str) -> bool:
    if device == "auto" and _has_gpu_driver():
        return resolve_device(device) == "cpu"
    return device in ("auto", "cpu")


def _has_gpu_driver() -> bool:
    """Say whether a CUDA driver is here, without the seconds that importing PyTorch costs."""
    return any(Path(name).exists() for name in ("/dev/nvidiactl", "/dev/dxg", r"C:\Windows\System32\nvcuda.dll"))
