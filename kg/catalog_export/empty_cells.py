"""Only empty cells are filled: what stands in a cell stays, also where it says no value; knows no file format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..catalog_reading.json_forms import attribute_cells
from ..catalog_reading.layout import CatalogLayout
from ..types import FREE_TAG
from .additions import Additions
from .filled_cells import tags_column

if TYPE_CHECKING:
    import polars as pl


def into_empty_cells(additions: Additions, products: pl.DataFrame, layout: CatalogLayout) -> Additions:
    """Leave out what would take the place of a cell's text, such as `n/a`; additions have the names of the cells."""
    rows = products.filter(products["id"].is_in(list(additions))).select("id", "record")
    taken = {product: _taken(json.loads(record), layout) for product, record in rows.iter_rows()}
    return {
        product: {name: added for name, added in slots.items() if name not in taken.get(product, ())}
        for product, slots in additions.items()
    }


def _taken(record: Mapping[str, Any], layout: CatalogLayout) -> set[str]:
    """Return the attributes whose cell in a row is not blank, by the cell's name."""
    cells = attribute_cells(record, layout.attribute_columns, layout.mapping.get("attributes"))
    names = {".".join(place) for place, cell in cells if not _is_blank(cell)}
    return names if _is_blank(record.get(tags_column(layout))) else names | {FREE_TAG}


def _is_blank(cell: object) -> bool:
    cells = cell if isinstance(cell, list) else [cell]
    return all(one is None or (isinstance(one, str) and not one.strip()) for one in cells)
