"""Training of PyKEEN's models with questions as matrix products, beside PyKEEN's own loops; knows no evaluation.

PyKEEN draws negatives for every triple and gathers their vectors one by one. Here a group of answers shares them, or
takes all entities, so that scoring is a matrix product; they are drawn where the vectors lie; and AdaGrad touches only
rows that a batch has used. The model stays PyKEEN's: its weights are trained in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .adagrad import AdagradTable
from .batches import answer_batches, question_batches
from .losses import all_answers_loss, n3_norm, relation_loss, shared_negatives_loss
from .vectors import LinkVectors, make_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from torch import Tensor

    from .batches import Batch
    from .questions import LinkQuestions


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained.

    Attributes:
        model: TransE, DistMult, ComplEx or RotatE.
        dimension: numbers, real or complex, in a vector.
        batch: questions in a step; with `negatives`, answers, a multiple of `batches.GROUP`.
        learning_rate: of AdaGrad.
        negatives: entities that are drawn for a group of answers, which share them; 0 takes all entities.
        for_all: what is drawn stands for all entities. Many entities and a strong norm want it; 64 of 2,000 do not.
        reciprocal: learn a vector for the inverse of each relation (Lacroix 2018).
        n3: weight of the N3 norm of what a triple uses, for each triple (Lacroix 2018).
        relation_weight: weight of predicting the relation, for each triple (Chen 2021).
        seed: of the first weights, of the order and of the negatives.
    """

    model: str
    dimension: int
    batch: int = 512
    learning_rate: float = 0.1
    negatives: int = 0
    for_all: bool = False
    reciprocal: bool = True
    n3: float = 0.0
    relation_weight: float = 0.0
    seed: int = 0


class Trainer:
    """A model in training: epochs can be added one at a time, on the same questions or on others.

    Attributes:
        model: PyKEEN's; its `post_parameter_update` gives relations of RotatE the modulus they are scored with here.
        vectors: its weights.
        tables: entities and relations with the sums of AdaGrad.
        epoch: how many are done.
    """

    def __init__(self, recipe: Recipe, entities: int, relations: int, device: str, *, compiled: bool = False) -> None:
        """Begin with small weights; `compiled` fuses the operations of a step, which pays in long trainings on CUDA."""
        self.recipe = recipe
        self.model = make_model(
            recipe.model, entities, relations, recipe.dimension,
            seed=recipe.seed, reciprocal=recipe.reciprocal, device=device,
        )  # fmt: skip
        self.vectors = LinkVectors.of(self.model)
        self.tables = AdagradTable.of(self.vectors.entities), AdagradTable.of(self.vectors.relations)
        self.epoch = 0
        self._loss = _compiled(self._batch_loss) if compiled else self._batch_loss

    def train_epoch(self, questions: LinkQuestions) -> float:
        """See every answer once, in an order that depends on the seed and the epoch; return the mean loss of one."""
        import torch

        total = torch.zeros((), device=self.vectors.entities.device)
        for batch in self._batches(questions) if len(questions) else ():
            total += self._step(batch)
        self.epoch += 1
        return float(total) / max(len(questions.answers), 1)

    def _batches(self, questions: LinkQuestions) -> Iterator[Batch]:
        import torch

        recipe, entities = self.recipe, self.vectors.entities
        generator = torch.Generator(entities.device)
        generator.manual_seed(recipe.seed * 1_000_003 + self.epoch)
        if not recipe.negatives:
            return question_batches(questions, recipe.batch, generator)
        return answer_batches(questions, recipe.batch, recipe.negatives, len(entities), generator)

    def _step(self, batch: Batch) -> Tensor:
        """Make one step and return the summed loss."""
        import torch

        entities, relations = self.tables
        touched, local = batch.in_rows()
        entity_rows, relation_rows = entities.rows(touched), relations.rows(None)
        with _mixed_precision(self.vectors):
            loss = self._loss(entity_rows, relation_rows, local)
        gradients = torch.autograd.grad(loss / len(batch.answers), (entity_rows, relation_rows))
        entities.step(touched, gradients[0], self.recipe.learning_rate)
        relations.step(None, gradients[1], self.recipe.learning_rate)
        return loss.detach()

    def _batch_loss(self, entities: Tensor, relations: Tensor, batch: Batch) -> Tensor:
        """Sum up the loss of a batch that names rows of `entities`."""
        model, recipe = self.vectors.model, self.recipe
        links = self.vectors.relations_asked(relations, batch.kinds)
        asked = model.questions(entities.index_select(0, batch.entities), links)
        if batch.negatives is None:
            loss = all_answers_loss(model.scores(asked, entities).float(), batch.owners, batch.answers)
        else:
            right = model.paired_scores(asked, entities.index_select(0, batch.answers))
            drawn = entities.index_select(0, batch.negatives.flatten()).view(*batch.negatives.shape, -1)
            wrong = model.scores(asked.view(len(drawn), -1, asked.shape[1]), drawn).float()
            each = len(self.vectors.entities) / recipe.negatives if recipe.for_all else 1.0
            loss = shared_negatives_loss(right, wrong, batch.answers, batch.negatives, each=each)
        if recipe.n3:
            norms, link_norms = n3_norm(model, entities), n3_norm(model, links)
            asking = norms[batch.entities] + link_norms
            loss = loss + recipe.n3 * (asking[batch.owners] + norms[batch.answers]).sum()
        if recipe.relation_weight:
            loss = loss + recipe.relation_weight * self._relation_loss(entities, relations, batch)
        return loss

    def _relation_loss(self, entities: Tensor, relations: Tensor, batch: Batch) -> Tensor:
        kinds = batch.kinds[batch.owners]
        forward = (kinds % 2 == 0).nonzero().squeeze(1)
        heads = entities.index_select(0, batch.entities[batch.owners[forward]])
        tails = entities.index_select(0, batch.answers[forward])
        table = self.vectors.forward_relations(relations)
        return relation_loss(self.vectors.model, heads, tails, table, kinds[forward] // 2)


def _mixed_precision(vectors: LinkVectors) -> AbstractContextManager[object]:
    """Multiply in bfloat16 on CUDA; not for distances, where close numbers are subtracted."""
    import torch

    on = vectors.entities.is_cuda and not vectors.model.distance
    return torch.autocast(vectors.entities.device.type, dtype=torch.bfloat16, enabled=on)


def _compiled(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    import torch

    return torch.compile(function, dynamic=True)
