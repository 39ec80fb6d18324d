"""The vectors of a PyKEEN model and what they answer; knows no training and no triples."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .scores import ScoreModel, score_model

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class LinkVectors:
    """The weights of a PyKEEN model, in its own memory: [entities, width], [relations or 2 relations, width].

    Attributes:
        model: how they are scored.
        entities: one row an entity.
        relations: one row a relation; where `reciprocal`, relation and inverse take turns (Lacroix 2018).
        reciprocal: the inverse of a relation is learned; else it is computed.
    """

    model: ScoreModel
    entities: Tensor
    relations: Tensor
    reciprocal: bool

    @classmethod
    def of(cls, model: Any) -> LinkVectors:
        """Look into a PyKEEN model; what is changed here is changed there."""
        entities, relations = (
            representations[0]._embeddings.weight.data
            for representations in (model.entity_representations, model.relation_representations)
        )
        return cls(score_model(type(model).__name__), entities, relations, bool(model.use_inverse_triples))

    def relations_asked(self, relations: Tensor, kinds: Tensor) -> Tensor:
        """Return rows of a table like `self.relations` for relations as `LinkQuestions` numbers them."""
        import torch

        if not self.reciprocal:
            relations = torch.stack((relations, self.model.inverse(relations)), dim=1).flatten(0, 1)
        return relations.index_select(0, kinds)

    def forward_relations(self, relations: Tensor) -> Tensor:
        """Return the rows of a table like `self.relations` without those of inverses."""
        return relations[::2] if self.reciprocal else relations

    def scores(self, entities: Tensor, kinds: Tensor) -> Tensor:
        """Score all entities as answers to some questions: [questions, entities]."""
        asked = self.model.questions(self.entities[entities], self.relations_asked(self.relations, kinds))
        return self.model.scores(asked, self.entities)


def make_model(
    name: str, entities: int, relations: int, dimension: int, *, seed: int, reciprocal: bool, device: str
) -> Any:
    """Make a PyKEEN model with small first weights, and without the norms it would force on them after every step.

    Raises:
        SettingsError: for a model that nobody knows.
    """
    from functools import partial

    import torch

    known = score_model(name)
    with without_pykeens_own_warnings():
        from pykeen.models import model_resolver
        from pykeen.triples import CoreTriplesFactory

        factory = CoreTriplesFactory(
            torch.zeros(1, 3, dtype=torch.int64), entities, relations, create_inverse_triples=reciprocal
        )
        small = partial(torch.nn.init.normal_, std=FIRST_SCALE)
        own: dict[str, Any] = {"entity_initializer": small}
        if not known.unit:
            own["relation_initializer"] = small
        if not known.pairs:
            own["entity_constrainer"] = None
        if known.adds:
            own["scoring_fct_norm"] = 2
        if not known.distance:
            own["regularizer"] = None
        return model_resolver.make(
            name, triples_factory=factory, embedding_dim=dimension, random_seed=seed, **own
        ).to(device)  # fmt: skip


FIRST_SCALE = 0.001
"""Spread of the first weights; with steps that adapt themselves (AdaGrad) it hardly matters which."""


@contextmanager
def without_pykeens_own_warnings() -> Iterator[None]:
    """Keep quiet that PyKEEN uses a part of torch, and an argument of its own, that will go."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
