"""The tagger's network: an encoder under a BIO head and a slot head; knows no text, no file and no loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn

from .tagger_inputs import Batch

if TYPE_CHECKING:
    from transformers import PreTrainedModel

MAX_SPAN_WORDS = 14
_WORD_WIDTH, _SPAN_WIDTH, _DROPOUT = 384, 192, 0.2
_NEVER = -1e4


class Scores(NamedTuple):
    """Logits for B windows of n words, S spans and A attributes.

    `bio`: [B, n, 1 + 2A], outside, then the begins, then the insides of the attributes.
    `slots`: [B, 1 + S, A], "none" first, then the spans in the order of `span_table(n)`; padding at -10,000.
    """

    bio: torch.Tensor
    slots: torch.Tensor


class TaggerModel(nn.Module):
    """One model for all attributes.

    A word is the first and the mean of its pieces. The BIO head labels words; the slot head gives, for each attribute,
    one softmax over all spans of up to 14 words and "none", where a span scores start + end + a small network over
    (start, end, mean, length): extraction as one decision a slot, not one a word.
    """

    def __init__(self, body: PreTrainedModel, hidden_size: int, attributes: int) -> None:
        super().__init__()
        self.body = body
        self.word = nn.Sequential(nn.Linear(2 * hidden_size, _WORD_WIDTH), nn.GELU(), nn.Dropout(_DROPOUT))
        self.bio = nn.Linear(_WORD_WIDTH, 1 + 2 * attributes)
        self.start = nn.Linear(_WORD_WIDTH, attributes)
        self.end = nn.Linear(_WORD_WIDTH, attributes)
        self.span_parts = nn.Linear(_WORD_WIDTH, 3 * _SPAN_WIDTH)
        self.span_length = nn.Embedding(MAX_SPAN_WORDS + 1, _SPAN_WIDTH)
        self.span = nn.Sequential(nn.GELU(), nn.Dropout(_DROPOUT), nn.Linear(_SPAN_WIDTH, attributes))
        self.none = nn.Linear(hidden_size, attributes)

    def forward(self, batch: Batch) -> Scores:
        encoded = self.body(
            input_ids=batch.pieces, attention_mask=batch.attention, **self._segments(batch)
        ).last_hidden_state
        with torch.autocast(encoded.device.type, enabled=False):
            encoded = encoded.float()
            first = _take(encoded, batch.first)
            words = self.word(torch.cat([first, _range_mean(encoded, batch.first, batch.last)], dim=-1))
            slots = torch.cat([self.none(encoded[:, :1]), self._span_scores(words, batch.words)], dim=1)
            return Scores(self.bio(words), slots)

    def _segments(self, batch: Batch) -> dict[str, torch.Tensor]:
        has_segments = getattr(self.body.config, "type_vocab_size", 0) > 1
        return {"token_type_ids": batch.segments} if has_segments else {}

    def _span_scores(self, words: torch.Tensor, is_word: torch.Tensor) -> torch.Tensor:
        starts, ends = span_table(words.shape[1], words.device).unbind(1)
        from_start, from_end, from_mean = self.span_parts(words).chunk(3, dim=-1)
        total = nn.functional.pad(from_mean.cumsum(1), (0, 0, 1, 0))
        length = ends - starts + 1
        mean = (total[:, ends + 1] - total[:, starts]) / length[:, None]
        joint = self.span(from_start[:, starts] + from_end[:, ends] + mean + self.span_length(length))
        scores: torch.Tensor = joint + self.start(words)[:, starts] + self.end(words)[:, ends]
        return scores.masked_fill(~is_word[:, ends, None], _NEVER)


def span_table(words: int, device: torch.device | str = "cpu") -> torch.Tensor:
    """Return every span of up to 14 of `words` words as (first, last) word: [S, 2], shorter spans first."""
    rows = [
        torch.stack([torch.arange(words - length + 1), torch.arange(length - 1, words)], dim=1)
        for length in range(1, min(MAX_SPAN_WORDS, words) + 1)
    ]
    return torch.cat(rows).to(device)


def span_place(first: int, last: int, words: int) -> int:
    """Return the row of the span (first, last) in `span_table(words)`."""
    shorter = last - first
    return shorter * (words + 1) - shorter * (shorter + 1) // 2 + first


def restrict_bio(bio: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """Take the labels of attributes that are not allowed out of the softmax.

    `bio`: [B, n, 1 + 2A] logits; `allowed`: bool, [B, A] or, word by word, [B, n, A].
    """
    by_word = allowed if allowed.dim() == 3 else allowed[:, None].expand(-1, bio.shape[1], -1)
    outside = torch.ones_like(by_word[..., :1])
    return bio.masked_fill(~torch.cat([outside, by_word, by_word], dim=-1), _NEVER)


def _take(values: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Pick [B, n, H] from values [B, T, H] at places [B, n]."""
    return values.gather(1, places[..., None].expand(-1, -1, values.shape[-1]))


def _range_mean(values: torch.Tensor, first: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
    """Average values [B, T, H] over the ranges [first, last): [B, n, H]."""
    total = nn.functional.pad(values.cumsum(1), (0, 0, 1, 0))
    return (_take(total, last) - _take(total, first)) / (last - first)[..., None]
