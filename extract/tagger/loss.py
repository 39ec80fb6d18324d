"""What the tagger learns from a partly labelled window: what is unknown carries no loss; knows no text and no file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

from .labels import Gold
from .model import Scores, restrict_bio
from .spans import span_place, span_table


class Targets(NamedTuple):
    """Gold as tensors: `bio` [B, n, 1 + 2A] and `slots` [B, 1 + S, A] allowed answers, `known`/`possible` [B, A]."""

    bio: torch.Tensor
    slots: torch.Tensor
    known: torch.Tensor
    possible: torch.Tensor

    def to(self, device: str) -> Targets:
        return Targets(*(tensor.to(device) for tensor in self))


def collate_gold(golds: Sequence[Gold], words: int, attributes: int) -> Targets:
    """Lay out what is known of a batch whose windows are padded to `words` words."""
    bio = torch.zeros(len(golds), words, 1 + 2 * attributes, dtype=torch.bool)
    slots = torch.zeros(len(golds), 1 + len(span_table(words)), attributes, dtype=torch.bool)
    known = torch.zeros(len(golds), attributes, dtype=torch.bool)
    possible = torch.zeros_like(known)
    for row, gold in enumerate(golds):
        known[row, list(gold.known)] = True
        possible[row, list(gold.possible)] = True
        for first, last, attribute in gold.spans:
            bio[row, first, 1 + attribute] = True
            bio[row, first + 1 : last + 1, 1 + attributes + attribute] = True
            if known[row, attribute]:
                slots[row, 1 + span_place(first, last, words), attribute] = True
    bio[..., 0] = ~bio.any(-1)
    slots[:, 0] = ~slots.any(1)
    return Targets(bio, slots, known, possible)


def tagger_loss(scores: Scores, targets: Targets, is_word: torch.Tensor, *, sampled: float = 0.0) -> torch.Tensor:
    """Return the slot loss (means over known and over other slots) plus the BIO loss (a mean over words).

    Both are marginal likelihoods, -log of the probability of all allowed answers together. In the BIO softmax a word of
    a value competes with every possible label (it is that value, so it is no other), a word outside of all known values
    only with the labels of known attributes. A slot that is not known is left out but for a share `sampled` of its
    answers, drawn at random and taken for wrong: few of them are values, and without any an attribute whose absence
    nobody ever states would be found everywhere (negative sampling after Li, Liu and Shi, 2021, arXiv:2012.05426).
    """
    return _slot_loss(scores.slots, targets, sampled) + _bio_loss(scores.bio, targets, is_word, sampled)


def _slot_loss(slots: torch.Tensor, targets: Targets, sampled: float) -> torch.Tensor:
    open_slots = targets.possible & ~targets.known
    known, unknown = slots.transpose(1, 2)[targets.known], slots.transpose(1, 2)[open_slots]
    allowed = targets.slots.transpose(1, 2)[targets.known]
    is_drawn = torch.rand_like(unknown) < sampled
    is_drawn[:, 0] = True
    drawn = unknown.masked_fill(~is_drawn, -torch.inf)
    taught = _marginal_loss(known, allowed).sum() / max(1, len(known))
    return taught + (drawn.logsumexp(-1) - unknown[:, 0]).sum() / max(1, len(unknown))


def _bio_loss(bio: torch.Tensor, targets: Targets, is_word: torch.Tensor, sampled: float) -> torch.Tensor:
    possible = (targets.possible | targets.known)[:, None].expand(-1, bio.shape[1], -1)
    is_drawn = torch.rand(possible.shape, device=bio.device) < sampled
    competing = torch.where(targets.bio[..., :1], targets.known[:, None] | (possible & is_drawn), possible)
    logits = restrict_bio(bio, competing)[is_word]
    return _marginal_loss(logits, targets.bio[is_word]).mean()


def _marginal_loss(logits: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    right = logits.masked_fill(~allowed, -torch.inf)
    return logits.logsumexp(-1) - right.logsumexp(-1)
