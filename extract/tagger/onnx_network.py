"""A tagger's network as an ONNX model: written once after training, run by ONNX Runtime on processors."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING

from ..onnx_models import open_session, write_int8
from .decoding import ScoreArrays
from .inputs import Batch, collate, text_windows

if TYPE_CHECKING:
    from ..encoder import WordPieces
    from .model import TaggerModel


class OnnxBackend:
    """Runs the network one window at a time, on as many threads as it is given.

    Dynamic quantisation scales a whole batch by its greatest activation: read one by one, windows have no say in each
    other's scores, nothing is padded, and an updated product scores what a whole build would give it.
    """

    batch_windows = 1

    def __init__(self, path: Path, threads: int) -> None:
        self.threads = threads
        self._session = open_session(path)
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    def scores(self, batch: Batch) -> ScoreArrays:
        """Return the logits of a batch."""
        given = batch._asdict()
        return ScoreArrays(*self._session.run(["bio", "slots"], {name: given[name] for name in self._inputs}))


def write_onnx(model: TaggerModel, vocabulary: WordPieces, path: Path) -> None:
    """Write a tagger's network in int8; raises OnnxError for an encoder that cannot be traced.

    Attention is traced as plain products, in which ONNX Runtime finds its fused operators.
    """
    from .model import as_tensors

    plain = copy.deepcopy(model)
    plain.body.set_attn_implementation("eager")
    texts = "a red shoe by nobody 12 cm", "a bag"
    windows = [(window, ()) for text in texts for window in text_windows(0, text, "", vocabulary, 100)]
    arguments = as_tensors(collate(windows, vocabulary), "cpu")
    axes = {name: dict(enumerate(("windows", "pieces"))) for name in ("pieces", "segments", "attention")}
    axes |= {name: dict(enumerate(("windows", "words"))) for name in ("first", "last", "words", "bio")}
    axes |= {"spans": {0: "spans"}, "slots": {0: "windows", 1: "answers"}}
    write_int8(plain, arguments, ["bio", "slots"], axes, path)
