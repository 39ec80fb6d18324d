"""Which cells of a delimited file stand in quotes without need, and rows written alike; knows nothing of products."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

_NEEDS_QUOTES = re.compile(r"[\"\r\n]")


def quoted_columns(
    rows: Iterable[str], columns: Sequence[str], delimiter: str, *, usual: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns whose filled cells, and those whose empty cells, stand in quotes though they need none.

    Args:
        rows: rows as they are written, with their line ends.
        columns: the columns in their order.
        delimiter: what stands between two cells.
        usual: whether cells do of which the rows show none.
    """
    votes: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        for column, cell in zip(columns, _cells(row, delimiter), strict=False):
            quoted = cell.startswith('"')
            text = cell[1:-1] if quoted else cell
            if not needs_quotes(text, delimiter):
                votes[column, bool(text)] += 1 if quoted else -1
    filled, empty = (
        tuple(column for column in columns if votes[column, said] > 0 or (usual and not votes[column, said]))
        for said in (True, False)
    )
    return filled, empty


def needs_quotes(text: str, delimiter: str) -> bool:
    """Say whether a cell cannot be read without quotes."""
    return delimiter in text or _NEEDS_QUOTES.search(text) is not None


def delimited_line(cells: Iterable[tuple[str, bool]], delimiter: str) -> str:
    """Write one row of cells, each with whether it stands in quotes though it needs none; without the line end."""
    written = [
        f'"{text.replace(chr(34), chr(34) * 2)}"' if quoted or needs_quotes(text, delimiter) else text
        for text, quoted in cells
    ]
    return '""' if written == [""] else delimiter.join(written)


def _cells(row: str, delimiter: str) -> Iterator[str]:
    """Give the cells of a well-formed row as they are written."""
    mark = re.escape(delimiter)
    for found in re.finditer(rf'("(?:[^"]|"")*"|[^{mark}\r\n]*)(?:{mark}|\r?\n|$)', row):
        yield found[1]
