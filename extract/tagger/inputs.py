"""From texts to the arrays a tagger reads: words, windows, word pieces, batches; knows no label and no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..encoder import WordPieces
from ..words import word_offsets, word_windows
from .spans import span_table

Numbers = NDArray[np.int64]

CATEGORY_PIECES = 24
WORD_PIECES = 16
LONGEST_READABLE_WORD = 64
BATCH_SCORES = 32_000_000
"""Span scores (texts x spans x attributes) held at once: bounds memory at about 128 MB a tensor."""


@dataclass(frozen=True, slots=True)
class Window:
    """A run of a text's words, short enough for the encoder; `text` is the text's place in its sequence.

    What begins at the words `[owned[0], owned[1])` is this window's to find, and no other's.
    """

    text: int
    category: str
    words: tuple[tuple[int, int], ...]
    pieces: tuple[tuple[int, ...], ...]
    owned: tuple[int, int]


class Batch(NamedTuple):
    """Windows as padded arrays: B windows of up to T pieces and n words.

    `pieces`, `segments`, `attention`: [B, T] for the encoder. `first`, `last`: [B, n] where a word's pieces begin and
    end (exclusive) in the row. `words`: [B, n] true for a word, false for padding. `spans`: `span_table(n)`, [S, 2].
    """

    pieces: Numbers
    segments: Numbers
    attention: Numbers
    first: Numbers
    last: Numbers
    words: NDArray[np.bool_]
    spans: Numbers


def text_windows(
    text_index: int, text: str, category: str, vocabulary: WordPieces, max_pieces: int
) -> Iterator[Window]:
    """Cut a text into overlapping windows; `max_pieces` is what the encoder takes in all.

    A text without words has no window.
    """
    words = word_offsets(text)
    pieces = _word_pieces(vocabulary, [text[start:end] for start, end in words])
    for first, last, owned_from, owned_to in word_windows(list(map(len, pieces)), max_pieces - CATEGORY_PIECES - 3):
        owned = owned_from - first, owned_to - first
        yield Window(text_index, category, tuple(words[first:last]), tuple(pieces[first:last]), owned)


def category_pieces(vocabulary: WordPieces, category: str) -> tuple[int, ...]:
    """Return the pieces of a category's name; of a long path the end, which says most."""
    if not category:
        return ()
    encoding = vocabulary.tokenizer.encode(category, add_special_tokens=False)
    return tuple(encoding.ids[-CATEGORY_PIECES:])


def collate(windows: Sequence[tuple[Window, tuple[int, ...]]], vocabulary: WordPieces) -> Batch:
    """Pad windows, each with the pieces of its category, into one batch: [CLS] category [SEP] text [SEP]."""
    rows, segments, firsts, lasts = [], [], [], []
    for window, category in windows:
        head = [vocabulary.start, *category, vocabulary.separator]
        row = [*head, *(piece for word in window.pieces for piece in word), vocabulary.separator]
        borders = list(accumulate(map(len, window.pieces), initial=len(head)))
        rows.append(row)
        segments.append([0] * len(head) + [1] * (len(row) - len(head)))
        firsts.append(borders[:-1])
        lasts.append(borders[1:])
    return Batch(
        pieces=_padded(rows, vocabulary.padding),
        segments=_padded(segments),
        attention=_padded([[1] * len(row) for row in rows]),
        first=_padded(firsts),
        last=_padded(lasts, 1),
        words=_padded([[1] * len(first) for first in firsts]).astype(np.bool_),
        spans=span_table(max(map(len, firsts))),
    )


def batches_by_length(lengths: Sequence[int], batch_size: int, scores_per_word: int) -> list[list[int]]:
    """Group items of similar length, longest first, so that little is padded and no batch outgrows the memory.

    Returns the items' places. `scores_per_word` is how many span scores one word costs.
    """
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda place: (-lengths[place], place)):
        longest = lengths[batches[-1][0]] if batches else 0
        full = not batches or len(batches[-1]) >= batch_size
        if full or (len(batches[-1]) + 1) * longest * scores_per_word > BATCH_SCORES:
            batches.append([])
        batches[-1].append(place)
    return batches


def _padded(rows: Sequence[Sequence[int]], padding: int = 0) -> Numbers:
    padded = np.full((len(rows), max(map(len, rows))), padding, dtype=np.int64)
    for place, row in enumerate(rows):
        padded[place, : len(row)] = row
    return padded


def _word_pieces(vocabulary: WordPieces, words: Sequence[str]) -> list[tuple[int, ...]]:
    """Return each word's pieces, at least one and at most 16; of a word nobody could read, the unknown piece."""
    if not words:
        return []
    readable = [word if len(word) <= LONGEST_READABLE_WORD else "" for word in words]
    encoding = vocabulary.tokenizer.encode(readable, is_pretokenized=True, add_special_tokens=False)
    pieces: list[list[int]] = [[] for _ in words]
    for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
        if word is not None and len(pieces[word]) < WORD_PIECES:
            pieces[word].append(piece)
    return [tuple(found) or (vocabulary.unknown,) for found in pieces]
