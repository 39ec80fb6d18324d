"""Losses of a batch, against the same written as loops."""

from __future__ import annotations

import pytest
import torch
from kgtag.embed.link_prediction.losses import all_answers_loss, n3_norm, relation_loss, shared_negatives_loss
from kgtag.embed.link_prediction.scores import MODELS
from torch import Tensor
from torch.nn.functional import cross_entropy


def with_gradient(*shape: int, seed: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).requires_grad_()


@pytest.mark.parametrize("name", MODELS)
def test_shared_negatives_cost_what_a_loop_over_answers_and_negatives_costs(name: str) -> None:
    model = MODELS[name]
    entities, relations = with_gradient(8, 4, seed=1), with_gradient(4, 4, seed=2)
    answers, negatives = torch.tensor([3, 4, 5, 6]), torch.tensor([[0, 4, 2], [7, 5, 1]])
    asked = model.questions(entities[:4], relations)
    wrong = model.scores(asked.unflatten(0, (2, 2)), entities[negatives])
    fast = shared_negatives_loss(model.paired_scores(asked, entities[answers]), wrong, answers, negatives)
    slow = torch.zeros(())
    for row, answer in enumerate(answers.tolist()):
        rivals = [answer, *(negative for negative in negatives[row // 2].tolist() if negative != answer)]
        question = model.questions(entities[row, None], relations[row, None])
        scores = torch.cat([model.paired_scores(question, entities[rival, None]) for rival in rivals])
        slow = slow + cross_entropy(scores[None], torch.tensor([0]), reduction="sum")
    torch.testing.assert_close(fast, slow)
    for mine, theirs in zip(
        torch.autograd.grad(fast, (entities, relations)), torch.autograd.grad(slow, (entities, relations)), strict=True
    ):
        torch.testing.assert_close(mine, theirs)


def test_all_entities_as_negatives_cost_what_all_entities_cost() -> None:
    scores, answers = with_gradient(4, 5, seed=9), torch.tensor([1, 4, 2, 0])
    wrong, negatives = scores.view(2, 2, 5), torch.arange(5).expand(2, 5)
    shared = shared_negatives_loss(scores[range(4), answers], wrong, answers, negatives)
    torch.testing.assert_close(shared, all_answers_loss(scores, torch.arange(4), answers))


def test_negatives_that_stand_for_three_each_cost_what_three_of_each_cost() -> None:
    right, wrong = with_gradient(4, seed=5), with_gradient(2, 2, 3, seed=6)
    answers, negatives = torch.tensor([3, 4, 5, 6]), torch.tensor([[0, 4, 2], [7, 5, 1]])
    thrice = shared_negatives_loss(right, wrong.repeat(1, 1, 3), answers, negatives.repeat(1, 3))
    torch.testing.assert_close(shared_negatives_loss(right, wrong, answers, negatives, each=3.0), thrice)


def test_a_question_with_several_answers_costs_what_as_many_questions_cost() -> None:
    scores = with_gradient(2, 5, seed=3)
    owners, answers = torch.tensor([0, 0, 1]), torch.tensor([1, 4, 2])
    together = all_answers_loss(scores, owners, answers)
    torch.testing.assert_close(together, cross_entropy(scores[owners], answers, reduction="sum"))


def test_the_n3_norm_sums_cubed_moduli() -> None:
    rows = torch.tensor([[3.0, 4.0, 0.0, -2.0]])
    torch.testing.assert_close(n3_norm(MODELS["ComplEx"], rows), torch.tensor([133.0]))
    torch.testing.assert_close(n3_norm(MODELS["DistMult"], rows), torch.tensor([99.0]))


def test_the_relation_loss_is_the_cross_entropy_over_all_relations() -> None:
    model = MODELS["ComplEx"]
    heads, tails, table = with_gradient(2, 4, seed=4), with_gradient(2, 4, seed=5), with_gradient(3, 4, seed=6)
    scores = torch.stack([model.paired_scores(model.questions(heads, row.expand(2, -1)), tails) for row in table], 1)
    right = torch.tensor([2, 0])
    torch.testing.assert_close(
        relation_loss(model, heads, tails, table, right), cross_entropy(scores, right, reduction="sum")
    )
