"""Changing members of JSON text while all other bytes stay as they are; knows nothing of products."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


class Member(NamedTuple):
    """Where the value of a name stands in the text of an object."""

    start: int
    end: int


def members(text: str) -> dict[str, Member]:
    """Return where the values of an object's members stand; the text is known to be a JSON object."""
    found: dict[str, Member] = {}
    position = _after_space(text, _after_space(text, 0) + 1)
    while text[position] != "}":
        name, end = _DECODER.raw_decode(text, position)
        start = _after_space(text, _after_space(text, end) + 1)
        _, end = _DECODER.raw_decode(text, start)
        found[name] = Member(start, end)
        position = _after_space(text, end)
        if text[position] == ",":
            position = _after_space(text, position + 1)
    return found


def set_members(text: str, values: Mapping[str, str]) -> str:
    """Replace the values of an object's members, and append those it does not have; values are JSON text.

    >>> set_members('{"a": 1.50, "b": null}', {"b": "2", "c": "3"})
    '{"a": 1.50, "b": 2, "c": 3}'
    """
    known = members(text)
    comma, colon = (",", ":") if any(text[member.start - 1] == ":" for member in known.values()) else (", ", ": ")
    new = comma.join(
        f"{json.dumps(name, ensure_ascii=False)}{colon}{value}" for name, value in values.items() if name not in known
    )
    end = max((member.end for member in known.values()), default=text.index("{") + 1)
    edits = [(known[name], value) for name, value in values.items() if name in known]
    if new:
        edits.append((Member(end, end), f"{comma if known else ''}{new}"))
    for member, value in sorted(edits, reverse=True):
        text = text[: member.start] + value + text[member.end :]
    return text


def set_at(text: str, place: Sequence[str], value: str) -> str:
    """Set a member in an object inside an object; where something else stands there, beside it, the names joined.

    >>> set_at('{"food": {"fat": 3}}', ("food", "salt"), "1")
    '{"food": {"fat": 3, "salt": 1}}'
    """
    name, *inner = place
    found = members(text).get(name)
    there = text[found.start : found.end] if found else "null"
    if not inner or not (there == "null" or there.startswith("{")):
        return set_members(text, {".".join(place): value})
    return set_members(text, {name: set_at("{}" if there == "null" else there, inner, value)})


def append_elements(text: str, elements: list[str]) -> str:
    """Append elements, given as JSON text, to the text of a JSON list.

    >>> append_elements('[1.50]', ["2"])
    '[1.50, 2]'
    """
    end = text.rindex("]")
    kept = text[:end].rstrip()
    return ("" if kept.endswith("[") else ", ").join([kept, ", ".join(elements)]) + text[end:]


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
