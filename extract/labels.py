"""Lines of a text that label a value ("Colour: Teal", "素材：PUレザー"): what they say is the surest of all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..kg.catalog_reading.header_units import header_unit, with_unit, without_header_unit
from ..kg.misspellings import MUCH_MORE
from ..kg.quantities import convert, parse_number, parse_quantity
from ..kg.schema import name_key, names_by_key
from ..kg.scripts import HAN, HANGUL, HIRAGANA, KATAKANA, is_unspaced
from ..kg.values import parse_boolean
from .known_values import FUNCTION_WORDS
from .matching import text_words, word_keys
from .properties import OF_ALL

if TYPE_CHECKING:
    from ..kg.schema import Attribute, Schema
    from ..kg.vocabulary import Vocabulary

_LONGEST_LABEL = 40
_EAST = HAN + HIRAGANA + KATAKANA + HANGUL
_COLON = re.compile("[:：】]")
_BOUNDARY = re.compile(
    rf"[\n\t|｜;；•・·。、，！？【】(（\[]|[.,!?](?=\s)|\s[-–—/]\s|\s(?=\s)|(?<=[{_EAST}])\s|\s(?=[{_EAST}])"
)
"""What a label may begin behind."""
_BRACKETED = re.compile(r"[(（\[][^()（）\[\]\n]{1,12}[)）\]]\s?$")
_OPENING = "(（["
_END = re.compile(r"[\n|｜;；•。！？【]|[.!?](?=\s|$)|[,，][^\n,，:：.;；|｜•。]{1,40}[:：]")
_HAN_SPACE = re.compile(rf"(?<=[{HAN}{HIRAGANA}])[ \u3000]|[ \u3000](?=[{HAN}{HIRAGANA}])")
_CLOSING = re.compile(rf"[)）\]]|{_END.pattern}")
_BEHIND = " \t\u00a0\u3000/,，、-–—"
_PART = re.compile(r"[^,、/]+")
_ABOUT = re.compile(
    r"(?:[^\W\d_]{1,6}\.\s?|(?:about|approx|around|circa|up to|only|max|etwa|rund|ungefähr|nur|bis(?: zu)?|maximal"
    r"|environ|jusqu['’]à|seulement|hasta|máximo|unos|fino a|massimo|solo|até|cerca de|ongeveer|tot|slechts|ca)\s"
    r"|[约約]|大约|最大|до\s|около\s){0,2}[~≈≤Øø⌀]?\s?(?=\d)",
    re.IGNORECASE,
)
"""What leaves a number behind it the one that is meant ("max. 25 kg")."""
_ARTICLE = re.compile(
    r"(?:(?:the|an?|der|die|das|eine?|les?|la|une?|el|l[oa]s|una|il|lo|i|gli|de|het|een|[oa]s?|uma?)\s+|l['’])(?=\w)",
    re.IGNORECASE,
)
_TEMPERATURE = re.compile(r"\d\s?°")
_MOST_WORDS = 4
"""Words of a value that no product is known to have."""
_MOST_CHARACTERS = 80
_SHORTEST_MISSPELT = 5


class Labelled(NamedTuple):
    """The characters `[start, end)` of a text are labelled as `value` of `attribute`; `is_known`: a product has it."""

    start: int
    end: int
    attribute: str
    value: str
    is_known: bool


class _Label(NamedTuple):
    """A label at `[start, end)`, colon included; `unit`: the one it gives, `in_brackets`: it stands in them."""

    start: int
    end: int
    attribute: Attribute
    unit: str | None
    in_brackets: bool


class Labels:
    """Finds the values of labelled lines, by the names that the schema knows its attributes by."""

    def __init__(self, vocabulary: Vocabulary, schema: Schema) -> None:
        self._vocabulary = vocabulary
        self._schema = schema
        self._names = _names(schema)
        self._usual: dict[str, Mapping[str, str]] = {}
        self._by_keys: dict[str, Mapping[tuple[str, ...], Collection[str]]] = {}

    def find(self, text: str, attributes: Collection[str]) -> list[Labelled]:
        """Return what the lines of a text label as values of `attributes`, in order of place.

        A line counts if all behind the label is a value: one that is known, one that its attribute's kind reads, or a
        new one of a few words. A label goes as far as the next one does not begin. Where an attribute has several
        values at once, they stand between commas.
        """
        labels = list(self._labels(text))
        limits = [*(label.start for label in labels[1:]), len(text)]
        return [
            one
            for label, limit in zip(labels, limits, strict=False)
            if label.attribute.name in attributes
            for one in self._read(text, label, limit)
        ]

    def _labels(self, text: str) -> Iterator[_Label]:
        """Iterate the labels that name an attribute, in order."""
        behind = 0
        last: _Label | None = None
        for colon in _COLON.finditer(text):
            first = max(behind, colon.start() - _LONGEST_LABEL - 1)
            label = self._label(text, first, colon, last if last and last.end == behind else None, behind > 0)
            if label:
                yield label
            behind, last = colon.end(), label

    def _label(
        self, text: str, first: int, colon: re.Match[str], last: _Label | None, is_behind: bool
    ) -> _Label | None:
        """Return the label that ends with a colon, if it names an attribute.

        `first`: where it may begin at the earliest; `last`: the label that ends there, if there is one.
        """
        window = text[first : colon.start()]
        bracketed = _BRACKETED.search(window)
        boundaries = [
            found.span() for found in _BOUNDARY.finditer(window, 0, bracketed.start() if bracketed else len(window))
        ]
        begin, opened = (boundaries[-1][1], window[boundaries[-1][0]]) if boundaries else (0, "")
        written = window[begin:]
        if colon[0] == "】" and opened != "【":
            return None
        attribute = self._named(written)
        if attribute and (boundaries or first == 0):
            start = first + (boundaries[-1][0] if boundaries else 0)
            return _Label(
                start, colon.end(), attribute, header_unit(written.strip()), opened in _OPENING and bool(opened)
            )
        if not is_behind or colon[0] == "】":
            return None
        for space in list(re.finditer(r"\s+", written))[-_MOST_WORDS:]:
            attribute = self._named(written[space.end() :])
            if attribute and self._is_value(written[: space.start()], written[space.end() :], last):
                return _Label(first + begin + space.start(), colon.end(), attribute, None, False)
        return None

    def _named(self, written: str) -> Attribute | None:
        """Return the attribute that a label names, maybe behind words that say it is of the whole product."""
        written = written.strip()
        key = name_key(written)
        name = self._names.get(key) or self._names.get(name_key(without_header_unit(written)))
        for place in range(1, len(key)) if name is None and key else ():
            if "".join(word_keys(key[:place])) in OF_ALL and key[place:].strip() in self._names:
                name = self._names[key[place:].strip()]
        return self._schema[name] if name else None

    def _is_value(self, written: str, name: str, last: _Label | None) -> bool:
        """Say whether the words before a name are all of the value of the label before: "red" in "Colour: red Size"."""
        words = written.split()
        if not words:
            return False
        if last and self._value(written.strip(), last, is_new=False) is not None:
            return True
        parted = words[-1][0].islower() or any(letter.isdigit() for letter in words[-1])
        return parted and name[0].isupper()

    def _read(self, text: str, label: _Label, limit: int) -> Iterator[Labelled]:
        start, attribute = label.end, label.attribute
        if attribute.kind in ("quantity", "number"):
            start += len(text[start:limit]) - len(text[start:limit].lstrip())
            about = _ABOUT.match(text, start, limit)
            start = about.end() if about else start
        stop = (_CLOSING if label.in_brackets else _END).search(text, start, limit)
        first, *others = _cut(text, start, stop.start() if stop else limit, attribute)
        found = self._first_values(text, *first, label)
        for place in others if found else ():
            more = self._values(text, *place, label, is_new=False)
            if more and not attribute.many:
                return
            if not more:
                break
            found += more
        yield from found

    def _first_values(self, text: str, start: int, end: int, label: _Label) -> list[Labelled]:
        """Return the values right behind a label; behind a space next to Chinese letters another clause may begin."""
        space = _HAN_SPACE.search(text, *_trimmed(text, start, end))
        if space is None:
            return self._values(text, start, end, label, is_new=True)
        is_new = all(is_unspaced(text[place]) for place in (space.start() - 1, space.end()))
        return self._values(text, start, end, label, is_new=False) or self._values(
            text, start, space.start(), label, is_new=is_new
        )

    def _values(self, text: str, start: int, end: int, label: _Label, *, is_new: bool) -> list[Labelled]:
        """Return the value or values that the characters `[start, end)` are, without any other word."""
        attribute = label.attribute
        whole = _trimmed(text, start, end)
        parts = [_trimmed(text, part.start(), part.end()) for part in _PART.finditer(text, *whole)]
        parts = parts[:1] + [part for part in parts[1:] if not _TEMPERATURE.search(text, *part)]
        for places in ([whole], parts if attribute.many else []):
            values = [
                (first, last, value)
                for first, last in places
                if (value := self._value(text[first:last], label, is_new=is_new)) is not None
            ]
            if values and len(values) == len(places):
                name, is_known = attribute.name, self._vocabulary.is_known
                return [Labelled(first, last, name, value, is_known(name, value)) for first, last, value in values]
        return []

    def _value(self, written: str, label: _Label, *, is_new: bool) -> str | None:
        """Return the value that something written is as a whole, a new one only if `is_new`; `None` if it is none."""
        attribute = label.attribute
        unit = label.unit or header_unit(attribute.name)
        written = with_unit(written, unit) if unit and attribute.kind == "quantity" else written
        value = self._vocabulary.canonical(attribute.name, written).name
        if not 0 < len(written) <= _MOST_CHARACTERS or not value:
            return None
        if self._vocabulary.is_known(attribute.name, value):
            return value
        if not _is_of_kind(written, attribute) or (attribute.kind == "text" and not is_new):
            return None
        return self._in_other_words(written, attribute) or self._meant(value, attribute) or value

    def _in_other_words(self, written: str, attribute: Attribute) -> str | None:
        """Return the one known value that something new is with an article or in another number ("les métiers")."""
        if attribute.kind != "text":
            return None
        if attribute.name not in self._by_keys:
            known: dict[tuple[str, ...], set[str]] = defaultdict(set)
            for value in self._vocabulary.products(attribute.name):
                known[word_keys(value)].add(value)
            self._by_keys[attribute.name] = known
        values = self._by_keys[attribute.name].get(word_keys(_ARTICLE.sub("", written, count=1)), ())
        return next(iter(values)) if len(values) == 1 else None

    def _meant(self, written: str, attribute: Attribute) -> str | None:
        """Return the one value that something new is a slip away from, in a column that has few values again and again.

        A slip is a letter left out, added or replaced, or two letters swapped.
        """
        from rapidfuzz.distance import OSA

        is_word = len(written) >= _SHORTEST_MISSPELT and written.isalpha()
        if not (is_word and self._vocabulary.is_closed(attribute.name)):
            return None
        if attribute.name not in self._usual:
            self._usual[attribute.name] = _often_used(self._vocabulary.products(attribute.name))
        usual = self._usual[attribute.name]
        near = [value for key, value in usual.items() if OSA.distance(key, written.casefold(), score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 else None


def _names(schema: Schema) -> dict[str, str]:
    """Map the keys of all names to the attributes' own, also those without the unit that a name gives."""
    names = names_by_key(schema)
    for own, attribute in schema.items():
        for name in (*attribute.other_names, own):
            names.setdefault(name_key(without_header_unit(name)), own)
    return names


def _often_used(products: Mapping[str, int]) -> dict[str, str]:
    """Return by their letters the values that many products have."""
    return {value.casefold(): value for value, count in products.items() if count >= MUCH_MORE}


def _cut(text: str, start: int, end: int, attribute: Attribute) -> Sequence[tuple[int, int]]:
    """Cut what stands behind a label at its Chinese commas, and at all commas where a value has none."""
    comma = "，" if attribute.kind == "text" else "，|,(?!\\d)"
    stops = [found.span() for found in re.finditer(comma, text[start:end])]
    starts, ends = [0, *(last for _, last in stops)], [*(first for first, _ in stops), end - start]
    return [(start + first, start + last) for first, last in zip(starts, ends, strict=True)]


def _is_of_kind(written: str, attribute: Attribute) -> bool:
    """Say whether something written is a value of an attribute's kind that no product needs to have."""
    if attribute.kind == "quantity":
        quantity = parse_quantity(written)
        return bool(quantity and convert(quantity, str(attribute.unit)))
    if attribute.kind != "text":
        return (parse_number(written) if attribute.kind == "number" else parse_boolean(written)) is not None
    words = text_words(written)
    is_short = 0 < len(re.findall(r"\S+", written)) <= _MOST_WORDS and len(words) <= 5 * _MOST_WORDS
    is_one = not re.search(r"[,，]|[:：](?!\d)", written)
    return is_short and is_one and not all(word.key in FUNCTION_WORDS for word in words)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place without the white space around it and the signs that part it from what comes behind."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return start + left, max(start + left, start + len(inner.rstrip(_BEHIND)))
