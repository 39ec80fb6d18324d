"""What a person may want next: item models over the products they had to do with, ordered by a learned blend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ...extract.onnx_models import available_processors
from ...kg.errors import WorkspaceError
from ..sparse import values_at
from .blend import Blend, Candidates, find_candidates, learn_blend
from .goes_with import learn_goes_with
from .interaction_matrix import Interactions, baskets_of, history_rows, read_interactions
from .item_models import JOINED, MODELS, Likeness, content_likeness, item_models
from .model_files import load_models, save_models, write_stamp

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ...kg.progress import Progress
    from .content import Content

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]
    Lesson = tuple[NDArray[np.float32], NDArray[np.bool_], Whole]
    """A table of candidates, which of them were hidden, and each one's user."""

FOLDS = 2
ASKED, NEW = 0.5, 0.05
"""In a fold, the share of the users whose last product is hidden, and of the products that lose every user."""
ORDERS = 8
BATCH = 512
"""People who are answered at once."""
_FOLDER = "personal"
_BLENDS = ("trees.txt", "trees-of-new.txt")


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """What was learned from; `ranked` and `paired`: whether there was enough to teach the blends."""

    users: int
    products: int
    interactions: int
    ranked: bool
    baskets: int
    paired: bool


def learn_recommendation(
    frame: pl.DataFrame, content: Content, folder: Path, seed: int, progress: Progress
) -> RecommendationFacts:
    """Learn what serves people and what goes together from an interactions table, and write both to a folder.

    Args:
        frame: the workspace's interactions; products that `content` does not have are left out.
        content: the products.
        folder: what is learned is written here.
        seed: of all that is drawn by lot.
        progress: told of every step.
    """
    likeness = content_likeness(content, progress)
    interactions = read_interactions(frame, content.ids, seed)
    personal = learn_personal(interactions, likeness, seed, progress)
    personal.save(folder / _FOLDER)
    baskets = baskets_of(frame, content.ids, seed)
    together = learn_goes_with(baskets, likeness, seed)
    together.save(folder)
    write_stamp(content.ids, folder)
    return RecommendationFacts(
        users=len(interactions.users),
        products=len(np.unique(interactions.item)),
        interactions=len(interactions),
        ranked=personal.blend is not None,
        baskets=baskets.shape[0],
        paired=together.blend is not None,
    )


def learn_personal(interactions: Interactions, likeness: Likeness, seed: int, progress: Progress) -> Personal:
    """Learn item models of all interactions, and the blend on interactions that are hidden from models learned anew.

    Args:
        interactions: of all users.
        likeness: how alike products are.
        seed: of the lots that say what is hidden.
        progress: told of every model.
    """
    lots, parts = np.random.default_rng(seed), []
    for _ in range(FOLDS):
        asked, new = lots.random(len(interactions.users)) < ASKED, lots.random(interactions.items) < NEW
        last = (interactions.places_from_last() == 0) & asked[interactions.user]
        parts.append(_lessons(interactions, last, new, likeness, progress))
    blends = [_learned([one[place] for one in parts], len(interactions.users), seed) for place in range(2)]
    bought = interactions.matrix()
    return Personal(item_models(bought, likeness, progress), fame_of(bought), *blends)


@dataclass(frozen=True, slots=True)
class Personal:
    """`models` [products, products] each, as in `item_models`; `fame`: how many users each product has [products].

    `blend` orders the candidates; of those without any user, which it has never seen wanted, it only says what places
    they take among the others, and `blend_of_new` which takes which.
    """

    models: Mapping[str, csr_array]
    fame: NDArray[np.float32]
    blend: Blend | None
    blend_of_new: Blend | None

    def recommend(
        self, histories: Sequence[Sequence[int]], content: Content, top: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Whole, Real]:
        """Return the best products that are not in each history, int64 [histories, top], and their scores.

        Where the models know too few, the most famous follow; -1 stands where there are no more products. Scores are
        0 to 1 and fall along a list; those of two lists cannot be compared.

        Raises:
            WorkspaceError: `content` has other products than those that were learned from.
        """
        self._require(content)
        own = history_rows(histories, len(self.fame))
        drawn = find_candidates(own, self.models, JOINED, allowed)
        worth = self._scores(drawn, own)
        order = np.lexsort((drawn.items, -worth, drawn.rows))
        starts = np.searchsorted(drawn.rows[order], np.arange(len(histories) + 1))
        famous = np.argsort(-self.fame, kind="stable")
        famous = famous if allowed is None else famous[allowed[famous]]
        rows, scores = np.full((len(histories), top), -1, dtype=np.int64), np.zeros((len(histories), top))
        for number, (start, end) in enumerate(pairwise(starts)):
            chosen = order[start:end][:top]
            rows[number, : len(chosen)], scores[number, : len(chosen)] = drawn.items[chosen], worth[chosen]
            if len(chosen) < top:
                self._fill(
                    rows[number],
                    scores[number],
                    len(chosen),
                    famous,
                    own.indices[own.indptr[number] : own.indptr[number + 1]].astype(np.int64),
                )
        return rows, scores

    def recommend_all(
        self, histories: Sequence[Sequence[int]], content: Content, top: int, allowed: NDArray[np.bool_] | None = None
    ) -> Iterator[tuple[Whole, Real]]:
        """Answer `BATCH` histories after `BATCH` as `recommend` does, in their order, on all processors.

        Threads are enough for that: products of sparse matrices, sorting and LightGBM leave Python's lock to others.
        """
        batches = [histories[start : start + BATCH] for start in range(0, len(histories), BATCH)]
        with ThreadPoolExecutor(available_processors()) as pool:
            yield from pool.map(lambda some: self.recommend(some, content, top, allowed), batches)

    def because(self, history: Sequence[int], item: int, content: Content) -> list[tuple[int, float]]:
        """Return what each product of a history adds to the score of an item, greatest first; they add up to the score.

        A contribution is the mean of what the product adds when it joins the others in some order (Shapley value,
        sampled: Castro et al. 2009), so they add up for every sample. Empty where only fame speaks for the item.
        """
        self._require(content)
        own = np.unique(np.asarray(history, dtype=np.int64))
        linked = values_at(self.models[JOINED], own, np.full(len(own), item)) > 0
        players, others = own[linked], own[~linked]
        if not len(players):
            return []
        lots, count = np.random.default_rng(item), len(players)
        orders = np.array([lots.permutation(count) for _ in range(ORDERS)])
        orders = np.concatenate([orders, orders[:, ::-1]])
        groups = [np.r_[others, players[order[:size]]] for order in orders for size in range(count + 1)]
        worth = self._worth(groups, item).reshape(len(orders), count + 1)
        added = np.zeros(count)
        np.add.at(added, orders.ravel(), np.diff(worth, axis=1).ravel())
        found = zip(players.tolist(), (added / len(orders)).tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def save(self, folder: Path) -> None:
        """Write the models and the blend."""
        save_models(self.models, self.fame, folder)
        for name, blend in zip(_BLENDS, (self.blend, self.blend_of_new), strict=True):
            if blend is not None:
                blend.save(folder / name)

    @classmethod
    def load(cls, folder: Path) -> Personal:
        """Read what `learn_recommendation` wrote."""
        models, fame = load_models(MODELS, folder / _FOLDER)
        return cls(models, fame, *(Blend.load(folder / _FOLDER / name) for name in _BLENDS))

    def _require(self, content: Content) -> None:
        if len(content.ids) != len(self.fame):
            raise WorkspaceError(
                f"the recommender knows {len(self.fame):,} products, the catalog has {len(content.ids):,}; "
                "kgtag build brings them in step"
            )

    def _scores(self, drawn: Candidates, own: csr_array) -> Real:
        if self.blend is None:
            return drawn.shares()[:, MODELS.index(JOINED)].astype(np.float64)
        table = features(drawn, own, self.fame)
        worth: Real = 1 / (1 + np.exp(-self.blend.scores(table)))
        new = np.flatnonzero(self.fame[drawn.items] == 0)
        if self.blend_of_new is not None and len(new):
            order = np.lexsort((-self.blend_of_new.scores(table[new]), drawn.rows[new]))
            worth[new[order]] = worth[new[np.lexsort((-worth[new], drawn.rows[new]))]]
        return worth

    def _worth(self, histories: Sequence[Whole], item: int) -> Real:
        """Return the score of an item for each history, 0 where no model speaks for it [histories]."""
        own = history_rows(histories, len(self.fame))
        drawn = find_candidates(own, self.models, JOINED, wanted=item)
        here = drawn.items == item
        worth = np.zeros(len(histories))
        worth[drawn.rows[here]] = self._scores(drawn, own)[here]
        return worth

    def _fill(self, rows: Whole, scores: Real, start: int, famous: Whole, own: Whole) -> None:
        """Let the most famous products follow in a list that ends at `start`."""
        taken = np.r_[rows[:start], own]
        following = famous[: len(rows) + len(taken)]
        following = following[~np.isin(following, taken)][: len(rows) - start]
        least = scores[start - 1] if start else 1.0
        rows[start : start + len(following)] = following
        scores[start : start + len(following)] = least * (1 + self.fame[following]) / (2 + self.fame.max(initial=0))


def fame_of(bought: csr_array) -> NDArray[np.float32]:
    """Return how many rows have each product [products]."""
    return np.bincount(bought.indices, minlength=bought.shape[1]).astype(np.float32)


def features(drawn: Candidates, own: csr_array, fame: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what the blend reads: each model's share, what the joined one says, fame, the length of the history."""
    said = drawn.said[:, MODELS.index(JOINED)]
    lengths = np.diff(own.indptr)[drawn.rows]
    return np.column_stack([drawn.shares(), said, np.log1p(fame[drawn.items]), lengths]).astype(np.float32)


def _lessons(
    interactions: Interactions, last: NDArray[np.bool_], new: NDArray[np.bool_], likeness: Likeness, progress: Progress
) -> tuple[Lesson, Lesson]:
    """Learn models without some entries and some products, and look for both: the first lesson, and the second."""
    gone = new[interactions.item]
    bought = interactions.take(~last & ~gone).matrix()
    models, fame, lessons = item_models(bought, likeness, progress), fame_of(bought), []
    for hidden, allowed in ((last & ~gone, ~new), (gone, new)):
        answers = interactions.take(hidden).matrix()
        users = np.flatnonzero((np.diff(bought.indptr) > 0) & (np.diff(answers.indptr) > 0))
        own = csr_array(bought[users])
        drawn = find_candidates(own, models, JOINED, allowed)
        right = values_at(answers, users[drawn.rows], drawn.items) > 0
        lessons.append((features(drawn, own, fame), right, users[drawn.rows]))
    return lessons[0], lessons[1]


def _learned(lessons: Sequence[Lesson], users: int, seed: int) -> Blend | None:
    tables, right, rows = zip(*lessons, strict=True)
    numbers = np.concatenate([one + fold * users for fold, one in enumerate(rows)])
    return learn_blend(np.concatenate(tables), np.concatenate(right), numbers, seed)
