"""Training until the validation triples are ranked no better, broken off and taken up again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from kgtag.embed.link_prediction.fitting import Look, Schedule, fit
from kgtag.embed.link_prediction.questions import LinkQuestions
from kgtag.embed.link_prediction.training import Recipe, Trainer
from safetensors import safe_open

PLACES = 8
RING = np.array([(place, 0, (place + 1) % PLACES) for place in range(PLACES)])
QUESTIONS = LinkQuestions.of(RING)
RECIPE = Recipe("ComplEx", 4, batch=4, negatives=0, seed=3)


def fitted(schedule: Schedule, checkpoint: Path | None = None, recipe: Recipe = RECIPE) -> tuple[Trainer, list[Look]]:
    trainer = Trainer(recipe, PLACES, 1, "cpu")
    return trainer, fit(trainer, QUESTIONS, (RING, QUESTIONS), schedule, lambda look: None, checkpoint)


def test_a_training_that_was_broken_off_ends_like_one_that_was_not(tmp_path: Path) -> None:
    whole, looks = fitted(Schedule(6, look=1, patience=9))
    fitted(Schedule(2, look=1, patience=9), tmp_path / "state.safetensors")
    resumed, all_looks = fitted(Schedule(6, look=1, patience=9), tmp_path / "state.safetensors")
    assert all_looks == looks
    assert torch.equal(resumed.vectors.entities, whole.vectors.entities)
    assert torch.equal(resumed.vectors.relations, whole.vectors.relations)


def test_a_checkpoint_of_another_training_is_not_taken_up(tmp_path: Path) -> None:
    fitted(Schedule(2, look=1), tmp_path / "state.safetensors")
    other = Recipe("ComplEx", 4, batch=4, seed=4)
    assert fitted(Schedule(4, look=1, patience=9), tmp_path / "state.safetensors", other)[1][0].epoch == 1


def test_a_checkpoint_is_one_file_of_tensors_and_facts(tmp_path: Path) -> None:
    fitted(Schedule(2, look=1), tmp_path / "state.safetensors")
    assert [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]
    with safe_open(tmp_path / "state.safetensors", framework="pt") as file:
        assert file.metadata()["epoch"] == "2"
        assert {"entities", "entities.squares", "best.entities"} <= set(file.keys())


def test_training_stops_when_nothing_gets_better_and_keeps_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[torch.Tensor] = []
    mrrs = iter([0.2, 0.5, 0.4, 0.3, 0.9])

    def ranks(vectors: object, triples: object, known: object) -> np.ndarray:
        seen.append(trainer.vectors.entities.clone())
        return np.array([[1 / next(mrrs)]])

    monkeypatch.setattr("kgtag.embed.link_prediction.fitting.link_ranks", ranks)
    trainer = Trainer(RECIPE, PLACES, 1, "cpu")
    looks = fit(trainer, QUESTIONS, (RING, QUESTIONS), Schedule(50, look=2, patience=2), lambda look: None)
    assert [look.epoch for look in looks] == [2, 4, 6, 8]
    assert torch.equal(trainer.vectors.entities, seen[1])
