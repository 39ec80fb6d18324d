"""From products to mentions, and learning how far each extractor is right; knows no graph."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..kg.categories import category_path
from ..kg.fingerprint import fingerprint, fingerprint_file
from ..kg.product_rows import texts_of
from ..kg.settings import NO_ENCODER
from ..kg.vocabulary import known_cells, written_cells
from .alignment import align
from .calibration import Calibration, read_calibration, write_calibration
from .calibration_training import learn_calibration
from .columns.columns import learn_columns
from .columns.files import COLUMNS, read_columns, write_columns
from .extractors import Extractors, TextTagger, read_batches
from .inflections import FILE, languages_of, read_languages, write_languages
from .labelled_text import LabelledText, TooFewTextsError
from .merging import merge

if TYPE_CHECKING:
    import polars as pl

    from ..kg.progress import Progress
    from ..kg.schema import Schema
    from ..kg.settings import Settings
    from ..kg.types import Mention
    from ..kg.vocabulary import Cells, Vocabulary
    from .crf.training import CrfReport
    from .matching import Found
    from .tagger.training import TrainingReport

TAGGER, CARD, CRF_CARD, JOINED_CARD = "tagger", "tagger.json", "crf.json", "joined.json"
TAGGER_CARDS = (CARD, CRF_CARD, JOINED_CARD)
"""Of which a folder with a whole tagger has at least one."""
_LEARNED = (COLUMNS, *(f"{TAGGER}/{card}" for card in TAGGER_CARDS))
CALIBRATION = "calibration.json"
CHECKPOINT = "tagger-training.safetensors"
"""Stands beside the folder, which is swapped in whole, until all is learned: a kill costs a round of training."""
VERSION = "9"
"""Raised whenever the code of an extractor finds something else in the same text with the same artefacts."""


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
        columns = read_columns(folder)
        tagger = load_tagger(folder / TAGGER, settings)
        extractors = Extractors(vocabulary, schema, tagger, columns, read_languages(folder))
        return cls(extractors, calibration, schema, extraction_version(folder, vocabulary, schema))

    def mentions(self, products: pl.DataFrame, progress: Progress, unknown: Cells | None = None) -> pl.DataFrame:
        """Return the mentions table of some products, in their order, then by field and place.

        `unknown`: cells of these products that were learned from, and are not to be known.
        """
        import polars as pl

        from ..kg.tables import table_schema

        mentions = [
            astuple(mention)
            for row, found in read_batches(products, self._extractors.find, progress, "reading text")
            for mention in self._merged(row, found, (unknown or {}).get(row["id"], {}))
        ]
        return pl.DataFrame(mentions, schema=dict(table_schema("mentions")), orient="row")

    def _merged(
        self, row: Mapping[str, Any], found: Sequence[Found], unknown: Mapping[str, frozenset[str]]
    ) -> list[Mention]:
        calibration = self._calibration.blind_to(row["id"]).without(unknown)
        return merge(row["id"], category_path(row["category"]), texts_of(row), found, calibration, self._many)


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
    cells = written_cells(products, vocabulary)
    texts = align(products, vocabulary, cells)
    spans = Counter(span.attribute for text in texts for span in text.spans)
    checkpoint = folder.with_name(CHECKPOINT)
    training = _train(texts, settings, folder / TAGGER, checkpoint, progress, announce) if train else None
    if train:
        write_columns(learn_columns(products, vocabulary, cells, texts), folder)
    columns = read_columns(folder)
    tagger = load_tagger(folder / TAGGER, settings)
    languages = languages_of(products)
    write_languages(languages, folder)
    extractors = Extractors(vocabulary, schema, tagger, columns, languages)
    calibration = learn_calibration(products, known_cells(cells), extractors, many_valued(schema), progress)
    write_calibration(calibration, folder / CALIBRATION)
    for left in checkpoint.parent.glob(f"{checkpoint.name}-*") if train else ():
        left.unlink()
    return ExtractionFacts(
        texts=len(texts),
        spans=dict(sorted(spans.items())),
        known_value_agreement=round(calibration.known_values.overall, 4),
        tagger_curves=sum(map(len, calibration.curves.values())),
        weighs_agreement=bool(calibration.agreement),
        training=training,
    )


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
        from .crf.training import train_crf

        return train_crf(texts, settings, folder, progress)
    from .joined_training import train_joined

    return train_joined(texts, settings, folder, progress, checkpoint=checkpoint)


def load_tagger(folder: Path, settings: Settings) -> TextTagger | None:
    """Load the tagger that was trained into a folder, with an encoder, without or both; `None` when none was."""
    if (folder / JOINED_CARD).is_file():
        from .joined_tagger import JoinedTagger

        return JoinedTagger.load(folder, settings.device)
    if (folder / CRF_CARD).is_file():
        from .crf.tagger import CrfTagger

        return CrfTagger.load(folder)
    if not (folder / CARD).is_file():
        return None
    from .tagger.tagger import Tagger

    return Tagger.load(folder, settings.device)


def was_trained(folder: Path) -> bool:
    """Say whether a folder holds a tagger, or readers of columns, that were learned."""
    return any((folder / name).is_file() for name in _LEARNED)


def extraction_version(folder: Path, vocabulary: Vocabulary, schema: Schema) -> str:
    """Hash everything that mentions depend on beside the product itself."""
    artefacts = [fingerprint_file(folder / name) for name in (CALIBRATION, FILE, *_LEARNED)]
    surfaces = fingerprint(*sorted(vocabulary.surfaces()))
    attributes = [
        (attribute.name, attribute.kind, attribute.unit, attribute.many, attribute.categories)
        for _, attribute in sorted(schema.items())
    ]
    return fingerprint(VERSION, *artefacts, surfaces, *attributes)[:16]
