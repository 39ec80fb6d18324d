"""What a batch of questions costs: cross-entropy over answers, the N3 norm, relation prediction; knows no loop."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from .scores import ScoreModel


def all_answers_loss(scores: Tensor, owners: Tensor, answers: Tensor) -> Tensor:
    """Return the summed cross-entropy of right answers against all entities (1-vs-all, Lacroix 2018).

    A question with several answers is scored once for all of them; the sum is that of as many questions with one.

    Args:
        scores: of every entity [questions, entities].
        owners: which question each answer belongs to [answers].
        answers: entities [answers].
    """
    return (scores.logsumexp(1)[owners] - scores[owners, answers]).sum()


def shared_negatives_loss(
    right: Tensor, wrong: Tensor, answers: Tensor, negatives: Tensor, *, each: float = 1.0
) -> Tensor:
    """Return the summed cross-entropy of each answer against entities that its group shares.

    Where each counts for as many as there are entities to one drawn, it estimates `all_answers_loss` (sampled softmax,
    Jean 2015).

    Args:
        right: scores of the answers [groups x size].
        wrong: scores of the drawn entities [groups, size, negatives].
        answers: entities [groups x size].
        negatives: entities [groups, negatives]; where one is the answer itself, it does not count.
        each: how many wrong answers one of them counts for.
    """
    import torch

    itself = answers.view(len(negatives), -1, 1) == negatives[:, None, :]
    wrong = wrong.masked_fill(itself, -torch.inf).logsumexp(-1).flatten() + math.log(each)
    return (torch.logaddexp(right, wrong) - right).sum()


def n3_norm(model: ScoreModel, rows: Tensor) -> Tensor:
    """Return the sum of cubed moduli of each row (N3, Lacroix 2018): [rows]."""
    return model.moduli(rows).pow(3).sum(-1)


def relation_loss(model: ScoreModel, heads: Tensor, tails: Tensor, table: Tensor, relations: Tensor) -> Tensor:
    """Return the summed cross-entropy of the right relations against all (relation prediction, Chen 2021).

    Args:
        model: how they are scored.
        heads: vectors [triples, width].
        tails: vectors [triples, width].
        table: vectors of all relations [relations, width].
        relations: the right ones [triples].
    """
    from torch.nn.functional import cross_entropy

    return cross_entropy(model.scores(model.relation_questions(heads, tails), table), relations, reduction="sum")
