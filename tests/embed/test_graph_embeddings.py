"""Every embedding model: PyKEEN's, trained by our loop, scored by numpy as PyKEEN scores it, kept without pickles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from kgtag.embed.graph_embeddings import SCORES, GraphEmbeddings, TripleRows, chosen_epochs, train_embeddings
from kgtag.kg.errors import SettingsError, WorkspaceError
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings

ROWS = np.array([(head, head % 2, 6 + head % 3) for head in range(6)], dtype=np.int64)
TRIPLES = TripleRows(tuple(f"e{number}" for number in range(9)), ("r0", "r1"), ROWS)


def trained(model: str, **changes: object) -> GraphEmbeddings:
    settings = Settings(embedding_model=model, embedding_dimension=6, device="cpu").with_overrides(changes)
    return train_embeddings([(TRIPLES, 2)], settings, silent)[0]


@pytest.mark.parametrize("model", SCORES)
@pytest.mark.filterwarnings("ignore:`torch.jit.script`:FutureWarning")
def test_the_score_is_that_of_pykeen(model: str) -> None:
    import torch
    from pykeen.models import model_resolver
    from pykeen.triples import CoreTriplesFactory

    ours = trained(model)
    factory = CoreTriplesFactory(torch.from_numpy(ROWS), 9, 2)
    own = {"scoring_fct_norm": 2} if model == "TransE" else {}
    theirs = model_resolver.make(model, triples_factory=factory, embedding_dim=6, random_seed=1, **own).eval()
    with torch.no_grad():
        for representation, vectors in (
            (theirs.entity_representations[0], ours.entity_vectors),
            (theirs.relation_representations[0], ours.relation_vectors),
        ):
            paired = np.stack([vectors.real, vectors.imag], -1) if np.iscomplexobj(vectors) else vectors
            weight = representation._embeddings.weight
            weight.copy_(torch.from_numpy(paired.reshape(weight.shape).astype(np.float32)))
        expected = theirs.score_hrt(torch.from_numpy(ROWS)).squeeze(1).numpy()
    found = ours.score(
        ours.entity_vectors[ROWS[:, 0]], ours.relation_vectors[ROWS[:, 1]], ours.entity_vectors[ROWS[:, 2]]
    )
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("model", "formula", "worked_out"),
    [
        ("TransE", "-sqrt(sum(|head + relation - tail|^2))", -5.0),
        ("DistMult", "sum(head * relation * tail)", 32.0),
        ("ComplEx", "real(sum(head * relation * conjugate(tail)))", 32.0),
        ("RotatE", "-sqrt(sum(|head * relation - tail|^2))", -np.sqrt(4**2 + 4**2)),
    ],
)
def test_the_formula_that_is_written_beside_vectors_gives_the_score(
    model: str, formula: str, worked_out: float
) -> None:
    head, relation, tail = np.array([1.0, 2.0]), np.array([0.0, 2.0]), np.array([4.0, 8.0])
    assert SCORES[model].formula == formula
    assert SCORES[model].of(head, relation, tail) == pytest.approx(worked_out)


@pytest.mark.parametrize("model", SCORES)
def test_what_is_saved_is_what_is_loaded(model: str, tmp_path: Path) -> None:
    embeddings = trained(model)
    embeddings.save(tmp_path)
    loaded = GraphEmbeddings.load(tmp_path)
    assert (loaded.model, loaded.entities, loaded.relations) == (model, TRIPLES.entities, TRIPLES.relations)
    np.testing.assert_array_equal(loaded.entity_vectors, embeddings.entity_vectors)
    np.testing.assert_array_equal(loaded.relation_vectors, embeddings.relation_vectors)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["embeddings.json", "embeddings.safetensors"]


def test_embeddings_of_another_version_are_refused(tmp_path: Path) -> None:
    trained("TransE").save(tmp_path)
    names = json.loads((tmp_path / "embeddings.json").read_text(encoding="utf-8"))
    (tmp_path / "embeddings.json").write_text(json.dumps({**names, "format": 1}), encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"has format 1, .*`kgtag train embeddings`"):
        GraphEmbeddings.load(tmp_path)


@pytest.mark.parametrize("model", SCORES)
def test_nothing_to_learn_from_leaves_vectors_that_score(model: str) -> None:
    nothing = TripleRows(TRIPLES.entities, TRIPLES.relations, ROWS[:0])
    settings = Settings(embedding_model=model, embedding_dimension=6, device="cpu")
    embeddings = train_embeddings([(nothing, 2)], settings, silent)[0]
    assert np.isfinite(embeddings.score(*(embeddings.entity_vectors[:2],) * 3)).all()


def test_a_seed_makes_a_training_repeatable_and_another_seed_another() -> None:
    first, again, other = trained("DistMult"), trained("DistMult"), trained("DistMult", seed=14)
    np.testing.assert_array_equal(first.entity_vectors, again.entity_vectors)
    assert not np.array_equal(first.entity_vectors, other.entity_vectors)


@pytest.mark.parametrize("model", SCORES)
def test_true_triples_score_above_others_after_training(model: str) -> None:
    settings = Settings(embedding_model=model, embedding_dimension=16, device="cpu")
    embeddings = train_embeddings([(TRIPLES, 60)], settings, silent)[0]
    vectors = embeddings.entity_vectors
    scores = [embeddings.score(vectors[h], embeddings.relation_vectors[r], vectors[6:]) for h, r, _ in ROWS]
    assert [6 + int(np.argmax(one)) for one in scores] == ROWS[:, 2].tolist()


def test_a_second_stage_goes_on_where_the_first_stood() -> None:
    settings = Settings(embedding_model="TransE", embedding_dimension=6, device="cpu")
    first, second = train_embeddings([(TRIPLES, 3), (TRIPLES, 1)], settings, silent)
    moved = np.abs(first.entity_vectors - second.entity_vectors).mean()
    assert 0 < moved < np.abs(first.entity_vectors).mean() / 2


def test_a_model_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingsError, match="TransE, DistMult, ComplEx, RotatE"):
        trained("TransX")


def test_the_budget_gives_large_graphs_fewer_epochs() -> None:
    assert chosen_epochs(50, Settings()) == 100
    assert chosen_epochs(40_000, Settings()) == 12
    assert chosen_epochs(10_000_000, Settings()) == 5
    assert chosen_epochs(10_000_000, Settings(embedding_epochs=2)) == 2
