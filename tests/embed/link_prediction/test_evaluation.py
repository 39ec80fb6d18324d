"""Filtered ranks of triples: PyKEEN's, ties and unseen entities among them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from kgtag.embed.link_prediction import evaluation
from kgtag.embed.link_prediction.evaluation import link_ranks
from kgtag.embed.link_prediction.questions import LinkQuestions, Rows
from kgtag.embed.link_prediction.scores import MODELS
from kgtag.embed.link_prediction.vectors import LinkVectors, make_model

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script`:FutureWarning")
ENTITIES, RELATIONS = 12, 3


def random_triples(count: int, entities: int, seed: int) -> Rows:
    generator = np.random.default_rng(seed)
    columns = [generator.integers(size, size=count) for size in (entities, RELATIONS, entities)]
    return np.unique(np.column_stack(columns), axis=0)


def whole_numbered_model(name: str, *, reciprocal: bool) -> object:
    """Make a model of exact scores with many ties; PyKEEN rounds the modulus of what is not on an axis."""
    model = make_model(name, ENTITIES, RELATIONS, 2, seed=1, reciprocal=reciprocal, device="cpu")
    vectors = LinkVectors.of(model)
    generator = torch.Generator().manual_seed(5)
    for table in (vectors.entities, vectors.relations):
        table.copy_(torch.randint(-1, 2, table.shape, generator=generator))
    if vectors.model.unit:
        vectors.entities[:, 1::2] = vectors.relations[:, 1::2] = 0
        vectors.relations[:, ::2] = torch.where(vectors.relations[:, ::2] < 0, -1.0, 1.0)
    return model


@pytest.mark.parametrize("reciprocal", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_the_ranks_are_those_of_pykeen(name: str, reciprocal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from pykeen.evaluation import RankBasedEvaluator

    monkeypatch.setattr(evaluation, "SCORES_AT_ONCE", 5 * ENTITIES)
    model = whole_numbered_model(name, reciprocal=reciprocal)
    # The last two entities stand in the tested triples alone.
    train, test = random_triples(60, ENTITIES - 2, seed=1), random_triples(40, ENTITIES, seed=2)
    every = np.unique(np.concatenate([train, test]), axis=0)
    evaluator = RankBasedEvaluator(filtered=True, clear_on_finalize=False)
    evaluator.evaluate(
        model, torch.from_numpy(test), additional_filter_triples=[torch.from_numpy(train)], use_tqdm=False, batch_size=7
    )
    theirs = np.column_stack([np.concatenate(evaluator.ranks[side, "realistic"]) for side in ("tail", "head")])
    ours = link_ranks(LinkVectors.of(model), test, LinkQuestions.of(every))
    np.testing.assert_array_equal(ours, theirs)
    assert (ours % 1 == 0.5).any(), "no ties were met"


def test_a_score_that_is_no_number_never_helps() -> None:
    vectors = LinkVectors.of(whole_numbered_model("DistMult", reciprocal=False))
    vectors.entities[3] = torch.nan
    triples = np.array([(0, 0, 3), (3, 1, 2)])
    ranks = link_ranks(vectors, triples, LinkQuestions.of(triples))
    assert ranks.tolist() == [[ENTITIES + 1] * 2] * 2


def test_a_model_that_tells_nothing_apart_gets_the_mean_rank() -> None:
    vectors = LinkVectors.of(whole_numbered_model("ComplEx", reciprocal=True))
    vectors.entities.zero_()
    triples = np.array([(0, 0, 1)])
    assert link_ranks(vectors, triples, LinkQuestions.of(triples)).tolist() == [[(ENTITIES + 1) / 2] * 2]
