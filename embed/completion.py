"""Completion: learns from a graph to rank what is missing in it, and ranks it, product by product; writes no graph."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.errors import WorkspaceError
from ..kg.fingerprint import fingerprint, fingerprint_folder
from ..kg.predictions import reasons_as_json
from ..kg.tables import empty_table, table_schema, write_text
from .candidates import Knowledge, find_candidates, look_around
from .catalog_index import Index, Readers, TagSpace, Texts
from .completion_files import load_index, save_index
from .features import make_features
from .learning import CHUNK, Questions, make_questions
from .queries import Queries, make_queries
from .ranker import LEAST_ANSWERS, Ranker, learn_ranker
from .reasons import Explainer, quotes_of
from .slots import Known, open_slots, single_valued
from .sparse import best_of_groups, values_at
from .statistics import Pairs
from .text_vectors import product_text, text_vectors

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from ..kg.settings import Settings

FACTS, INDEX = "completion.json", "index"
KINDS = {"single": True, "many": False}
LEAST_PROBABILITY = 0.001
"""Candidates that are less probable are not kept."""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class CompletionTables:
    """The workspace's tables that completion learns from."""

    products: pl.DataFrame
    mentions: pl.DataFrame
    evidence: pl.DataFrame


@dataclass(frozen=True, slots=True)
class CompletionFacts:
    """What was learned, for the record of a run: sizes, and how many answered questions each ranker learned from."""

    products: int
    tags: int
    questions: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def learn_completion(
    tables: CompletionTables,
    schema: Schema,
    settings: Settings,
    folder: Path,
    progress: Progress,
    announce: Callable[[str], None],
) -> CompletionFacts:
    """Learn into `folder`: the index of the graph, and a ranker for single- and one for many-valued attributes.

    Where there are too few known values to learn a ranker from, it says so, and slots of that kind are not completed.
    """
    texts = Texts.of(tables.products)
    known = Known.of(texts.ids, tables.evidence)
    index = _make_index(texts, known, schema, settings, progress)
    save_index(index, tuple(map(_text_key, _product_texts(texts))), folder / INDEX)
    extended = index.extended(_mentioned(tables.mentions))
    questions = make_questions(extended, texts, known, tables.mentions, schema, progress)
    counts = {kind: _learn_ranker(kind, questions, settings, folder, announce) for kind in KINDS}
    facts = {"format": _FORMAT, "encoder": settings.encoder, "version": fingerprint_folder(folder)}
    write_text(json.dumps(facts, indent=1), folder / FACTS)
    return CompletionFacts(len(index.products), len(index.tags.tags), counts)


def _make_index(texts: Texts, known: Known, schema: Schema, settings: Settings, progress: Progress) -> Index:
    tags = sorted(frozenset().union(*known.asserted))
    space = TagSpace(tuple(sorted({*schema, *(attribute for attribute, _ in tags)})), tuple(tags))
    names = [value for _, value in tags]
    vectors = text_vectors([*_product_texts(texts), *names], settings.encoder, settings.device, progress, exact=False)
    readers = Readers.learn(texts)
    return Index(
        texts.ids, space, readers, readers.read(texts), vectors[: len(texts.ids)], vectors[len(texts.ids) :],
        space.rows(known.asserted),
    )  # fmt: skip


def _learn_ranker(
    kind: str, questions: Questions | None, settings: Settings, folder: Path, announce: Callable[[str], None]
) -> int:
    ranker, answered = None, 0
    if questions is not None:
        part = questions.take(questions.single == KINDS[kind])
        answered = len(np.unique(part.slots[part.right]))
        ranker = learn_ranker(
            part.table, part.right, part.slots, part.products, part.features, single=KINDS[kind], seed=settings.seed
        )
    if ranker is None:
        announce(
            f"too few known values of {kind}-valued attributes to learn completion from "
            f"({answered} held-out answers, {LEAST_ANSWERS} needed): none of these are completed"
        )
    else:
        ranker.save(folder / f"ranker-{kind}")
    return answered


class Completion:
    """The completion stage as it was learned; its predictions for a product depend on that product alone."""

    def __init__(
        self, index: Index, texts: Sequence[str], rankers: Mapping[str, Ranker], encoder: str, version: str
    ) -> None:
        self.version = version
        self._index = index
        self._row_of_text = {key: row for row, key in enumerate(texts)}
        self._rankers = rankers
        self._encoder = encoder

    @classmethod
    def load(cls, folder: Path) -> Completion:
        """Load what `learn_completion` left; raises WorkspaceError when it is not there or of another version."""
        path = folder / FACTS
        facts = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if facts.get("format") != _FORMAT:
            raise WorkspaceError(f"{folder} holds no completion of this version of kgtag: run `kgtag build --fresh`")
        index, texts = load_index(folder / INDEX)
        found = {kind: folder / f"ranker-{kind}" for kind in KINDS if (folder / f"ranker-{kind}.json").exists()}
        rankers = {kind: Ranker.load(path) for kind, path in found.items()}
        return cls(index, texts, rankers, facts["encoder"], facts["version"])

    def predict(
        self,
        products: pl.DataFrame,
        mentions: pl.DataFrame,
        evidence: pl.DataFrame,
        schema: Schema,
        settings: Settings,
        progress: Progress,
    ) -> pl.DataFrame:
        """Return the predictions table for the open slots of some products, in their order.

        Args:
            products: rows of the products table, in the graph or not.
            mentions: their rows of the mentions table.
            evidence: their rows of the evidence table: what is asserted of them, and by what.
            schema: which attributes a category has, and which may have many values.
            settings: `top` predictions are kept for each slot; `device` for texts that have no vector yet.
            progress: told how many products are done.
        """
        import polars as pl

        if not self._rankers or products.is_empty():
            return empty_table("predictions")
        knowledge = self._knowledge(mentions, schema)
        parts = []
        with progress("completing", len(products), "products") as advance:
            for chunk in products.iter_slices(CHUNK):
                asked = self._queries(knowledge, chunk, mentions, evidence, schema, settings)
                parts.append(self._ranked(knowledge, asked, mentions, settings.top))
                advance(len(chunk))
        return pl.concat(parts)

    def _knowledge(self, mentions: pl.DataFrame, schema: Schema) -> Knowledge:
        index = self._index.extended(_mentioned(mentions))
        return Knowledge(index, single_valued(schema, index.tags.attributes))

    def _queries(
        self, knowledge: Knowledge, products: pl.DataFrame, mentions: pl.DataFrame, evidence: pl.DataFrame,
        schema: Schema, settings: Settings,
    ) -> Queries:  # fmt: skip
        texts = Texts.of(products)
        known = Known.of(texts.ids, evidence)
        asked = open_slots(products, known.settled, schema, knowledge.index.tags.attributes)
        vectors = self._vectors(texts, settings.device)
        return make_queries(knowledge.index, texts, vectors, known.asserted, known.settled, asked, mentions)

    def _vectors(self, texts: Texts, device: str) -> NDArray[np.float32]:
        """Take the vectors of texts that the index has, and encode the others."""
        from ..kg.progress import silent

        read = _product_texts(texts)
        rows = np.array([self._row_of_text.get(_text_key(text), -1) for text in read], dtype=np.int64)
        vectors = self._index.vectors[np.maximum(rows, 0)]
        new = np.flatnonzero(rows < 0)
        if len(new):
            vectors[new] = text_vectors([read[row] for row in new], self._encoder, device, silent)
        return vectors

    def _ranked(self, knowledge: Knowledge, queries: Queries, mentions: pl.DataFrame, top: int) -> pl.DataFrame:
        import polars as pl

        around = look_around(knowledge, queries)
        pairs = find_candidates(knowledge, queries, around)
        if not len(pairs):
            return empty_table("predictions")
        columns = make_features(knowledge, queries, around, pairs)
        quotes = quotes_of(mentions.filter(pl.col("product").is_in(queries.texts.ids)))
        parts = []
        for kind, ranker in self._rankers.items():
            rows = np.flatnonzero(knowledge.single[pairs.attributes] == KINDS[kind])
            part, own = pairs.take(rows), {name: values[rows] for name, values in columns.items()}
            probability = ranker.probabilities(np.column_stack([own[name] for name in ranker.features]), part.slots)
            kept = np.flatnonzero(_kept(part, probability, top))
            part, own = part.take(kept), {name: values[kept] for name, values in own.items()}
            reasons = Explainer(knowledge, queries, around, part, quotes).reasons(ranker, own)
            parts.append(
                self._table(knowledge, queries, part, probability[kept], [reasons_as_json(one) for one in reasons])
            )
        return pl.concat(parts).sort("row", "attribute", "rank").drop("row")

    def _table(
        self, knowledge: Knowledge, queries: Queries, pairs: Pairs, probability: NDArray[np.float64], reasons: list[str]
    ) -> pl.DataFrame:
        import polars as pl

        index = knowledge.index
        order = np.lexsort((pairs.columns, -probability, pairs.slots))
        starts = np.flatnonzero(np.r_[True, np.diff(pairs.slots[order]) != 0]) if len(order) else order
        rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)])) + 1
        pairs, probability = pairs.take(order), probability[order]
        asserted = values_at(queries.contexts["tags"], pairs.rows, pairs.columns) > 0
        proposed = (index.counts[pairs.columns] - pairs.own <= 0) & ~asserted
        tags = [index.tags.tags[column] for column in pairs.columns]
        rows = {
            "product": [queries.texts.ids[row] for row in pairs.rows],
            "attribute": [attribute for attribute, _ in tags],
            "value": [value for _, value in tags],
            "probability": probability.round(6),
            "rank": rank,
            "of": index.sizes[pairs.attributes],
            "asserted": asserted,
            "proposed": proposed,
            "reasons": [reasons[place] for place in order],
            "model": [self.version] * len(order),
        }
        return pl.DataFrame({"row": pairs.rows, **rows}, schema={"row": pl.Int64(), **table_schema("predictions")})


def _kept(pairs: Pairs, probability: NDArray[np.float64], top: int) -> NDArray[np.bool_]:
    best = best_of_groups(pairs.slots, probability, pairs.columns, top)
    return best & (probability >= LEAST_PROBABILITY)


def _mentioned(mentions: pl.DataFrame) -> list[tuple[str, str]]:
    return [(attribute, value) for attribute, value in mentions.select("attribute", "value").unique().iter_rows()]


def _product_texts(texts: Texts) -> list[str]:
    return [product_text(title, text) for title, text in zip(texts.titles, texts.descriptions, strict=True)]


def _text_key(text: str) -> str:
    return fingerprint(text)
