"""The simple methods that completion has to beat, each ranking all values that products have; knows no trees.

popularity, name match, nearest neighbours, name + neighbours, co-occurrence, co-occurrence + neighbours, and the plain
graph embedding. Where a method joins two scores, how they are weighed is tuned on the ranker's training questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from .neighbours import Votes
from .ranking import RankingMetrics, filtered_ranks
from .sparse import matrix, row_numbers, values_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .candidates import Knowledge, Surroundings
    from .learning import Questions
    from .queries import Queries

    Plane = NDArray[np.float32]

NEIGHBOURS = 20
WEIGHTS = (0.0, 0.25, 1.0, 4.0)
TIE_BREAK = 1e-3
PARTS: Mapping[str, tuple[str, ...]] = {
    "popularity": (),
    "name": ("name",),
    "neighbours": ("words", "meaning"),
    "name + neighbours": ("name", "words", "meaning"),
    "co-occurrence": ("tags",),
    "co-occurrence + neighbours": ("tags", "words", "meaning"),
    "embedding": ("embedding",),
}
"""What each method adds up; all break ties by popularity, but for the embedding."""
FEATURES = {
    "name": ("name.share", "name.whole"),
    "words": ("words.20",),
    "meaning": ("meaning.20",),
    "tags": ("tags.mean",),
}
"""The training questions' columns that are the same scores."""

Weights = dict[str, tuple[float, ...]]


def tune(questions: Questions | None) -> Weights:
    """Choose each method's weights by its mean reciprocal rank on the ranker's training questions, if there are any."""
    chosen: Weights = {method: (1.0,) * len(parts) for method, parts in PARTS.items()}
    if questions is None:
        return chosen
    columns = {name: questions.table[:, place] for place, name in enumerate(questions.features)}
    scores = {part: np.sum([columns[name] for name in names], axis=0) for part, names in FEATURES.items()}
    for method, parts in PARTS.items():
        if len(parts) > 1:
            grid = [(1.0, *rest) for rest in product(WEIGHTS, repeat=len(parts) - 1)]
            chosen[method] = max(grid, key=lambda one: _quality(_joined(one, parts, scores, columns), questions))
    return chosen


def _joined(
    weights: tuple[float, ...], parts: tuple[str, ...], scores: Mapping[str, Plane], columns: Mapping[str, Plane]
) -> Plane:
    added = np.sum([weight * scores[part] for weight, part in zip(weights, parts, strict=True)], axis=0)
    return np.asarray(added + TIE_BREAK * columns["common.share"], dtype=np.float32)


def _quality(scores: Plane, questions: Questions) -> float:
    starts = np.flatnonzero(np.r_[True, np.diff(questions.slots) != 0])
    ranks: list[float] = []
    for own, right in zip(np.split(scores, starts[1:]), np.split(questions.right, starts[1:]), strict=True):
        ranks += filtered_ranks(own, [int(place) for place in np.flatnonzero(right)], [])
    return RankingMetrics.of(ranks).mrr


def baseline_scores(knowledge: Knowledge, queries: Queries, around: Surroundings, weights: Weights) -> dict[str, Plane]:
    """Score all tags for some queries by every simple method, float32 [queries, tags] each."""
    parts = {
        "name": _names(queries, around),
        "words": _votes(knowledge, around, "words"),
        "meaning": _votes(knowledge, around, "meaning"),
        "tags": _together(knowledge, queries),
        "embedding": _embedding(knowledge, queries),
    }
    index = knowledge.index
    filled = np.asarray(index.filled.sum(axis=0)).ravel()[index.tags.attribute_of]
    popularity = np.broadcast_to(TIE_BREAK * index.counts / np.maximum(filled, 1), parts["name"].shape)
    planes = {}
    for method, names in PARTS.items():
        base = np.zeros_like(popularity) if method == "embedding" else popularity
        joined = zip(weights[method], names, strict=False)
        planes[method] = np.sum([base, *(weight * parts[name] for weight, name in joined)], axis=0)
        planes[method][:, index.counts <= 0] = -np.inf
    return planes


def _names(queries: Queries, around: Surroundings) -> Plane:
    found = around.whole_names
    shape = around.name_shares.shape
    whole = matrix(found.rows, found.columns, np.ones(len(found.rows)), (shape[0], shape[1]))
    return np.asarray((around.name_shares + whole).toarray(), dtype=np.float32)


def _votes(knowledge: Knowledge, around: Surroundings, name: str) -> Plane:
    index = knowledge.index
    votes = Votes.count(index, around.neighbours[name].weights(NEIGHBOURS, len(index.products)))
    could = votes.by_attribute.toarray()[:, index.tags.attribute_of]
    return np.asarray(votes.by_tag.toarray() / np.maximum(could, 1e-6), dtype=np.float32)


def _together(knowledge: Knowledge, queries: Queries) -> Plane:
    """Return the mean of P(tag | own tag) over a query's own tags."""
    together, tags = knowledge.together["tags"], queries.contexts["tags"]
    seen = values_at(
        together.attributes, row_numbers(together.tags), knowledge.index.tags.attribute_of[together.tags.indices]
    )
    share = csr_array(
        (together.tags.data / (seen + 1), together.tags.indices, together.tags.indptr), shape=together.tags.shape
    )
    own = np.maximum(np.diff(tags.indptr), 1)[:, None]
    return np.asarray((tags @ share).toarray() / own, dtype=np.float32)


def _embedding(knowledge: Knowledge, queries: Queries) -> Plane:
    """Score by the vector of the product itself, where it has one."""
    index = knowledge.index
    columns = np.arange(len(index.tags.tags))
    plane = np.zeros((len(queries), len(columns)), dtype=np.float32)
    for row, place in enumerate(queries.places):
        if place >= 0:
            plane[row] = index.graph.score(index.graph.products[place], index.tags.attribute_of, columns)
    return plane
