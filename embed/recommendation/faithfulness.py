"""Measuring reasons: does what they name exist in the graph, and would the score be less without it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ...kg.categories import category_levels
from ..sparse import unit_rows
from .content import CATEGORY, LEAST_PROBABILITY
from .histories import histories_of
from .item_to_item import queries_of, similarities

if TYPE_CHECKING:
    from ...kg.workspace import Workspace
    from .content import Content
    from .personal import Personal
    from .reasons import Tag
    from .serving import Answer

Path = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """How many reasons were named, the share that exists in the tables, and the share without which the score falls.

    `explained`: the share of the recommended items that have a reason.
    """

    named: int
    existing: float
    falling: float
    explained: float


def measure_faithfulness(workspace: Workspace, content: Content, answers: Iterable[Answer]) -> Faithfulness:
    """Check every shared tag that answers for products name: in the tables, and by deleting it (`score_without`)."""
    known, row_of = graph_tags(workspace), {name: row for row, name in enumerate(content.ids)}
    items, existing, falling = [], [], []
    for answer in answers:
        for item in answer.items:
            items.append(bool(item.reasons))
            for tag in (tag for reason in item.reasons for tag in reason.tags):
                existing.append(tag_is_shared(tag, (answer.subject, item.id), known))
                query, row = row_of[answer.subject], row_of[item.id]
                falling.append(score_without(content, query, row, tag) < score_without(content, query, row, None))
    return Faithfulness(len(existing), _share(existing), _share(falling), _share(items))


def measure_personal_faithfulness(
    workspace: Workspace, content: Content, personal: Personal, answers: Iterable[Answer]
) -> Faithfulness:
    """Check every own item that answers for users name, and the tags it is said to share.

    An own item exists where the user had to do with it and both products have the tags. The score falls where what the
    rest of the history adds up to is less than the whole.
    """
    known, row_of = graph_tags(workspace), {name: row for row, name in enumerate(content.ids)}
    items, existing, falling = [], [], []
    for answer in answers:
        [history] = histories_of(workspace, [answer.subject], row_of, None)
        for item in answer.items:
            items.append(bool(item.reasons))
            whole = _personal_score(personal, content, history, row_of[item.id])
            for reason in item.reasons:
                own = row_of[reason.products[0]]
                shared = all(tag_is_shared(tag, (reason.products[0], item.id), known) for tag in reason.tags)
                existing.append(own in history and shared)
                rest = [row for row in history if row != own]
                falling.append(_personal_score(personal, content, rest, row_of[item.id]) < whole)
    return Faithfulness(len(existing), _share(existing), _share(falling), _share(items))


def _personal_score(personal: Personal, content: Content, history: Sequence[int], item: int) -> float:
    return sum(added for _, added in personal.because(history, item, content))


def graph_tags(workspace: Workspace) -> set[Path]:
    """Return every (product, attribute, value) that a workspace's tables hold: asserted, likely, or a category."""
    import polars as pl

    likely = workspace.table("predictions").filter(pl.col("probability") >= LEAST_PROBABILITY)
    paths = workspace.table("products").select("id", "category").iter_rows()
    return {
        *workspace.table("triples").select("head", "relation", "tail").iter_rows(),
        *likely.select("product", "attribute", "value").iter_rows(),
        *((product, CATEGORY, level) for product, path in paths for level in category_levels(path)),
    }


def tag_is_shared(tag: Tag, products: Sequence[str], known: set[Path]) -> bool:
    """Say whether all the products have a tag."""
    return all((product, *tag) in known for product in products)


def score_without(content: Content, query: int, item: int, tag: Tag | None) -> float:
    """Return how alike two products are when the item does not have a tag; `None` takes nothing away."""
    alone = content.take(np.array([item]))
    if tag is not None:
        row = alone.tags.copy()
        row.data[row.indices == content.tag_names.index(tag)] = 0
        alone = replace(alone, tags=unit_rows(csr_array(row)))
    return float(similarities(alone, queries_of(content, [query]))[0, 0])


def _share(found: Sequence[bool]) -> float:
    return sum(found) / max(len(found), 1)
