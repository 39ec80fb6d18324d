"""Answers to `kgtag recommend`: for products, for a text, for people; imports no learned model and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ...kg.product_page import require_products
from .content import workspace_content
from .diversity import diversified, pool_size
from .histories import histories_of, learned_folder
from .item_to_item import best, block_size, part_weights, queries_of, similarities
from .reasons import OWN_ITEMS, ItemReason, bought_together_reason, evidence_of, own_item_reasons, tag_reasons

if TYPE_CHECKING:
    import datetime

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from ...kg.settings import Settings
    from ...kg.workspace import Workspace
    from .content import Content
    from .filters import Condition
    from .goes_with import GoesWith
    from .item_to_item import Queries
    from .personal import Personal
    from .reasons import Evidences

    Rows = NDArray[np.int64]
    Scores = NDArray[np.float32]

BATCH = 512
"""Products that are answered at once."""
KNOWN_BY = 20
"""Products that stand for a text in what goes with it: those most like it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: how many items, of which products, how unlike each other, and whether with reasons."""

    top: int = 10
    conditions: tuple[Condition, ...] = ()
    diversity: float = 0.0
    reasons: bool = True


@dataclass(frozen=True, slots=True)
class RecommendedItem:
    """One item of an answer; scores are comparable within an answer only."""

    id: str
    name: str
    score: float
    reasons: tuple[ItemReason, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the item as users of `--json` see it."""
        reasons = [reason.as_json() for reason in self.reasons]
        return {"id": self.id, "name": self.name, "score": round(self.score, 4), "reasons": reasons}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is recommended for a `subject`, which is a product, a text or a user; `model` says what ranked it."""

    kind: str
    subject: str
    name: str
    items: tuple[RecommendedItem, ...]
    model: str

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the shape that `kgtag recommend --json` promises."""
        return {self.kind: self.subject, "items": [item.as_json() for item in self.items], "model": self.model}


@dataclass(frozen=True)
class Recommender:
    """A workspace opened for recommending."""

    workspace: Workspace
    settings: Settings
    wanted: Wanted

    @cached_property
    def content(self) -> Content:
        return workspace_content(self.workspace)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        return {name: row for row, name in enumerate(self.content.ids)}

    @cached_property
    def allowed(self) -> NDArray[np.bool_] | None:
        if not self.wanted.conditions:
            return None
        from .filters import allowed_products

        sure = self.settings.graph_probability
        return allowed_products(self.workspace, self.wanted.conditions, self.content.ids, sure)

    @cached_property
    def _together(self) -> GoesWith:
        folder = learned_folder(self.workspace, self.content.ids)

        from .goes_with import GoesWith

        return GoesWith.load(folder)

    def similar(self, ids: Sequence[str]) -> Iterator[Answer]:
        """Answer with what is like each product; raises NotFoundError for one that is not there."""
        rows = self._rows(ids)
        size = min(block_size(self.content), BATCH)
        for start in range(0, len(rows), size):
            block = rows[start : start + size]
            queries = queries_of(self.content, block)
            found = [
                (row, *self._chosen(scores, row))
                for row, scores in zip(block.tolist(), similarities(self.content, queries), strict=True)
            ]
            evidences = self._evidences(found)
            for place, (row, items, scores) in enumerate(found):
                yield self._item_answer(
                    row, queries.tags[[place]], items, scores, evidences, _model(self.content, queries)
                )

    def goes_with(self, ids: Sequence[str]) -> Iterator[Answer]:
        """Answer with what is bought together with each product; raises as `similar` does."""
        rows, together = self._rows(ids), self._together
        for row in rows.tolist():
            items, scores = self._chosen(together.scores(row), row)
            evidences, counts = self._evidences([(row, items, scores)]), together.counts(row)
            yield self._item_answer(row, self.content.tags[[row]], items, scores, evidences, "goes with", counts)

    def for_text(self, text: str, *, goes_with: bool = False) -> Answer:
        """Answer with what is like a product that is known by its text alone, or with what goes with such products."""
        from .text_query import NAME, text_query

        queries, said = text_query(self.workspace, self.settings, self.content, text)
        likeness, model = similarities(self.content, queries)[0], _model(self.content, queries)
        if goes_with:
            known = best(likeness, KNOWN_BY)
            likeness = self._together.scores_of_new(known.tolist(), likeness[known].tolist())
            model = "goes with"
        items, scores = self._chosen(likeness, None)
        evidences = {**evidence_of(self.workspace, [self.content.ids[row] for row in items]), **said}
        reasons = [tag_reasons(self.content, queries.tags, NAME, row, evidences) for row in items.tolist()]
        return Answer("text", text, "", self._items(items, scores, reasons), model)

    def for_users(self, users: Sequence[str], before: datetime.datetime | None = None) -> Iterator[Answer]:
        """Answer with what each person may want next; raises NotFoundError for one who has no interactions."""
        folder = learned_folder(self.workspace, self.content.ids)

        from .personal import Personal

        personal = Personal.load(folder)
        histories = histories_of(self.workspace, users, self.row_of, before)
        size = pool_size(self.wanted.top, self.wanted.diversity)
        batches = personal.recommend_all(histories, self.content, size, self.allowed)
        lists = (pair for rows, scores in batches for pair in zip(rows, scores, strict=True))
        for user, history, (found, worth) in zip(users, histories, lists, strict=True):
            items, kept = self._diversified(found[found >= 0], worth[found >= 0])
            reasons = self._personal_reasons(personal, history, items)
            yield Answer("user", user, "", self._items(items, kept, reasons), "personal")

    def _rows(self, ids: Sequence[str]) -> Rows:
        require_products(self.workspace, list(dict.fromkeys(ids)))
        return np.array([self.row_of[name] for name in dict.fromkeys(ids)], dtype=np.int64)

    def _chosen(self, scores: Scores, own: int | None) -> tuple[Rows, Scores]:
        """Return the rows to show, in their order, and their scores."""
        allowed = np.ones(len(scores), dtype=bool) if self.allowed is None else self.allowed.copy()
        if own is not None:
            allowed[own] = False
        rows = best(scores, pool_size(self.wanted.top, self.wanted.diversity), allowed)
        return self._diversified(rows, scores[rows])

    def _diversified(self, rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
        places = diversified(self.content, rows, scores, self.wanted.top, self.wanted.diversity)
        return rows[places], scores[places]

    def _evidences(self, found: Sequence[tuple[int, Rows, Scores]]) -> Evidences:
        if not self.wanted.reasons:
            return {}
        rows = dict.fromkeys(row for own, items, _ in found for row in (own, *items.tolist()))
        return evidence_of(self.workspace, [self.content.ids[row] for row in rows])

    def _item_answer(
        self,
        row: int,
        query: csr_array,
        items: Rows,
        scores: Scores,
        evidences: Evidences,
        model: str,
        together: Scores | None = None,
    ) -> Answer:
        product = self.content.ids[row]
        reasons: list[tuple[ItemReason, ...]] = [()] * len(items)
        if self.wanted.reasons:
            reasons = [tag_reasons(self.content, query, product, item, evidences) for item in items.tolist()]
        if together is not None:
            bought = [bought_together_reason(product, int(together[item])) for item in items.tolist()]
            reasons = [(*first, *others) for first, others in zip(bought, reasons, strict=True)]
        return Answer("product", product, self.content.names[row], self._items(items, scores, reasons), model)

    def _personal_reasons(self, personal: Personal, history: list[int], items: Rows) -> list[tuple[ItemReason, ...]]:
        if not self.wanted.reasons:
            return [()] * len(items)
        led = [personal.because(history, item, self.content) for item in items.tolist()]
        rows = [*items.tolist(), *(row for found in led for row, _ in found[:OWN_ITEMS])]
        evidences = evidence_of(self.workspace, [self.content.ids[row] for row in rows])
        return [
            own_item_reasons(self.content, found, item, evidences)
            for item, found in zip(items.tolist(), led, strict=True)
        ]

    def _items(
        self, rows: Rows, scores: Scores, reasons: Sequence[tuple[ItemReason, ...]]
    ) -> tuple[RecommendedItem, ...]:
        ids, names = self.content.ids, self.content.names
        return tuple(
            RecommendedItem(ids[row], names[row], score, why)
            for row, score, why in zip(rows.tolist(), scores.tolist(), reasons, strict=True)
        )


def _model(content: Content, queries: Queries) -> str:
    return " + ".join(part_weights(content, queries))
