"""Cells of a catalog that are hidden to be found again: by chance, or whole attributes of whole groups of products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ...kg.categories import category_path
from ...kg.splits import is_held_out
from ...kg.types import FREE_TAG
from ..slots import is_many

if TYPE_CHECKING:
    import polars as pl

    from ...kg.schema import Schema

Gaps = Literal["chance", "groups"]
HIDDEN_SHARE = 0.2
TAG_SHARE = 0.5
SALT = "evaluation"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A products table with cells hidden, `asked`: product → attribute → the hidden surface forms, and in what way."""

    products: pl.DataFrame
    asked: Mapping[str, Mapping[str, tuple[str, ...]]]
    gaps: Gaps


def hide(products: pl.DataFrame, schema: Schema, gaps: Gaps = "chance", salt: str = SALT) -> Hidden:
    """Hide cells, drawn by a hash.

    By `chance`: part of 20 % of the products, all single values, and of the others each by a coin, so that some
    products miss nothing. Attributes of which nothing happened to be hidden are asked for too, with no answer.
    By `groups`: all values of an attribute, in 20 % of the groups that may have filled it in together (a category, or
    without one the products of a brand), as where a supplier leaves a column empty.
    Attributes that every product lists (`complete` in the schema) stay: where they are empty, nobody asks for them.
    """
    import polars as pl

    draw = _by_chance if gaps == "chance" else _by_groups
    rows, asked = [], {}
    for row in products.iter_rows(named=True):
        drawn = draw(row, schema, salt)
        if drawn:
            asked[row["id"]] = drawn
            row = stripped(row, drawn)
        rows.append(row)
    return Hidden(pl.DataFrame(rows, schema=products.schema, orient="row"), asked, gaps)


def stripped(row: Mapping[str, Any], drawn: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return a row of the products table without some of its values, or without any; known absences stay."""

    def kept(name: str, values: Sequence[str] | None) -> list[str]:
        return [] if drawn is None else [value for value in values or () if value not in drawn.get(name, ())]

    attributes = [
        entry if entry["values"] is None else {"name": entry["name"], "values": kept(entry["name"], entry["values"])}
        for entry in row["attributes"]
    ]
    filled = [entry for entry in attributes if entry["values"] != []]
    return {**row, "attributes": filled, "tags": kept(FREE_TAG, row["tags"])}


def _by_chance(row: Mapping[str, Any], schema: Schema, salt: str) -> dict[str, tuple[str, ...]]:
    if not is_held_out(row["id"], share=HIDDEN_SHARE, salt=salt):
        return {}

    def drawn(attribute: str, value: str) -> bool:
        key = f"{row['id']}\x1f{attribute}\x1f{value}"
        return not is_many(schema, attribute) or is_held_out(key, share=TAG_SHARE, salt=salt)

    return {
        name: tuple(value for value in values if drawn(name, value))
        for name, values in _filled(row)
        if not _is_complete(name, schema)
    }


def _by_groups(row: Mapping[str, Any], schema: Schema, salt: str) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(values)
        for name, values in _filled(row)
        if not _is_complete(name, schema)
        and (group := _group(row, name))
        and is_held_out(f"{group}\x1f{name}", share=HIDDEN_SHARE, salt=salt)
    }


def _is_complete(attribute: str, schema: Schema) -> bool:
    return attribute in schema and schema[attribute].complete


def _group(row: Mapping[str, Any], attribute: str) -> str:
    """Return what products that miss the attribute together share: the category, else another attribute's value."""
    if row["category"]:
        return category_path(row["category"])
    return next((values[0] for name, values in _filled(row) if name != attribute), "")


def _filled(row: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    yield from ((entry["name"], entry["values"]) for entry in row["attributes"] if entry["values"])
    if row["tags"]:
        yield FREE_TAG, row["tags"]
