"""Boosted trees that were cut are refused before LightGBM sees them: it would hang, or end the process."""

from pathlib import Path

import numpy as np
import pytest
from kgtag.embed.learned_files import read_trees
from kgtag.kg.errors import WorkspaceError
from lightgbm import Booster, Dataset, train


@pytest.fixture(scope="module")
def trees() -> str:
    table = np.arange(100.0).reshape(-1, 1)
    model: Booster = train(
        {"objective": "binary", "verbose": -1, "num_threads": 1}, Dataset(table, table[:, 0] > 50), 3
    )
    return str(model.model_to_string())


def test_whole_trees_are_read_as_they_were_written(trees: str, tmp_path: Path):
    path = tmp_path / "ranker.txt"
    path.write_text(trees, encoding="utf-8")
    assert read_trees(path, "train") == trees


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 0.99])
def test_trees_that_were_cut_are_refused(share: float, trees: str, tmp_path: Path):
    path = tmp_path / "ranker.txt"
    path.write_text(trees[: int(share * len(trees))], encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"ranker\.txt is damaged .*: train"):
        read_trees(path, "train")
