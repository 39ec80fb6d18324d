"""Every span a tagger can answer with, numbered; knows no text and no network."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MAX_SPAN_WORDS = 14


@lru_cache(maxsize=256)
def span_table(words: int) -> NDArray[np.int64]:
    """Return every span of up to 14 of `words` words as (first, last) word: [S, 2], shorter spans first."""
    rows = [
        np.stack([np.arange(words - length + 1), np.arange(length - 1, words)], axis=1)
        for length in range(1, min(MAX_SPAN_WORDS, words) + 1)
    ]
    table = np.concatenate(rows).astype(np.int64)
    table.flags.writeable = False
    return table


def span_place(first: int, last: int, words: int) -> int:
    """Return the row of the span (first, last) in `span_table(words)`."""
    shorter = last - first
    return shorter * (words + 1) - shorter * (shorter + 1) // 2 + first
