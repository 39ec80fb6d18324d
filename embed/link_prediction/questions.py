"""Questions that triples answer, in both directions, each with all its answers; knows no vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..sparse import runs

if TYPE_CHECKING:
    from torch import Tensor

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LinkQuestions:
    """Distinct questions (entity, relation, ?), in that order, and, one after the other, the answers to each.

    Attributes:
        entities: what is asked about [questions].
        relations: 2 r where the tail of relation r is asked for, 2 r + 1 where the head is [questions]: PyKEEN's
            numbers of relations and their inverses.
        starts: where the answers to each begin, and the end [questions + 1].
        answers: entities [answers].
        triples: the row of the triple that each answer comes from [answers].
    """

    entities: Tensor
    relations: Tensor
    starts: Tensor
    answers: Tensor
    triples: Tensor

    @classmethod
    def of(cls, triples: Rows, device: str = "cpu") -> LinkQuestions:
        """Ask for the tail and for the head of triples [triples, 3] of head, relation, tail.

        A triple that stands there twice answers twice.
        """
        import torch

        heads, relations, tails = triples.T
        asked = np.r_[heads, tails], np.r_[2 * relations, 2 * relations + 1]
        order = np.lexsort(asked[::-1])
        entities, kinds = (column[order] for column in asked)
        first, _ = runs(entities, kinds)
        columns = (entities[first], kinds[first], np.r_[first, len(order)], np.r_[tails, heads][order],
                   order % max(len(triples), 1))  # fmt: skip
        return cls(*(torch.from_numpy(column.astype(np.int64)).to(device) for column in columns))

    def __len__(self) -> int:
        return len(self.entities)

    def answers_of(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return every answer to some questions: whose it is, as a place in `rows`, and its place in `answers`."""
        import torch

        counts = self.starts[rows + 1] - self.starts[rows]
        owners = torch.repeat_interleave(torch.arange(len(rows), device=rows.device), counts)
        before = counts.cumsum(0) - counts
        places = torch.arange(len(owners), device=rows.device) + (self.starts[rows] - before)[owners]
        return owners, places

    def same_in(self, others: LinkQuestions) -> Tensor:
        """Return the rows in `others` of the questions that stand here too; -1 for those that do not."""
        import torch

        width = int(max(self.relations.max(), others.relations.max())) + 1
        mine, theirs = (questions.entities * width + questions.relations for questions in (self, others))
        rows = torch.searchsorted(theirs, mine).clamp_max(len(others) - 1)
        return torch.where(theirs[rows] == mine, rows, -1)
