"""Networks as ONNX models in int8: written once by PyTorch, run by ONNX Runtime on processors; knows no network."""

from __future__ import annotations

import copy
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime
    import torch

_OPSET = 17


class OnnxError(Exception):
    """A network cannot be written as an ONNX model."""


def available_processors() -> int:
    """Return how many processors this process may use: OMP_NUM_THREADS where it is set, those it is bound to else."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked):
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """Open a model that answers on the thread that asks it, so that several can ask at the same time."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def write_int8(
    network: torch.nn.Module,
    arguments: Mapping[str, torch.Tensor],
    outputs: Sequence[str],
    axes: Mapping[str, Mapping[int, str]],
    path: Path,
) -> None:
    """Trace a network on named arguments, and write it with its matrices in int8 of seven bits, one scale a column.

    `axes` names the dimensions that vary. Eight bits overflow on processors that multiply int8 without VNNI; what the
    last bit adds is not measurable. Raises OnnxError for a network that cannot be traced.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory(dir=path.parent) as folder, _quietly():
        exact = Path(folder) / "exact.onnx"
        try:
            torch.onnx.export(
                copy.deepcopy(network).cpu().eval(),
                tuple(arguments.values()),
                exact,
                input_names=list(arguments),
                output_names=list(outputs),
                dynamic_axes=axes,
                opset_version=_OPSET,
                dynamo=False,
            )
        except RuntimeError as error:
            raise OnnxError(f"cannot be written for ONNX Runtime ({type(error).__name__})") from error
        quantize_dynamic(exact, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep to itself what tracing and quantisation say of their own insides."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        root.setLevel(level)
