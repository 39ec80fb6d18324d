"""Reading a catalog: a file becomes products, deletions and rejects, one by one; only a workbook is held whole.

Knows nothing of what products are used for.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from ..errors import CatalogError, SettingsError
from .column_content import is_empty
from .columns import Role, describe_roles, map_columns
from .encodings import UTF8, encoding_name
from .formats import STDIN, CatalogFile, open_catalog
from .items import Deletion, Item, item_of
from .json_array import json_objects
from .layout import CatalogLayout, with_columns
from .parquet_rows import open_parquet, schema_text
from .row_groups import grouped
from .rows import Reject, Row, delimited_rows, json_rows, read_header
from .sheet_rows import open_sheet
from .xml_rows import xml_rows

__all__ = ["CatalogLayout", "Deletion", "Item", "Reject", "read_catalog"]

SAMPLE_ROWS = 200


def read_catalog(
    source: str,
    mapping: Mapping[str, str],
    announce: Callable[[str], None],
    *,
    partial: bool = False,
    usual: Mapping[str, str] | None = None,
) -> tuple[CatalogLayout, Iterator[Item]]:
    """Open a catalog, `-` being standard input, and read it line by line.

    Args:
        source: JSON, CSV, TSV, Parquet, XML or a workbook's first sheet, also packed with gzip or xz.
        mapping: field → column, where the columns' names do not tell.
        announce: is told which column was taken for what, and at the end how many rows were joined.
        partial: the file changes a catalog, so that it may lack columns, also mapped ones and the title.
        usual: a mapping that holds for the fields that `mapping` leaves out, as far as the columns are there.

    Returns:
        How the catalog is written, and its items in their order. An id that comes again is a Reject. A file that
        breaks off raises CatalogError while the items are read.

    Raises:
        CatalogError: the file as a whole cannot be read, or has no column for the id or the title.
        SettingsError: `mapping` names a field or a column that does not exist, or a parent where no rows are joined.
    """
    file = open_catalog(source)
    with ExitStack() as on_failure:
        on_failure.callback(file.stream.close)
        layout, rows = open_rows(file)
        if "parent" in mapping and not (layout.delimiter or partial):
            raise SettingsError(
                f"--map parent={mapping['parent']}: only rows of CSV, TSV and workbooks join the product that they "
                f"name; in {file.name} each is a product of its own. Leave it out"
            )
        sample = list(islice(rows, SAMPLE_ROWS))
        good = [row.cells for row in sample if isinstance(row, Row)]
        if not good:
            raise _nothing_readable(file, sample)
        columns = layout.columns or tuple(dict.fromkeys(column for cells in good for column in cells))
        free = set(columns) - set(mapping.values())
        known = {field: column for field, column in (usual or {}).items() if column in free}
        roles = map_columns(columns, good, {**known, **mapping}, file.name, partial=partial)
        on_failure.pop_all()
    if file.encoding != UTF8:
        name = encoding_name(file.encoding)
        announce(f"{file.name}: read as {name}; if letters look wrong, convert it with: iconv -f ENCODING -t UTF-8")
    empty = [column for column in columns if is_empty(row.get(column) for row in good)]
    announce(describe_roles(roles, empty, file.name, joined=bool(layout.delimiter)))
    all_rows: Iterable[Row | Reject] = chain(sample, rows)
    if layout.delimiter:
        all_rows = grouped(all_rows, roles, announce)
    layout = replace(layout, source="" if source == STDIN else str(Path(source).absolute()))
    return with_columns(layout, columns, roles, good), _items(all_rows, roles, file.name)


def open_rows(file: CatalogFile) -> tuple[CatalogLayout, Iterator[Row | Reject]]:
    """Return what is known of the layout before a row is read, and the rows; raises CatalogError."""
    if file.format == "jsonl":
        layout = CatalogLayout("jsonl", file.compression, byte_order_mark=file.byte_order_mark)
        return layout, json_rows(file)
    if file.format == "json":
        return CatalogLayout("jsonl", file.compression), json_objects(file)
    if file.format == "parquet":
        schema, rows = open_parquet(file)
        return CatalogLayout(
            "parquet", file.compression, columns=tuple(schema.names), arrow_schema=schema_text(schema)
        ), rows
    if file.format == "xml":
        return CatalogLayout("jsonl", file.compression), xml_rows(file)
    if file.format == "sheet":
        columns, sheet = open_sheet(file)
        return CatalogLayout("csv", columns=columns, delimiter=",", byte_order_mark=True), sheet
    columns, header, lines = read_header(file)
    layout = CatalogLayout(
        file.format,
        file.compression,
        columns,
        delimiter=file.delimiter,
        quote_all=_quotes_all(header, columns, file.delimiter),
        line_end="\r\n" if header.endswith("\r\n") else "\n",
        byte_order_mark=file.byte_order_mark or file.encoding != UTF8,
    )
    return layout, delimited_rows(file, columns, lines)


def _quotes_all(header: str, columns: Sequence[str], delimiter: str) -> bool:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="").writerow(columns)
    return text.getvalue() == header.rstrip("\r\n")


def _nothing_readable(file: CatalogFile, sample: Sequence[Row | Reject]) -> CatalogError:
    rejects = [row for row in sample if isinstance(row, Reject)]
    if not rejects:
        return CatalogError(f"{file.name} has a header but no rows" if file.delimiter else f"{file.name} is empty")
    first = rejects[0]
    return CatalogError(
        f"{file.name}: none of the first {len(rejects)} lines can be read; line {first.line}: {first.reason}"
    )


def _items(rows: Iterable[Row | Reject], roles: dict[str, Role], source: str) -> Iterator[Item]:
    """Make an item of every row; the first product of an id wins.

    Ids are remembered as 60-bit hashes (some 80 bytes each in a set): that two different ids among a million meet has
    a chance of one in two million.
    """
    seen: set[int] = set()
    for row in rows:
        item = row if isinstance(row, Reject) else item_of(row, roles, source)
        if not isinstance(item, Reject):
            key = int.from_bytes(hashlib.blake2b(item.id.encode(), digest_size=8).digest(), "big") >> 4
            if key in seen:
                item = Reject(source, row.line, "the id came before; its first line counts", item.id, row.excerpt)
            seen.add(key)
        yield item
