"""From products to mentions, and learning how far each extractor is right; knows no graph."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..kg.fingerprint import fingerprint, fingerprint_file
from ..kg.settings import NO_ENCODER
from ..kg.types import held_out_sample, is_held_out
from .alignment import Cells, align, category_name, known_cells, texts_of
from .calibration import (
    PRIOR,
    Calibration,
    Rates,
    Usage,
    learn_agreement,
    learn_rates,
    learn_tagger_curves,
    read_calibration,
    write_calibration,
)
from .column_files import COLUMNS, read_columns, write_columns
from .columns import learn_columns
from .extractors import Extractors, TextTagger
from .labelled_text import LabelledText, TooFewTextsError
from .matching import Found
from .merging import claims, merge, settle

if TYPE_CHECKING:
    import polars as pl

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from ..kg.settings import Settings
    from ..kg.vocabulary import Vocabulary
    from .crf_training import CrfReport
    from .tagger_training import TrainingReport

TAGGER, CARD, CRF_CARD, JOINED_CARD = "tagger", "tagger.json", "crf.json", "joined.json"
CALIBRATION = "calibration.json"
CHECKPOINT = "tagger-training.safetensors"
"""Stands beside the folder, which is swapped in whole, until all is learned: a kill costs a round of training."""
VERSION = "3"
"""Raised whenever the code of an extractor finds something else in the same text with the same artefacts."""
BATCH = 2_000
CALIBRATION_PRODUCTS = 5_000
"""Held-out products that the tagger reads to learn how far it is right; more would not move the curves."""


@dataclass(frozen=True, slots=True)
class ExtractionFacts:
    """What was learned, for the record of a run.

    `texts`: texts that were aligned; `spans`: aligned places by attribute; `known_value_agreement`: share of known
    values found in text that are the product's own; `tagger_curves`: attributes with a calibration of their own;
    `weighs_agreement`: whether what extractors say together has learned weights; `training`: the tagger's report.
    """

    texts: int
    spans: Mapping[str, int]
    known_value_agreement: float
    tagger_curves: int
    weighs_agreement: bool
    training: Mapping[str, Any] | None


class Extraction:
    """The extraction stage as it was learned; the mentions of a product depend on that product alone."""

    def __init__(self, extractors: Extractors, calibration: Calibration, schema: Schema, version: str) -> None:
        self._extractors = extractors
        self._calibration = calibration
        self._many = many_valued(schema)
        self.version = version

    @classmethod
    def load(cls, folder: Path, vocabulary: Vocabulary, schema: Schema, settings: Settings) -> Extraction:
        """Load what `learn_extraction` left in `folder`; raises WorkspaceError when it is broken.

        Without a calibration every find has its extractor's prior; without a tagger torch is not needed.
        """
        calibration = read_calibration(folder / CALIBRATION)
        tagger = load_tagger(folder / TAGGER, settings)
        extractors = Extractors(vocabulary, schema, tagger, read_columns(folder))
        return cls(extractors, calibration, schema, extraction_version(folder, vocabulary, schema))

    def mentions(self, products: pl.DataFrame, progress: Progress) -> pl.DataFrame:
        """Return the mentions table of some products, in their order, then by field and place."""
        import polars as pl

        from ..kg.tables import table_schema

        mentions = [
            astuple(mention)
            for row, found in _read(products, self._extractors.find, progress, "reading text")
            for mention in merge(row["id"], category_name(row), texts_of(row), found, self._calibration, self._many)
        ]
        return pl.DataFrame(mentions, schema=dict(table_schema("mentions")), orient="row")


def many_valued(schema: Schema) -> frozenset[str]:
    """Return the attributes that may have several values at once."""
    return frozenset(name for name, attribute in schema.items() if attribute.many)


def learn_extraction(
    products: pl.DataFrame,
    vocabulary: Vocabulary,
    schema: Schema,
    settings: Settings,
    folder: Path,
    *,
    train: bool,
    progress: Progress,
    announce: Callable[[str], None],
) -> ExtractionFacts:
    """Learn into `folder`: tagger and columns, on the products not held out, and how far every extractor is right."""
    texts = align(products, vocabulary, schema)
    spans = Counter(span.attribute for text in texts for span in text.spans)
    checkpoint = folder.with_name(CHECKPOINT)
    training = _train(texts, settings, folder / TAGGER, checkpoint, progress, announce) if train else None
    if train:
        write_columns(learn_columns(products, vocabulary, schema, texts), folder)
    extractors = Extractors(vocabulary, schema, load_tagger(folder / TAGGER, settings), read_columns(folder))
    cells = known_cells(products, vocabulary, schema)
    calibration = learn_calibration(products, cells, extractors, many_valued(schema), progress)
    write_calibration(calibration, folder / CALIBRATION)
    for left in checkpoint.parent.glob(f"{checkpoint.name}-*"):
        left.unlink()
    return ExtractionFacts(
        texts=len(texts),
        spans=dict(sorted(spans.items())),
        known_value_agreement=round(calibration.known_values.overall, 4),
        tagger_curves=len(calibration.tagger),
        weighs_agreement=bool(calibration.agreement),
        training=training,
    )


def learn_calibration(
    products: pl.DataFrame, cells: Cells, extractors: Extractors, many: frozenset[str], progress: Progress
) -> Calibration:
    """Learn rates on the products that are not held out, the tagger's curves and all weights on those that are.

    Only products whose cell is known answer anything.
    """
    import polars as pl

    judge = _Judge(
        cells, {row["id"]: category_name(row) for row in products.select("id", "category").iter_rows(named=True)}
    )
    held_out = pl.Series([is_held_out(product) for product in products["id"]], dtype=pl.Boolean)
    known_values, rules = _learn_rates(products.filter(~held_out), extractors, judge, progress)
    sample = held_out_sample(products["id"].to_list(), CALIBRATION_PRODUCTS)
    asked = products.filter(pl.Series(sample, dtype=pl.Boolean))
    read = [
        (row["id"], judge.honest(row["id"], found))
        for row, found in _read(asked, extractors.find, progress, "weighing all extractors")
    ]
    curves = learn_tagger_curves(
        [
            (one.attribute, one.score, right)
            for product, found in read
            for one in found
            if one.extractor == "tagger" and (right := judge.answer(product, one.attribute, one.value)) is not None
        ]
    )
    weighing = Calibration(known_values, rules, curves)
    said = [
        (product, claim)
        for product, found in read
        for claim in claims(settle(found, weighing), many, partial(judge.is_foreign, product))
    ]
    answers = [(claim, judge.answer(product, claim.attribute, claim.value)) for product, claim in said]
    agreement = learn_agreement([(claim, right) for claim, right in answers if right is not None])
    return Calibration(known_values, rules, curves, agreement, judge.usage())


class _Judge:
    """Answers from the catalog's own cells whether a product has a value."""

    def __init__(self, cells: Cells, categories: Mapping[str, str]) -> None:
        self._cells = cells
        self._categories = categories
        stated = [
            (categories[product], attribute, value)
            for product, own in cells.items()
            for attribute, values in own.items()
            for value in values
        ]
        self._products = Counter((attribute, value) for _, attribute, value in stated)
        self._in_category = Counter(one for one in stated if one[0])

    def answer(self, product: str, attribute: str, value: str) -> bool | None:
        """Say whether the product has the value, `None` where its cell is unknown."""
        values = self._cells.get(product, {}).get(attribute)
        return None if values is None else value in values

    def is_foreign(self, product: str, attribute: str, value: str) -> bool:
        """Say whether no other product of this one's category is known to have the value."""
        category = self._categories[product]
        own = bool(self.answer(product, attribute, value))
        return bool(category) and self._in_category[category, attribute, value] <= own

    def usage(self) -> Usage:
        """Return what the products of each category are known to have."""
        usage: dict[str, dict[str, list[str]]] = {}
        for category, attribute, value in sorted(self._in_category):
            usage.setdefault(category, {}).setdefault(attribute, []).append(value)
        return usage

    def honest(self, product: str, found: Sequence[Found]) -> list[Found]:
        """Leave out known values that are known from this product's own cell alone: of an open cell they were not."""
        return [
            one
            for one in found
            if one.extractor != "catalog"
            or self._products[one.attribute, one.value] > bool(self.answer(product, one.attribute, one.value))
        ]


def _learn_rates(
    products: pl.DataFrame, extractors: Extractors, judge: _Judge, progress: Progress
) -> tuple[Rates, Rates]:
    answers: dict[str, list[tuple[str, str, bool]]] = {"catalog": [], "rule": []}
    for row, found in _read(products, extractors.find_without_model, progress, "weighing known values"):
        once = {(one.extractor, one.attribute, one.case, one.value) for one in judge.honest(row["id"], found)}
        for extractor, attribute, case, value in once:
            right = judge.answer(row["id"], attribute, value)
            if right is not None:
                answers[extractor].append((attribute, case, right))
    return learn_rates(answers["catalog"], PRIOR), learn_rates(answers["rule"], PRIOR)


def _train(
    texts: Sequence[LabelledText], settings: Settings, folder: Path, checkpoint: Path, progress: Progress,
    announce: Callable[[str], None],
) -> Mapping[str, Any] | None:  # fmt: skip
    try:
        report = _train_as_set(texts, settings, folder, checkpoint, progress)
    except TooFewTextsError as error:
        announce(f"{error}; text is read by known values and rules")
        shutil.rmtree(folder, ignore_errors=True)
        return None
    for warning in report.warnings:
        announce(warning)
    return asdict(report)


def _train_as_set(
    texts: Sequence[LabelledText], settings: Settings, folder: Path, checkpoint: Path, progress: Progress
) -> CrfReport | TrainingReport:
    if settings.encoder == NO_ENCODER:
        from .crf_training import train_crf

        return train_crf(texts, settings, folder, progress)
    from .joined_training import train_joined

    return train_joined(texts, settings, folder, progress, checkpoint=checkpoint)


def load_tagger(folder: Path, settings: Settings) -> TextTagger | None:
    """Load the tagger that was trained into a folder, with an encoder, without or both; `None` when none was."""
    if (folder / JOINED_CARD).is_file():
        from .joined_tagger import JoinedTagger

        return JoinedTagger.load(folder, settings.device)
    if (folder / CRF_CARD).is_file():
        from .crf import CrfTagger

        return CrfTagger.load(folder)
    if not (folder / CARD).is_file():
        return None
    from .tagger import Tagger

    return Tagger.load(folder, settings.device)


def _read(
    products: pl.DataFrame,
    find: Callable[[Sequence[Mapping[str, Any]]], list[list[Found]]],
    progress: Progress,
    label: str,
) -> Iterator[tuple[Mapping[str, Any], list[Found]]]:
    """Read products in batches, and hand on each row with what was found in it."""
    with progress(label, len(products), "products") as advance:
        for batch in products.iter_slices(BATCH):
            rows = batch.rows(named=True)
            yield from zip(rows, find(rows), strict=True)
            advance(len(rows))


def extraction_version(folder: Path, vocabulary: Vocabulary, schema: Schema) -> str:
    """Hash everything that mentions depend on beside the product itself."""
    files = (CALIBRATION, COLUMNS, *(f"{TAGGER}/{card}" for card in (CARD, CRF_CARD, JOINED_CARD)))
    artefacts = [fingerprint_file(folder / name) for name in files]
    surfaces = fingerprint(*sorted(vocabulary.surfaces()))
    attributes = [
        (attribute.name, attribute.kind, attribute.unit, attribute.many, attribute.categories)
        for _, attribute in sorted(schema.items())
    ]
    return fingerprint(VERSION, *artefacts, surfaces, *attributes)[:16]
