"""Which encoding a table's text is in, told from its first bytes; knows nothing of tables."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

from .latin_letters import LATIN_ENCODINGS, guessed_latin

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UTF8 = "utf-8"
UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_NAMES = {
    "cp1252": "Windows-1252", "cp932": "Shift-JIS", "gb18030": "GB18030", "big5": "Big5", "cp949": "EUC-KR",
    "euc_jp": "EUC-JP", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1253": "Windows-1253",
    "cp1254": "Windows-1254", "cp1255": "Windows-1255", "cp1256": "Windows-1256",
}  # fmt: skip
"""What programs that do not write UTF-8 write; in all of them a line end is a line end's byte."""


def encoding_of(head: bytes) -> str:
    """Name the encoding of text that begins with `head`.

    It is UTF-8 where that reads all, or most of what is not ASCII: a broken line in it is a matter of that line.
    """
    try:
        codecs.getincrementaldecoder(UTF8)("surrogatepass").decode(head)
        return UTF8
    except UnicodeDecodeError:
        read = head.decode(UTF8, errors="replace")
        broken = read.count("\ufffd")
        return UTF8 if sum(not character.isascii() for character in read) > 2 * broken else _guessed(head)


def encoding_name(encoding: str) -> str:
    """Return an encoding as people call it."""
    return _NAMES.get(encoding, encoding.upper())


def _guessed(head: bytes) -> str:
    """Guess among the encodings that are not UTF-8, from the lines that are not ASCII."""
    from charset_normalizer import from_bytes

    telling = b"\n".join(line for line in head.splitlines() if not line.isascii())
    latin, certain = guessed_latin(telling)
    if certain:
        return latin
    found = from_bytes(telling, cp_isolation=list(_NAMES)).best()
    if found is None:
        return UTF8
    return latin if found.encoding in LATIN_ENCODINGS else found.encoding


class Utf16Stream(io.RawIOBase):
    """A stream of UTF-16 bytes, as UTF-8; halves of surrogate pairs stay halves, to be rejected with their line."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer)
        while not self._ready and (piece := self._stream.read(len(room))):
            self._ready = self._decoder.decode(piece).encode(UTF8, "surrogatepass")
        taken, self._ready = self._ready[: len(room)], self._ready[len(room) :]
        room[: len(taken)] = taken
        return len(taken)

    def close(self) -> None:
        self._stream.close()
        super().close()
