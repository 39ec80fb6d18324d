"""The scores of four embedding models as matrix products: one question against all answers; knows no training.

A question (entity, relation, ?) becomes a vector, and an answer is as good as its product with that vector, or as near.
TransE (Bordes 2013) adds the relation, the others multiply by it: DistMult (Yang 2015) real numbers, ComplEx
(Trouillon 2016) and RotatE (Sun 2019) complex ones, of which RotatE's have modulus 1. Complex numbers lie in a row as
pairs, as PyKEEN keeps them. The score is PyKEEN's own, for TransE with the L2 norm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...kg.errors import SettingsError

if TYPE_CHECKING:
    from torch import Tensor

SMALLEST = 1e-12
"""Keeps the root of a distance, and a division by a modulus, away from 0."""


@dataclass(frozen=True, slots=True)
class ScoreModel:
    """How questions and answers meet.

    Attributes:
        name: as PyKEEN calls it.
        pairs: rows hold complex numbers.
        adds: the relation is added, not multiplied.
        distance: near answers are good ones; else those with a great product.
        unit: relations count by their direction alone.
    """

    name: str
    pairs: bool = False
    adds: bool = False
    distance: bool = False
    unit: bool = False

    def inverse(self, relations: Tensor) -> Tensor:
        """Return the relation that leads back: -r, or the conjugate; a real product is its own inverse."""
        if self.adds:
            return -relations
        return _conjugate(relations) if self.pairs else relations

    def questions(self, entities: Tensor, relations: Tensor) -> Tensor:
        """Return the vectors [questions, width] of (entity, relation, ?)."""
        if self.adds:
            return entities + relations
        if not self.pairs:
            return entities * relations
        return _complex_product(entities, _to_modulus_one(relations) if self.unit else relations)

    def relation_questions(self, heads: Tensor, tails: Tensor) -> Tensor:
        """Return the vectors [triples, width] of (head, ?, tail), to score against relations."""
        if self.adds:
            return tails - heads
        return _complex_product(_conjugate(heads), tails) if self.pairs else heads * tails

    def scores(self, questions: Tensor, answers: Tensor) -> Tensor:
        """Score every answer to every question: [..., questions, width], [..., answers, width] to both."""
        products = questions @ answers.mT
        if not self.distance:
            return products
        squares = questions.square().sum(-1, keepdim=True) + answers.square().sum(-1)[..., None, :] - 2 * products
        return -squares.clamp_min(SMALLEST).sqrt()

    def paired_scores(self, questions: Tensor, answers: Tensor) -> Tensor:
        """Score one answer to each question: [questions, width] twice, to [questions]."""
        if not self.distance:
            return (questions * answers).sum(-1)
        return -(questions - answers).square().sum(-1).clamp_min(SMALLEST).sqrt()

    def moduli(self, rows: Tensor) -> Tensor:
        """Return the absolute values of the numbers in some rows: [rows, numbers]."""
        return _as_pairs(rows).square().sum(-1).clamp_min(SMALLEST**2).sqrt() if self.pairs else rows.abs()


MODELS = {
    model.name: model
    for model in (
        ScoreModel("TransE", adds=True, distance=True),
        ScoreModel("DistMult"),
        ScoreModel("ComplEx", pairs=True),
        ScoreModel("RotatE", pairs=True, distance=True, unit=True),
    )
}


def score_model(name: str) -> ScoreModel:
    """Return a model by name; raises SettingsError for one that nobody knows."""
    if name not in MODELS:
        raise SettingsError(f"embedding_model {name!r} is not one of {', '.join(MODELS)}, R-GCN")
    return MODELS[name]


def _as_pairs(rows: Tensor) -> Tensor:
    return rows.view(*rows.shape[:-1], -1, 2)


def _complex_product(left: Tensor, right: Tensor) -> Tensor:
    import torch

    (a, b), (c, d) = _as_pairs(left).unbind(-1), _as_pairs(right).unbind(-1)
    return torch.stack((a * c - b * d, a * d + b * c), dim=-1).flatten(-2)


def _conjugate(rows: Tensor) -> Tensor:
    import torch

    real, imaginary = _as_pairs(rows).unbind(-1)
    return torch.stack((real, -imaginary), dim=-1).flatten(-2)


def _to_modulus_one(rows: Tensor) -> Tensor:
    pairs = _as_pairs(rows)
    return (pairs / pairs.square().sum(-1, keepdim=True).clamp_min(SMALLEST).sqrt()).flatten(-2)
