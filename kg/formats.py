"""Opening a catalog file: compression and format are told from its first bytes; knows nothing of rows."""

from __future__ import annotations

import gzip
import io
import lzma
import shutil
import sys
import tempfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from .errors import CatalogError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Format = Literal["jsonl", "csv", "tsv", "parquet"]
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
_DELIMITERS = (",", "\t", ";", "|")
_FOREIGN = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV (UTF-8)",
    b"BZh": "compressed with bzip2; unpack it with: bunzip2 FILE",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard; unpack it with: unzstd FILE",
    b"\xff\xfe": "encoded in UTF-16; convert it with: iconv -f UTF-16 -t UTF-8 FILE > catalog.csv",
    b"\xfe\xff": "encoded in UTF-16; convert it with: iconv -f UTF-16 -t UTF-8 FILE > catalog.csv",
    b"%PDF": "a PDF document; a catalog is JSON lines, CSV, TSV or Parquet",
}


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """An open catalog: the stream stands at the first byte after unpacking and after a byte order mark."""

    name: str
    stream: BinaryIO
    format: Format
    compression: Compression
    byte_order_mark: bool
    delimiter: str


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
        except UNREADABLE_ARCHIVE as error:
            raise CatalogError(f"{name} is not a readable compressed file ({error}); fetch or pack it again") from error
        except OSError as error:
            raise CatalogError(f"{name} cannot be read: {error.strerror or error}") from error
        on_failure.pop_all()
    return CatalogFile(name, stream, format, compression, mark, _delimiter(head, format))


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
    for magic, description in _FOREIGN.items():
        if head.startswith(magic):
            raise CatalogError(f"{name} is {description}")
    suffixes = [suffix.lower() for suffix in Path(source).suffixes if suffix.lower() not in (".gz", ".xz")]
    named = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if head.startswith(b"PAR1"):
        return "parquet"
    if named == "parquet":
        raise CatalogError(f"{name} is not a Parquet file (it does not begin with PAR1); write it again")
    first_word = head.split(maxsplit=1)[0]
    if first_word in (b"[", b"[{") or (named is None and first_word.startswith(b"[")):
        raise CatalogError(f"{name} is a JSON array; one object a line is needed: jq -c '.[]' {name} > catalog.jsonl")
    return named or _sniffed(head, name)


def _sniffed(head: bytes, name: str) -> Format:
    if head.lstrip().startswith(b"{"):
        return "jsonl"
    if b"\0" in head:
        raise CatalogError(f"{name} is a binary file; a catalog is JSON lines, CSV, TSV or Parquet")
    return "tsv" if _most_frequent_delimiter(head) == "\t" else "csv"


def _delimiter(head: bytes, format: Format) -> str:
    if format == "tsv":
        return "\t"
    return _most_frequent_delimiter(head) if format == "csv" else ""


def _most_frequent_delimiter(head: bytes) -> str:
    """Return the delimiter that cuts the first line into most cells; text inside quotes does not count."""
    outside_quotes = b"".join(head.splitlines()[0].split(b'"')[::2])
    return max(_DELIMITERS, key=lambda delimiter: outside_quotes.count(delimiter.encode()))


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
