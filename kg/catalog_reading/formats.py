"""Opening a catalog file: compression and format are told from its first bytes; knows nothing of rows."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from ..errors import CatalogError
from .encodings import UTF8, UTF16_MARKS, Utf16Stream, encoding_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Format = Literal["jsonl", "csv", "tsv", "parquet", "sheet", "xml", "json"]
Compression = Literal["", "gz", "xz"]

STDIN = "-"
UTF8_MARK = b"\xef\xbb\xbf"
HEAD_BYTES = 64 * 1024

UNREADABLE_ARCHIVE = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError)
"""What the standard library raises for a compressed file that is damaged or cut off."""

_SUFFIXES: dict[str, Format] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
PACKINGS: dict[str, Compression] = {".gz": "gz", ".xz": "xz"}
DELIMITER_LINE = re.compile(r'"?sep=([,;|\t])"?\s*')
"""The line above a header that tells a spreadsheet the delimiter."""
_DELIMITERS = (",", "\t", ";", "|")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE_WORKBOOKS = (b"xl/", b"[Content_Types].xml", b"opendocument.spreadsheet")
_JSON_OVER_LINES = re.compile(rb'\s*(?:\[\s*(?:[{\]]|$)|\{\s*\n|\{\s*"[^"]*"\s*:\s*\[\s*\{[^\n]*\s*$)')
"""An array of objects, one as an object's first member, or an object that begins on a line of its own."""
_XML_ELEMENT = re.compile(rb"\s*<[A-Za-z_]")
_FOREIGN = {
    _ZIP: "a ZIP archive; unpack it",
    b"BZh": "compressed with bzip2; unpack it with: bunzip2 FILE",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard; unpack it with: unzstd FILE",
    b"%PDF": "a PDF document; a catalog is JSON lines, CSV, TSV, Parquet, XML or an Excel workbook",
}


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """An open catalog: the stream stands at the first byte after unpacking and after a byte order mark.

    Its bytes are text in `encoding`; UTF-16 is turned into UTF-8 on the way.
    """

    name: str
    stream: BinaryIO
    format: Format
    compression: Compression
    byte_order_mark: bool
    delimiter: str
    encoding: str = UTF8


def open_catalog(source: str) -> CatalogFile:
    """Open a path, or standard input for `-`; raises CatalogError for what cannot be a catalog."""
    name = "standard input" if source == STDIN else source
    with ExitStack() as on_failure:
        try:
            head, stream = _with_head(_raw_stream(source))
            on_failure.callback(stream.close)
            compression = _compression(head)
            if compression:
                head, stream = _with_head(_unpacked(stream, compression), stream)
            if utf16 := UTF16_MARKS.get(head[:2]):
                head, stream = _with_head(cast(BinaryIO, io.BufferedReader(Utf16Stream(stream, utf16))))
            mark = head.startswith(UTF8_MARK)
            if mark:
                head = head.removeprefix(UTF8_MARK)
                stream.read(len(UTF8_MARK))
            format = _format(head, source, name)
            if format == "parquet" and (compression or source == STDIN):
                stream = _spooled(stream)
            elif format == "parquet":
                stream.close()
                stream = _raw_stream(source)
            encoding = encoding_of(head) if format in ("csv", "tsv") else UTF8
        except UNREADABLE_ARCHIVE as error:
            raise CatalogError(f"{name} is not a readable compressed file ({error}); fetch or pack it again") from error
        except OSError as error:
            raise CatalogError(f"{name} cannot be read: {error.strerror or error}") from error
        on_failure.pop_all()
    return CatalogFile(name, stream, format, compression, mark, _delimiter(head, format, encoding), encoding)


def named_format(path: Path) -> Format | None:
    """Return the format that a name promises, below what packs it; None where it promises none."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in PACKINGS]
    return _SUFFIXES.get(suffixes[-1]) if suffixes else None


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Raise CatalogError where a compressed file breaks off while it is read."""
    try:
        yield
    except UNREADABLE_ARCHIVE as error:
        raise CatalogError(f"{name} breaks off: {error}; fetch or pack the file again") from error


def _raw_stream(source: str) -> BinaryIO:
    if source == STDIN:
        return sys.stdin.buffer
    path = Path(source)
    if path.is_dir():
        raise CatalogError(f"{source} is a folder; give the catalog file in it")
    if not path.exists():
        raise CatalogError(f"{source} does not exist; check the path (the folder is {Path.cwd()})")
    return path.open("rb")


def _compression(head: bytes) -> Compression:
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    return "xz" if head.startswith(b"\xfd7zXZ\x00") else ""


def _unpacked(stream: BinaryIO, compression: Compression) -> BinaryIO:
    opened = gzip.GzipFile(fileobj=stream) if compression == "gz" else lzma.LZMAFile(stream)  # noqa: SIM115
    return cast(BinaryIO, opened)


def _format(head: bytes, source: str, name: str) -> Format:
    if not head.strip():
        raise CatalogError(f"{name} is empty")
    if head.startswith(_OLD_EXCEL) or (head.startswith(_ZIP) and any(part in head for part in _INSIDE_WORKBOOKS)):
        return "sheet"
    for magic, description in _FOREIGN.items():
        if head.startswith(magic):
            raise CatalogError(f"{name} is {description}")
    named = named_format(Path(source))
    if head.startswith(b"PAR1"):
        return "parquet"
    if named == "parquet":
        raise CatalogError(f"{name} is not a Parquet file (it does not begin with PAR1); write it again")
    if head.lstrip().startswith(b"<?xml") or (named is None and _XML_ELEMENT.match(head)):
        return "xml"
    if named in (None, "jsonl") and _JSON_OVER_LINES.match(head):
        return "json"
    return named or _sniffed(head, name)


def _sniffed(head: bytes, name: str) -> Format:
    if head.lstrip().startswith(b"{"):
        return "jsonl"
    if b"\0" in head:
        raise CatalogError(f"{name} is a binary file; a catalog is JSON lines, CSV, TSV, Parquet, XML or a workbook")
    return "tsv" if _most_frequent_delimiter(head, UTF8) == "\t" else "csv"


def _delimiter(head: bytes, format: Format, encoding: str) -> str:
    if format == "tsv":
        return "\t"
    return _most_frequent_delimiter(head, encoding) if format == "csv" else ""


def _most_frequent_delimiter(head: bytes, encoding: str) -> str:
    """Return the delimiter that cuts the first line into most cells; text inside quotes does not count."""
    first = head.splitlines()[0].decode(encoding, errors="replace")
    if named := DELIMITER_LINE.fullmatch(first):
        return named[1]
    return max(_DELIMITERS, key="".join(first.split('"')[::2]).count)


def _with_head(stream: BinaryIO, *below: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first bytes of a stream, and a stream that gives them once more and closes those below it too."""
    head = b""
    while len(head) < HEAD_BYTES and (piece := stream.read(HEAD_BYTES - len(head))):
        head += piece
    return head, io.BufferedReader(_Rejoined(head, stream, below), buffer_size=HEAD_BYTES)


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were already taken off."""

    def __init__(self, head: bytes, rest: BinaryIO, below: tuple[BinaryIO, ...]) -> None:
        self._head = head
        self._rest = rest
        self._below = below

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer)
        piece = self._head[: len(room)] or self._rest.read(len(room))
        self._head = self._head[len(room) :]
        room[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        for stream in (self._rest, *self._below):
            if stream is not sys.stdin.buffer:
                stream.close()
        super().close()


def _spooled(stream: BinaryIO) -> BinaryIO:
    """Copy a stream to a nameless file on disk: Parquet is read from its end."""
    spool = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    with stream:
        shutil.copyfileobj(stream, spool)
    spool.seek(0)
    return spool
