"""A filled catalog as JSON lines: every line stays byte for byte what it was but for what is added."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..catalog_reading.layout import CatalogLayout
from .additions import Addition, Additions
from .catalog_records import catalog_records
from .filled_cells import added_values, annotation, fill_attributes, own_cell, part_values
from .json_edit import members, set_members

if TYPE_CHECKING:
    import polars as pl

ANNOTATION = "kgtag"


def json_lines(
    products: pl.DataFrame, additions: Additions, layout: CatalogLayout, *, annotated: bool
) -> Iterator[str]:
    """Write products as JSON lines, with what is added in its place or, `annotated`, in a member of its own."""
    for product, record in catalog_records(products, layout):
        added = additions.get(product, {})
        yield (_annotated(record.text, added) if annotated else _filled(record.text, added, layout)) + "\n"


def _annotated(text: str, added: Mapping[str, tuple[Addition, ...]]) -> str:
    if not added and ANNOTATION not in members(text):
        return text
    notes = {attribute: annotation(values) for attribute, values in added.items()}
    return set_members(text, {ANNOTATION: json.dumps(notes, ensure_ascii=False)})


def _filled(text: str, added: Mapping[str, tuple[Addition, ...]], layout: CatalogLayout) -> str:
    own, listed = part_values(added_values(added), layout)
    edits = {column: json.dumps(own_cell(cell, column, layout), ensure_ascii=False) for column, cell in own.items()}
    if listed:
        column = layout.mapping["attributes"]
        place = members(text).get(column)
        edits[column] = fill_attributes(text[place.start : place.end] if place else "", listed, layout)
    return set_members(text, edits) if edits else text
