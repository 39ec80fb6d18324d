"""The tagger's network: an encoder under a BIO head and a slot head; knows no text, no file and no loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn

from .inputs import Batch
from .spans import MAX_SPAN_WORDS

if TYPE_CHECKING:
    from transformers import PreTrainedModel

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

    def forward(
        self,
        pieces: torch.Tensor,
        segments: torch.Tensor,
        attention: torch.Tensor,
        first: torch.Tensor,
        last: torch.Tensor,
        words: torch.Tensor,
        spans: torch.Tensor,
    ) -> Scores:
        """Score a batch; the arguments are the fields of `Batch` as tensors."""
        kinds = {"token_type_ids": segments} if getattr(self.body.config, "type_vocab_size", 0) > 1 else {}
        encoded = self.body(input_ids=pieces, attention_mask=attention, **kinds).last_hidden_state
        with torch.autocast(encoded.device.type, enabled=False):
            encoded = encoded.float()
            read = self.word(torch.cat([_take(encoded, first), _range_mean(encoded, first, last)], dim=-1))
            slots = torch.cat([self.none(encoded[:, :1]), self._span_scores(read, words, *spans.unbind(1))], dim=1)
            return Scores(self.bio(read), slots)

    def _span_scores(
        self, read: torch.Tensor, is_word: torch.Tensor, starts: torch.Tensor, ends: torch.Tensor
    ) -> torch.Tensor:
        from_start, from_end, from_mean = self.span_parts(read).chunk(3, dim=-1)
        total = nn.functional.pad(from_mean.cumsum(1), (0, 0, 1, 0))
        length = ends - starts + 1
        mean = (total.index_select(1, ends + 1) - total.index_select(1, starts)) / length[:, None]
        joint = from_start.index_select(1, starts) + from_end.index_select(1, ends) + mean + self.span_length(length)
        borders = self.start(read).index_select(1, starts) + self.end(read).index_select(1, ends)
        scores: torch.Tensor = self.span(joint) + borders
        return scores.masked_fill(~is_word.index_select(1, ends)[..., None], _NEVER)


def as_tensors(batch: Batch, device: str) -> dict[str, torch.Tensor]:
    """Return a batch as the model's arguments on a device."""
    return {name: torch.tensor(values, device=device) for name, values in batch._asdict().items()}


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
