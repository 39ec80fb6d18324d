"""The first sheet of an Excel or OpenDocument workbook, as rows of text, all held at once; knows no products."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import CatalogError
from .formats import CatalogFile, reading
from .rows import EXCERPT_CHARACTERS, FORBIDDEN, Reject, Row, check_names, named_apart

if TYPE_CHECKING:
    from fastexcel import ExcelReader

_MIDNIGHT = re.compile(r"(\d{4,}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?")


def open_sheet(file: CatalogFile) -> tuple[tuple[str, ...], Iterator[Row | Reject]]:
    """Read the names in the first sheet's first row, and the rows below; numbers and dates come as text.

    A date without a time of day has none in its text either.

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
    _cut_midnight(columns, workbook)
    rows = map(list, zip(*columns, strict=True))
    names = named_apart(next(rows, []))
    if not any(name.strip() for name in names):
        raise CatalogError(f"{file.name}: the first sheet ({workbook.sheet_names[0]}) has no header in its first row")
    check_names(names, file.name)
    return tuple(names), _rows(rows, names, file.name)


def _cut_midnight(columns: Sequence[list[str]], workbook: ExcelReader) -> None:
    """Write days as days; what a workbook holds as text, not as a date, stays as it is."""
    places = [place for place, cells in enumerate(columns) if any(map(_MIDNIGHT.fullmatch, cells))]
    if not places:
        return
    dates = workbook.load_sheet(0, header_row=None, use_columns=places, dtypes="datetime").to_arrow()
    for place, times in zip(places, dates.columns, strict=True):
        for row, is_date in enumerate(times.is_valid().to_pylist()):
            if is_date and (day := _MIDNIGHT.fullmatch(columns[place][row])):
                columns[place][row] = day[1]


def _rows(rows: Iterator[list[str]], names: list[str], source: str) -> Iterator[Row | Reject]:
    for number, cells in enumerate(rows, 2):
        excerpt = " ".join(cells)[:EXCERPT_CHARACTERS]
        if found := FORBIDDEN.search("\n".join(cells)):
            yield Reject(source, number, f"control character U+{ord(found[0]):04X}", None, excerpt)
        elif any(cells):
            yield Row(number, dict[str, Any](zip(names, cells, strict=True)), excerpt)
