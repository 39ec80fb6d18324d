"""Whether reasons are true: the evidence that a reason names is taken away, and the score has to fall (deletion test).

The evidence itself is removed, and all features are computed anew: the quoted words and what was found by them from the
text, the named tags from the product, and from its neighbours all that have the value: a reason names some of the
most similar, but farther ones vote too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ...kg.types import tag_id
from ..candidates import find_candidates, look_around, surroundings
from ..completion import KINDS
from ..features import make_features

if TYPE_CHECKING:
    from ...kg.progress import Progress
    from ...kg.schema import Schema
    from ...kg.settings import Settings
    from ..completion import Completion, CompletionTables

REASONS = ("text", "co-occurrence", "neighbours")
LEAST_PROBABILITY = 0.5
MOST = 400


@dataclass(frozen=True, slots=True)
class Deletion:
    """What became of the predictions whose first reason is of one kind, when what it names was taken away.

    `lowered`: the share with a lower score; `change`: the mean fall in log-odds; `lost`: those no candidate any more.
    """

    kind: str
    predictions: int
    lowered: float
    change: float
    lost: float


@dataclass(frozen=True, slots=True)
class _Case:
    """A prediction with its first reason."""

    product: str
    attribute: str
    value: str
    reason: Mapping[str, Any]


def check_reasons(
    completion: Completion, tables: CompletionTables, schema: Schema, settings: Settings, progress: Progress
) -> list[Deletion]:
    """Take the evidence of every product's surest prediction away, and count how often its score falls."""
    cases = _surest(completion, tables, schema, settings, progress)
    found = []
    for kind in REASONS:
        some = {case.product: case for case in [case for case in cases if case.reason["kind"] == kind][:MOST]}
        if some:
            kept = _of(tables, list(some))
            before = _scores(completion, kept, schema, settings, some, alone=False)
            after = _scores(completion, _without(kept, some), schema, settings, some, alone=kind == "neighbours")
            found.append(_summed(kind, before, after))
    return found


def _surest(
    completion: Completion, tables: CompletionTables, schema: Schema, settings: Settings, progress: Progress
) -> list[_Case]:
    import polars as pl

    once = replace(settings, top=1)
    ranked = completion.predict(tables.products, tables.mentions, tables.evidence, schema, once, progress)
    sure = ranked.filter((pl.col("probability") >= LEAST_PROBABILITY) & ~pl.col("asserted"))
    sure = sure.sort("probability", descending=True, maintain_order=True).unique("product", maintain_order=True)
    rows = sure.select("product", "attribute", "value", "reasons").iter_rows()
    return [
        _Case(product, name, value, reasons[0]) for product, name, value, text in rows if (reasons := json.loads(text))
    ]


def _of(tables: CompletionTables, ids: list[str]) -> CompletionTables:
    import polars as pl

    return replace(
        tables,
        products=tables.products.filter(pl.col("id").is_in(ids)),
        mentions=tables.mentions.filter(pl.col("product").is_in(ids)),
        evidence=tables.evidence.filter(pl.col("head").is_in(ids)),
    )


def _without(tables: CompletionTables, cases: Mapping[str, _Case]) -> CompletionTables:
    """Take quoted words out of texts, with the mentions that hold them, and named tags off products."""
    import polars as pl

    quoted = {product: _quoted(case.reason["text"]) for product, case in cases.items()}
    tags = {(product, tag) for product, case in cases.items() for tag in case.reason.get("tags", ())}
    rows = [
        {**row, **{field: _cut(row[field], quoted[row["id"]]) for field in ("title", "description")}}
        for row in tables.products.iter_rows(named=True)
    ]
    mentions = [
        not (quoted[product] and _cut(surface, quoted[product]) != surface)
        for product, surface in tables.mentions.select("product", "surface").iter_rows()
    ]
    evidence = [
        (head, tag_id(relation, tail)) not in tags
        for head, relation, tail in tables.evidence.select("head", "relation", "tail").iter_rows()
    ]
    return replace(
        tables,
        products=pl.DataFrame(rows, schema=tables.products.schema, orient="row"),
        mentions=tables.mentions.filter(pl.Series(mentions, dtype=pl.Boolean)),
        evidence=tables.evidence.filter(pl.Series(evidence, dtype=pl.Boolean)),
    )


def _quoted(sentence: str) -> str:
    found = re.search("“(.+)”", sentence)
    return found.group(1) if found else ""


def _cut(text: str, quoted: str) -> str:
    """Return a text without some words, in whatever case, number and punctuation they stand there."""
    if not quoted:
        return text
    between = r"[\W_]+".join(re.escape(word) + r"(?:s|'s)?" for word in re.findall(r"\w+", quoted))
    return re.sub(rf"(?<!\w){between}(?!\w)", " ", text or "", flags=re.IGNORECASE)


def _scores(
    completion: Completion, tables: CompletionTables, schema: Schema, settings: Settings, cases: Mapping[str, _Case],
    *, alone: bool,
) -> dict[str, float]:  # fmt: skip
    """Score the cases' values, `alone`: without neighbours that have them; what is no candidate has no score."""
    knowledge = completion.knowledge(tables.mentions, schema)
    queries = completion.queries(knowledge, tables.products, tables.mentions, tables.evidence, schema, settings)
    index = knowledge.index
    around = look_around(knowledge, queries)
    wanted = {product: (case.attribute, case.value) for product, case in cases.items()}
    if alone:
        having = index.asserted.tocsc()[:, [index.tags.columns[wanted[name]] for name in queries.texts.ids]]
        rows = np.split(having.indices, having.indptr[1:-1])
        near = {name: neighbours.without(rows) for name, neighbours in around.neighbours.items()}
        around = surroundings(knowledge, queries, near)
    pairs = find_candidates(knowledge, queries, around)
    columns = make_features(knowledge, queries, around, pairs)
    asked = [wanted[queries.texts.ids[row]] == index.tags.tags[column]
             for row, column in zip(pairs.rows, pairs.columns, strict=True)]  # fmt: skip
    found: dict[str, float] = {}
    for kind, ranker in completion.rankers.items():
        kept = np.flatnonzero(np.array(asked, dtype=bool) & (knowledge.single[pairs.attributes] == KINDS[kind]))
        scores = ranker.scores(np.column_stack([columns[name][kept] for name in ranker.features]))
        found |= {queries.texts.ids[row]: float(score) for row, score in zip(pairs.rows[kept], scores, strict=True)}
    return found


def _summed(kind: str, before: Mapping[str, float], after: Mapping[str, float]) -> Deletion:
    falls = np.array([before[product] - after[product] for product in before if product in after])
    lost = sum(product not in after for product in before)
    count = max(len(before), 1)
    change = float(falls.mean()) if len(falls) else 0.0
    return Deletion(kind, len(before), (int((falls > 0).sum()) + lost) / count, change, lost / count)
