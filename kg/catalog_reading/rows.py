"""Lines of text into rows of cells, JSON lines or delimited; a row that cannot be read becomes a Reject.

Knows nothing of products: a row is what the file holds, column by column.
"""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..errors import CatalogError
from .encodings import UTF8, encoding_name
from .formats import DELIMITER_LINE, UNREADABLE_ARCHIVE, CatalogFile

MAX_LINE_BYTES = 1024 * 1024
"""A longer line is no product: the longest descriptions of real shops have some 100 kB, and a file that lost its line
ends would otherwise be loaded whole."""
MAX_NESTING = 64
"""Deeper JSON is no product, and cannot be written back from every depth of the call stack."""
EXCERPT_CHARACTERS = 120

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters other than tab and line ends, and halves of surrogate pairs: no graph or model keeps them."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that cannot be used: `line` counts from 1 (for Parquet: the row), `excerpt` is how it begins."""

    source: str
    line: int
    reason: str
    id: str | None
    excerpt: str


class Row(NamedTuple):
    """The cells of one row, and the line it begins on."""

    line: int
    cells: Mapping[str, object]
    excerpt: str


class WrittenRow(dict[str, object]):
    """The cells of a row, which remember the text they were read from."""

    __slots__ = ("text",)

    def __init__(self, cells: Mapping[str, object], text: str) -> None:
        super().__init__(cells)
        self.text = text


class JsonLine(WrittenRow):
    """The cells of a JSON line, whose text is handed back byte for byte."""

    __slots__ = ()


class DelimitedLine(WrittenRow):
    """The cells of a delimited row, whose text shows which of them stand in quotes."""

    __slots__ = ()


class _Line(NamedTuple):
    number: int
    text: str
    flaw: str | None


class _NeverClosedError(Exception):
    """A quoted cell goes on for longer than any row does."""


def json_rows(file: CatalogFile) -> Iterator[Row | Reject]:
    """Read one JSON object a line; blank lines are passed over."""
    for line in _lines(file):
        text = line.text.strip()
        if not text:
            continue
        try:
            if line.flaw:
                raise ValueError(line.flaw)
            cells = _json_object(text)
        except (ValueError, RecursionError) as error:
            yield Reject(file.name, line.number, _json_reason(error), None, text[:EXCERPT_CHARACTERS])
        else:
            yield Row(line.number, JsonLine(cells, text), text[:EXCERPT_CHARACTERS])


def parse_json(text: str) -> object:
    """Parse JSON strictly: no NaN, no name twice in an object; raises ValueError or RecursionError."""
    value = _STRICT_JSON.decode(text)
    if text.count("[") + text.count("{") > MAX_NESTING:
        _check_nesting(value, MAX_NESTING)
    return value


def read_header(file: CatalogFile) -> tuple[tuple[str, ...], str, Iterator[_Line]]:
    """Read the header of a delimited file.

    Returns:
        The names of the columns, the header as it is written, and the lines below it.

    Raises:
        CatalogError: the header cannot be read, or two columns have one name.
    """
    lines = _lines(file)
    cells, pulled, reason = _record(lines, deque(), file.delimiter)
    if pulled and DELIMITER_LINE.fullmatch(pulled[0].text):
        cells, pulled, reason = _record(lines, deque(), file.delimiter)
    if reason or not cells:
        raise CatalogError(f"{file.name}: line 1: the header cannot be read: {reason or 'it is blank'}")
    cells = named_apart(cells)
    check_names(cells, file.name)
    return tuple(cells), "".join(line.text for line in pulled), lines


def delimited_rows(file: CatalogFile, columns: tuple[str, ...], lines: Iterator[_Line]) -> Iterator[Row | Reject]:
    """Read rows of cells below the header.

    A row may span lines inside quotes. Where that goes wrong only its first line is rejected, and reading goes on with
    the second, so that a quote that is never closed costs one product.
    """
    pending: deque[_Line] = deque()
    while True:
        cells, pulled, reason = _record(lines, pending, file.delimiter)
        if not pulled:
            return
        first = pulled[0]
        if len(cells) > len(columns) and not any(cells[len(columns) :]):
            cells = cells[: len(columns)]
        excerpt = first.text.rstrip("\r\n")[:EXCERPT_CHARACTERS]
        if len(cells) != len(columns) and (cells or reason):
            pending.extendleft(reversed(pulled[1:]))
            reason = reason or f"{len(cells)} cells where the header has {len(columns)}"
        if reason:
            yield Reject(file.name, first.number, reason, None, excerpt)
        elif cells:
            text = "".join(line.text for line in pulled)
            yield Row(first.number, DelimitedLine(dict(zip(columns, cells, strict=True)), text), excerpt)


def named_apart(names: list[str]) -> list[str]:
    """Tell columns without a name (spreadsheets save empty ones) apart by spaces."""
    nameless = [place for place, name in enumerate(names) if not name.strip()]
    spaces = {place: " " * count for count, place in enumerate(nameless)}
    return [spaces.get(place, name) for place, name in enumerate(names)] if len(nameless) > 1 else names


def check_names(names: list[str], source: str) -> None:
    """Raise CatalogError unless every column can be told from the others by its name."""
    for position, name in enumerate(names, 1):
        first = names.index(name) + 1
        if first < position:
            called = f"are both called {name!r}" if name.strip() else "have no name"
            raise CatalogError(f"{source}: columns {first} and {position} {called}; rename or delete one")


def _lines(file: CatalogFile) -> Iterator[_Line]:
    """Read physical lines, of which none is held beyond its limit; raises CatalogError where the file breaks off."""
    number = 0
    try:
        while raw := file.stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(raw) > MAX_LINE_BYTES:
                yield _Line(number, raw[:EXCERPT_CHARACTERS].decode(errors="replace"), _TOO_LONG)
                while raw and not raw.endswith(b"\n"):
                    raw = file.stream.readline(MAX_LINE_BYTES)
            else:
                yield _decoded(number, raw, file.encoding)
    except UNREADABLE_ARCHIVE as error:
        raise CatalogError(
            f"{file.name} breaks off after line {number}: {error}; fetch or pack the file again"
        ) from error
    except OSError as error:
        raise CatalogError(f"{file.name}: line {number + 1} cannot be read: {error.strerror or error}") from error
    finally:
        file.stream.close()


_TOO_LONG = f"longer than {MAX_LINE_BYTES // 1024:,} KiB"


def _decoded(number: int, raw: bytes, encoding: str) -> _Line:
    try:
        return _Line(number, raw.decode(encoding), None)
    except UnicodeDecodeError as error:
        flaw = f"not {encoding_name(encoding)}: byte 0x{raw[error.start]:02x} at position {error.start + 1}"
        if encoding == UTF8:
            flaw += "; if the file is Windows-1252, convert it with: iconv -f WINDOWS-1252 -t UTF-8"
        return _Line(number, raw.decode(encoding, errors="replace"), flaw)


def _json_object(text: str) -> dict[str, object]:
    value = parse_json(text)
    if not isinstance(value, dict):
        raise ValueError(f"not a JSON object but {_KINDS.get(type(value), 'a number')}")
    return value


_KINDS: dict[type, str] = {list: "a list", str: "text", bool: "true or false", type(None): "null"}


def _json_reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} stands twice in one object")
    return unique


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON knows")


_STRICT_JSON = json.JSONDecoder(object_pairs_hook=_unique_names, parse_constant=_refuse_constant)


def _check_nesting(value: object, levels: int) -> None:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if levels == 0 and inner:
        raise RecursionError
    for child in inner:
        _check_nesting(child, levels - 1)


def _record(lines: Iterator[_Line], pending: deque[_Line], delimiter: str) -> tuple[list[str], list[_Line], str | None]:
    """Read the cells of one record; return them with the lines it took and what is wrong with it, if anything."""
    pulled: list[_Line] = []
    try:
        cells = next(csv.reader(_feed(lines, pending, pulled), delimiter=delimiter, strict=True), [])
    except _NeverClosedError:
        return [], pulled, "a quote opens a cell and is never closed"
    except csv.Error as error:
        return [], pulled, _csv_reason(str(error), pulled)
    return cells, pulled, next(filter(None, map(_flaw, pulled)), None)


def _feed(lines: Iterator[_Line], pending: deque[_Line], pulled: list[_Line]) -> Iterator[str]:
    """Hand lines to the parser as long as it asks for more, and keep track of them."""
    room = MAX_LINE_BYTES
    while (line := pending.popleft() if pending else next(lines, None)) is not None:
        room -= len(line.text)
        if pulled and (line.flaw == _TOO_LONG or room < 0):
            pending.appendleft(line)
            raise _NeverClosedError
        pulled.append(line)
        yield line.text


def _flaw(line: _Line) -> str | None:
    if line.flaw:
        return line.flaw
    found = FORBIDDEN.search(line.text)
    return f"control character U+{ord(found[0]):04X}" if found else None


def _csv_reason(message: str, pulled: list[_Line]) -> str:
    if pulled[0].flaw:
        return pulled[0].flaw
    if "unexpected end of data" in message:
        return "a quote opens a cell and is never closed"
    if "expected after" in message:
        return "a quoted cell goes on after its closing quote; write a quote inside a cell twice"
    if "new-line character" in message:
        return "a carriage return stands in a cell without quotes"
    if "field limit" in message:
        return f"a cell is longer than {csv.field_size_limit():,} characters"
    return f"not readable as delimited text: {message}"
