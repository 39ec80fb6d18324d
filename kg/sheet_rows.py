"""The first sheet of an Excel or OpenDocument workbook, as rows of text; knows nothing of products."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import CatalogError
from .formats import CatalogFile, reading
from .rows import EXCERPT_CHARACTERS, FORBIDDEN, Reject, Row, check_names, named_apart


def open_sheet(file: CatalogFile) -> tuple[tuple[str, ...], Iterator[Row | Reject]]:
    """Read the names in the first sheet's first row, and the rows below; numbers and dates come as text.

    Raises:
        CatalogError: the file is damaged, or its sheet is empty.
    """
    import fastexcel

    try:
        with file.stream, reading(file.name):
            workbook = fastexcel.read_excel(file.stream.read())
        table = workbook.load_sheet(0, header_row=None, dtypes="string").to_arrow()
    except (fastexcel.FastExcelError, OSError) as error:
        raise CatalogError(f"{file.name} is not a readable workbook: {str(error).splitlines()[0]}") from error
    columns = [[cell or "" for cell in column.to_pylist()] for column in table.columns]
    rows = map(list, zip(*columns, strict=True))
    names = named_apart(next(rows, []))
    if not any(name.strip() for name in names):
        raise CatalogError(f"{file.name}: the first sheet ({workbook.sheet_names[0]}) has no header in its first row")
    check_names(names, file.name)
    return tuple(names), _rows(rows, names, file.name)


def _rows(rows: Iterator[list[str]], names: list[str], source: str) -> Iterator[Row | Reject]:
    for number, cells in enumerate(rows, 2):
        excerpt = " ".join(cells)[:EXCERPT_CHARACTERS]
        if found := FORBIDDEN.search("\n".join(cells)):
            yield Reject(source, number, f"control character U+{ord(found[0]):04X}", None, excerpt)
        elif any(cells):
            yield Row(number, dict[str, Any](zip(names, cells, strict=True)), excerpt)
