"""Filtered ranks of all triples of a part, head and tail asked for, as matrix products; knows no training.

The protocol is that of Bordes 2013 with the mean rank among equals (Berrendorf 2020): every triple counts, also with
entities that were never trained, and all other known answers are left out. The ranks are those of PyKEEN's
`RankBasedEvaluator`, which multiplies every question with every entity number by number, and looks for known answers in
all triples again for every batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .questions import LinkQuestions

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from .questions import Rows
    from .vectors import LinkVectors

SCORES_AT_ONCE = 1 << 22


def link_ranks(vectors: LinkVectors, triples: Rows, known: LinkQuestions) -> NDArray[np.float64]:
    """Return the realistic filtered rank of every triple's tail and head [triples, 2].

    Args:
        vectors: what to score with.
        triples: head, relation, tail [triples, 3].
        known: the answers that are right, those of `triples` among them: of training, validation and test.
    """
    import torch

    device = str(vectors.entities.device)
    asked = LinkQuestions.of(triples, device)
    same = asked.same_in(known)
    at_once = max(1, SCORES_AT_ONCE // len(vectors.entities))
    doubled = torch.empty(len(triples), 2, dtype=torch.int64, device=device)
    with torch.inference_mode():
        for rows in torch.split(torch.arange(len(asked), device=device), at_once):
            scores = vectors.scores(asked.entities[rows], asked.relations[rows])
            owners, places = asked.answers_of(rows)
            right = scores[owners, asked.answers[places]]
            filtered, theirs = known.answers_of(same[rows])
            scores[filtered, known.answers[theirs]] = -torch.inf
            doubled[asked.triples[places], asked.relations[rows][owners] % 2] = _doubled_ranks(scores, owners, right)
    return doubled.cpu().numpy() / 2


def _doubled_ranks(scores: Tensor, owners: Tensor, right: Tensor) -> Tensor:
    """Return twice the mean rank of `right` scores among the rows of `scores` that they belong to.

    What is no number counts as better than an answer, and an answer that is none as worse than all: it never helps.
    """
    import torch

    ranks = torch.empty(len(owners), dtype=torch.int64, device=scores.device)
    for part in torch.split(torch.arange(len(owners), device=scores.device), len(scores)):
        rivals, answer = scores[owners[part]], right[part, None]
        not_better = torch.count_nonzero(rivals <= answer, dim=1)
        equal = torch.count_nonzero(rivals == answer, dim=1)
        ranks[part] = 2 * (1 + scores.shape[1] - not_better) + equal
    return ranks
