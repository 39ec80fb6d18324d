"""What a catalog's rows hold beside the fields that kgtag reads (price, url …), as columns of plain values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from .columns import Role, late_role

if TYPE_CHECKING:
    import polars as pl

_NOT_IN_A_NAME = re.compile(r"\W+")
_LARGEST_WHOLE = 2**63 - 1
_PLAIN = {str, int, float, bool}


def catalog_fields(products: pl.DataFrame, roles: Mapping[str, Role], taken: Iterable[str]) -> pl.DataFrame:
    """Give one column for each part of the record that is neither read nor nested; rows as in `products`.

    Names lose what Cypher would want in backticks (`List price (€)` becomes `List_price`). A column of numbers stays
    one, any other mixture becomes text. Of names that differ in case only the first stays, after those in `taken`.
    """
    import polars as pl

    known = dict(roles)
    records = [json.loads(record or "{}") for record in products["record"]]
    columns: dict[str, pl.Series] = {}
    used = {name.casefold() for name in taken}
    for column in sorted(set(chain.from_iterable(records))):
        name = _NOT_IN_A_NAME.sub("_", column).strip("_")
        cells = [record.get(column) for record in records]
        if name and name.casefold() not in used and _role(column, cells, known) == "record":
            series = _series(name, [cell if type(cell) in _PLAIN and cell != "" else None for cell in cells])
            if series.null_count() < len(series):
                used.add(name.casefold())
                columns[name] = series
    return pl.DataFrame(columns)


def _role(column: str, cells: Sequence[object], known: Mapping[str, Role]) -> Role:
    first = next((cell for cell in cells if cell is not None), None)
    return known.get(column) or late_role(column, first, known)


def _series(name: str, cells: Sequence[Any]) -> pl.Series:
    import polars as pl

    kinds = set(map(type, cells)) - {type(None)}
    if kinds == {bool}:
        return pl.Series(name, cells, dtype=pl.Boolean)
    if kinds == {int} and all(cell is None or abs(cell) <= _LARGEST_WHOLE for cell in cells):
        return pl.Series(name, cells, dtype=pl.Int64)
    if float in kinds and kinds <= {int, float}:
        return pl.Series(name, [None if cell is None else float(cell) for cell in cells], dtype=pl.Float64)
    return pl.Series(name, [cell if cell is None else _text(cell) for cell in cells], dtype=pl.String)


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else json.dumps(cell)
