"""What a setting may be, read from an option, a variable or TOML; knows no setting by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field
from math import inf
from pathlib import Path
from typing import Any


def read_value(setting: Field[Any], value: Any) -> Any:
    """Return a value as its setting's type; raises ValueError for one that the setting cannot have."""
    _, types, read = _KINDS[str(setting.type)]
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise ValueError(value)
    found = read(value)
    if found not in setting.metadata.get("choices", (found,)):
        raise ValueError(value)
    if "range" in setting.metadata:
        least, most = setting.metadata["range"]
        if not least <= found <= most:
            raise ValueError(value)
    return found


def allowed(setting: Field[Any]) -> str:
    """Say which values a setting can have."""
    if "choices" in setting.metadata:
        return f"one of {', '.join(setting.metadata['choices'])}"
    kind = _KINDS[str(setting.type)][0]
    if "range" not in setting.metadata:
        return kind
    least, most = setting.metadata["range"]
    return f"{kind} of at least {least}" if most == inf else f"{kind} from {least} to {most}"


def _truth(value: bool | str) -> bool:
    word = str(value).lower()
    if word not in ("true", "1", "false", "0"):
        raise ValueError(value)
    return word in ("true", "1")


def _columns(value: Mapping[str, Any]) -> dict[str, str]:
    if not all(isinstance(column, str) for column in value.values()):
        raise ValueError(value)
    return dict(value)


_KINDS: Mapping[str, tuple[str, tuple[type, ...], Callable[[Any], Any]]] = {
    "Path": ("a folder", (str, Path), Path),
    "int": ("a whole number", (int, str), int),
    "float": ("a number", (int, float, str), float),
    "str": ("text", (str,), str),
    "bool": ("true or false", (bool, str), _truth),
    "Mapping[str, str]": ('a table of columns, as in title = "Artikel"', (dict,), _columns),
}
"""What a setting's type is in words, the types it is read from, and how."""
