"""Handing the filled catalog back in its own format; knows nothing of how its values were found."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from ..catalog_reading.formats import UTF8_MARK, Compression
from ..catalog_reading.layout import CatalogLayout, with_forms
from ..schema import Schema
from ..stored_files import written_whole
from .additions import DECISION, LIKELY, PREDICTED, Additions, find_additions
from .catalog_names import in_catalog_names
from .catalog_target import target_layout
from .empty_cells import into_empty_cells
from .filled_delimited import delimited_lines
from .filled_json import json_lines
from .filled_parquet import write_parquet
from .notation import in_notation

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """How many products were written, and how many values were added that people decided, texts say or were predicted.

    `unfit` of them stand nowhere: no cell of their column's type can hold them (Parquet only).
    """

    products: int
    decided: int
    read: int
    predicted: int
    unfit: int


def export_filled_catalog(
    products: pl.DataFrame,
    triples: pl.DataFrame,
    evidence: pl.DataFrame,
    predictions: pl.DataFrame,
    schema: Schema,
    layout: CatalogLayout,
    out: Path,
    *,
    min_probability: float | None,
) -> ExportSummary:
    """Write the catalog in its own format, packing and column order, with what the graph adds.

    With a `min_probability`, blank cells are filled with what text and decisions assert and with predictions of at
    least that probability; nothing else changes, `n/a` included. Without one the cells stay, and each added value
    stands beside them with its probability and source: a member `kgtag` in JSON lines, columns `<column> (kgtag …)`
    elsewhere. Each value is written as the catalog's own cells of its attribute are; of an attribute with several
    names, under the one that the product's row has.

    Raises:
        SettingsError: `out` is the catalog itself, or its name promises another format.
        CatalogError: a product that came with an update does not fit the types of a Parquet catalog.
    """
    layout = with_forms(target_layout(out, layout), products)
    annotated = min_probability is None
    additions = find_additions(
        products,
        triples,
        evidence,
        predictions,
        schema,
        min_probability=LIKELY if min_probability is None else min_probability,
        only_empty=not annotated,
    )
    additions = in_catalog_names(additions, products, layout, schema)
    additions = additions if annotated else into_empty_cells(additions, products, layout)
    additions = in_notation(additions, products, schema)
    with _replacing(out, layout.compression) as stream:
        unfit = _write(products, additions, layout, stream, annotated=annotated)
    sources = [entry.source for slots in additions.values() for added in slots.values() for entry in added]
    decided, predicted = sources.count(DECISION), sources.count(PREDICTED)
    return ExportSummary(len(products), decided, len(sources) - decided - predicted, predicted, unfit)


def _write(
    products: pl.DataFrame, additions: Additions, layout: CatalogLayout, stream: BinaryIO, *, annotated: bool
) -> int:
    if layout.format == "parquet":
        return write_parquet(products, additions, layout, stream, annotated=annotated)
    lines = json_lines if layout.format == "jsonl" else delimited_lines
    if layout.byte_order_mark:
        stream.write(UTF8_MARK)
    for line in lines(products, additions, layout, annotated=annotated):
        stream.write(line.encode())
    return 0


@contextmanager
def _replacing(out: Path, compression: Compression) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when it is whole; equal contents give equal bytes."""
    with written_whole(out) as file:
        if compression == "gz":
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
                yield cast(BinaryIO, packed)
        elif compression == "xz":
            with lzma.open(file, "wb") as packed_xz:
                yield cast(BinaryIO, packed_xz)
        else:
            yield cast(BinaryIO, file)
