"""How good personal recommendations are: each user's last product is hidden, and looked for among the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from .baselines import best_lists, simple_models
from .interaction_matrix import read_interactions
from .item_models import content_likeness
from .personal import fame_of, learn_personal

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ...kg.progress import Progress
    from .content import Content
    from .interaction_matrix import Interactions

    Real = NDArray[np.float64]

OURS = "kgtag"
TOP = 10
LEAST_HISTORY = 2
RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class MethodResult:
    """Recall@10 and NDCG@10 of a method; ours has `more` NDCG, in 95 % of the resamples between `low` and `high`."""

    recall: float
    ndcg: float
    more: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RecommendationResult:
    """What was measured on how many users and products; methods by name, ours first."""

    users: int
    products: int
    methods: Mapping[str, MethodResult]


def evaluate_recommendation(
    frame: pl.DataFrame, content: Content, seed: int, progress: Progress
) -> RecommendationResult | None:
    """Hide the last product of every user with two or more, and learn without; `None` where there is no such user.

    Args:
        frame: the workspace's interactions. Where they have no time, the last is drawn by lot.
        content: the products.
        seed: of the lots.
        progress: told of every step.
    """
    interactions = read_interactions(frame, content.ids, seed)
    hidden = last_of_each(interactions)
    if not hidden.any():
        return None
    known = interactions.take(~hidden)
    personal = learn_personal(known, content_likeness(content, progress), seed, progress)
    users, answers = interactions.user[hidden], interactions.item[hidden]
    bought = known.matrix()
    own, fame = csr_array(bought[users]), fame_of(bought)
    ours = [rows for rows, _ in personal.recommend_all(histories_in(own), content, TOP)]
    ranked = {OURS: np.concatenate(ours)}
    for name, model in simple_models(bought, content).items():
        ranked[name] = best_lists(own, model, fame, TOP)
    methods = compared({name: gains(lists, answers) for name, lists in ranked.items()}, seed)
    return RecommendationResult(len(users), len(content.ids), methods)


def last_of_each(interactions: Interactions) -> NDArray[np.bool_]:
    """Return which entries are the last of a user with at least `LEAST_HISTORY`."""
    counts = np.bincount(interactions.user, minlength=len(interactions.users))
    last: NDArray[np.bool_] = interactions.places_from_last() == 0
    return last & (counts >= LEAST_HISTORY)[interactions.user]


def histories_in(own: csr_array) -> list[list[int]]:
    """Return the products of every row."""
    return [part.tolist() for part in np.split(own.indices, own.indptr[1:-1])]


def gains(lists: NDArray[np.int64], answers: NDArray[np.int64]) -> Real:
    """Return 1 / log2(rank + 1) of the one right product of each list, 0 where it is missing: its NDCG [lists]."""
    hits = lists == answers[:, None]
    found: Real = (hits / np.log2(np.arange(lists.shape[1]) + 2)).sum(axis=1)
    return found


def compared(by_method: Mapping[str, Real], seed: int) -> dict[str, MethodResult]:
    """Compare gains [users] of all methods with ours by the paired bootstrap over users (Efron & Tibshirani 1993)."""
    ours = by_method[OURS]
    return {
        name: MethodResult(float((own > 0).mean()), float(own.mean()), *difference(ours, own, seed))
        for name, own in by_method.items()
    }


def difference(ours: Real, others: Real, seed: int) -> tuple[float, float, float]:
    """Return the mean difference of paired numbers and its 95 % interval over `RESAMPLES` resamples."""
    apart, lots = ours - others, np.random.default_rng(seed)
    means = [apart[lots.integers(0, len(apart), len(apart))].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, (0.025, 0.975))
    return float(apart.mean()), float(low), float(high)
