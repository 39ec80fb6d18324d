"""What a person reads where a shop's text is HTML; knows nothing of products."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_TAGS = (
    "p|br|b|i|u|a|em|strong|span|div|ul|ol|li|h[1-6]|table|thead|tbody|tfoot|tr|td|th|dl|dt|dd|img|font|sup|sub|small|"
    "hr|section|article|header|footer|style|script|iframe|blockquote|pre|center|figure|details|summary"
)
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*|\s*/)?>|<!--", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:[a-z]+\d*|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_WRITTEN_LINE_END = re.compile(r"(?:\\r)?\\n")
_SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")
_INLINE = frozenset({"b", "i", "u", "a", "em", "strong", "span", "font", "sup", "sub", "small", "img"})
_UNSEEN = frozenset({"style", "script", "iframe"})


def plain_text(text: str) -> str:
    """Return a text without its markup: a line for each block, list entry and table row; other text as it came.

    The first cell of a table's row and a defined term are followed by a colon: `<th>Material</th><td>Oak</td>` reads
    "Material: Oak". Scripts and styles are left out.
    """
    if "<" not in text and "&" not in text:
        return text
    if _REFERENCE.search(text) and _MARKUP.search(html.unescape(text)) and not _MARKUP.search(text):
        text = html.unescape(text)
    if not _MARKUP.search(text):
        return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(reader.pieces).split("\n"))
    return "\n".join(filter(None, lines))


def with_line_ends(text: str) -> str:
    r"""Return a text whose line ends an export wrote as the two characters `\n`, with line ends."""
    return _WRITTEN_LINE_END.sub("\n", text) if "\\n" in text else text


class _Reader(HTMLParser):
    """Collects what is seen; `pieces` are texts and line ends."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._cells = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in ("td", "th"):
            self.pieces.append(("", ": ", ", ")[min(self._cells, 2)])
            self._cells += 1
        elif tag == "dd":
            self.pieces.append(": ")
        elif tag not in _INLINE:
            self._cells = 0
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag not in (*_INLINE, "td", "th", "dt"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data if self.pieces[-1:] != [": "] else data.lstrip())
