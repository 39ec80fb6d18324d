"""Sentence vectors of product texts and tag names from the frozen encoder; knows no graph and trains nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..kg.settings import NO_ENCODER

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from ..extract.encoder import Vocabulary
    from ..kg.progress import Progress

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
        encoder: a name that `extract/encoder.py` knows; none: character n-grams are hashed instead.
        device: auto, cpu, cuda or mps.
        progress: told how many texts are done.
        exact: float32, so that a vector does not depend on what else is encoded; else bfloat16 where that is faster.

    Returns:
        float32 [len(texts), encoder width].
    """
    if encoder == NO_ENCODER:
        return _hashed_vectors(texts)

    import numpy as np
    import torch

    from ..extract.encoder import load_body, load_vocabulary, resolve_device

    place = resolve_device(device)
    body = load_body(encoder).eval().to(place, torch.float32 if exact else _fast_format(place))
    vocabulary = load_vocabulary(encoder)
    distinct = sorted({text for text in texts if text.strip()})
    pieces = _pieces(vocabulary, distinct)
    order = sorted(range(len(distinct)), key=lambda index: (len(pieces[index]), index))
    vectors = np.zeros((len(distinct) + 1, body.config.hidden_size), dtype=np.float32)
    with progress("text vectors", len(distinct), "texts") as advance, torch.inference_mode():
        for batch in _batches(order, pieces):
            vectors[batch] = _encode(body, [pieces[index] for index in batch], vocabulary.padding, place)
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


def _fast_format(place: str) -> torch.dtype:
    import torch

    capabilities: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
    fast = place.startswith("cuda") or (place == "cpu" and capabilities.get("avx512_bf16", False))
    return torch.bfloat16 if fast else torch.float32


def _pieces(vocabulary: Vocabulary, texts: Sequence[str]) -> list[list[int]]:
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


def _encode(body: torch.nn.Module, pieces: Sequence[Sequence[int]], padding: int, place: str) -> NDArray[np.float32]:
    import torch

    width = max(map(len, pieces))
    ids = torch.tensor([[*own, *[padding] * (width - len(own))] for own in pieces], device=place)
    mask = torch.tensor([[1] * len(own) + [0] * (width - len(own)) for own in pieces], device=place)
    states = body(input_ids=ids, attention_mask=mask).last_hidden_state.float()
    weights = mask.unsqueeze(-1).float()
    mean = (states * weights).sum(1) / weights.sum(1)
    return torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
