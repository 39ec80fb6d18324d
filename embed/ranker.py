"""Gradient-boosted trees that weigh all that speaks for a candidate (LightGBM, Ke et al. 2017); knows no product."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.splits import FOLDS
from ..kg.stored_files import intact, read_json
from ..kg.tables import write_text
from .calibration import LEAST_ANSWERS, Calibration, Line, learn_calibration, learn_intercepts
from .learned_files import TRAIN_ANEW, read_trees
from .ranking import mean_reciprocal_rank

if TYPE_CHECKING:
    from lightgbm import Booster
    from numpy.typing import NDArray

    Table = NDArray[np.float32]
    Agree = Callable[[NDArray[np.float64]], NDArray[np.float64]]

OWN_VALUES = "slot.values"
"""The feature that counts the values of the attribute that the product has."""
ROUNDS = 200
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.4,
    "lambda_l2": 10.0,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
}


@dataclass(frozen=True, slots=True)
class Ranker:
    """Trees with their calibration; `features` names the columns they read, in order.

    `by_sets`: whether whole sets of tags vote on what the trees say, see `tag_sets`. `intercepts`: by how much the
    scores of an attribute's candidates are raised before they become probabilities.
    """

    booster: Booster
    features: tuple[str, ...]
    calibration: Calibration
    by_sets: bool
    intercepts: Mapping[str, float]

    def scores(self, table: Table) -> NDArray[np.float64]:
        """Return the log-odds of each row [rows]."""
        if not len(table):
            return np.zeros(0)
        return np.asarray(self.booster.predict(table, raw_score=True, num_threads=PARAMETERS["num_threads"]))

    def probabilities(
        self, table: Table, slots: NDArray[np.int64], agree: Agree, attributes: NDArray[np.str_]
    ) -> NDArray[np.float64]:
        """Return the calibrated probability of each row [rows]; rows of one slot stand together.

        `agree` lets whole sets of tags vote on the scores of these rows; `attributes` are theirs.
        """
        scores = self.scores(table)
        scores = agree(scores) if self.by_sets else scores
        scores = scores + np.array([self.intercepts.get(name, 0.0) for name in attributes])
        return self.calibration.probabilities(scores, slots, _bare(table, self.features))

    def save(self, path: Path) -> None:
        """Write `path`.txt (the trees, as LightGBM writes them) and `path`.json."""
        write_text(self.booster.model_to_string(), path.with_suffix(".txt"))
        facts = {"features": self.features, "by_sets": self.by_sets, "intercepts": dict(self.intercepts),
                 "calibration": asdict(self.calibration)}  # fmt: skip
        write_text(json.dumps(facts, indent=1), path.with_suffix(".json"))

    @classmethod
    def load(cls, path: Path) -> Ranker:
        """Read what `save` wrote; raises WorkspaceError when it is not whole."""
        from lightgbm import Booster

        facts = read_json(path.with_suffix(".json"), TRAIN_ANEW)
        trees = read_trees(path.with_suffix(".txt"), TRAIN_ANEW)
        with intact(path.with_suffix(".txt"), TRAIN_ANEW):
            booster = Booster(model_str=trees)
        with intact(path.with_suffix(".json"), TRAIN_ANEW):
            lines: dict[str, Any] = {name: Line(**facts["calibration"].pop(name)) for name in ("line", "more")}
            calibration = Calibration(**facts["calibration"], **lines)
            return cls(booster, tuple(facts["features"]), calibration, facts["by_sets"], facts["intercepts"])


def learn_ranker(
    table: Table,
    right: NDArray[np.bool_],
    slots: NDArray[np.int64],
    folds: NDArray[np.int64],
    features: Sequence[str],
    attributes: NDArray[np.str_],
    *,
    single: bool,
    seed: int,
    careful: NDArray[np.bool_] | None = None,
    listed: float | None = None,
    agree: Agree | None = None,
) -> Ranker | None:
    """Train on candidates with known answers; `None` where fewer than `LEAST_ANSWERS` slots have a right one.

    So it is where all products are in one fold: there is none to calibrate on.

    Args:
        table: float32 [candidates, features]; the candidates of one slot stand together.
        right: which candidates are right.
        slots: number of the slot of each, not decreasing.
        folds: of the product of each (see `fold_of`): trees that have not seen it score all its slots.
        features: names of the columns.
        attributes: of each candidate.
        single: one candidate of a slot is right at most.
        seed: of the trees' column sampling.
        careful: which candidates to calibrate on; all, if there are too few.
        listed: the share of true tags that products list, if it is known.
        agree: lets whole sets of tags vote on the scores of the rows; it does where that ranks the answers better.
    """  # fmt: skip
    if len(np.unique(slots[right])) < LEAST_ANSWERS or len(np.unique(folds)) < 2:
        return None
    scores = cross_fitted(table, right, folds, seed)
    agreed = scores if agree is None else agree(scores)
    by_sets = mean_reciprocal_rank(agreed, right, slots) > mean_reciprocal_rank(scores, right, slots)
    scores = agreed if by_sets else scores
    kept = np.ones(len(slots), dtype=bool) if careful is None else careful
    if len(np.unique(slots[right & kept])) < LEAST_ANSWERS:
        kept = np.ones(len(slots), dtype=bool)
    answers = scores[kept], right[kept], slots[kept], _bare(table, features)[kept]
    calibration = learn_calibration(*answers, single=single, listed=listed)
    intercepts = learn_intercepts(calibration, *answers, attributes[kept])
    return Ranker(_fit_trees(table, right, seed), tuple(features), calibration, by_sets, intercepts)


def cross_fitted(table: Table, right: NDArray[np.bool_], folds: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """Return the log-odds of each row by trees that were trained on the other folds' rows [rows]."""
    scores = np.zeros(len(table))
    for fold in range(FOLDS):
        out = folds == fold
        if out.any():
            scores[out] = _fit_trees(table[~out], right[~out], seed).predict(table[out], raw_score=True)
    return scores


def _bare(table: Table, features: Sequence[str]) -> NDArray[np.bool_]:
    return np.asarray(table[:, features.index(OWN_VALUES)] <= 0)


def _fit_trees(table: Table, right: NDArray[np.bool_], seed: int) -> Booster:
    import lightgbm

    data = lightgbm.Dataset(table, right.astype(np.float32), params=PARAMETERS)
    return lightgbm.train({**PARAMETERS, "seed": seed}, data, ROUNDS)
