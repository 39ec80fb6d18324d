"""Every Cypher statement of kgtag, one file each; knows nothing of the stores that run them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PARAMETER = re.compile(r"// \$(?P<name>\w+)(?: = (?P<default>.+?))?: (?P<meaning>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a saved query asks for; one without a `default` must be given."""

    name: str
    meaning: str
    default: str | float | None = None


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question that a shop asks its graph; `statement("query/<name>")` is how it is asked."""

    name: str
    title: str
    parameters: tuple[Parameter, ...] = ()


@cache
def statement(name: str) -> str:
    """Read one statement, such as `ladybug/count_nodes`, with the comment that says what it answers."""
    return files(__name__).joinpath(f"{name}.cypher").read_text(encoding="utf-8")


def saved_queries() -> list[SavedQuery]:
    """List the saved queries by name, as the comments on top of their files describe them."""
    folder = files(__name__).joinpath("query")
    return [_saved_query(name) for name in sorted(file.name.removesuffix(".cypher") for file in folder.iterdir())]


def _saved_query(name: str) -> SavedQuery:
    title, *lines = statement(f"query/{name}").splitlines()
    described = [match for line in lines if (match := _PARAMETER.fullmatch(line))]
    parameters = (
        Parameter(match["name"], match["meaning"], json.loads(match["default"]) if match["default"] else None)
        for match in described
    )
    return SavedQuery(name, title.removeprefix("// "), tuple(parameters))
