"""A row of cells becomes a product, a deletion or a reject, by the roles of its columns; knows nothing of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .cells import Attributes, attributes_of, description_of, is_deleted, path_of, tags_of, text_of, values_of
from .columns import Role, late_role
from .rows import Reject, Row
from .types import LONGEST_KEY, Product

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deletion:
    """A line that takes a product away."""

    id: str
    line: int


Item = Product | Deletion | Reject


def item_of(row: Row, roles: dict[str, Role], source: str) -> Item:
    """Make the item of a row; one cell that cannot be read rejects the row, so that no product comes half.

    A column that `roles` does not know is given its role there.
    """
    id: str | None = None
    try:
        fields, own = _by_role(row.cells, roles)
        id = _read("id", text_of, fields)
        if not id or id.isspace():
            raise ValueError("no id")
        if len(id) > LONGEST_KEY:
            raise ValueError(f"an id of {len(id):,} characters; the longest that can be kept is {LONGEST_KEY:,}")
        if _read("deleted", is_deleted, fields):
            return Deletion(id, row.line)
        return Product(
            id=id,
            title=_read("title", text_of, fields),
            description=_read("description", description_of, fields),
            category=_read("category", path_of, fields),
            attributes=_with_own_columns(_read("attributes", attributes_of, fields), own),
            tags=_read("tags", tags_of, fields),
            record=row.cells,
        )
    except ValueError as error:
        return Reject(source, row.line, str(error), id, row.excerpt)


def _by_role(cells: Mapping[str, object], roles: dict[str, Role]) -> tuple[dict[Role, object], dict[str, object]]:
    """Part a row into its fields, and the columns that are attributes of their own."""
    fields: dict[Role, object] = {}
    own: dict[str, object] = {}
    for column, cell in cells.items():
        role = roles.get(column)
        if role is None:
            role = roles[column] = late_role(column, cell, roles)
        if role == "attribute":
            own[column] = cell
        elif role != "record":
            fields[role] = cell
    return fields, own


def _read(field: Role, parse: Callable[[object], T], fields: Mapping[Role, object]) -> T:
    try:
        return parse(fields.get(field))
    except ValueError as error:
        raise ValueError(f"{field} {error}") from error


def _with_own_columns(attributes: Attributes, own: Mapping[str, object]) -> Attributes:
    """Add the columns that are attributes; an empty cell says nothing, and one that is also listed gives way."""
    if too_long := next((name for name in (*attributes, *own) if len(name) > LONGEST_KEY), None):
        raise ValueError(f"an attribute's name has {len(too_long):,} characters; at most {LONGEST_KEY:,} can be kept")
    listed = {name.casefold() for name in attributes}
    for column, cell in own.items():
        try:
            values = values_of(cell, split=True)
        except ValueError as error:
            raise ValueError(f"column {column!r} {error}") from error
        if values and column.casefold() not in listed:
            attributes[column] = values
    return attributes
