"""The endings of inflected words ("rotes", "robes"), language by language; English needs none. Knows no catalog."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..kg.stored_files import read_json
from ..kg.tables import write_text
from .matching import is_spaced

if TYPE_CHECKING:
    import polars as pl


class Language(NamedTuple):
    """`said`: words of texts in it; `endings`, with what stands for them; `stem`: the least letters before one.

    `short`: shorter stems that take endings too; `compounds`: whether it writes compounds as one word.
    """

    said: str
    endings: dict[str, str]
    stem: int
    short: str = ""
    compounds: bool = False


def _endings(*endings: str) -> dict[str, str]:
    return dict.fromkeys(endings, "")


LANGUAGES = {
    "de": Language(
        "und|mit|für|aus|der|oder|nicht|ohne", _endings("e", "en", "er", "es", "em", "n", "s", "se", "sen"), 4,
        "rot neu alt rad hut tuch", compounds=True,
    ),
    "fr": Language(
        "avec|pour|dans|et|une|les",
        _endings("e", "s", "es", "x") | {"aux": "al", "che": "c", "ve": "f", "euse": "eux"}, 3,
    ),
    "es": Language("para|los|las|y|el|muy", _endings("e", "es") | {"a": "o", "as": "o", "os": "o"}, 3),
    "it": Language("della|dei|di|gli|alla|nella|sono", _endings("o", "a", "i", "e", "he", "hi"), 3),
    "nl": Language("voor|met|het|een|niet|van", _endings("e", "en", "sen"), 4, "wit rod", compounds=True),
}  # fmt: skip
FILE = "languages.json"
_FORMAT = 1
_FIX = "learn it again with `kgtag build --fresh`"
_DOUBLED = re.compile(r"(?:([aeou])\1(?=[^aeiou]$)|([^aeiou])\2$)")
"""What Dutch writes once or twice as the syllable needs it: "rood", "rode"; "wit", "witte"."""
_SAMPLE, _SHARE = 1_000, 0.05
"""A language counts when so many of the first so many products have its words."""


def languages_of(products: pl.DataFrame) -> tuple[str, ...]:
    """Return the languages whose words enough of some products have (columns title, description)."""
    import polars as pl

    text = pl.concat_str(pl.col("title", "description").fill_null(""), separator=" ")
    shares = products.head(_SAMPLE).select(
        text.str.contains(rf"(?i)\b(?:{language.said})\b").mean().fill_null(0).alias(name)
        for name, language in LANGUAGES.items()
    )
    return tuple(name for name in LANGUAGES if shares[name][0] >= _SHARE)


def compounding(languages: Collection[str]) -> bool:
    """Say whether any of some languages writes compounds as one word."""
    return any(LANGUAGES[name].compounds for name in languages)


def stems(word: str, languages: Iterable[str]) -> set[tuple[str, str]]:
    """Return a word's possible stems, each with its language; the word itself is one.

    >>> sorted(stems("rotes", ["de"]))
    [('de', 'rot'), ('de', 'rotes')]
    """
    return {(name, stem) for name in languages for stem in _stems(word, LANGUAGES[name], name == "nl")}


def write_languages(languages: Collection[str], folder: Path) -> None:
    """Write the languages of a catalog's texts beside what is learned from them."""
    write_text(json.dumps({"format": _FORMAT, "languages": list(languages)}), folder / FILE)


def read_languages(folder: Path) -> tuple[str, ...]:
    """Read the languages; none where none were written; raises WorkspaceError for a broken file."""
    path = folder / FILE
    return tuple(read_json(path, _FIX, _FORMAT)["languages"]) if path.is_file() else ()


def _stems(word: str, language: Language, doubles: bool) -> set[str]:
    if not word.isalpha() or not is_spaced(word[0]):
        return set()
    found = {word}
    for ending, instead in language.endings.items():
        stem = word.removesuffix(ending)
        if stem != word and (len(stem) >= language.stem or stem in language.short.split()):
            found.add(stem + instead)
    return found | {_DOUBLED.sub(r"\1\2", stem) for stem in found} if doubles else found
