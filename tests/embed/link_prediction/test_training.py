"""Training: tiny worlds are learned, seeds repeat, and a step over touched rows is the whole step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from kgtag.embed.link_prediction.adagrad import AdagradTable
from kgtag.embed.link_prediction.evaluation import link_ranks
from kgtag.embed.link_prediction.questions import LinkQuestions, Rows
from kgtag.embed.link_prediction.scores import MODELS
from kgtag.embed.link_prediction.training import Recipe, Trainer

# Five countries (0-4), each with a capital (5-9) and a currency (10-14) of its own.
COUNTRIES = np.array([(country, relation, country + 5 * relation + 5) for country in range(5) for relation in (0, 1)])
# A ring of eight places: the next one, and the opposite one.
RING = np.array([(place, relation, (place + step) % 8) for place in range(8) for relation, step in ((0, 1), (1, 4))])


def trained(recipe: Recipe, triples: Rows, epochs: int) -> Trainer:
    trainer = Trainer(recipe, int(triples[:, [0, 2]].max()) + 1, 2, "cpu")
    questions = LinkQuestions.of(triples)
    for _ in range(epochs):
        trainer.train_epoch(questions)
    return trainer


def wrong_share(trainer: Trainer) -> float:
    """Return the mean probability that all entities but the capital get where a capital is asked for."""
    scores = trainer.vectors.scores(torch.arange(5), torch.zeros(5, dtype=torch.int64))
    return 1 - float(scores.softmax(1)[range(5), range(5, 10)].mean())


def is_learned(trainer: Trainer, triples: Rows) -> bool:
    return bool((link_ranks(trainer.vectors, triples, LinkQuestions.of(triples)) == 1).all())


@pytest.mark.parametrize("reciprocal", [False, True])
@pytest.mark.parametrize("negatives", [0, 10])
@pytest.mark.parametrize("model", MODELS)
def test_what_belongs_to_one_alone_is_learned_by_every_model(model: str, negatives: int, reciprocal: bool) -> None:
    recipe = Recipe(model, 16, batch=64, negatives=negatives, reciprocal=reciprocal)
    assert is_learned(trained(recipe, COUNTRIES, 80), COUNTRIES)


@pytest.mark.parametrize("model", MODELS)
def test_a_few_that_stand_for_all_press_wrong_answers_down_like_all(model: str) -> None:
    few = Recipe(model, 16, batch=64, negatives=5, n3=0.01, for_all=True)
    alone, for_all, everything = (
        wrong_share(trained(recipe, COUNTRIES, 40))
        for recipe in (replace(few, for_all=False), few, replace(few, negatives=0))
    )
    assert for_all < alone
    assert for_all < 2 * everything


@pytest.mark.parametrize("reciprocal", [False, True])
@pytest.mark.parametrize("model", ["ComplEx", "RotatE"])
def test_a_ring_is_learned_by_models_that_can_turn(model: str, reciprocal: bool) -> None:
    assert is_learned(trained(Recipe(model, 16, batch=64, reciprocal=reciprocal), RING, 80), RING)


@pytest.mark.parametrize("negatives", [0, 6])
def test_a_seed_repeats_and_another_seed_does_not(negatives: int) -> None:
    recipe = Recipe("ComplEx", 4, batch=64, negatives=negatives, n3=0.01, relation_weight=0.1, seed=1)
    first, again, other = (trained(one, RING, 3).vectors for one in (recipe, recipe, replace(recipe, seed=2)))
    assert torch.equal(first.entities, again.entities)
    assert torch.equal(first.relations, again.relations)
    assert not torch.equal(first.entities, other.entities)


def test_the_n3_norm_keeps_vectors_short() -> None:
    free, held = (trained(Recipe("ComplEx", 8, batch=64, n3=n3), RING, 40).vectors.entities.norm() for n3 in (0.0, 0.3))
    assert held < free / 2


def test_relation_prediction_teaches_which_relation_joins_two_entities() -> None:
    trainer = trained(Recipe("ComplEx", 16, batch=64, relation_weight=1.0), RING, 60)
    vectors, (heads, relations, tails) = trainer.vectors, torch.from_numpy(RING).unbind(1)
    asked = vectors.model.relation_questions(vectors.entities[heads], vectors.entities[tails])
    found = vectors.model.scores(asked, vectors.forward_relations(vectors.relations)).argmax(1)
    assert torch.equal(found, relations)


def test_the_trained_model_is_still_pykeens() -> None:
    trainer = trained(Recipe("ComplEx", 16, batch=64), RING, 60)
    tails = trainer.model.predict_t(torch.from_numpy(RING[:, :2])).argmax(1)
    heads = trainer.model.predict_h(torch.from_numpy(RING[:, 1:])).argmax(1)
    assert torch.equal(torch.stack([heads, tails], 1), torch.from_numpy(RING[:, [0, 2]]))


def test_a_step_over_touched_rows_is_the_step_of_torch_over_all() -> None:
    whole = torch.nn.Parameter(torch.randn(6, 3, generator=torch.Generator().manual_seed(4)))
    table, optimizer = AdagradTable.of(whole.detach().clone()), torch.optim.Adagrad([whole], lr=0.1)
    for touched in ([1, 4], [4], [0, 1, 2, 3, 4, 5]):
        rows = table.rows(torch.tensor(touched))
        table.step(torch.tensor(touched), torch.autograd.grad(rows.pow(3).sum(), rows)[0], 0.1)
        optimizer.zero_grad()
        whole[touched].pow(3).sum().backward()
        optimizer.step()
    torch.testing.assert_close(table.weights, whole.detach())


def test_training_on_nothing_changes_nothing() -> None:
    trainer = Trainer(Recipe("DistMult", 4, negatives=6), 8, 2, "cpu")
    before = trainer.vectors.entities.clone()
    assert trainer.train_epoch(LinkQuestions.of(np.zeros((0, 3), dtype=np.int64))) == 0
    assert torch.equal(trainer.vectors.entities, before)
