"""What a step of training looks at: questions with all their answers, or answers beside entities drawn as wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from .questions import LinkQuestions

GROUP = 64
"""Answers that share their negatives: one matrix product. A batch of many groups still sees many entities."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions, what they are answered with, and against what.

    Attributes:
        entities: asked about [questions].
        kinds: relations as `LinkQuestions` numbers them [questions].
        owners: which question each answer belongs to [answers].
        answers: entities [answers].
        negatives: entities that the answers of a group share [groups, negatives]; all entities, for `None`.
    """

    entities: Tensor
    kinds: Tensor
    owners: Tensor
    answers: Tensor
    negatives: Tensor | None = None

    def in_rows(self) -> tuple[Tensor | None, Batch]:
        """Return the entities that are used, and the batch in their row numbers; `None` and itself where all are."""
        import torch

        if self.negatives is None:
            return None, self
        used = (self.entities, self.answers, self.negatives.flatten())
        touched, rows = torch.unique(torch.cat(used), return_inverse=True)
        entities, answers, negatives = torch.split(rows, [len(part) for part in used])
        return touched, replace(self, entities=entities, answers=answers, negatives=negatives.view_as(self.negatives))


def question_batches(questions: LinkQuestions, size: int, generator: Generator) -> Iterator[Batch]:
    """Shuffle questions into batches of `size`, each with all its answers."""
    import torch

    order = torch.randperm(len(questions), generator=generator, device=generator.device)
    for rows in torch.split(order, size):
        owners, places = questions.answers_of(rows)
        yield Batch(questions.entities[rows], questions.relations[rows], owners, questions.answers[places])


def answer_batches(
    questions: LinkQuestions, size: int, negatives: int, entities: int, generator: Generator
) -> Iterator[Batch]:
    """Shuffle answers into batches of `size`, a multiple of `GROUP`, with `negatives` of all entities for each group.

    The last group is filled up with answers from the start.
    """
    import torch

    device = generator.device
    order = torch.randperm(len(questions.answers), generator=generator, device=device)
    order = order[torch.arange(-(-len(order) // GROUP) * GROUP, device=device) % len(order)]
    for rows in torch.split(order, size):
        asked = torch.searchsorted(questions.starts, rows, right=True) - 1
        drawn = torch.randint(entities, (len(rows) // GROUP, negatives), generator=generator, device=device)
        owners = torch.arange(len(rows), device=device)
        yield Batch(questions.entities[asked], questions.relations[asked], owners, questions.answers[rows], drawn)
