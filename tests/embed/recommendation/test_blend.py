"""Trees that order candidates: read by us and by LightGBM they say the same."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.recommendation import blend
from kgtag.embed.recommendation.blend import Blend, learn_blend


def lists(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lots = np.random.default_rng(5)
    table = lots.random((count * 10, 4)).astype(np.float32)
    rows = np.repeat(np.arange(count), 10)
    best = table[:, 0].reshape(count, 10).argmax(axis=1) + 10 * np.arange(count)
    return table, np.isin(np.arange(len(table)), best), rows


def test_what_tells_right_from_wrong_is_learned() -> None:
    table, right, rows = lists(300)
    learned = learn_blend(table, right, rows, 1)
    assert learned is not None
    best = learned.scores(table).reshape(300, 10).argmax(axis=1)
    assert (best == table[:, 0].reshape(300, 10).argmax(axis=1)).mean() > 0.8


def test_few_rows_and_many_get_the_same_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    table, right, rows = lists(300)
    learned = learn_blend(table, right, rows, 1)
    assert learned is not None
    few = learned.scores(table)
    monkeypatch.setattr(blend, "FEW", 0)
    assert np.allclose(few, learned.scores(table), atol=1e-12)


def test_too_few_lists_teach_nothing() -> None:
    table, right, rows = lists(blend.LEAST_LISTS - 1)
    assert learn_blend(table, right, rows, 1) is None


def test_no_candidates_have_no_scores() -> None:
    assert Blend("").scores(np.zeros((0, 4), np.float32)).shape == (0,)
