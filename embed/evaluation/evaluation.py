"""How good completion is on a catalog: a part of its cells is hidden, the line learns from the rest, and ranks them.

What is hidden is hidden before anything is learned, so a name that stood only there is known to nobody. The same values
are asked for in three situations: `warm`, as the catalog now is; `names known`, where the list of all names is known;
`cold`, where nothing at all is known of the product but its text. That text is then read without what only the
product's own cells tell; but the tagger has learned from it, with the cells that were not hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...extract.extraction import Extraction, learn_extraction
from ...kg.errors import CatalogError
from ...kg.schema import inferred_anew
from ...kg.triples import assert_triples
from ...kg.vocabulary import Vocabulary, canonical_cells, learn_vocabulary
from ..blind_reading import read_blindly, without_own
from ..candidates import Knowledge
from ..completion import KINDS, Completion, CompletionTables, learn_index, learn_rankers, mentioned
from ..ranking import RankingMetrics
from ..slots import Known, is_many, single_valued
from .ablation import worth_of_families
from .baselines import Baselines, learn_baselines
from .hidden_values import COLD, NAMES_KNOWN, OURS, WARM, Situation, Slot, Tally, Truth
from .hiding import Gaps, Hidden, hide, stripped
from .measures import Clock, Interval, Ranks, Reliability
from .reason_check import Deletion, check_reasons

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ...kg.progress import Progress
    from ...kg.schema import Schema
    from ...kg.settings import Settings
    from ...kg.vocabulary import Cells
    from ..catalog_index import Index
    from ..learning import Questions
    from ..queries import Queries

ALL = "all attributes"


@dataclass(frozen=True, slots=True)
class Result:
    """How one attribute's hidden values are found in one situation.

    `methods`: metrics by method, ours first; `mrr`: the interval around each one's mean reciprocal rank; `best_simple`:
    the best of the others, and `lead`: how far ours is before it on the same answers. `unseen` answers are values that
    no product has any more: they count as missed unless the text proposes them.
    """

    attribute: str
    situation: str
    answers: int
    unseen: int
    methods: Mapping[str, RankingMetrics]
    mrr: Mapping[str, Interval]
    best_simple: str
    lead: Interval
    reliability: Reliability


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All results, those of all attributes together first; `seconds` of processor time by method and by stage.

    `listed`: the share of their true tags that products list, before anything is hidden, if that can be told. If asked
    for, `families`: what each kind of evidence is worth to each ranker, and `deletions`: whether reasons are true.
    """

    products: int
    asked: int
    gaps: Gaps
    trained: bool
    listed: float | None
    results: Sequence[Result]
    seconds: Mapping[str, float]
    families: Mapping[str, Mapping[str, float]]
    deletions: Sequence[Deletion]


@dataclass(frozen=True, slots=True)
class Line:
    """The line up to completion, learned from what is not hidden; `vocabulary` is made of `tags` and `aliases`."""

    vocabulary: Vocabulary
    tags: pl.DataFrame
    aliases: pl.DataFrame
    settings: Settings
    folder: Path
    progress: Progress

    def read(
        self, products: pl.DataFrame, vocabulary: Vocabulary | None = None, unknown: Cells | None = None
    ) -> CompletionTables:
        """Extract and assert, with the line's own vocabulary or another; `unknown`: see `Extraction.mentions`."""
        known = vocabulary or self.vocabulary
        extraction = Extraction.load(self.folder, known, known.schema, self.settings)
        mentions = extraction.mentions(products, self.progress, unknown)
        asserted = assert_triples(
            products, mentions, known, (),
            min_confidence=self.settings.assert_confidence, text_version=extraction.version,
        )  # fmt: skip
        return CompletionTables(products, mentions, asserted.evidence)

    def read_cold(self, products: pl.DataFrame) -> CompletionTables:
        """Read products as if all their cells were empty, and had never been learned from."""
        import polars as pl

        schema = self.vocabulary.schema
        tags, aliases, cells = without_own(products, self.tags, self.aliases, schema)
        open_schema = {name: replace(attribute, complete=False) for name, attribute in schema.items()}
        bare = pl.DataFrame([stripped(row) for row in products.iter_rows(named=True)], products.schema, orient="row")
        return self.read(bare, Vocabulary(tags, aliases, open_schema), cells)

    def knowledge(self, index: Index) -> Knowledge:
        """Return what an index lets the simple methods know."""
        return Knowledge(index, single_valued(self.vocabulary.schema, index.tags.attributes))


def evaluate_completion(
    products: pl.DataFrame,
    schema: Schema,
    settings: Settings,
    folder: Path,
    *,
    train: bool,
    gaps: Gaps = "chance",
    evidence: bool = False,
    progress: Progress,
    announce: Callable[[str], None],
) -> Evaluation:
    """Run the line on a catalog of which a part is hidden, and rank what is hidden beside every simple method.

    Args:
        products: the products table of the whole catalog, attributes under the names that the schema has for them.
        schema: as for a build; what a person has not edited is inferred anew from what is not hidden.
        settings: as for a build.
        folder: empty; what is learned is left there.
        train: whether the tagger is trained.
        gaps: what is hidden, see `hiding.hide`.
        evidence: whether every kind of evidence is left out once, and what reasons name taken away.
        progress: told of every step.
        announce: told what a person should know.

    Raises:
        CatalogError: there is nothing to hide.
    """
    hidden, clock = hide(products, schema, gaps), Clock()
    if not hidden.asked:
        raise CatalogError(
            "no cell could be hidden to be found again: the catalog has too few products with values of attributes "
            "that are not complete"
        )
    with clock.of("reading text"):
        seen = inferred_anew(schema, products, hidden.products)
        line, tables, blind = _read(hidden.products, seen, settings, folder / "extraction", train, progress, announce)
    with clock.of(OURS):
        completion, questions = _complete(line, tables, blind, folder / "completion", announce)
    own_cells = completion.index.tags.rows(Known.of(completion.index.products, tables.evidence).settled)
    simple = completion.index.knowing(own_cells)
    baselines = learn_baselines(line.knowledge(simple), questions, clock)
    asked = _asked(tables, hidden)
    truth = Truth.of(products, simple, hidden, line.vocabulary, asked)
    tallies: dict[tuple[str, str], Tally] = {}
    for situation in _situations(products, completion, simple, asked, hidden, line):
        _count_situation(situation, truth, line, baselines, clock, tallies)
    results = [_result(*key, tally) for key, tally in _with_sums(tallies).items()]
    families, deletions = _worth(completion, questions, asked, line) if evidence and questions else ({}, [])
    return Evaluation(
        len(products), len(hidden.asked), gaps, train, truth.listed, results, clock.rounded(), families, deletions
    )


def _read(
    products: pl.DataFrame, schema: Schema, settings: Settings, folder: Path, train: bool, progress: Progress,
    announce: Callable[[str], None],
) -> tuple[Line, CompletionTables, pl.DataFrame]:  # fmt: skip
    """Learn to read what is not hidden; return the line, what it reads, and what it reads blindly."""
    tags, aliases = learn_vocabulary(products, schema)
    line = Line(Vocabulary(tags, aliases, schema), tags, aliases, settings, folder, progress)
    learn_extraction(
        products, line.vocabulary, schema, settings, folder, train=train, progress=progress, announce=announce
    )
    blind = read_blindly(products, tags, aliases, schema, folder, settings, progress)
    return line, line.read(products), blind


def _complete(
    line: Line, tables: CompletionTables, blind: pl.DataFrame, folder: Path, announce: Callable[[str], None]
) -> tuple[Completion, Questions | None]:
    """Learn completion as a build does, and keep the questions that its rankers learned from."""
    settings = line.settings
    _, questions = learn_index(tables, blind, line.vocabulary.schema, settings, folder, line.progress, announce)
    learn_rankers(questions, settings, folder, announce)
    return Completion.load(folder), questions


def _worth(
    completion: Completion, questions: Questions, asked: CompletionTables, line: Line
) -> tuple[dict[str, Mapping[str, float]], list[Deletion]]:
    """Leave every kind of evidence out once, and take away what reasons name."""
    kinds = {kind: questions.take(questions.single == single) for kind, single in KINDS.items()}
    families = {kind: worth_of_families(part, line.settings.seed) for kind, part in kinds.items()}
    return families, check_reasons(completion, asked, line.vocabulary.schema, line.settings, line.progress)


def _asked(tables: CompletionTables, hidden: Hidden) -> CompletionTables:
    """Return the rows of the products that are asked for."""
    import polars as pl

    ids = pl.DataFrame({"id": list(hidden.asked)}, schema={"id": pl.String})
    return CompletionTables(
        tables.products.join(ids, on="id", how="semi", maintain_order="left"),
        tables.mentions.join(ids, left_on="product", right_on="id", how="semi", maintain_order="left"),
        tables.evidence.join(ids, left_on="head", right_on="id", how="semi", maintain_order="left"),
    )


def _situations(
    products: pl.DataFrame, completion: Completion, simple: Index, asked: CompletionTables, hidden: Hidden, line: Line
) -> list[Situation]:
    schema = line.vocabulary.schema
    everything = Vocabulary(*learn_vocabulary(products, schema), schema)
    names = frozenset(canonical_cells(products, everything).select("attribute", "value").unique().iter_rows())
    named = completion.on(completion.index.extended(names), names)
    forgotten = np.array([product in hidden.asked for product in simple.products], dtype=bool)
    blank = completion.on(completion.index.without_tags(forgotten))
    many = frozenset(name for name in simple.tags.attributes if is_many(schema, name))
    return [
        Situation(WARM, completion, simple, asked, many),
        Situation(NAMES_KNOWN, named, simple.extended(names), line.read(asked.products, everything), many, names),
        Situation(COLD, blank, simple.without_tags(forgotten), line.read_cold(asked.products), many),
    ]


def _count_situation(
    situation: Situation, truth: Truth, line: Line, baselines: Baselines, clock: Clock,
    tallies: dict[tuple[str, str], Tally],
) -> None:  # fmt: skip
    index = situation.simple.extended(mentioned(situation.tables.mentions))
    simple = line.knowledge(index)
    named = (index.counts > 0) | np.isin(np.arange(len(index.counts)), index.tags.rows([situation.names]).indices)
    for queries, ours in _ranked(situation, line, clock):
        own_tags = replace(queries, contexts={**queries.contexts, "tags": queries.settled})
        methods: dict[str, NDArray[Any]] = {OURS: ours, **baselines.scores(simple, own_tags, named)}
        for row, product in enumerate(queries.texts.ids):
            planes = {name: plane[row] for name, plane in methods.items()}
            for attribute, answers in truth.hidden[product].items():
                tally = tallies.setdefault((situation.name, attribute), Tally())
                slot = Slot(product, attribute, answers, truth.kept[product], situation, truth)
                slot.count(tally, index, planes, named)


def _ranked(situation: Situation, line: Line, clock: Clock) -> Iterator[tuple[Queries, NDArray[np.float64]]]:
    """Yield products with our probabilities [queries, tags], -inf for what is no candidate."""
    tables = situation.tables
    chunks = situation.completion.scored(
        tables.products, tables.mentions, tables.evidence, line.vocabulary.schema, line.settings, line.progress
    )
    while True:
        with clock.of(OURS):
            scored = next(chunks, None)
        if scored is None:
            return
        plane = np.full((len(scored.queries), len(scored.knowledge.index.tags.tags)), -np.inf)
        plane[scored.pairs.rows, scored.pairs.columns] = scored.probability
        yield scored.queries, plane


def _with_sums(tallies: Mapping[tuple[str, str], Tally]) -> dict[tuple[str, str], Tally]:
    """Put the sum over all attributes before those of each situation, where there are several."""
    found: dict[tuple[str, str], Tally] = {}
    for situation in dict.fromkeys(name for name, _ in tallies):
        parts = {key: tally for key, tally in sorted(tallies.items()) if key[0] == situation}
        if len(parts) > 1:
            found[situation, ALL] = sum(parts.values(), Tally())
        found |= parts
    return found


def _result(situation: str, attribute: str, tally: Tally) -> Result:
    ranks = Ranks(tally.products, tally.ranks)
    metrics = ranks.metrics()
    best_simple = max((name for name in metrics if name != OURS), key=lambda name: metrics[name].mrr)
    return Result(
        attribute, situation, len(tally.products), tally.unseen, metrics, ranks.intervals(), best_simple,
        ranks.lead(OURS, best_simple), Reliability.of(tally.best),
    )  # fmt: skip
