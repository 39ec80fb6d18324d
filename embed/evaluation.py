"""How good completion is on a catalog: a part of its cells is hidden, the line learns from the rest, and ranks them.

What is hidden is hidden before anything is learned, so a name that stood only there is known to nobody. Tags are hidden
by a coin each, so that some products miss nothing, as in life.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..extract.extraction import Extraction, learn_extraction
from ..kg.schema import infer_schema
from ..kg.triples import assert_triples
from ..kg.types import FREE_TAG, is_held_out
from ..kg.vocabulary import Vocabulary, absent_cells, canonical_cells, learn_vocabulary
from .baselines import Weights, baseline_scores, tune
from .calibration import expected_calibration_error
from .candidates import Knowledge, look_around
from .catalog_index import Index, Texts
from .completion import Completion, CompletionTables, Scored, learn_completion
from .learning import Questions, make_questions
from .ranking import RankingMetrics, filtered_ranks
from .slots import Known, is_many, single_valued

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from ..kg.settings import Settings
    from .catalog_index import Tag

HIDDEN_SHARE = 0.2
TAG_SHARE = 0.5
SALT = "evaluation"
OURS = "kgtag"
ALL = "all attributes"
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the best answer's probability can be trusted, over `slots` slots.

    `error`: expected calibration error in 10 bins of equal mass. `coverage`: the share of slots with a claim of at
    least .9, and `precision` how many of those are right. `idle_claims`: the share of the slots that miss nothing with
    such a claim. `None` where there are no such slots.
    """

    slots: int
    error: float
    confidence: float
    accuracy: float
    coverage: float
    precision: float | None
    idle_claims: float | None


@dataclass(frozen=True, slots=True)
class AttributeResult:
    """One attribute: metrics by method, ours first, and the reliability of ours; `unseen` answers are named nowhere."""

    attribute: str
    methods: Mapping[str, RankingMetrics]
    reliability: Reliability
    unseen: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """A products table with cells hidden, and `asked`: product → attribute → the hidden surface forms."""

    products: pl.DataFrame
    asked: Mapping[str, Mapping[str, tuple[str, ...]]]


def hide(products: pl.DataFrame, schema: Schema) -> Hidden:
    """Hide part of 20 % of the products, drawn by a hash: all single values, and of the others each by a coin.

    Attributes of which nothing happened to be hidden are asked for too, with no answer.
    """
    import polars as pl

    rows, asked = [], {}
    for row in products.iter_rows(named=True):
        if is_held_out(row["id"], share=HIDDEN_SHARE, salt=SALT):
            row, asked[row["id"]] = _hide_in(row, schema)
        rows.append(row)
    return Hidden(pl.DataFrame(rows, schema=products.schema, orient="row"), asked)


def _hide_in(row: dict[str, Any], schema: Schema) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    def drawn(attribute: str, value: str) -> bool:
        key = f"{row['id']}\x1f{attribute}\x1f{value}"
        return not is_many(schema, attribute) or is_held_out(key, share=TAG_SHARE, salt=SALT)

    cells = [(entry["name"], entry["values"]) for entry in row["attributes"]]
    kept = [{"name": name, "values": [v for v in values or () if not drawn(name, v)]} for name, values in cells]
    absent = {name for name, values in cells if values is None}
    attributes = [entry if entry["name"] not in absent else {"name": entry["name"], "values": None} for entry in kept]
    filled = [
        *((name, values) for name, values in cells if values),
        *([(FREE_TAG, row["tags"])] if row["tags"] else []),
    ]
    asked = {name: tuple(value for value in values if drawn(name, value)) for name, values in filled}
    tags = [value for value in row["tags"] or () if not drawn(FREE_TAG, value)]
    return {**row, "attributes": [a for a in attributes if a["values"] != []], "tags": tags}, asked


def evaluate_completion(
    products: pl.DataFrame,
    settings: Settings,
    folder: Path,
    *,
    train: bool,
    progress: Progress,
    announce: Callable[[str], None],
) -> list[AttributeResult]:
    """Run the line on a catalog of which a part is hidden, and rank what is hidden beside every simple method.

    The first result is of all attributes together, if there are several.

    Args:
        products: the products table of the whole catalog.
        settings: as for a build.
        folder: empty; what is learned is left there.
        train: whether the tagger is trained.
        progress: told of every step.
        announce: told what a person should know.
    """
    hidden = hide(products, infer_schema(products))
    schema = infer_schema(hidden.products)
    tags, aliases = learn_vocabulary(hidden.products, schema)
    vocabulary = Vocabulary(tags, aliases, schema)
    tables = _tables(hidden.products, vocabulary, settings, folder / "extraction", train, progress, announce)
    learn_completion(tables, schema, settings, folder / "completion", progress, announce)
    completion = Completion.load(folder / "completion")
    weights = tune(_questions(completion, tables, schema, progress))
    return _results(completion, tables, hidden, vocabulary, settings, weights, progress)


def _tables(
    products: pl.DataFrame, vocabulary: Vocabulary, settings: Settings, folder: Path, train: bool,
    progress: Progress, announce: Callable[[str], None],
) -> CompletionTables:  # fmt: skip
    schema = vocabulary.schema
    learn_extraction(
        products, vocabulary, schema, settings, folder, train=train, progress=progress, announce=announce
    )  # fmt: skip
    extraction = Extraction.load(folder, vocabulary, schema, settings)
    mentions = extraction.mentions(products, progress)
    asserted = assert_triples(
        canonical_cells(products, vocabulary), absent_cells(products, schema), mentions, (), vocabulary, schema,
        min_confidence=settings.assert_confidence, text_version=extraction.version,
    )  # fmt: skip
    return CompletionTables(products, mentions, asserted.evidence)


def _questions(
    completion: Completion, tables: CompletionTables, schema: Schema, progress: Progress
) -> Questions | None:
    texts, index = Texts.of(tables.products), _wide_index(completion, tables)
    return make_questions(index, texts, Known.of(texts.ids, tables.evidence), tables.mentions, schema, progress)


def _wide_index(completion: Completion, tables: CompletionTables) -> Index:
    return completion.index.extended(tables.mentions.select("attribute", "value").unique().rows())


@dataclass(slots=True)
class _Tally:
    """What was counted of one attribute: ranks by method; of our best answers probability, right or not, and idle."""

    ranks: dict[str, list[float]]
    best: list[tuple[float, bool, bool]]
    unseen: int = 0


def _results(
    completion: Completion, tables: CompletionTables, hidden: Hidden, vocabulary: Vocabulary, settings: Settings,
    weights: Weights, progress: Progress,
) -> list[AttributeResult]:  # fmt: skip
    import polars as pl

    asked = tables.products.filter(pl.col("id").is_in(list(hidden.asked)))
    simple = _catalog_only(completion, tables, vocabulary.schema)
    tallies: dict[str, _Tally] = {}
    for scored in completion.scored(asked, tables.mentions, tables.evidence, vocabulary.schema, settings, progress):
        queries = replace(scored.queries, contexts={**scored.queries.contexts, "tags": scored.queries.settled})
        methods: dict[str, NDArray[Any]] = {OURS: _plane(scored)}
        methods |= baseline_scores(simple, queries, look_around(simple, queries), weights)
        for row, product in enumerate(scored.queries.texts.ids):
            for attribute, surfaces in hidden.asked[product].items():
                answers = sorted({(attribute, vocabulary.canonical(attribute, one).name) for one in surfaces})
                tally = tallies.setdefault(attribute, _Tally(defaultdict(list), []))
                _count(tally, scored, row, attribute, answers, {name: plane[row] for name, plane in methods.items()})
    results = [_result(attribute, tallies[attribute]) for attribute in sorted(tallies)]
    return [_result(ALL, _pooled(list(tallies.values()))), *results] if len(results) > 1 else results


def _catalog_only(completion: Completion, tables: CompletionTables, schema: Schema) -> Knowledge:
    """Return what the simple methods may know: the catalog's own cells, nothing that the text asserts."""
    index = _wide_index(completion, tables)
    known = Known.of(index.products, tables.evidence)
    index = replace(index, asserted=index.tags.rows(known.settled))
    return Knowledge(index, single_valued(schema, index.tags.attributes))


def _pooled(tallies: Sequence[_Tally]) -> _Tally:
    names = dict.fromkeys(name for tally in tallies for name in tally.ranks)
    ranks = {name: [rank for tally in tallies for rank in tally.ranks.get(name, [])] for name in names}
    return _Tally(ranks, [best for tally in tallies for best in tally.best], sum(tally.unseen for tally in tallies))


def _plane(scored: Scored) -> NDArray[np.float64]:
    """Return our probabilities [queries, tags], -inf for what is no candidate, NaN for what no product has."""
    index, pairs = scored.knowledge.index, scored.pairs
    plane = np.full((len(scored.queries), len(index.tags.tags)), -np.inf)
    plane[:, index.counts <= 0] = np.nan
    plane[pairs.rows, pairs.columns] = scored.probability
    return plane


def _count(
    tally: _Tally, scored: Scored, row: int, attribute: str, answers: Sequence[Tag], methods: Mapping[str, Any]
) -> None:
    index = scored.knowledge.index
    if attribute not in index.tags.attributes:
        tally.unseen += len(answers)
        return
    columns = np.flatnonzero(index.tags.attribute_of == index.tags.attributes.index(attribute))
    place = {int(column): number for number, column in enumerate(columns)}
    right = [place.get(index.tags.columns.get(tag, -1)) for tag in answers]
    settled = scored.queries.settled[[row]].indices
    known = [place[int(column)] for column in settled if int(column) in place]
    for name, scores in methods.items():
        own = scores[columns].astype(np.float64)
        own[(index.counts[columns] <= 0) & ~np.isfinite(methods[OURS][columns])] = np.nan
        tally.ranks.setdefault(name, []).extend(filtered_ranks(own, right, known))
    tally.unseen += sum(one is None or bool(index.counts[columns[one]] <= 0) for one in right)
    ours = methods[OURS][columns]
    if np.isfinite(ours).any():
        best = int(np.nanargmax(ours))
        tally.best.append((float(ours[best]), best in right, not answers))


def _result(attribute: str, tally: _Tally) -> AttributeResult:
    best = np.array(tally.best, dtype=np.float64).reshape(-1, 3)
    probability, right, idle = best[:, 0], best[:, 1] > 0, best[:, 2] > 0
    sure = probability >= SURE
    reliability = Reliability(
        slots=len(best),
        error=expected_calibration_error(probability, right),
        confidence=float(probability.mean()) if len(best) else 0.0,
        accuracy=float(right.mean()) if len(best) else 0.0,
        coverage=float(sure.mean()) if len(best) else 0.0,
        precision=float(right[sure].mean()) if sure.any() else None,
        idle_claims=float(sure[idle].mean()) if idle.any() else None,
    )
    metrics = {name: RankingMetrics.of(ranks) for name, ranks in tally.ranks.items()}
    return AttributeResult(attribute, metrics, reliability, tally.unseen)
