"""How a catalog is written, in all that is needed to hand it back in the same form; knows nothing of its products."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..stored_files import intact, read_json
from .cells import pair_keys, pair_mark, pairs_in_text, parsed
from .column_names import FIELD_NAMES
from .columns import OWN, Role
from .formats import Compression, Format
from .json_forms import JsonForm, learn_forms
from .quoting import quoted_columns
from .rows import DelimitedLine

if TYPE_CHECKING:
    import polars as pl

_FIX = "delete it, and read the catalog again with: kgtag build CATALOG"


@dataclass(frozen=True, slots=True)
class CatalogLayout:
    """The form of a catalog.

    `mapping` says which column holds which field; `attribute_columns` are those that are attributes of their own.
    `quote_all`: all names in the header stand in quotes; `quoted` and `quoted_empty` are the columns whose cells do.
    `separators` is how several values were joined in one cell, column by column. `arrow_schema` is a Parquet file's
    schema, base64 of its IPC form. `pair_keys` are the two keys of attributes written as a list of pairs, `pair_mark`
    what stands between name and value where they are written as text. `other_roles` are the roles of columns that are
    read beside these (see `columns.Role`). `source` is the path of the file, empty for standard input;
    `update` that of the changes that were last read.
    `forms` is in which JSON types each attribute is written: learned from all rows for an export, and never kept.
    """

    format: Format
    compression: Compression = ""
    columns: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    attribute_columns: tuple[str, ...] = ()
    delimiter: str = ""
    quote_all: bool = False
    quoted: tuple[str, ...] | None = None
    quoted_empty: tuple[str, ...] | None = None
    line_end: str = "\n"
    byte_order_mark: bool = False
    separators: Mapping[str, str] = field(default_factory=dict)
    values_in_lists: bool = False
    pair_keys: tuple[str, str] | None = None
    pair_mark: str | None = None
    other_roles: Mapping[str, Role] = field(default_factory=dict)
    arrow_schema: str | None = None
    source: str = ""
    update: str = ""
    forms: Mapping[str, JsonForm] = field(default_factory=dict)

    def is_quoted(self, column: str, text: str) -> bool:
        """Say whether a cell of a column stands in quotes though it needs none."""
        quoted = self.quoted if text else self.quoted_empty
        return self.quote_all if quoted is None or column not in self.columns else column in quoted

    def roles(self) -> dict[str, Role]:
        """Return the role of every column, as it was when the catalog was read."""
        fields: dict[str, Any] = {column: field for field, column in self.mapping.items()}
        own: dict[str, Role] = dict.fromkeys(self.attribute_columns, "attribute")
        record: dict[str, Role] = dict.fromkeys(self.columns, "record")
        return record | own | dict(self.other_roles) | fields

    def to_json(self) -> dict[str, Any]:
        """Return the layout as a JSON object."""
        return asdict(self)

    @classmethod
    def read(cls, path: Path) -> CatalogLayout:
        """Read the layout that a workspace keeps; raises WorkspaceError when it is damaged."""
        entries = read_json(path, _FIX)
        with intact(path, _FIX):
            return cls.from_json(entries)

    @classmethod
    def from_json(cls, entries: Mapping[str, Any]) -> CatalogLayout:
        """Read what `to_json` gave, also after a way through JSON text."""
        known = {entry.name for entry in fields(cls)}
        frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in entries.items()}
        values: dict[str, Any] = {name: value for name, value in frozen.items() if name in known}
        return cls(**values)


def with_columns(
    layout: CatalogLayout,
    columns: Sequence[str],
    roles: Mapping[str, Role],
    sample: Sequence[Mapping[str, object]],
) -> CatalogLayout:
    """Add what the first rows show: the columns' roles, and how the catalog writes several values."""
    mapping: dict[str, str] = {role: column for column, role in roles.items() if role in FIELD_NAMES}
    own = tuple(column for column, role in roles.items() if role in OWN)
    separators = {
        column: _joined_by(_BETWEEN_TAGS if roles[column] == "list" else _BETWEEN_VALUES, column, sample)
        for column in own
    }
    if tags := mapping.get("tags"):
        separators[tags] = _joined_by(_BETWEEN_TAGS, tags, sample)
    rows = [row.text for row in sample if isinstance(row, DelimitedLine)]
    quoted, empty = quoted_columns(rows, columns, layout.delimiter, usual=layout.quote_all) if rows else (None, None)
    cells = [row.get(mapping.get("attributes", "")) for row in sample]
    attributes = list(_readable(cells))
    return replace(
        layout,
        columns=tuple(columns),
        mapping=mapping,
        attribute_columns=own,
        quoted=quoted,
        quoted_empty=empty,
        separators={column: separator for column, separator in separators.items() if separator},
        values_in_lists=any(map(_has_lists, attributes)),
        pair_keys=next(filter(None, map(pair_keys, attributes)), None),
        pair_mark=next(filter(None, map(pair_mark, cells)), None),
        other_roles={
            column: role for column, role in roles.items() if role not in (*FIELD_NAMES, "attribute", "record")
        },
    )


def with_forms(layout: CatalogLayout, products: pl.DataFrame) -> CatalogLayout:
    """Add what all rows show: in which JSON types each attribute is written, where it is written in JSON."""
    attributes = layout.mapping.get("attributes")
    if layout.format != "jsonl" and not attributes:
        return layout
    own = [*layout.attribute_columns, *filter(None, [layout.mapping.get("tags")])]
    return replace(layout, forms=learn_forms(products["record"], own, attributes))


def _readable(cells: Iterable[object]) -> Iterator[object]:
    """Give cells with JSON text parsed; those that are none are rejected when their rows are read."""
    for cell in cells:
        with suppress(ValueError):
            yield pairs_in_text(cell) or parsed(cell)


def _has_lists(attributes: object) -> bool:
    """Say whether values stand in lists, in an object or in a list of pairs."""
    if isinstance(attributes, Mapping):
        return any(isinstance(value, list) for value in attributes.values())
    pairs = attributes if isinstance(attributes, list) else []
    return any(_has_lists(pair) or (isinstance(pair, list) and isinstance(pair[-1], list)) for pair in pairs if pair)


_BETWEEN_VALUES = re.compile(r"\s*[;|]\s*")
_BETWEEN_TAGS = re.compile(r"\s*[,;|]\s*")


def _joined_by(separator: re.Pattern[str], column: str, sample: Sequence[Mapping[str, object]]) -> str | None:
    """Return how the first cell with several values joins them."""
    cells = (row.get(column) for row in sample)
    found = (separator.search(cell) for cell in cells if isinstance(cell, str))
    return next((match[0] for match in found if match), None)
