"""The sentence forms of all languages, from the `*.toml` beside this module.

There, `[words]` are a language's lists of words, `[names]` what attributes of some kinds are called in it, and
`[forms]` its forms by what they say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from .notation import HINT, VALUE, read_form, read_words

_REACH = 80
"""Characters before and behind a hint within which its form stands."""


@dataclass(frozen=True, slots=True)
class Table:
    """The patterns of all forms that say the same, by their hints: a form is tried only where one of them stands."""

    by_hint: Mapping[str, tuple[str, ...]]

    def around(self, before: str, after: str) -> re.Match[str] | None:
        """Return how a form says it of a value, by what stands before and behind that."""
        text = f"{before}{VALUE}{after}"
        patterns = dict.fromkeys(pattern for word in _words(text) for pattern in self.by_hint.get(word, ()))
        return next((found for pattern in patterns if (found := _compiled(pattern).search(text))), None)

    def within(self, text: str, words: Iterable[tuple[int, str]]) -> frozenset[tuple[int, int]]:
        """Return where forms stand that name no value; `words` are the text's own with their places, in lower case."""
        return frozenset(
            found.span()
            for start, word in words
            for pattern in self.by_hint.get(word, ())
            for found in _compiled(pattern).finditer(text, max(0, start - _REACH), start + _REACH)
            if found.end() < start + _REACH
        )


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


@lru_cache(maxsize=16)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case; of what stands around a value many things are asked in turn."""
    return tuple(HINT.findall(text.casefold().replace("’", "'")))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
