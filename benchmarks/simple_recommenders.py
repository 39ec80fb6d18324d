"""Simple methods that recommendations are held against, and how what they leave open is chosen on a validation part."""

from __future__ import annotations

from typing import Any

import numpy as np
from kgtag.embed.recommendation.baselines import best_lists, cosine_neighbours, ease
from kgtag.embed.recommendation.evaluation import TOP, gains
from kgtag.embed.recommendation.item_models import shrunken_cosine
from kgtag.embed.recommendation.personal import fame_of
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

SHRINKAGES, LIKENESSES = (10.0, 50.0, 100.0, 200.0, 500.0, 1000.0), (0.01, 0.02, 0.05, 0.1, 0.2)
PENALTIES = (100.0, 300.0)


def fast_random_projection(bought: csr_array, tags: csr_array, seed: int, width: int = 128) -> csr_array:
    """Return each product's nearest by FastRP (Chen et al. 2019) on products, their tags and their buyers."""
    lots = np.random.default_rng(seed)
    edges = csr_array(tags.astype(bool).astype(np.float32))
    links = [csr_array(rows) for rows in (edges, bought.T)]
    steps = [diags_array(1 / np.maximum(rows.sum(axis=1), 1)) @ rows for rows in links]
    backs = [diags_array(1 / np.maximum(rows.sum(axis=0), 1)) @ rows.T for rows in links]
    start = lots.choice([-1.0, 0.0, 1.0], size=(bought.shape[1], width), p=[1 / 6, 2 / 3, 1 / 6])
    total, now = np.zeros_like(start), start
    for weight in (1.0, 1.0):
        now = sum(step @ (back @ now) for step, back in zip(steps, backs, strict=True))
        now = now / np.maximum(np.linalg.norm(now, axis=1, keepdims=True), 1e-9)
        total += weight * now
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
    return cosine_neighbours(total.astype(np.float32))


def tuned_neighbours(bought: csr_array, titles: csr_array, answers: NDArray[np.int64]) -> tuple[float, float, float]:
    """Return the shrinkage of ItemKNN alone, and shrinkage and weight of ItemKNN + content, best on validation."""
    together, fame = csr_array(bought.T @ bought), fame_of(bought)
    alone, joined = [], []
    for shrinkage in SHRINKAGES:
        near = shrunken_cosine(together, shrinkage)
        alone.append((_ndcg(bought, near, fame, answers), shrinkage))
        scale = float(near.data.mean()) / 0.01
        for weight in LIKENESSES:
            model = csr_array(near + weight * scale * titles)
            joined.append((_ndcg(bought, model, fame, answers), shrinkage, weight * scale))
    return max(alone)[1], *max(joined)[1:]


def tuned_ease(bought: csr_array, answers: NDArray[np.int64]) -> float:
    """Return the penalty of EASE that is best on validation."""
    together, fame = csr_array(bought.T @ bought), fame_of(bought)
    return max((_ndcg(bought, ease(together, penalty), fame, answers), penalty) for penalty in PENALTIES)[1]


def _ndcg(bought: csr_array, model: Any, fame: NDArray[np.float32], answers: NDArray[np.int64]) -> float:
    asked = np.flatnonzero(answers >= 0)
    return float(gains(best_lists(csr_array(bought[asked]), model, fame, TOP), answers[asked]).mean())
