"""A tagger's network as an ONNX model in int8: written once after training, run by ONNX Runtime on processors."""

from __future__ import annotations

import copy
import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .tagger_decoding import ScoreArrays
from .tagger_inputs import Batch, collate, text_windows

if TYPE_CHECKING:
    from .encoder import Vocabulary
    from .tagger_model import TaggerModel

_OPSET = 17


class OnnxError(Exception):
    """An encoder cannot be written as an ONNX model."""


class OnnxBackend:
    """Runs the network one window at a time, on as many threads as it is given.

    Dynamic quantisation scales a whole batch by its greatest activation: read one by one, windows have no say in each
    other's scores, nothing is padded, and an updated product scores what a whole build would give it.
    """

    batch_windows = 1

    def __init__(self, path: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.threads = threads
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    def scores(self, batch: Batch) -> ScoreArrays:
        """Return the logits of a batch."""
        given = batch._asdict()
        return ScoreArrays(*self._session.run(["bio", "slots"], {name: given[name] for name in self._inputs}))


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


def write_onnx(model: TaggerModel, vocabulary: Vocabulary, path: Path) -> None:
    """Write a network with its matrices in int8 of seven bits, one scale a column.

    Eight bits overflow on processors that multiply int8 without VNNI; what the last bit adds is not measurable. Raises
    OnnxError for an encoder that cannot be traced.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from .tagger_model import as_tensors

    texts = "a red shoe by nobody 12 cm", "a bag"
    windows = [(window, ()) for text in texts for window in text_windows(0, text, "", vocabulary, 100)]
    arguments = as_tensors(collate(windows, vocabulary), "cpu")
    axes = {name: dict(enumerate(("windows", "pieces"))) for name in ("pieces", "segments", "attention")}
    axes |= {name: dict(enumerate(("windows", "words"))) for name in ("first", "last", "words", "bio")}
    axes |= {"spans": {0: "spans"}, "slots": {0: "windows", 1: "answers"}}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, _quietly():
        exact = Path(folder) / "exact.onnx"
        try:
            torch.onnx.export(
                copy.deepcopy(model).cpu().eval(),
                tuple(arguments.values()),
                exact,
                input_names=list(arguments),
                output_names=["bio", "slots"],
                dynamic_axes=axes,
                opset_version=_OPSET,
                dynamo=False,
            )
        except RuntimeError as error:
            raise OnnxError(f"cannot be written for ONNX Runtime ({type(error).__name__})") from error
        quantize_dynamic(exact, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
