"""What the measurement of recommendations reports."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest


def test_the_recall_of_several_runs_is_that_of_one_on_average(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    recall_of_runs = importlib.import_module("recommendation").recall_of_runs
    assert recall_of_runs([np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.5, 0.0])]) == pytest.approx(1 / 3)
