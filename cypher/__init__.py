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
    """A question that a shop asks its graph; `statement("query/<name>")` is how it is asked, as a table.

    The graph's name, `$workspace`, is no parameter of it: the store supplies that. `statement("browser/<name>")`, where
    there is one, answers with paths, which Neo4j Browser draws; there `$workspace` is a parameter as any other.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...] = ()


@cache
def statement(name: str) -> str:
    """Read one statement, such as `ladybug/count_nodes`, with the comment that says what it answers."""
    return files(__name__).joinpath(f"{name}.cypher").read_text(encoding="utf-8")


def saved_queries() -> list[SavedQuery]:
    """List the saved queries by name, as the comments on top of their files describe them."""
    return _described("query")


def browser_queries() -> list[SavedQuery]:
    """List by name the saved queries that Neo4j Browser can draw."""
    return _described("browser")


def style_sheet() -> str:
    """Return where Neo4j Browser's style sheet lies."""
    return str(files(__name__).joinpath("browser", "style.grass"))


def _described(folder: str) -> list[SavedQuery]:
    names = (file.name for file in files(__name__).joinpath(folder).iterdir() if file.name.endswith(".cypher"))
    return [_saved_query(folder, name.removesuffix(".cypher")) for name in sorted(names)]


def _saved_query(folder: str, name: str) -> SavedQuery:
    title, *lines = statement(f"{folder}/{name}").splitlines()
    described = [match for line in lines if (match := _PARAMETER.fullmatch(line))]
    parameters = (
        Parameter(match["name"], match["meaning"], json.loads(match["default"]) if match["default"] else None)
        for match in described
    )
    return SavedQuery(name, title.removeprefix("// "), tuple(parameters))
