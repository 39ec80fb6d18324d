"""Cells into texts, paths, attributes and tags; a cell of the wrong type raises ValueError that says what was expected.

Knows nothing of columns or files. Text is kept exactly as it came: offsets point into it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..values import parse_boolean
from .html_text import plain_text, with_line_ends
from .rows import FORBIDDEN, parse_json

Attributes = dict[str, tuple[str, ...] | None]

NAME_KEYS = ("name", "key", "attribute", "label", "property")
VALUE_KEYS = ("value", "values", "content")
_NAMING_KEYS = ("name", "label", "title", "value")
"""What names an object that stands where a value should: `{"id": 4, "name": "Acme"}`, `{"value": 3, "unit": "g"}`."""
COMMA = re.compile(r"\s*(?:(?<!\d),|,(?!\d))\s*")
"""A comma that parts values: one between two digits belongs to a number."""

_PATH_SEPARATORS = (re.compile(r"\s*[>»›]\s*"), re.compile(r"\s+/\s+"), re.compile(r"\s+\|\s+"))
_SEVERAL_PATHS = re.compile(r"(?<!\\),\s*")
_TAG_SEPARATOR = re.compile(r"[,;|、،]")
_VALUE_SEPARATOR = re.compile(r"[;|]")
_NO_VALUE = frozenset({
    "", "-", "--", "–", "—", "/", "?", "n/a", "#n/a", "n.a.", "n. a.", "null", "nan", "k.a.", "k. a.",
    "keine angabe", "s/o", "not specified", "not applicable", "unspecified", "non renseigné", "no aplica", "未填写",
})  # fmt: skip
"""What people write into a cell that they have nothing for; "no" and "none" in any language are values (`なし`)."""
_PAIR_MARKS = {"=": re.compile(r"[,;\n](?=[^,;\n=]+=)"), ":": re.compile(r"[;\n|](?!\s*$)")}
_LONGEST_NAME = 60


def text_of(cell: object) -> str:
    """Return the text of a cell; a whole number is text too, and a missing cell is empty."""
    if cell is None:
        return ""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if not isinstance(cell, str):
        raise ValueError(f"must be text, not {_kind(cell)}")
    return _checked(cell)


def title_of(cell: object) -> str:
    """Return a title; markup and references (`&amp;`) are read as what they show."""
    return plain_text(text_of(cell))


def description_of(cell: object) -> str:
    """Return a description as a person reads it, see `html_text`; paragraphs of a list are joined by line ends."""
    paragraphs = cell if isinstance(cell, list) else [cell]
    return "\n".join(plain_text(with_line_ends(text_of(paragraph))) for paragraph in paragraphs)


def paths_of(cell: object) -> tuple[str, ...]:
    """Return the deepest (of equals, the first) of several paths in a text: `A > B, C` or `A/B,A/C`."""
    if not isinstance(cell, str):
        return path_of(cell)
    paths = [text.replace("\\,", ",") for text in _SEVERAL_PATHS.split(text_of(cell))]
    return max(
        (
            path_of([level.strip() for level in path.split("/")] if "/" in path and ">" not in path else path)
            for path in paths
        ),
        key=len,
    )


def path_of(cell: object) -> tuple[str, ...]:
    """Return a category path: a list, or text such as `A > B`; of several paths the first."""
    if isinstance(cell, list):
        if cell and all(isinstance(path, list) for path in cell):
            return path_of(cell[0])
        return _said(title_of(level) for level in cell)
    text = title_of(cell)
    separator = next((pattern for pattern in _PATH_SEPARATORS if pattern.search(text)), None)
    return _said(level.strip() for level in (separator.split(text) if separator else [text]))


def tags_of(cell: object) -> tuple[str, ...]:
    """Return free tags, each once: a list, or text such as `a, b; c`."""
    parts = map(text_of, cell) if isinstance(cell, list) else _TAG_SEPARATOR.split(text_of(cell))
    return tuple(dict.fromkeys(_said(part.strip() for part in parts)))


def values_of(cell: object, *, split: bool, commas: bool = False) -> tuple[str, ...]:
    """Return the values in a cell, each once; what stands for no value (`n/a`) is none.

    With `split`, text may hold several, joined by `;` or `|`; with `commas`, by commas too.
    """
    cells = cell if isinstance(cell, list) else [cell]
    values = [_value(entry) for entry in cells if entry is not None]
    if split:
        values = [part.strip() for value in values for part in _VALUE_SEPARATOR.split(value)]
    if commas:
        values = [part for value in values for part in COMMA.split(value)]
    return tuple(dict.fromkeys(value for value in values if not says_nothing(value)))


def says_nothing(text: str) -> bool:
    """Say whether a cell's text is blank or what people write where they have no value."""
    return text.strip().casefold() in _NO_VALUE


def attributes_of(cell: object) -> Attributes:
    """Return the attributes in an object, a list of name/value pairs, JSON text of either, or text of pairs.

    A name with `null` is known to be absent; one whose value is empty is not listed. `nutrition.fat` is what stands
    in an object inside the object.
    """
    attributes: Attributes = {}
    for path, value in entries_of(cell):
        name = ".".join(path)
        try:
            values = None if value is None else values_of(value, split=False)
        except ValueError as error:
            raise ValueError(f"{name!r} {error}") from error
        if values is None:
            attributes.setdefault(name, None)
        elif values:
            attributes[name] = tuple(dict.fromkeys((attributes.get(name) or ()) + values))
    return attributes


def entries_of(cell: object) -> Iterator[tuple[tuple[str, ...], object]]:
    """Give where each attribute in a cell stands, see `attributes_of`, and what is there."""
    cell = pairs_in_text(cell) or parsed(cell)
    if not isinstance(cell, Mapping | list | None):
        raise ValueError(f"must be an object or a list of name/value pairs, not {_kind(cell)}")
    for name, inner in cell.items() if isinstance(cell, Mapping) else map(_pair, cell or ()):
        if not text_of(name).strip():
            raise ValueError("has a value without a name")
        yield from flattened((text_of(name).strip(),), inner)


def flattened(path: tuple[str, ...], cell: object) -> Iterator[tuple[tuple[str, ...], object]]:
    """Give the cells in an object, in objects inside it and in lists of them, each with the names that lead to it."""
    if isinstance(cell, Mapping) and _stated(cell) is None:
        for name, inner in cell.items():
            yield from flattened((*path, text_of(name).strip()), inner)
    elif isinstance(cell, list) and any(isinstance(entry, Mapping | list) for entry in cell):
        for entry in cell:
            yield from flattened(path, entry)
    else:
        yield path, cell


def pair_mark(cell: object) -> str | None:
    """Return what parts name and value in text of pairs (`a=b,c=d` or `A: b; C: d`); None for other cells."""
    if not isinstance(cell, str) or cell.lstrip()[:1] in ("{", "["):
        return None
    return next((mark for mark in _PAIR_MARKS if _pairs_at(cell, mark)), None)


def pairs_in_text(cell: object) -> list[list[object]] | None:
    """Return the names and values in text of pairs; several values of a name are joined by `|`."""
    mark = pair_mark(cell)
    return _pairs_at(text_of(cell), mark) if mark else None


def _pairs_at(text: str, mark: str) -> list[list[object]] | None:
    parts = [part.partition(mark) for part in _PAIR_MARKS[mark].split(text)]
    if not all(middle and 0 < len(name.strip()) <= _LONGEST_NAME for name, middle, _ in parts):
        return None
    return [[name.strip(), [value.strip() for value in values.split("|")]] for name, _, values in parts]


def parsed(cell: object) -> object:
    """Parse a cell that holds JSON text; any other is returned as it is."""
    if not isinstance(cell, str):
        return cell
    if not cell.strip():
        return None
    try:
        return parse_json(cell)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else error
        raise ValueError(f"must be an object, a list of name/value pairs, or JSON text of them ({reason})") from error


def pair_keys(cell: object) -> tuple[str, str] | None:
    """Return the two keys that name and value have in a list of pairs, if the cell is one."""
    if not isinstance(cell, list) or not cell or not isinstance(cell[0], Mapping):
        return None
    name, value = _key_among(cell[0], NAME_KEYS), _key_among(cell[0], VALUE_KEYS)
    return (name, value) if name and value else None


def is_deleted(cell: object) -> bool:
    """Read the mark of a deleted product."""
    if isinstance(cell, bool) or cell is None:
        return bool(cell)
    mark = text_of(cell).strip()
    truth = {"1": True, "0": False, "": False}.get(mark, parse_boolean(mark))
    if truth is None:
        raise ValueError(f"must be true or false, not {mark!r}")
    return truth


def _pair(entry: object) -> tuple[Any, object]:
    if isinstance(entry, list) and len(entry) == 2:
        return entry[0], entry[1]
    if isinstance(entry, Mapping):
        name, value = _key_among(entry, NAME_KEYS), _key_among(entry, VALUE_KEYS)
        if name and value:
            return entry[name], entry[value]
    raise ValueError('must hold pairs such as {"name": "Color", "value": "red"}')


def _key_among(entry: Mapping[Any, object], keys: Iterable[str]) -> str | None:
    return next((key for wanted in keys for key in entry if str(key).casefold() == wanted), None)


def _value(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise ValueError(f"is {cell}, which is no number a value can be")
        return repr(cell)
    if isinstance(cell, str | int):
        return text_of(cell)
    if isinstance(cell, Mapping) and (stated := _stated(cell)) is not None:
        return stated
    raise ValueError(f"must be text, a number, true or false, or a list of them, not {_kind(cell)}")


def _stated(cell: Mapping[Any, object]) -> str | None:
    """Return the one value that an object stands for, with its unit; None where it does not name itself."""
    name, unit = _key_among(cell, _NAMING_KEYS), _key_among(cell, ("unit",))
    if name is None or not isinstance(cell[name], str | int | float):
        return None
    return f"{_value(cell[name])} {text_of(cell[unit]) if unit else ''}".rstrip()


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text and not text.isspace())


def _checked(text: str) -> str:
    if found := FORBIDDEN.search(text):
        code = ord(found[0])
        raise ValueError(f"holds {'half a surrogate pair' if code > 127 else 'the control character'} U+{code:04X}")
    return text


def _kind(cell: object) -> str:
    if isinstance(cell, bool):
        return "true or false"
    if isinstance(cell, float):
        return "a broken number"
    return "an object" if isinstance(cell, Mapping) else "a list" if isinstance(cell, list | tuple) else "this"
