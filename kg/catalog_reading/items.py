"""A row of cells becomes a product, a deletion or a reject, by the roles of its columns; knows nothing of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from ..types import LONGEST_KEY, Product
from .cells import (
    Attributes,
    attributes_of,
    description_of,
    flattened,
    is_deleted,
    path_of,
    paths_of,
    tags_of,
    text_of,
    title_of,
    values_of,
)
from .column_names import SEVERAL_CATEGORIES, UNIT_NAME, known_name, plain_name
from .columns import Role, late_role
from .header_units import header_unit, with_unit
from .named_pairs import pairs_in
from .row_groups import MORE_ROWS, further_rows
from .rows import Reject, Row

T = TypeVar("T")
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Deletion:
    """A line that takes a product away."""

    id: str
    line: int


Item = Product | Deletion | Reject


@dataclass(slots=True)
class _Parts:
    """The cells of a product's row by what they are; `own` by column, `units` by the plain name of their column."""

    fields: dict[Role, object] = field(default_factory=dict)
    own: dict[str, object] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    pairs: dict[str, object] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    texts: list[object] = field(default_factory=list)
    several_categories: bool = False


def item_of(row: Row, roles: dict[str, Role], source: str) -> Item:
    """Make the item of a row; one cell that cannot be read rejects the row, so that no product comes half.

    A column that `roles` does not know is given its role there. Further rows of the product (see `row_groups`) add
    their attributes and tags, and the fields that the first leaves empty.
    """
    id: str | None = None
    try:
        parts = [_by_role(cells, roles) for cells in (row.cells, *further_rows(row.cells))]
        fields = parts[0].fields if len(parts) == 1 else _first_said(parts)
        id = _read("id", text_of, fields).strip()
        if not id:
            raise ValueError("no id")
        if len(id) > LONGEST_KEY:
            raise ValueError(f"an id of {len(id):,} characters; the longest that can be kept is {LONGEST_KEY:,}")
        if _read("deleted", is_deleted, fields):
            return Deletion(id, row.line)
        return Product(
            id=id,
            title=_read("title", title_of, fields),
            description="\n".join(filter(None, (_read("description", description_of, fields), *_texts(parts[0])))),
            category=_read("category", paths_of if parts[0].several_categories else path_of, fields),
            attributes=_attributes(_read("attributes", attributes_of, fields), parts),
            tags=_read("tags", tags_of, fields),
            record=row.cells,
        )
    except ValueError as error:
        return Reject(source, row.line, str(error), id, row.excerpt)


def _by_role(cells: Mapping[str, object], roles: dict[str, Role]) -> _Parts:
    parts = _Parts()
    for column, cell in cells.items():
        role = roles.get(column)
        if role is None:
            role = roles[column] = "record" if column == MORE_ROWS else late_role(column, cell, roles)
        if role in ("attribute", "list"):
            parts.own[column] = cell
            if role == "list":
                parts.lists.add(column)
        elif role == "pair":
            parts.pairs[column] = cell
        elif role == "unit" and (name := UNIT_NAME.fullmatch(plain_name(column))):
            parts.units[name["of"]] = text_of(cell).strip()
        elif role == "text":
            parts.texts.append(cell)
        elif role not in ("record", "parent"):
            parts.fields[role] = cell
            parts.several_categories |= role == "category" and known_name(column) in SEVERAL_CATEGORIES
    return parts


def _first_said(parts: Sequence[_Parts]) -> dict[Role, object]:
    fields: dict[Role, object] = {}
    for part in reversed(parts):
        fields |= {role: cell for role, cell in part.fields.items() if cell not in (None, "")}
    return fields


def _texts(parts: _Parts) -> list[str]:
    return [_read("description", description_of, {"description": cell}) for cell in parts.texts]


def _read(field: Role, parse: Callable[[object], T], fields: Mapping[Role, object]) -> T:
    try:
        return parse(fields.get(field))
    except ValueError as error:
        raise ValueError(f"{field} {error}") from error


def _attributes(attributes: Attributes, parts: Sequence[_Parts]) -> Attributes:
    """Add the attributes in pairs and in columns of their own; a column that is also listed gives way."""
    names: dict[str, str] = {}
    for part in parts:
        for key, name, values in pairs_in(part.pairs, names) if part.pairs else ():
            names[key] = name
            _add(attributes, name, values)
    listed = {name.casefold() for name in attributes}
    for part in parts:
        for column, cell in part.own.items():
            if not listed or column.casefold() not in listed:
                _add_own(attributes, column, cell, part)
    if too_long := next((name for name in attributes if len(name) > LONGEST_KEY), None):
        raise ValueError(f"an attribute's name has {len(too_long):,} characters; at most {LONGEST_KEY:,} can be kept")
    return attributes


def _add_own(attributes: Attributes, column: str, cell: object, parts: _Parts) -> None:
    """Add the values in a cell; those in an object are attributes of their own."""
    if isinstance(cell, str):
        _add(attributes, column, _own_values(column, cell, parts))
        return
    for path, inner in flattened((column,), cell):
        _add(attributes, ".".join(path), _own_values(column, inner, parts))


def _own_values(column: str, cell: object, parts: _Parts) -> tuple[str, ...]:
    """Read a cell; an empty one says nothing. Short texts come again and again, so that what they say is remembered."""
    unit = parts.units.get(plain_name(column), "") if parts.units else ""
    read = _remembered if isinstance(cell, str) and len(cell) <= _SHORT else _column_values
    return read(column, cell, column in parts.lists, unit)


def _column_values(column: str, cell: object, commas: bool, unit: str) -> tuple[str, ...]:
    try:
        values = values_of(cell, split=True, commas=commas)
    except ValueError as error:
        raise ValueError(f"column {column!r} {error}") from error
    unit = unit or header_unit(column) or ""
    return tuple(with_unit(value, unit) for value in values) if unit else values


_remembered = lru_cache(maxsize=1 << 15)(_column_values)


def _add(attributes: Attributes, name: str, values: tuple[str, ...]) -> None:
    if values:
        known = attributes.get(name)
        attributes[name] = tuple(dict.fromkeys(known + values)) if known else values
