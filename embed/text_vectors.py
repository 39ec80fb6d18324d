"""Sentence vectors of product texts and tag names from the frozen encoder; knows no graph and trains nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..kg.settings import NO_ENCODER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..extract.encoder import WordPieces
    from ..kg.progress import Progress


class TextEncoder(Protocol):
    """An encoder that runs: `width` numbers a text, from the word pieces of its `vocabulary`."""

    vocabulary: WordPieces
    width: int

    def encode(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]: ...


MAX_PIECES = 64
"""Word pieces read of a text; a product's first sentence says what it is."""
MAX_CHARACTERS = 400
BATCH_PIECES = 8_192
HASHED_WIDTH = 512


def product_text(title: str, description: str) -> str:
    """Return what a product's vector is made from: its title and the start of its description."""
    return f"{title}. {description[:MAX_CHARACTERS]}" if description else title


def text_vectors(
    texts: Sequence[str], encoder: str, device: str, progress: Progress, *, exact: bool = True
) -> NDArray[np.float32]:
    """Encode texts: the mean of the encoder's last states over a text's pieces, of length 1 (Reimers & Gurevych 2019).

    Args:
        texts: product texts or tag names; equal texts get equal vectors, an empty one gets zeros.
        encoder: a folder that `write_text_encoder` wrote, read in int8 without PyTorch; a name that
            `extract/encoder.py` knows, read by PyTorch; none: character n-grams are hashed instead.
        device: auto, cpu, cuda or mps; where PyTorch runs.
        progress: told how many texts are done.
        exact: PyTorch uses float32, so that a vector does not depend on what else is encoded; else bfloat16 where that
            is faster.

    Returns:
        float32 [len(texts), encoder width].
    """
    if encoder == NO_ENCODER:
        return _hashed_vectors(texts)

    import numpy as np

    network = _open(encoder, device, exact=exact)
    distinct = sorted({text for text in texts if text.strip()})
    pieces = _pieces(network.vocabulary, distinct)
    order = sorted(range(len(distinct)), key=lambda index: (len(pieces[index]), index))
    vectors = np.zeros((len(distinct) + 1, network.width), dtype=np.float32)
    with progress("encoding texts", len(distinct), "texts") as advance:
        for batch in _batches(order, pieces):
            vectors[batch] = network.encode([pieces[index] for index in batch])
            advance(len(batch))
    row_of = {text: row for row, text in enumerate(distinct)}
    return vectors[[row_of.get(text, len(distinct)) for text in texts]]


def _hashed_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Hash runs of two to four characters into a vector of length 1 (Weinberger et al. 2009)."""
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=HASHED_WIDTH, dtype=np.float32)
    vectors = np.zeros((len(texts), HASHED_WIDTH), dtype=np.float32)
    if len(texts):
        hashing.transform(texts).toarray(out=vectors)
    return vectors


def _open(encoder: str, device: str, *, exact: bool) -> TextEncoder:
    from .text_encoder_onnx import CARD, OnnxTextEncoder

    if (Path(encoder) / CARD).is_file():
        return OnnxTextEncoder(Path(encoder))
    from .text_encoder_torch import TorchTextEncoder

    return TorchTextEncoder(encoder, device, exact=exact)


def _pieces(vocabulary: WordPieces, texts: Sequence[str]) -> list[list[int]]:
    cut = [text[: MAX_CHARACTERS * 2] for text in texts]
    encoded = vocabulary.tokenizer.encode_batch(cut, add_special_tokens=False)
    return [[vocabulary.start, *one.ids[: MAX_PIECES - 2], vocabulary.separator] for one in encoded]


def _batches(order: Sequence[int], pieces: Sequence[Sequence[int]]) -> list[list[int]]:
    """Group texts of like length, so that little is padded."""
    batches: list[list[int]] = []
    for index in order:
        if not batches or (len(batches[-1]) + 1) * len(pieces[index]) > BATCH_PIECES:
            batches.append([])
        batches[-1].append(index)
    return batches
