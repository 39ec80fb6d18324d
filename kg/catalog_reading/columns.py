"""Which column of a catalog is what: told from names and cells, overridable; knows nothing of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from ..errors import CatalogError, SettingsError
from ..wording import known_instead, listed
from .cells import pair_mark
from .column_content import (
    holds_kinds_of_record,
    holds_paths,
    is_empty,
    is_long_text,
    is_technical,
    lists_values,
    longest_text,
    only_unique,
    said,
    stated,
)
from .column_names import (
    BULLET_POINT,
    FIELD_NAMES,
    PARENT_NAMES,
    SHORT_DESCRIPTIONS,
    TECHNICAL_NAMES,
    TECHNICAL_PARTS,
    TECHNICAL_WORDS,
    UNIT_NAME,
    WELL_KNOWN,
    Field,
    known_name,
    plain_name,
)
from .locales import read_names
from .named_pairs import belongs_to_pair, pair_columns

Role = Literal[
    "id", "title", "description", "category", "attributes", "tags", "deleted",
    "attribute", "list", "text", "pair", "unit", "parent", "record",
]  # fmt: skip
"""What a column is of a product.

A field; an attribute of its own (`list`: its commas part several values); more text of the description; a name, value
or unit of attributes in pairs; the units of another column; the product whose variant the row is; or only part of the
record.
"""
OWN: tuple[Role, ...] = ("attribute", "list")
MAPPABLE = (*FIELD_NAMES, "parent")
"""What a column can be named for with `--map`."""

_COUNTS: Mapping[Field, Callable[[Sequence[object]], int]] = {"id": stated, "category": said}
_MUCH = 0.9
_OTHER_TEXT = frozenset({*FIELD_NAMES["id"], *FIELD_NAMES["title"], *FIELD_NAMES["description"]})
_NEVER_ATTRIBUTES = TECHNICAL_NAMES | PARENT_NAMES | _OTHER_TEXT
_Sample = Sequence[Mapping[str, object]]


def map_columns(
    columns: Sequence[str], sample: _Sample, mapping: Mapping[str, str], source: str, *, partial: bool = False
) -> dict[str, Role]:
    """Give every column its role, in the columns' order.

    Args:
        columns: the names as they came.
        sample: the first rows, to see what kind of cells a column has.
        mapping: field, or `parent`, → column, which goes before what the names tell.
        source: the catalog's name, for errors.
        partial: columns may be missing, also mapped ones and the title.

    Raises:
        SettingsError: `mapping` names a field or a column that does not exist.
        CatalogError: there is no column for the id, or none for the title.
    """
    cells = {column: [row.get(column) for row in sample] for column in columns}
    if partial:
        mapping = {field: column for field, column in mapping.items() if column in cells}
    names = {column: name for column, name in read_names(columns, sample).items() if name is not None}
    pairs = pair_columns(columns)
    parent = mapping.get("parent")
    free = {column: cells[column] for column in names if column not in pairs and column != parent}
    mapped = _checked(mapping, cells, source)
    fields = _fields(free, names, mapped)
    _require(fields, cells, source, title=not partial and "deleted" not in fields)
    by_column: dict[str, Role] = {column: field for field, column in fields.items()}
    by_column |= dict.fromkeys(pairs, "pair")
    if parent := parent or _parent([column for column in free if column not in by_column], names, cells):
        by_column[parent] = "parent"
    known = set(names.values())
    keys = {part.key for part in pairs.values()}
    wide = "attributes" not in fields
    return {
        column: by_column.get(column)
        or ("record" if column not in names or belongs_to_pair(column, keys) else None)
        or _companion(names[column], known)
        or other_role(names[column], cells[column], wide=wide)
        for column in columns
    }


def other_role(name: str, cells: Sequence[object], *, wide: bool) -> Role:
    """Say whether a column of that plain name, which is no field, is an attribute of its own.

    In a wide catalog, one without a column that holds all attributes, every column is that is neither technical
    (addresses, prices, stock, codes …), nor another id or text, nor nested.
    """
    if name in WELL_KNOWN:
        return "list" if lists_values(cells) else "attribute"
    technical = name in _NEVER_ATTRIBUTES or any(part in name for part in TECHNICAL_PARTS)
    if not wide or technical or not TECHNICAL_WORDS.isdisjoint(name.split()) or any(map(_is_nested, cells)):
        return "record"
    if is_technical(cells) or is_long_text(cells) or (name in FIELD_NAMES["category"] and holds_paths(cells)):
        return "record"
    return "list" if lists_values(cells) else "attribute"


def late_role(column: str, cell: object, roles: Mapping[str, Role]) -> Role:
    """Give a role to a column that turns up only after the others were given theirs."""
    taken = set(roles.values())
    name = known_name(column)
    for field, names in FIELD_NAMES.items():
        if field not in taken and name in names and _fits(field, name, [cell]):
            return field
    return other_role(name, [cell], wide="attributes" not in taken)


def describe_roles(roles: Mapping[str, Role], empty: Iterable[str], source: str, *, joined: bool) -> str:
    """Say which column was taken for what, a line for each kind; of `empty` attributes only how many they are.

    `joined`: rows go on with others, as those of a table do; else nothing is done with what names their product.
    """
    parents: tuple[Role, ...] = ("parent",)
    fields = [f"{role} = {column}" for column, role in roles.items() if role in FIELD_NAMES]
    fields.sort(key=lambda entry: list(FIELD_NAMES).index(_field_of(entry)))
    lines = [f"{source}: {', '.join(fields)} (change with --map field=column)"]
    without = set(empty)
    for heading, kinds in (
        ("more text", ("text",)),
        ("pairs of names and values", ("pair",)),
        ("attributes of their own", OWN),
        ("rows join the product that they name in", parents if joined else ()),
        ("kept but not read", ("record", *(() if joined else parents))),
    ):
        named = [column for column, role in roles.items() if role in kinds and column.strip()]
        shown = [column for column in named if column not in without or kinds != OWN]
        hidden = [f"{len(named) - len(shown)} empty"] if len(shown) < len(named) else []
        if named:
            lines.append(f"  {heading}: {' and '.join([listed(shown), *hidden] if shown else hidden)}")
    return "\n".join(lines)


def is_field_name(column: str) -> bool:
    """Say whether a column is called like one of the fields."""
    return any(plain_name(column) in names for names in FIELD_NAMES.values())


def _parent(free: Sequence[str], names: Mapping[str, str], cells: Mapping[str, Sequence[object]]) -> str | None:
    """Return the first column called as one that names the product whose variant a row is; empty ones come last."""
    called = [column for column in free if names[column] in PARENT_NAMES]
    return next((column for column in called if not is_empty(cells[column])), called[0] if called else None)


def _checked(mapping: Mapping[str, str], columns: Mapping[str, Sequence[object]], source: str) -> Mapping[Field, str]:
    """Return the mapping of the fields, which `parent` is none of."""
    for field, column in mapping.items():
        if field not in MAPPABLE:
            raise SettingsError(
                f"--map {field}={column}: there is no field {field!r}; {known_instead(field, MAPPABLE)}"
            )
        if column not in columns:
            raise SettingsError(
                f"--map {field}={column}: {source} has no column {column!r}; {known_instead(column, columns)}"
            )
    if len(set(mapping.values())) < len(mapping):
        raise SettingsError(f"--map gives one column to two fields: {dict(mapping)}")
    column = mapping.get("attributes", "")
    held = [cell for cell in columns.get(column, ()) if not is_empty([cell])]
    if held and not _names_values(held):
        raise SettingsError(
            f"--map attributes={column}: its cells hold values such as {str(held[0])[:40]!r}, not names with values "
            '(Color: red, or {"Color": "red"}); leave it out, and the column is an attribute of its own'
        )
    return {field: column for field, column in mapping.items() if field in FIELD_NAMES}  # type: ignore[misc]


def _fields(
    cells: Mapping[str, Sequence[object]], names: Mapping[str, str], mapping: Mapping[Field, str]
) -> dict[Field, str]:
    """Return the column of each field; a description that no name tells is the column with the longest texts."""
    fields = dict(mapping)
    for field in FIELD_NAMES:
        free = [column for column in cells if column not in fields.values()]
        if field not in fields and (column := _first_named(field, free, names, cells)):
            fields[field] = column
    if "description" not in fields:
        free = [column for column in cells if column not in fields.values() and not _companion(names[column], set())]
        if longest := longest_text((column, cells[column]) for column in free):
            fields["description"] = longest
    return fields


def _first_named(
    field: Field, free: Sequence[str], names: Mapping[str, str], cells: Mapping[str, Sequence[object]]
) -> str | None:
    """Return the column with the likeliest name that is what it promises; empty ones come last.

    So do an id and a category that say clearly less than another.
    """
    fitting = [
        column
        for name in FIELD_NAMES[field]
        for column in free
        if names[column] == name and _fits(field, name, cells[column])
    ]
    if count := _COUNTS.get(field):
        most = max((count(cells[column]) for column in fitting), default=0)
        fitting.sort(key=lambda column: count(cells[column]) < _MUCH * most)
    return next((column for column in fitting if not is_empty(cells[column])), fitting[0] if fitting else None)


def _fits(field: Field, name: str, cells: Sequence[object]) -> bool:
    """Say whether a column is what its name promises: `features` may hold attributes, and may hold sentences."""
    if field == "category":
        return not holds_kinds_of_record(cells)
    if field != "attributes":
        return True
    return name == field or _names_values([cell for cell in cells if not is_empty([cell])])


def _names_values(cells: Sequence[object]) -> bool:
    """Say whether cells, none of them empty, hold attributes: names with their values."""
    return any(map(_holds_attributes, cells)) or (bool(cells) and all(map(pair_mark, cells)))


def _holds_attributes(cell: object) -> bool:
    if isinstance(cell, str):
        try:
            return _holds_attributes(json.loads(cell)) if cell.lstrip()[:1] in ("{", "[") else False
        except (ValueError, RecursionError):
            return False
    return isinstance(cell, Mapping) or _is_nested(cell)


def _is_nested(cell: object) -> bool:
    return isinstance(cell, Mapping) or (
        isinstance(cell, list) and any(isinstance(entry, Mapping | list) for entry in cell)
    )


def _companion(name: str, names: set[str]) -> Role | None:
    """Return the role of a column that goes with a field or with another column of `names`."""
    if name in SHORT_DESCRIPTIONS or BULLET_POINT.fullmatch(name):
        return "text"
    found = UNIT_NAME.fullmatch(name)
    return "unit" if found and found["of"] in names else None


def _require(fields: Mapping[Field, str], cells: Mapping[str, Sequence[object]], source: str, *, title: bool) -> None:
    for field in ("id", *(["title"] if title else [])):
        if field not in fields:
            likely = only_unique(cells, words=field == "title")
            guess = f" (perhaps {likely!r}, whose cells all differ)" if likely else ""
            raise CatalogError(
                f"{source}: no column is called like {'an' if field == 'id' else 'a'} {field}; name it with "
                f"--map {field}=COLUMN{guess}. The columns are: {listed(list(cells))}"
            )


def _field_of(entry: str) -> Field:
    return entry.split(" = ")[0]  # type: ignore[return-value]
