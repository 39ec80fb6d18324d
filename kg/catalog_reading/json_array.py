"""JSON that is not one object a line: an array, one inside an object (`{"products": [`), or pretty-printed objects."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from ..errors import CatalogError
from .encodings import UTF8
from .formats import CatalogFile, reading
from .rows import EXCERPT_CHARACTERS, MAX_LINE_BYTES, JsonLine, Reject, Row, parse_json

_PIECE_BYTES = 64 * 1024
_OPENING = re.compile(r'\s*(?:\[|\{\s*"[^"]*"\s*:\s*\[(?=\s*\{))')
_LONGEST_OPENING = 1_000
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def json_objects(file: CatalogFile) -> Iterator[Row | Reject]:
    """Read one object after the other, of which only one is held; what stands after an array is not read.

    Raises:
        CatalogError: an object is no JSON, longer than a line may be, or the file breaks off inside one.
    """
    text = _Text(file)
    in_array = text.skip(_OPENING)
    while (following := text.following()) and not (in_array and following == "]"):
        line = text.line
        yield _row(text.take(file.name), line, file.name)


class _Text:
    """The text of a file, read piece by piece; `line` is the one that its next character stands on."""

    def __init__(self, file: CatalogFile) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(UTF8)("surrogateescape")
        self._held = ""
        self._at = 0
        self.line = 1

    def following(self) -> str:
        """Return the next character that is neither space nor comma; "" at the end."""
        self.skip(_BETWEEN)
        while self._at == len(self._held) and self._more():
            self.skip(_BETWEEN)
        return self._held[self._at : self._at + 1]

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Leave out what a pattern matches here, if it does; say whether it does."""
        while len(self._held) < _LONGEST_OPENING and self._more():
            pass
        found = pattern.match(self._held, self._at)
        if found:
            self._leave(found.end())
        return found is not None

    def take(self, source: str) -> str:
        """Return the text of the JSON value that comes next."""
        while True:
            try:
                end = _DECODER.raw_decode(self._held, self._at)[1]
            except (json.JSONDecodeError, RecursionError) as error:
                if len(self._held) - self._at > MAX_LINE_BYTES or not self._more():
                    raise CatalogError(f"{source}: line {self.line}: no JSON object can be read: {error}") from error
            else:
                value = self._held[self._at : end]
                self._leave(end)
                return value

    def _leave(self, end: int) -> None:
        self.line += self._held.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        if self._file.stream.closed:
            return False
        with reading(self._file.name):
            piece = self._file.stream.read(_PIECE_BYTES)
        self._held = self._held[self._at :] + self._decoder.decode(piece, final=not piece)
        self._at = 0
        if not piece:
            self._file.stream.close()
        return bool(piece)


def _row(text: str, line: int, source: str) -> Row | Reject:
    excerpt = " ".join(text[:EXCERPT_CHARACTERS].split())
    try:
        text.encode()
        cells: Any = parse_json(text)
        if not isinstance(cells, dict):
            raise ValueError("not a JSON object")
    except UnicodeEncodeError as error:
        broken = ord(text[error.start]) - 0xDC00
        return Reject(source, line, f"not UTF-8: byte 0x{broken:02x}", None, excerpt.encode(errors="replace").decode())
    except (ValueError, RecursionError) as error:
        return Reject(source, line, str(error) or "nested too deeply", None, excerpt)
    return Row(line, JsonLine(cells, json.dumps(cells, ensure_ascii=False)), excerpt)
