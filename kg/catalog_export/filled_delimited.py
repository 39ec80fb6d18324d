"""A filled catalog as CSV or TSV: the columns and cells as they came, and what is added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..catalog_reading.layout import CatalogLayout
from ..catalog_reading.quoting import delimited_line
from ..catalog_reading.row_groups import MORE_ROWS, further_rows
from .additions import Addition, Additions
from .catalog_records import all_columns, catalog_records
from .filled_cells import added_values, column_of, fill_attributes, joined, part_values

if TYPE_CHECKING:
    import polars as pl


def delimited_lines(
    products: pl.DataFrame, additions: Additions, layout: CatalogLayout, *, annotated: bool
) -> Iterator[str]:
    """Write the header and the rows.

    What is added stands in empty cells of a product's first row; or, `annotated`, in three columns beside those of its
    attribute: values, probabilities and sources, joined as the column joins values.
    """
    attributes = sorted({attribute for slots in additions.values() for attribute in slots})
    columns = _columns(all_columns(products, layout), attributes, layout, annotated=annotated)
    yield delimited_line([(column, layout.quote_all) for column in columns], layout.delimiter) + layout.line_end
    for product, record in catalog_records(products, layout):
        added = additions.get(product, {})
        cells = {column: cell_text(cell) for column, cell in record.items() if column != MORE_ROWS}
        cells |= _annotations(added, layout) if annotated else _filled(cells, added, layout)
        yield _line([cells.get(column, "") for column in columns], columns, layout)
        for row in further_rows(record):
            yield _line([cell_text(row.get(column)) for column in columns], columns, layout)


def cell_text(cell: object) -> str:
    """Return a cell of any form as text; lists and objects become JSON."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def annotation_columns(column: str) -> tuple[str, str, str]:
    """Name the columns beside one: values, probabilities, sources."""
    return f"{column} (kgtag)", f"{column} (kgtag probability)", f"{column} (kgtag source)"


def _columns(columns: Sequence[str], attributes: Sequence[str], layout: CatalogLayout, *, annotated: bool) -> list[str]:
    named = {attribute: column_of(attribute, layout) for attribute in attributes}
    if not annotated:
        return list(dict.fromkeys([*columns, *filter(None, named.values())]))
    noted = dict.fromkeys(column or attribute for attribute, column in named.items())
    notes = {note for column in noted for note in annotation_columns(column)}
    ordered = [column for column in columns if column not in notes]
    beside = ((column, *(annotation_columns(column) if column in noted else ())) for column in ordered)
    rest = (annotation_columns(column) for column in noted if column not in ordered)
    return [name for group in (*beside, *rest) for name in group]


def _annotations(added: Mapping[str, Sequence[Addition]], layout: CatalogLayout) -> dict[str, str]:
    cells: dict[str, str] = {}
    for attribute, entries in added.items():
        column = column_of(attribute, layout) or attribute
        shown: tuple[Iterable[str], ...] = (
            (entry.value for entry in entries),
            (f"{entry.probability:.4f}" for entry in entries),
            (entry.reason for entry in entries),
        )
        for name, texts in zip(annotation_columns(column), shown, strict=True):
            cells[name] = joined(tuple(texts), column, layout)
    return cells


def _filled(cells: Mapping[str, str], added: Mapping[str, Sequence[Addition]], layout: CatalogLayout) -> dict[str, str]:
    own, listed = part_values(added_values(added), layout)
    filled = {column: joined(values or (), column, layout) for column, values in own.items()}
    if listed:
        column = layout.mapping["attributes"]
        filled[column] = fill_attributes(cells.get(column, ""), listed, layout)
    return filled


def _line(cells: Sequence[str], columns: Sequence[str], layout: CatalogLayout) -> str:
    quotes = map(layout.is_quoted, columns, cells)
    return delimited_line(zip(cells, quotes, strict=True), layout.delimiter) + layout.line_end
