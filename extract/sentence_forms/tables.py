"""The sentence forms of all languages, from the `*.toml` beside this module.

There, `[words]` are a language's lists of words, `[names]` what attributes of some kinds are called in it, and
`[forms]` its forms by what they say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .notation import HINT, VALUE, read_form, read_words


@dataclass(frozen=True, slots=True)
class Table:
    """The patterns of all forms that say the same, by their hints: a form is tried only where one of them stands."""

    by_hint: Mapping[str, tuple[str, ...]]

    def around(self, before: str, after: str) -> re.Match[str] | None:
        """Return how a form says it of a value, by what stands before and behind that."""
        text = f"{before}{VALUE}{after}"
        words = HINT.findall(text.casefold().replace("’", "'"))
        return next(self.within(text, words), None)

    def within(self, text: str, words: Iterable[str]) -> Iterator[re.Match[str]]:
        """Yield where forms stand in a text, which has these words, in lower case."""
        for pattern in dict.fromkeys(pattern for word in words for pattern in self.by_hint.get(word, ())):
            yield from _compiled(pattern).finditer(text)


@cache
def table(name: str) -> Table:
    """Return the forms that stand under a name in any language."""
    by_hint: dict[str, list[str]] = {}
    for language in _languages():
        for line in language["forms"].get(name, ()):
            form = read_form(line, language.get("words", {}))
            for hint in form.hints:
                by_hint.setdefault(hint, []).append(form.pattern)
    return Table({hint: tuple(patterns) for hint, patterns in by_hint.items()})


@cache
def names(kind: str) -> re.Pattern[str]:
    """Return the pattern of what attributes of a kind are called in any language."""
    return _compiled(read_words(name for language in _languages() for name in language.get("names", {}).get(kind, ())))


@cache
def _languages() -> tuple[dict[str, dict[str, list[str]]], ...]:
    paths = sorted((path for path in files(__package__).iterdir() if path.name.endswith(".toml")), key=str)
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in paths)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
