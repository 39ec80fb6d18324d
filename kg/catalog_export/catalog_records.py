"""The rows of products as the catalog writes rows, also of products that came with an update in another form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..catalog_reading.column_names import FIELD_NAMES
from ..catalog_reading.columns import Role, is_field_name
from ..catalog_reading.items import item_of
from ..catalog_reading.layout import CatalogLayout
from ..catalog_reading.row_groups import MORE_ROWS
from ..catalog_reading.rows import JsonLine, Row
from ..categories import category_path
from ..products import products_from
from ..types import FREE_TAG, Product
from .filled_cells import Values, fill_attributes, own_cell, part_values

if TYPE_CHECKING:
    import polars as pl


def catalog_records(products: pl.DataFrame, layout: CatalogLayout) -> Iterator[tuple[str, JsonLine]]:
    """Give the id and the row of every product: as it came, where the catalog's columns read the product from it.

    Otherwise the row is written anew, from what was read.
    """
    roles = layout.roles()
    for product in products_from(products):
        yield product.id, _row(product, layout, roles)


def all_columns(products: pl.DataFrame, layout: CatalogLayout) -> list[str]:
    """Return the catalog's columns, and behind them those that only products of a later update have."""
    roles = layout.roles()
    columns = dict.fromkeys(layout.columns)
    known = {*layout.columns, MORE_ROWS}
    for product in products_from(products):
        if not known.issuperset(_possible_columns(product, layout)):
            columns.update(dict.fromkeys(_row(product, layout, roles)))
    columns.pop(MORE_ROWS, None)
    return list(columns)


def _possible_columns(product: Product, layout: CatalogLayout) -> set[str]:
    """Return all columns of a product's row, whether it is handed back as it came or written anew."""
    own, _ = part_values(_values(product), layout)
    return {*product.record, *own, *_fields(product, layout)}


def _row(product: Product, layout: CatalogLayout, roles: dict[str, Role]) -> JsonLine:
    record = product.record
    item = item_of(Row(0, record, ""), roles, "")
    if isinstance(record, JsonLine) and item == product and _has_its_columns(record, layout, roles):
        return record
    row = _recast(product, layout, roles)
    return JsonLine(row, json.dumps(row, ensure_ascii=False))


def _has_its_columns(record: Mapping[str, object], layout: CatalogLayout, roles: Mapping[str, Role]) -> bool:
    """Say whether a row could stand in the catalog: among JSON lines any could, in a table one without new fields."""
    if layout.format == "jsonl":
        return True
    new_fields = [column for column in record if column not in layout.columns and roles[column] in FIELD_NAMES]
    flat = all(isinstance(cell, str) for column, cell in record.items() if column != MORE_ROWS)
    return not new_fields and (not layout.delimiter or flat)


def _recast(product: Product, layout: CatalogLayout, roles: Mapping[str, Role]) -> dict[str, Any]:
    row = {
        column: cell
        for column, cell in product.record.items()
        if roles.get(column) == "record" and (column in layout.columns or not is_field_name(column))
    }
    row |= _fields(product, layout)
    own, listed = part_values(_values(product), layout)
    row |= {column: own_cell(cell, column, layout) for column, cell in own.items()}
    if listed:
        cell = fill_attributes("", listed, layout)
        row[layout.mapping["attributes"]] = cell if layout.delimiter else json.loads(cell)
    return row


def _fields(product: Product, layout: CatalogLayout) -> dict[str, str]:
    """Return the fields that are not empty, by the column that each has or would have."""
    texts = {
        "id": product.id,
        "title": product.title,
        "description": product.description,
        "category": category_path(product.category),
    }
    return {layout.mapping.get(field, field): text for field, text in texts.items() if text}


def _values(product: Product) -> Values:
    return {**product.attributes, **({FREE_TAG: product.tags} if product.tags else {})}
