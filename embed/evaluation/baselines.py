"""The simple methods that completion has to beat, each ranking all values that products have; knows no trees.

popularity, name match, nearest neighbours, name + neighbours, co-occurrence, co-occurrence + neighbours, the plain
graph embedding, and logistic regression on words and tags. Where a method joins two scores, how they are weighed is
tuned on the ranker's training questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ..candidates import look_around
from ..neighbours import Votes
from ..sparse import matrix, row_numbers, values_at
from .logistic_regression import LogisticRegressions, learn_regressions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..candidates import Knowledge, Surroundings
    from ..learning import Questions
    from ..queries import Queries
    from .measures import Clock

    Plane = NDArray[np.float32]

NEIGHBOURS = 20
WEIGHTS = (0.0, 0.25, 1.0, 4.0, 16.0)
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
LOOKING = frozenset({"name", "words", "meaning"})
"""Parts that need what is near a product."""
REGRESSION = "logistic regression"

Weights = dict[bool, dict[str, tuple[float, ...]]]
"""Whether an attribute is single-valued → method → how much each of its parts counts."""


def tune(questions: Questions | None) -> Weights:
    """Choose each method's weights by its mean reciprocal rank on the ranker's training questions, if there are any.

    Single- and many-valued attributes have weights of their own.
    """
    equal = {method: (1.0,) * len(parts) for method, parts in PARTS.items()}
    kinds = {kind: None if questions is None else _answerable(questions, kind) for kind in (True, False)}
    return {kind: equal if part is None or not len(part.right) else _tuned(part, equal) for kind, part in kinds.items()}


def _answerable(questions: Questions, single: bool) -> Questions:
    """Return the questions about one kind of attribute of products that have some tag to go by."""
    known = questions.table[:, questions.features.index("slot.known")] > 0
    return questions.take((questions.single == single) & known)


def _tuned(questions: Questions, equal: Mapping[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    columns = {name: questions.table[:, place] for place, name in enumerate(questions.features)}
    scores = {part: np.sum([columns[name] for name in names], axis=0) for part, names in FEATURES.items()}
    chosen = dict(equal)
    for method, parts in PARTS.items():
        if len(parts) > 1:
            grid = [(1.0, *rest) for rest in product(WEIGHTS, repeat=len(parts) - 1)]
            joined = {
                one: np.sum([TIE_BREAK * columns["common.share"], *_weighed(one, parts, scores)], axis=0)
                for one in grid
            }
            chosen[method] = max(grid, key=lambda one: questions.mean_reciprocal_rank(joined[one]))
    return chosen


def _weighed(weights: tuple[float, ...], parts: tuple[str, ...], scores: Mapping[str, Plane]) -> list[Plane]:
    return [weight * scores[part] for weight, part in zip(weights, parts, strict=False)]


@dataclass(frozen=True, slots=True)
class Baselines:
    """The simple methods as they were learned; `clock` counts the processor time of each."""

    weights: Weights
    regressions: LogisticRegressions
    clock: Clock

    def scores(self, knowledge: Knowledge, queries: Queries, named: NDArray[np.bool_]) -> dict[str, Plane]:
        """Score all tags for some queries by every method, float32 [queries, tags] each.

        Args:
            knowledge: what the methods may know.
            queries: the products; `contexts["tags"]` are the tags that may speak.
            named: which tags may be answers [tags]; the others get -inf.
        """
        with self.clock.of(*(method for method, parts in PARTS.items() if LOOKING & set(parts))):
            around = look_around(knowledge, queries)
        parts = {name: self._part(name, knowledge, queries, around) for name in (*FEATURES, "embedding")}
        index = knowledge.index
        filled = index.fillings[index.tags.attribute_of]
        popularity = np.broadcast_to(TIE_BREAK * index.counts / np.maximum(filled, 1), parts["name"].shape)
        single = knowledge.single[index.tags.attribute_of]
        planes = {}
        for method, names in PARTS.items():
            base = np.zeros_like(popularity) if method == "embedding" else popularity
            with self.clock.of(method):
                of_single, of_many = (
                    np.sum(np.stack([base, *_weighed(self.weights[kind][method], names, parts)]), axis=0)
                    for kind in (True, False)
                )
                planes[method] = np.where(single, of_single, of_many)
        with self.clock.of(REGRESSION):
            planes[REGRESSION] = popularity + self.regressions.probabilities(index, queries)
        return {method: np.where(named, plane, -np.inf) for method, plane in planes.items()}

    def _part(self, name: str, knowledge: Knowledge, queries: Queries, around: Surroundings) -> Plane:
        with self.clock.of(*(method for method, parts in PARTS.items() if name in parts)):
            if name == "name":
                return _names(queries, around)
            if name == "tags":
                return _together(knowledge, queries)
            return _embedding(knowledge, queries) if name == "embedding" else _votes(knowledge, around, name)


def learn_baselines(knowledge: Knowledge, questions: Questions | None, clock: Clock) -> Baselines:
    """Learn what the simple methods may: how to weigh their parts, and a logistic regression for every common tag."""
    weights = tune(questions)
    with clock.of(REGRESSION):
        regressions = learn_regressions(knowledge.index)
    return Baselines(weights, regressions, clock)


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
