"""Trees that order candidates: read by us and by LightGBM they say the same."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.recommendation import blend
from kgtag.embed.recommendation.blend import Blend, find_candidates, learn_blend
from scipy.sparse import csr_array


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


def test_candidates_are_what_the_leading_model_says_most_of_equal_ones_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blend, "CANDIDATES", 3)
    model = csr_array(np.array([[0, 5, 1, 5, 2, 5, 5], [0, 0, 0, 9, 0, 0, 0]] + [[0] * 7] * 5, dtype=np.float32))
    histories = csr_array(np.array([[1, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0], [0] * 7], dtype=np.float32))
    drawn = find_candidates(histories, {"one": model}, "one")
    assert drawn.rows.tolist() == [0, 0, 0, 1]
    assert drawn.items.tolist() == [1, 3, 5, 3]
    assert drawn.said[:, 0].tolist() == [5, 5, 5, 9]
