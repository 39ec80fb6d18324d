"""What the measurement of recommendations reports."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest


def test_the_recall_of_several_runs_is_that_of_one_on_average(imported: Callable[[str], ModuleType]) -> None:
    recall_of_runs = imported("recommendation").recall_of_runs
    assert recall_of_runs([np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.5, 0.0])]) == pytest.approx(1 / 3)
