"""Logistic regressions of common tags on a product's words and other tags: a simple method to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from ..sparse import best_of_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..catalog_index import Index
    from ..queries import Queries

LEAST_PRODUCTS = 5
MOST_TAGS = 300
"""Tags of each attribute that get a regression, the most frequent; a minute's work on a catalog of ten thousand."""
REGULARISATION = 10.0
"""The inverse strength of the penalty on squared weights."""


@dataclass(frozen=True, slots=True)
class LogisticRegressions:
    """Weights [terms + tags, regressions] and intercepts of the tags with these `columns`."""

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]

    def probabilities(self, index: Index, queries: Queries) -> NDArray[np.float32]:
        """Return the probability of every tag, 0 for those without a regression, float32 [queries, tags]."""
        tags = queries.contexts["tags"][:, : len(self.weights) - len(index.readers.rarity)]
        seen = hstack([index.readers.weigh(queries.contexts["terms"]), tags], format="csr")
        plane = np.zeros((len(queries), len(index.tags.tags)), dtype=np.float32)
        plane[:, self.columns] = 1 / (1 + np.exp(-(seen @ self.weights + self.intercepts)))
        return plane


def learn_regressions(index: Index) -> LogisticRegressions:
    """Learn from the products that have a value of the attribute; a tag is no evidence for itself."""
    from sklearn.linear_model import LogisticRegression

    kept = best_of_groups(index.tags.attribute_of, index.counts, np.arange(len(index.counts)), MOST_TAGS)
    columns = np.flatnonzero(kept & (index.counts >= LEAST_PRODUCTS))
    seen = csr_array(hstack([index.weighed, index.asserted], format="csr"))
    weights = np.zeros((seen.shape[1], len(columns)), dtype=np.float32)
    intercepts = np.full(len(columns), -10.0, dtype=np.float32)
    filled, terms = index.filled.tocsc(), index.weighed.shape[1]
    for number, column in enumerate(columns):
        rows = filled[:, [index.tags.attribute_of[column]]].nonzero()[0]
        right = index.asserted[rows][:, [column]].toarray().ravel() > 0
        if right.all():
            continue
        others = seen[rows]
        others.data[others.indices == terms + column] = 0
        others.indices, others.indptr = others.indices.astype(np.int32), others.indptr.astype(np.int32)
        model = LogisticRegression(C=REGULARISATION, solver="liblinear").fit(others, right)
        weights[:, number], intercepts[number] = model.coef_[0], model.intercept_[0]
    return LogisticRegressions(columns, weights, intercepts)
