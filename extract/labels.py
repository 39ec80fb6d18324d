"""Lines of a text that label a value ("Colour: Teal", "素材：PUレザー"): what they say is the surest of all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..kg.quantities import convert, parse_number, parse_quantity
from ..kg.schema import name_key, names_by_key
from ..kg.values import parse_boolean
from .known_values import FUNCTION_WORDS
from .matching import text_words

if TYPE_CHECKING:
    from ..kg.schema import Attribute, Schema
    from ..kg.vocabulary import Vocabulary

_LINE = re.compile(
    r"(?:^|[\n|;•・·。]|(?<=[.,!?])\s)[ \t]*[-–*▪■●◆]?[ \t]*(?P<label>[^\n:：|;•・。.,!?]{1,40}?)[ \t]*[:：][ \t]*"
)
_END = re.compile(r"[\n|;•。]|[.!?](?=\s|$)|,\s*[^\n,:：.]{1,40}[:：]")
_PART = re.compile(r"[^,、/]+")
_MOST_WORDS = 4
"""Words of a value that no product is known to have."""
_MOST_CHARACTERS = 80


class Labelled(NamedTuple):
    """The characters `[start, end)` of a text are labelled as `value` of `attribute`."""

    start: int
    end: int
    attribute: str
    value: str


class Labels:
    """Finds the values of labelled lines, by the names that the schema knows its attributes by."""

    def __init__(self, vocabulary: Vocabulary, schema: Schema) -> None:
        self._vocabulary = vocabulary
        self._schema = schema
        self._names = names_by_key(schema)

    def find(self, text: str, attributes: Collection[str]) -> list[Labelled]:
        """Return what the lines of a text label as values of `attributes`, in order of place.

        A line counts if all behind the label is a value: one that is known, one that its attribute's kind reads, or a
        new one of a few words. Where an attribute has several at once, they stand between commas.
        """
        return [one for label in _LINE.finditer(text) for one in self._read(text, label, attributes)]

    def _read(self, text: str, label: re.Match[str], attributes: Collection[str]) -> Iterator[Labelled]:
        name = self._names.get(name_key(label["label"]))
        if name is None or name not in attributes:
            return
        attribute = self._schema[name]
        stop = _END.search(text, label.end())
        whole = _trimmed(text, label.end(), stop.start() if stop else len(text))
        parts = [_trimmed(text, part.start(), part.end()) for part in _PART.finditer(text, *whole)]
        for places in ([whole], parts if attribute.many else []):
            values = [self._value(text[start:end], attribute) for start, end in places]
            if values and all(value is not None for value in values):
                for (start, end), value in zip(places, values, strict=True):
                    yield Labelled(start, end, name, str(value))
                return

    def _value(self, written: str, attribute: Attribute) -> str | None:
        """Return the value that something written is as a whole; `None` where it is none."""
        value = self._vocabulary.canonical(attribute.name, written).name
        if not 0 < len(written) <= _MOST_CHARACTERS or not value:
            return None
        return value if self._vocabulary.is_known(attribute.name, value) or _is_new(written, attribute) else None


def _is_new(written: str, attribute: Attribute) -> bool:
    """Say whether something written is a value of an attribute's kind that no product needs to have."""
    if attribute.kind == "quantity":
        quantity = parse_quantity(written)
        return bool(quantity and convert(quantity, str(attribute.unit)))
    if attribute.kind != "text":
        return (parse_number(written) if attribute.kind == "number" else parse_boolean(written)) is not None
    words = text_words(written)
    is_short = 0 < len(re.findall(r"\S+", written)) <= _MOST_WORDS and len(words) <= 5 * _MOST_WORDS
    return is_short and "," not in written and not all(word.key in FUNCTION_WORDS for word in words)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place without the white space and the quotation marks around it."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return start + left, max(start + left, start + len(inner.rstrip()))
