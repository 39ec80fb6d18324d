"""Batches of questions, or of answers with drawn negatives: everything once, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import torch
from kgtag.embed.link_prediction.batches import GROUP, Batch, answer_batches, question_batches
from kgtag.embed.link_prediction.questions import LinkQuestions

ENTITIES = 30
TRIPLES = np.unique(np.random.default_rng(1).integers((ENTITIES, 3, ENTITIES), size=(120, 3)), axis=0)
QUESTIONS = LinkQuestions.of(TRIPLES)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def told(batch: Batch) -> list[tuple[int, int, int]]:
    """Return question and answer of each answer in a batch."""
    asked = torch.stack([batch.entities[batch.owners], batch.kinds[batch.owners], batch.answers], dim=1)
    return [tuple(row) for row in asked.tolist()]


def expected() -> list[tuple[int, int, int]]:
    forward = [(head, 2 * relation, tail) for head, relation, tail in TRIPLES.tolist()]
    return sorted(forward + [(tail, 2 * relation + 1, head) for head, relation, tail in TRIPLES.tolist()])


def test_every_answer_of_every_question_is_seen_once() -> None:
    seen = [one for batch in question_batches(QUESTIONS, 7, seeded()) for one in told(batch)]
    assert sorted(seen) == expected()


def test_every_answer_is_seen_with_negatives_and_only_the_last_group_is_filled_up() -> None:
    batches = list(answer_batches(QUESTIONS, 2 * GROUP, 5, ENTITIES, seeded()))
    seen = [one for batch in batches for one in told(batch)]
    assert set(seen) == set(expected())
    assert len(seen) - len(expected()) < GROUP
    for batch in batches:
        assert batch.negatives is not None
        assert batch.negatives.shape == (len(batch.answers) // GROUP, 5)


def test_fewer_answers_than_a_group_fill_one_group() -> None:
    (batch,) = answer_batches(LinkQuestions.of(TRIPLES[:2]), GROUP, 5, ENTITIES, seeded())
    assert len(set(told(batch))) == 4
    assert len(batch.answers) == GROUP


def test_the_order_and_the_negatives_depend_on_the_seed_alone() -> None:
    first, again, other = (next(answer_batches(QUESTIONS, GROUP, 5, ENTITIES, seeded(seed))) for seed in (1, 1, 2))
    assert torch.equal(first.negatives, again.negatives)
    assert told(first) == told(again) != told(other)


def test_row_numbers_name_the_same_entities() -> None:
    batch = next(answer_batches(QUESTIONS, GROUP, 5, ENTITIES, seeded()))
    touched, local = batch.in_rows()
    assert touched is not None
    assert len(set(touched.tolist())) == len(touched)
    assert torch.equal(touched[local.entities], batch.entities)
    assert torch.equal(touched[local.answers], batch.answers)
    assert torch.equal(touched[local.negatives], batch.negatives)
