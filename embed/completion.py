"""Completion: learns from a graph to rank what is missing in it, and ranks it, product by product; writes no graph."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..kg.fingerprint import fingerprint, fingerprint_folder
from ..kg.predictions import reasons_as_json
from ..kg.stored_files import intact, read_json
from ..kg.tables import empty_table, table_schema, write_table, write_text
from .applicability import narrowest
from .calibration import LEAST_ANSWERS
from .candidates import Knowledge, find_candidates, look_around
from .catalog_index import Index, Readers, Tag, TagSpace, Texts
from .completion_files import load_index, save_index
from .expected import EXPECTATIONS, expectations_of
from .features import make_features
from .graph_embeddings import GraphEmbeddings, GraphVectors
from .graph_training import embed_graph
from .learned_files import TRAIN_ANEW
from .learning import CHUNK, Questions, asked_for, make_questions
from .missing_cells import learn_missing_cells
from .names import denying_attributes
from .queries import Queries, make_queries
from .ranker import Ranker, learn_ranker
from .reasons import Explainer, Quotes, quotes_of
from .scored import Scored, missing, restrained
from .slots import Known, open_slots, single_valued, telling_cells
from .sparse import places_in_runs, values_at
from .text_encoder_onnx import stored_text_encoder, write_text_encoder
from .text_vectors import product_text, text_vectors
from .value_networks import Clues, ValueNetworks, folds_of

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from ..kg.settings import Settings

FACTS, INDEX, EMBEDDINGS, TEXT_ENCODER, VALUES = "completion.json", "index", "embeddings", "text-encoder", "values"
KINDS = {"single": True, "many": False}
FORMAT = 11


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


def learn_completion(
    tables: CompletionTables,
    blind: pl.DataFrame,
    schema: Schema,
    settings: Settings,
    folder: Path,
    progress: Progress,
    announce: Callable[[str], None],
) -> CompletionFacts:
    """Learn into `folder`: the index of the graph, and a ranker for single- and one for many-valued attributes.

    `blind` are the mentions of the held-out products for those who do not know their cells, see `blind_reading`.
    Where there are too few known values to learn a ranker from, it says so, and slots of that kind are not completed.
    """
    index, questions = learn_index(tables, blind, schema, settings, folder, progress, announce)
    counts = learn_rankers(questions, settings, folder, announce)
    return CompletionFacts(len(index.products), len(index.tags.tags), counts)


def learn_index(
    tables: CompletionTables, blind: pl.DataFrame, schema: Schema, settings: Settings, folder: Path,
    progress: Progress, announce: Callable[[str], None],
) -> tuple[Index, Questions | None]:  # fmt: skip
    """Learn the index of the graph into `folder`, and make the questions that rankers learn from."""
    import polars as pl

    texts = Texts.of(tables.products)
    known = Known.of(texts.ids, tables.evidence)
    encoder = write_text_encoder(settings.encoder, folder / TEXT_ENCODER, announce)
    index = _with_values(_make_index(texts, known, schema, encoder, settings.device, progress), settings, progress)
    if index.values is not None:
        index.values.save(folder / VALUES)
    visible, whole = embed_graph(index, _product_texts(texts), settings, progress)
    whole.save(folder / EMBEDDINGS)
    save_index(index, tuple(map(_text_key, _product_texts(texts))), folder / INDEX)
    write_table(expectations_of(index), folder / EXPECTATIONS)
    asked = tables.products["id"].filter(pl.Series(asked_for(texts.ids), dtype=pl.Boolean))
    informed = tables.mentions.filter(pl.col("product").is_in(asked.implode()))
    honest = replace(index, graph=visible.by_role(len(index.products)))
    honest = honest.extended([*mentioned(blind), *mentioned(informed)])
    return index, make_questions(honest, texts, known, blind, informed, schema, progress)


def learn_rankers(
    questions: Questions | None, settings: Settings, folder: Path, announce: Callable[[str], None]
) -> dict[str, int]:
    """Learn a ranker of each kind beside the index in `folder`; return how many answered questions each had."""
    counts = {kind: _learn_ranker(kind, questions, settings, folder, announce) for kind in KINDS}
    facts = {"format": FORMAT, "encoder": settings.encoder, "version": fingerprint_folder(folder)}
    write_text(json.dumps(facts, indent=1), folder / FACTS)
    return counts


def _make_index(texts: Texts, known: Known, schema: Schema, encoder: str, device: str, progress: Progress) -> Index:
    tags = sorted(frozenset().union(*known.asserted))
    space = TagSpace(tuple(sorted({*schema, *(attribute for attribute, _ in tags)})), tuple(tags))
    names = [value for _, value in tags]
    vectors = text_vectors([*_product_texts(texts), *names], encoder, device, progress, exact=False)
    readers = Readers.learn(texts)
    index = Index(
        texts.ids, space, readers, readers.read(texts), vectors[: len(texts.ids)], vectors[len(texts.ids) :],
        space.rows(known.asserted), GraphVectors.none(len(texts.ids), len(tags), len(space.attributes)),
        cells=telling_cells(known.settled), denying=denying_attributes(texts, known.settled, schema),
    )  # fmt: skip
    return replace(index, missing_cells=learn_missing_cells(index, texts, known))


def _with_values(index: Index, settings: Settings, progress: Progress) -> Index:
    from .value_training import learn_values

    clues, folds = Clues.of(index.readers, index.contexts, index.vectors), folds_of(index.products)
    return replace(
        index, values=learn_values(clues, index.asserted, index.tags.attribute_of, folds, settings.seed, progress)
    )


def _learn_ranker(
    kind: str, questions: Questions | None, settings: Settings, folder: Path, announce: Callable[[str], None]
) -> int:
    ranker, answered = None, 0
    if questions is not None:
        part = questions.take(questions.single == KINDS[kind])
        answered = len(np.unique(part.slots[part.right]))
        ranker = learn_ranker(
            part.table, part.right, part.slots, part.folds, part.features, part.attributes, single=KINDS[kind],
            seed=settings.seed, careful=None if KINDS[kind] else part.careful, listed=questions.listed,
            agree=None if KINDS[kind] else part.agree,
        )  # fmt: skip
    if ranker is None:
        announce(
            f"too few known values of {kind}-valued attributes to learn completion from "
            f"({answered} held-out answers, {LEAST_ANSWERS} of several products needed): none of these are completed"
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
        self.index = index
        self._names_known: frozenset[Tag] = frozenset()
        self._row_of_text = {key: row for row, key in enumerate(texts)}
        self.rankers = rankers
        self._encoder = encoder

    @classmethod
    def load(cls, folder: Path) -> Completion:
        """Load what `learn_completion` left; raises WorkspaceError when it is not whole or of another version."""
        facts = read_json(folder / FACTS, TRAIN_ANEW, FORMAT)
        embeddings = GraphEmbeddings.load(folder / EMBEDDINGS)
        found = {kind: folder / f"ranker-{kind}" for kind in KINDS if (folder / f"ranker-{kind}.json").exists()}
        rankers = {kind: Ranker.load(path) for kind, path in found.items()}
        with intact(folder / INDEX, TRAIN_ANEW):
            index, texts = load_index(folder / INDEX, embeddings)
        if (folder / VALUES).exists():
            index = replace(index, values=ValueNetworks.load(folder / VALUES))
        with intact(folder / FACTS, TRAIN_ANEW):
            encoder = stored_text_encoder(folder / TEXT_ENCODER, facts["encoder"])
            return cls(index, texts, rankers, encoder, facts["version"])

    @property
    def listed(self) -> float | None:
        """The share of the true values of many-valued attributes that products list, if it is known."""
        return self.rankers["many"].calibration.listed if "many" in self.rankers else None

    def on(self, index: Index, names_known: frozenset[Tag] = frozenset()) -> Completion:
        """Return the same rankers over another index of the same products in the same order.

        `names_known` are tags of the index that may be answers though no product has them.
        """
        other = copy(self)
        other.index, other._names_known = index, names_known
        return other

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

        quotes = quotes_of(mentions)
        parts = [
            self._table(scored.best(settings.top), quotes)
            for scored in self.scored(products, mentions, evidence, schema, settings, progress)
        ]
        return pl.concat([empty_table("predictions"), *parts])

    def scored(
        self,
        products: pl.DataFrame,
        mentions: pl.DataFrame,
        evidence: pl.DataFrame,
        schema: Schema,
        settings: Settings,
        progress: Progress,
    ) -> Iterator[Scored]:
        """Weigh all candidates of the open slots of some products, a few hundred products at a time.

        The arguments are those of `predict`.
        """
        knowledge = self.knowledge(mentions, schema)
        with progress("completing", len(products), "products") as advance:
            for chunk in products.iter_slices(CHUNK):
                queries = self.queries(knowledge, chunk, mentions, evidence, schema, settings)
                yield self._weigh(knowledge, queries)
                advance(len(chunk))

    def knowledge(self, mentions: pl.DataFrame, schema: Schema) -> Knowledge:
        """Return what is known to judge products with these mentions by."""
        index = self.index.extended(mentioned(mentions))
        return Knowledge(index, single_valued(schema, index.tags.attributes), self._names_known)

    def queries(
        self, knowledge: Knowledge, products: pl.DataFrame, mentions: pl.DataFrame, evidence: pl.DataFrame,
        schema: Schema, settings: Settings,
    ) -> Queries:  # fmt: skip
        """Bring products with their open slots into the columns of `knowledge`."""
        texts = Texts.of(products)
        known = Known.of(texts.ids, evidence)
        asked = open_slots(products, known.settled, schema, knowledge.index.tags.attributes)
        vectors = self._vectors(texts, settings.device)
        queries = make_queries(knowledge.index, texts, vectors, known.asserted, known.settled, asked, mentions)
        category = narrowest(knowledge.index, queries.contexts["categories"])
        return replace(queries, open=queries.open & knowledge.applicable[category])

    def _vectors(self, texts: Texts, device: str) -> NDArray[np.float32]:
        """Take the vectors of texts that the index has, and encode the others."""
        from ..kg.progress import silent

        read = _product_texts(texts)
        rows = np.array([self._row_of_text.get(_text_key(text), -1) for text in read], dtype=np.int64)
        vectors = self.index.vectors[np.maximum(rows, 0)]
        new = np.flatnonzero(rows < 0)
        if len(new):
            vectors[new] = text_vectors([read[row] for row in new], self._encoder, device, silent)
        return vectors

    def _weigh(self, knowledge: Knowledge, queries: Queries) -> Scored:
        around = look_around(knowledge, queries)
        pairs = find_candidates(knowledge, queries, around)
        columns = make_features(knowledge, queries, around, pairs)
        votes = knowledge.tag_sets.near(queries, around.neighbours)
        probability = np.full(len(pairs), np.nan)
        for kind, ranker in self.rankers.items():
            rows = np.flatnonzero(knowledge.single[pairs.attributes] == KINDS[kind])
            table = np.column_stack([columns[name][rows] for name in ranker.features])
            agree = partial(votes.agree, pairs.rows[rows], pairs.columns[rows])
            names = np.array(knowledge.index.tags.attributes)[pairs.attributes[rows]]
            probability[rows] = ranker.probabilities(table, pairs.slots[rows], agree, names)
        lacks = missing(knowledge, queries, around, pairs, columns["mention.confidence"])
        scored = Scored(knowledge, queries, around, pairs, columns, probability, lacks)
        scored = replace(scored, probability=restrained(scored))
        return scored.take(np.flatnonzero(~np.isnan(probability)))

    def _reasons(self, scored: Scored, quotes: Quotes) -> list[str]:
        reasons = [""] * len(scored.pairs)
        single = scored.knowledge.single[scored.pairs.attributes]
        for kind, ranker in self.rankers.items():
            rows = np.flatnonzero(single == KINDS[kind])
            part = scored.take(rows)
            explainer = Explainer(part.knowledge, part.queries, part.around, part.pairs, quotes)
            for row, found in zip(rows, explainer.reasons(ranker, part.columns), strict=True):
                reasons[row] = reasons_as_json(found)
        return reasons

    def _table(self, best: Scored, quotes: Quotes) -> pl.DataFrame:
        import polars as pl

        index, queries, pairs = best.knowledge.index, best.queries, best.pairs
        asserted = values_at(queries.contexts["tags"], pairs.rows, pairs.columns) > 0
        tags = [index.tags.tags[column] for column in pairs.columns]
        ranked = {
            "product": [queries.texts.ids[row] for row in pairs.rows],
            "attribute": [attribute for attribute, _ in tags],
            "value": [value for _, value in tags],
            "probability": best.probability.round(6),
            "missing": best.missing.round(6),
            "rank": places_in_runs(pairs.slots) + 1,
            "of": index.sizes[pairs.attributes],
            "asserted": asserted,
            "proposed": (index.counts[pairs.columns] - pairs.own <= 0) & ~asserted,
            "reasons": self._reasons(best, quotes),
            "model": [self.version] * len(pairs),
        }
        return pl.DataFrame(ranked, schema=dict(table_schema("predictions")))


def mentioned(mentions: pl.DataFrame) -> list[tuple[str, str]]:
    """Return every (attribute, value) that a mentions table names."""
    return [(attribute, value) for attribute, value in mentions.select("attribute", "value").unique().iter_rows()]


def _product_texts(texts: Texts) -> list[str]:
    return [product_text(title, text) for title, text in zip(texts.titles, texts.descriptions, strict=True)]


def _text_key(text: str) -> str:
    return fingerprint(text)
