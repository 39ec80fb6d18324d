"""What each method answers for the slots of products whose values are known; trains what it measures beside the line.

Two ways to known values: a gold file, read with what the workspace has learned; or a part of the catalog, chosen by a
hash of the id, that is taken out of it before anything is learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ...kg.categories import category_path
from ...kg.errors import CatalogError
from ...kg.product_rows import possible_attributes, texts_of
from ...kg.settings import NO_ENCODER, Settings
from ...kg.splits import is_held_out
from ...kg.vocabulary import known_cells, written_cells
from ..alignment import align
from ..extraction import TAGGER, TAGGER_CARDS, Extraction, learn_extraction, load_tagger
from ..extractors import TextTagger
from ..known_values import KnownValues
from ..labelled_text import TooFewTextsError
from ..matching import resolve
from .gold_file import read_gold
from .metrics import GoldSlots

if TYPE_CHECKING:
    import polars as pl

    from ...kg.schema import Schema
    from ...kg.steps import Voice
    from ...kg.vocabulary import Vocabulary
    from ...kg.workspace import Workspace

HIDDEN_SHARE, HIDDEN_SALT = 0.2, "evaluate-extraction"
ALL, GAZETTEER, CRF, BERT, JOINED = "all together", "gazetteer", "CRF", "BERT tagger", "BERT tagger + CRF"


@dataclass(frozen=True, slots=True)
class Answer:
    """The best value one method has for a slot, with the place it was read at."""

    value: str
    confidence: float
    field: str
    start: int
    end: int


Answers = Mapping[str, Answer]
"""Attribute → the answer, of one product."""


@dataclass(frozen=True, slots=True)
class Method:
    """What one method answered, product by product, and the confidence from which its answers count."""

    name: str
    threshold: float
    answers: Sequence[Answers]

    def values(self, threshold: float | None = None) -> list[dict[str, str]]:
        """Return attribute → value of the answers that count."""
        least = self.threshold if threshold is None else threshold
        return [{name: one.value for name, one in own.items() if one.confidence >= least} for own in self.answers]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Products with their gold, and what the methods, the whole line first, answered for them.

    `rejects`: lines of a gold file that could not be read, and are not measured.
    """

    products: Sequence[Mapping[str, Any]]
    gold: Sequence[GoldSlots]
    methods: Sequence[Method]
    training_values: frozenset[tuple[str, str]]
    rejects: int = 0


@dataclass(frozen=True, slots=True)
class Learned:
    """What the methods were learned from, and where the line's models lie."""

    products: pl.DataFrame
    vocabulary: Vocabulary
    schema: Schema
    models: Path


def has_tagger(space: Workspace) -> bool:
    """Say whether the workspace was built with a tagger, of whatever kind."""
    return any((space.models / "extraction" / TAGGER / card).is_file() for card in TAGGER_CARDS)


def measure_hidden_part(space: Workspace, settings: Settings, voice: Voice, *, train: bool = True) -> Measurement:
    """Learn everything anew without a fifth of the products, and read their values out of their text.

    Raises CatalogError when the hidden products have no values.
    """
    import polars as pl

    from ...kg.schema import inferred_anew, read_schema
    from ...kg.vocabulary import Vocabulary, learn_vocabulary

    products = space.table("products")
    hidden = pl.Series([_is_hidden(id) for id in products["id"]], dtype=pl.Boolean)
    visible = products.filter(~hidden)
    schema = inferred_anew(read_schema(space.schema_path), products, visible)
    vocabulary = Vocabulary(*learn_vocabulary(visible, schema), schema)
    with TemporaryDirectory(prefix="kgtag-") as folder:
        learned = Learned(visible, vocabulary, schema, Path(folder))
        learn_extraction(
            visible,
            vocabulary,
            schema,
            settings,
            learned.models,
            train=train,
            progress=voice.progress,
            announce=voice.announce,
        )
        return _measure(products.filter(hidden), learned, settings, voice)


def measure_gold(gold: str, space: Workspace, settings: Settings, voice: Voice) -> Measurement:
    """Read the values of a gold file's products with what the workspace has learned.

    Raises CatalogError for a file without products or without values.
    """
    import polars as pl

    from ...kg.vocabulary import read_vocabulary

    schema, vocabulary = read_vocabulary(space)
    catalog = space.table("products")
    products, rejects = read_gold(gold, catalog, settings, voice)
    answered = written_cells(catalog.filter(pl.col("id").is_in(products["id"].implode())), vocabulary)
    if answered:
        voice.announce(
            f"{len(answered):,} of the {len(products):,} gold products have cells in the catalog that was learned "
            "from: for these the numbers are too good; leave them out of the catalog, or measure on a hidden part"
        )
    learned = Learned(catalog, vocabulary, schema, space.models / "extraction")
    return replace(_measure(products, learned, settings, voice), rejects=rejects)


def _measure(products: pl.DataFrame, learned: Learned, settings: Settings, voice: Voice) -> Measurement:
    cells = known_cells(written_cells(products, learned.vocabulary))
    products = products.filter(products["id"].is_in(list(cells)))
    if not cells:
        raise CatalogError(
            "the products to measure on have no values: give a gold file with some, as in "
            '{"id": "P1", "title": "Acme shoe", "attributes": {"Brand": ["Acme"]}}'
        )
    rows = products.rows(named=True)
    extraction = Extraction.load(learned.models, learned.vocabulary, learned.schema, settings)
    mentions = extraction.mentions(products, voice.progress)
    methods = [
        Method(ALL, settings.assert_confidence, _best_mentions(rows, mentions)),
        Method(GAZETTEER, 0.0, _gazetteer(rows, learned)),
        *_taggers(rows, learned, settings, voice),
    ]
    values = known_cells(written_cells(learned.products, learned.vocabulary))
    seen = frozenset((name, value) for own in values.values() for name, them in own.items() for value in them)
    return Measurement(rows, [cells[row["id"]] for row in rows], methods, seen)


def _is_hidden(product: str) -> bool:
    return is_held_out(product, share=HIDDEN_SHARE, salt=HIDDEN_SALT)


def _best_mentions(rows: Sequence[Mapping[str, Any]], mentions: pl.DataFrame) -> list[Answers]:
    """Answer each slot with the most confident mention, of equals the first."""
    best: dict[str, dict[str, Answer]] = {row["id"]: {} for row in rows}
    for one in mentions.iter_rows(named=True):
        answer = Answer(one["value"], one["confidence"], one["field"], one["start"], one["end"])
        _keep_better(best[one["product"]], one["attribute"], answer)
    return [best[row["id"]] for row in rows]


def _gazetteer(rows: Sequence[Mapping[str, Any]], learned: Learned) -> list[Answers]:
    """Answer each slot with the longest of the catalog's values that stand in the text."""
    known_values = KnownValues(learned.vocabulary)
    answers: list[Answers] = []
    for row in rows:
        possible = possible_attributes(row, learned.schema)
        found = [
            (match.end - match.start, field, match)
            for field, text in texts_of(row).items()
            for match in resolve(one for one in known_values.find(text) if one.attribute in possible)
        ]
        best: dict[str, Answer] = {}
        for _, field, match in sorted(found, key=lambda one: -one[0]):
            best.setdefault(match.attribute, Answer(match.value, 1.0, field, match.start, match.end))
        answers.append(best)
    return answers


def _taggers(rows: Sequence[Mapping[str, Any]], learned: Learned, settings: Settings, voice: Voice) -> Iterator[Method]:
    """Read with the line's own taggers alone, and with a CRF, trained for the comparison if it has none."""
    own = _named(load_tagger(learned.models / TAGGER, settings))
    for name, tagger in own.items():
        yield _by_tagger(name, tagger, rows, learned, voice)
    if CRF not in own:
        from ..crf.tagger import CrfTagger
        from ..crf.training import train_crf

        texts = align(learned.products, learned.vocabulary, written_cells(learned.products, learned.vocabulary))
        with TemporaryDirectory(prefix="kgtag-") as folder:
            try:
                train_crf(texts, replace(settings, encoder=NO_ENCODER), Path(folder), voice.progress)
            except TooFewTextsError as error:
                voice.announce(f"no CRF to compare with: {error}")
                return
            yield _by_tagger(CRF, CrfTagger.load(Path(folder)), rows, learned, voice)


def _named(tagger: TextTagger | None) -> dict[str, TextTagger]:
    """Name a tagger and, where it is two that are joined, both of them."""
    from ..crf.tagger import CrfTagger
    from ..joined_tagger import JoinedTagger

    if isinstance(tagger, JoinedTagger):
        return {JOINED: tagger, BERT: tagger.bert, CRF: tagger.crf}
    if tagger is None:
        return {}
    return {CRF if isinstance(tagger, CrfTagger) else BERT: tagger}


def _by_tagger(
    name: str, tagger: TextTagger, rows: Sequence[Mapping[str, Any]], learned: Learned, voice: Voice
) -> Method:
    texts = [(place, field, text) for place, row in enumerate(rows) for field, text in texts_of(row).items()]
    tagged = tagger.tag([(text, category_path(rows[place]["category"])) for place, _, text in texts], voice.progress)
    answers: list[dict[str, Answer]] = [{} for _ in rows]
    for (place, field, text), found in zip(texts, tagged, strict=True):
        possible = possible_attributes(rows[place], learned.schema)
        for one in found:
            if one.attribute in possible:
                value = learned.vocabulary.canonical(one.attribute, text[one.start : one.end]).name
                _keep_better(answers[place], one.attribute, Answer(value, one.score, field, one.start, one.end))
    return Method(name, tagger.threshold, answers)


def _keep_better(best: dict[str, Answer], attribute: str, answer: Answer) -> None:
    if attribute not in best or answer.confidence > best[attribute].confidence:
        best[attribute] = answer
