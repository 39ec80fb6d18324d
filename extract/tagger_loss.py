"""What the tagger learns from a partly labelled window: what is unknown carries no loss; knows no text and no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch

from .tagger_model import Scores, restrict_bio, span_place, span_table


@dataclass(frozen=True, slots=True)
class Gold:
    """What is known of a window, attributes by number.

    `spans`: (first word, last word, attribute) of every occurrence; `known`: the attributes whose spans are all there,
    or that are known to be absent; `possible`: the attributes its category can have.
    """

    spans: tuple[tuple[int, int, int], ...]
    known: tuple[int, ...]
    possible: tuple[int, ...]


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


def tagger_loss(scores: Scores, targets: Targets, is_word: torch.Tensor) -> torch.Tensor:
    """Return the slot loss (a mean over known slots) plus the BIO loss (a mean over words).

    Both are marginal likelihoods, -log of the probability of all allowed answers together. A slot that is not known is
    left out. In the BIO softmax a word of a value competes with every possible label (it is that value, so it is no
    other), a word outside of all known values only with the labels of known attributes.
    """
    return _slot_loss(scores.slots, targets) + _bio_loss(scores.bio, targets, is_word)


def _slot_loss(slots: torch.Tensor, targets: Targets) -> torch.Tensor:
    logits = slots.transpose(1, 2)[targets.known]
    allowed = targets.slots.transpose(1, 2)[targets.known]
    return _marginal_loss(logits, allowed).sum() / max(1, len(logits))


def _bio_loss(bio: torch.Tensor, targets: Targets, is_word: torch.Tensor) -> torch.Tensor:
    outside = targets.bio[..., :1]
    competing = torch.where(outside, targets.known[:, None], (targets.possible | targets.known)[:, None])
    logits = restrict_bio(bio, competing)[is_word]
    return _marginal_loss(logits, targets.bio[is_word]).mean()


def _marginal_loss(logits: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    right = logits.masked_fill(~allowed, -torch.inf)
    return logits.logsumexp(-1) - right.logsumexp(-1)
