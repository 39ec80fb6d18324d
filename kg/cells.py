"""Cells into texts, paths, attributes and tags; a cell of the wrong type raises ValueError that says what was expected.

Knows nothing of columns or files. Text is kept exactly as it came: offsets point into it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from .rows import FORBIDDEN, parse_json

Attributes = dict[str, tuple[str, ...] | None]

NAME_KEYS = ("name", "key", "attribute", "label", "property")
VALUE_KEYS = ("value", "values", "content")

_PATH_SEPARATORS = (re.compile(r"\s*[>»›]\s*"), re.compile(r"\s+/\s+"), re.compile(r"\s+\|\s+"))
_TAG_SEPARATOR = re.compile(r"[,;|]")
_VALUE_SEPARATOR = re.compile(r"[;|]")


def text_of(cell: object) -> str:
    """Return the text of a cell; a whole number is text too, and a missing cell is empty."""
    if cell is None:
        return ""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if not isinstance(cell, str):
        raise ValueError(f"must be text, not {_kind(cell)}")
    return _checked(cell)


def description_of(cell: object) -> str:
    """Return a description; paragraphs that come as a list are joined by line ends."""
    return "\n".join(map(text_of, cell)) if isinstance(cell, list) else text_of(cell)


def path_of(cell: object) -> tuple[str, ...]:
    """Return a category path: a list, or text such as `A > B`; of several paths the first."""
    if isinstance(cell, list):
        if cell and all(isinstance(path, list) for path in cell):
            return path_of(cell[0])
        return _said(map(text_of, cell))
    text = text_of(cell)
    separator = next((pattern for pattern in _PATH_SEPARATORS if pattern.search(text)), None)
    return _said(level.strip() for level in (separator.split(text) if separator else [text]))


def tags_of(cell: object) -> tuple[str, ...]:
    """Return free tags, each once: a list, or text such as `a, b; c`."""
    parts = map(text_of, cell) if isinstance(cell, list) else _TAG_SEPARATOR.split(text_of(cell))
    return tuple(dict.fromkeys(_said(part.strip() for part in parts)))


def values_of(cell: object, *, split: bool) -> tuple[str, ...]:
    """Return the values in a cell, each once; with `split`, text may hold several, joined by `;` or `|`."""
    cells = cell if isinstance(cell, list) else [cell]
    values = [_value(entry) for entry in cells if entry is not None]
    if split:
        values = [part.strip() for value in values for part in _VALUE_SEPARATOR.split(value)]
    return tuple(dict.fromkeys(_said(values)))


def attributes_of(cell: object) -> Attributes:
    """Return the attributes in an object, a list of name/value pairs, or JSON text of either.

    A name with `null` is known to be absent; one whose value is empty is not listed.
    """
    cell = parsed(cell)
    if cell is None:
        return {}
    if isinstance(cell, Mapping):
        return _collected(cell.items())
    if not isinstance(cell, list):
        raise ValueError(f"must be an object or a list of name/value pairs, not {_kind(cell)}")
    return _collected(map(_pair, cell))


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
    mark = text_of(cell).strip().casefold()
    if mark not in {"true", "yes", "1", "false", "no", "0", ""}:
        raise ValueError(f"must be true or false, not {mark!r}")
    return mark in {"true", "yes", "1"}


def _collected(entries: Iterable[tuple[Any, object]]) -> Attributes:
    attributes: Attributes = {}
    for key, cell in entries:
        name = text_of(key).strip()
        if not name:
            raise ValueError("has a value without a name")
        try:
            values = None if cell is None else values_of(cell, split=False)
        except ValueError as error:
            raise ValueError(f"{name!r} {error}") from error
        if values is None:
            attributes.setdefault(name, None)
        elif values:
            attributes[name] = tuple(dict.fromkeys((attributes.get(name) or ()) + values))
    return attributes


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
    raise ValueError(f"must be text, a number, true or false, or a list of them, not {_kind(cell)}")


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
