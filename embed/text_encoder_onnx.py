"""The frozen encoder of texts as an ONNX model in int8: written once by a build, run without PyTorch ever after."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..extract.encoder import WordPieces, load_body, load_word_pieces
from ..extract.onnx_models import OnnxError, available_processors, open_session, write_int8
from ..extract.tagger.files import special_pieces
from ..kg.settings import NO_ENCODER
from ..kg.stored_files import intact, read_json
from ..kg.tables import write_text
from .learned_files import TRAIN_ANEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

CARD, MODEL, TOKENIZER = "text-encoder.json", "model.int8.onnx", "tokenizer.json"


def write_text_encoder(encoder: str, folder: Path, announce: Callable[[str], None]) -> str:
    """Write an encoder into `folder`, and return what `text_vectors` takes for it: the folder.

    Where there is nothing to write, or the encoder cannot be traced, that is the encoder's own name.
    """
    if encoder == NO_ENCODER:
        return encoder
    vocabulary = load_word_pieces(encoder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        width = _write_model(encoder, vocabulary, folder / MODEL)
    except OnnxError as error:
        announce(f"encoder {encoder} {error}: PyTorch reads in its place, which takes seconds to start")
        return encoder
    vocabulary.tokenizer.save(str(folder / TOKENIZER))
    card = {
        "encoder": encoder,
        "vocabulary": vocabulary.fingerprint,
        "width": width,
        "pieces": special_pieces(vocabulary),
    }
    write_text(json.dumps(card, indent=1), folder / CARD)
    return str(folder)


def stored_text_encoder(folder: Path, encoder: str) -> str:
    """Return what `text_vectors` takes for an encoder that may have been written into `folder`."""
    return str(folder) if (folder / CARD).is_file() else encoder


class OnnxTextEncoder:
    """Encodes one text at a time, on all processors: its vector is the same whatever else is encoded."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        card = read_json(folder / CARD, TRAIN_ANEW)
        with intact(folder / TOKENIZER, TRAIN_ANEW):
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        with intact(folder / CARD, TRAIN_ANEW):
            self.vocabulary = WordPieces(tokenizer, fingerprint=card["vocabulary"], **card["pieces"])
            self.width = int(card["width"])
        with intact(folder / MODEL, TRAIN_ANEW):
            self._session = open_session(folder / MODEL)

    def encode(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the vectors of texts that are cut into word pieces, [texts, width] of length 1."""
        with ThreadPoolExecutor(available_processors()) as pool:
            vectors = list(pool.map(self._encode_one, pieces))
        return np.stack(vectors)

    def _encode_one(self, pieces: Sequence[int]) -> NDArray[np.float32]:
        ids = np.array([pieces], dtype=np.int64)
        (vectors,) = self._session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})
        return np.asarray(vectors[0], dtype=np.float32)


def _write_model(encoder: str, vocabulary: WordPieces, path: Path) -> int:
    """Write the network with its pooling, and return the width of its vectors."""
    import torch

    from .text_encoder_torch import PooledBody

    body = load_body(encoder)
    pieces = [vocabulary.start, vocabulary.unknown, vocabulary.separator, vocabulary.padding]
    arguments = {"ids": torch.tensor([pieces, pieces]), "mask": torch.tensor([[1, 1, 1, 0], [1, 1, 1, 0]])}
    axes = {name: {0: "texts", 1: "pieces"} for name in arguments} | {"vectors": {0: "texts"}}
    write_int8(PooledBody(body), arguments, ["vectors"], axes, path)
    return int(body.config.hidden_size)
