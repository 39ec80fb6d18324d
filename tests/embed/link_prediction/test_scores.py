"""Scores as matrix products: those of PyKEEN's models, in both directions."""

from __future__ import annotations

import pytest
import torch
from kgtag.embed.link_prediction.scores import MODELS, score_model
from kgtag.embed.link_prediction.vectors import LinkVectors, make_model
from kgtag.kg.errors import SettingsError

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script`:FutureWarning")
QUESTIONS = torch.tensor([(0, 0), (1, 1), (4, 1)])


def random_model(name: str, *, reciprocal: bool) -> tuple[object, LinkVectors]:
    model = make_model(name, 5, 2, 6, seed=3, reciprocal=reciprocal, device="cpu")
    vectors = LinkVectors.of(model)
    torch.manual_seed(0)
    for table in (vectors.entities, vectors.relations):
        table.normal_()
    model.post_parameter_update()
    return model, LinkVectors.of(model)


@pytest.mark.parametrize("reciprocal", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_the_scores_are_those_of_pykeen(name: str, reciprocal: bool) -> None:
    model, vectors = random_model(name, reciprocal=reciprocal)
    entities, relations = QUESTIONS.unbind(1)
    tails = model.predict_t(QUESTIONS)  # type: ignore[attr-defined]
    heads = model.predict_h(QUESTIONS.flip(1))  # type: ignore[attr-defined]
    torch.testing.assert_close(vectors.scores(entities, 2 * relations), tails)
    torch.testing.assert_close(vectors.scores(entities, 2 * relations + 1), heads)


@pytest.mark.parametrize("name", MODELS)
def test_one_answer_to_each_question_scores_as_among_all(name: str) -> None:
    _, vectors = random_model(name, reciprocal=False)
    model = vectors.model
    asked = model.questions(vectors.entities[:3], vectors.relations[[0, 1, 0]])
    every = model.scores(asked, vectors.entities)
    torch.testing.assert_close(model.paired_scores(asked, vectors.entities[2:]), every[[0, 1, 2], [2, 3, 4]])


@pytest.mark.parametrize("name", MODELS)
def test_the_right_relation_is_ranked_as_by_the_score_of_the_triple(name: str) -> None:
    _, vectors = random_model(name, reciprocal=False)
    model = vectors.model
    heads, tails = vectors.entities[:3], vectors.entities[2:]
    found = model.scores(model.relation_questions(heads, tails), vectors.relations)
    expected = torch.stack(
        [model.paired_scores(model.questions(heads, row.expand(3, -1)), tails) for row in vectors.relations], dim=1
    )
    assert found.argsort(1).tolist() == expected.argsort(1).tolist()


def test_the_moduli_of_pairs_are_those_of_complex_numbers() -> None:
    rows = torch.tensor([[3.0, 4.0, 0.0, -2.0]])
    torch.testing.assert_close(MODELS["ComplEx"].moduli(rows), torch.tensor([[5.0, 2.0]]))
    torch.testing.assert_close(MODELS["DistMult"].moduli(rows), rows.abs())


def test_a_model_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingsError, match="TransE, DistMult, ComplEx, RotatE"):
        score_model("TransX")
