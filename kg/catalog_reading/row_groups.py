"""Rows that go on with the product above: variants, more pictures, one attribute a line; makes no products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .column_names import FIELD_NAMES, plain_name
from .columns import Role
from .rows import Reject, Row

MORE_ROWS = "kgtag rows"
"""The name under which a product's record keeps the rows after its first."""
MOST_ROWS = 1_000
"""Rows of one product that are held together; those after them are duplicates."""


def further_rows(record: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    """Return the rows of a product after its first."""
    return cast("Sequence[Mapping[str, object]]", record.get(MORE_ROWS, ()))


def grouped(
    rows: Iterable[Row | Reject], roles: Mapping[str, Role], announce: Callable[[str], None]
) -> Iterator[Row | Reject]:
    """Join the rows of one product that stand right below each other; say at the end how many were joined.

    A row goes on with the one above when it has its id, its title or none, and something to add; or when its parent is
    the one above.
    """
    rule = _Rule.of(roles)
    first: Row | None = None
    more: list[Mapping[str, object]] = []
    joined = 0
    for row in rows:
        if isinstance(row, Row) and first and len(more) < MOST_ROWS and rule.goes_on(first.cells, row.cells):
            more.append(row.cells)
            joined += 1
            continue
        if first:
            yield _with_rows(first, more)
        first, more = (row, []) if isinstance(row, Row) else (None, [])
        if first is None:
            yield row
    if first:
        yield _with_rows(first, more)
    if joined:
        announce(f"{joined:,} rows go on with the product above them (same {rule.id}, or its variants)")


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    title: str
    parent: str | None
    codes: tuple[str, ...]

    @classmethod
    def of(cls, roles: Mapping[str, Role]) -> _Rule:
        columns: dict[Role, str] = {role: column for column, role in roles.items()}
        codes = tuple(column for column in roles if plain_name(column) in FIELD_NAMES["id"])
        return cls(columns["id"], columns.get("title", ""), columns.get("parent"), codes)

    def goes_on(self, first: Mapping[str, Any], cells: Mapping[str, Any]) -> bool:
        parent = cells[self.parent].removeprefix("id:") if self.parent else ""
        if parent and cells[self.id] != first[self.id]:
            return parent == first[self.id] or parent in {first[column] for column in self.codes}
        if cells[self.id] != first[self.id] or not cells[self.id].strip():
            return False
        titles_agree = not cells.get(self.title) or cells[self.title] == first[self.title]
        return titles_agree and any(cell and cell != first[column] for column, cell in cells.items())


def _with_rows(first: Row, more: list[Mapping[str, object]]) -> Row:
    return first._replace(cells={**first.cells, MORE_ROWS: more}) if more else first
