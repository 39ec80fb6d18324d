"""Which kind of product a query asks for: the words that name a category, or that titles have; knows no tag."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from ...extract.known_values import FUNCTION_WORDS
from ...extract.matching import Word, is_spaced, text_words, word_keys
from ...kg.categories import SEPARATOR
from .inflections import Inflections
from .places import Span
from .query import KindWish
from .relevance import word_pattern

if TYPE_CHECKING:
    import polars as pl

_PARTICLES = "的之の"
_PUNCTUATION = ".,!?;:()[]{}\"'“”„«»"
_SHARE_OF_TITLES = 0.1
"""A category in which so many of the products with a word in their title are has products of that kind."""
_OF_ONE_KIND = 0.8
"""A word names a kind when so many of the products with it in their title are in one top category."""
_SHORTEST_TAIL = 5

_ASKING = {
    "en": "buy cheap find give good great i'm im looking need nice please pair recommend search show some something"
    " want would is be but nothing thanks",
    "de": "suche brauche günstig bitte danke ist sein sondern aber nichts als und oder",
    "fr": "cherche veux est n'est qui mais merci rien ou",
    "es": "busco quiero es pero sino o u y",
    "it": "cerco voglio è ma o ed",
    "nl": "zoek wil is maar of en",
    "ja": "の が は を に で と も です ください",
    "zh": "的 请 找 要 或 和",
}
ASKING_WORDS = frozenset(" ".join(_ASKING.values()).split())
"""Words of people who search, beside those that stand in any text."""
_ENDING = {
    "en": "for with without that which who under over in to from on at by made suitable",
    "de": "für fürs mit ohne aus unter über in im ins an am auf bei beim von vom zu zum zur",
    "fr": "pour avec sans de en dans au aux",
    "es": "para con sin de en",
    "it": "per con senza di da in nel nella",
    "nl": "voor met zonder van onder in op bij",
}
_BREAKS = frozenset(" ".join(_ENDING.values()).split())
"""What ends the part of a query that names the product."""


@dataclass(frozen=True, slots=True)
class FoundKind:
    """A kind, and the characters that name it."""

    wish: KindWish
    place: Span

    def covers(self, place: Span) -> bool:
        """Say whether a place is a part of the kind's name ("running" of "running shoes")."""
        return self.place[0] <= place[0] and place[1] <= self.place[1]


@dataclass(frozen=True)
class Kinds:
    """The categories and titles of a catalog's products (columns category, title)."""

    products: pl.DataFrame
    inflections: Inflections

    @cached_property
    def paths(self) -> list[str]:
        """All category paths."""
        paths: list[str] = self.products["category"].unique().sort().to_list()
        return [path for path in paths if path]

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], list[str]]:
        """Map the words of each category's name to the paths it is part of."""
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for path in self.paths:
            for keys in dict.fromkeys(word_keys(name) for name in path.split(SEPARATOR)):
                found[keys].append(path)
        return found

    @cached_property
    def _by_head(self) -> dict[str, list[str]]:
        """Map the last word of each category's name to the paths it is part of."""
        found: dict[str, list[str]] = defaultdict(list)
        for keys, paths in self._by_name.items():
            if keys:
                found[keys[-1]] += [path for path in paths if path not in found[keys[-1]]]
        return found

    @cached_property
    def _by_stem(self) -> dict[tuple[str, str], list[list[str]]]:
        """Map the stems of those words to the same paths."""
        return self.inflections.by_stem(self._by_head.items())

    def places(self, text: str) -> list[Span]:
        """Return where a text has a word that ends the name of a category."""
        return [(word.start, word.end) for word in text_words(text) if self._headed(word.key)]

    def denied(self, text: str, start: int, word: Span) -> FoundKind | None:
        """Return what a denial at `start` of a `word` asks for: a title that says just so, or other categories."""
        said = text[start : word[1]]
        if self.products["title"].str.contains(word_pattern(said.casefold())).any():
            return FoundKind(KindWish(said, (said.casefold(),), (), named=False), (start, word[1]))
        words = [one for one in text_words(text) if one.start >= word[0]]
        for length in range(len(words), 0, -1):
            keys = tuple(one.key for one in words[:length])
            if paths := self._by_name.get(keys) or (self._headed(keys[0]) if length == 1 else []):
                wish = _kind(text, words[:length], paths, named=True).wish
                return FoundKind(replace(wish, excluded=True), (start, words[length - 1].end))
        return None

    def find(self, text: str, blocked: Sequence[Span], tagged: Sequence[Span]) -> FoundKind | None:
        """Return the kind that a query names outside of `blocked` places; a tag's name alone is none."""
        for words in _parts(text, blocked):
            part = [self.tail(word) for word in words]
            if named := self._category(text, part, tagged):
                return named
            free = [word for word in part if not _inside(word, tagged) and _is_content(text, word)]
            if free:
                return self._by_last_word(text, free)
        return None

    def _category(self, text: str, words: Sequence[Word], tagged: Sequence[Span]) -> FoundKind | None:
        """Find the longest category name among some words, unless it is a part of a tag's name."""
        for length in range(len(words), 0, -1):
            for first in range(len(words) - length + 1):
                run = words[first : first + length]
                place = run[0].start, run[-1].end
                paths = self._by_name.get(tuple(word.key for word in run))
                if paths and not any(
                    a <= place[0] and place[1] <= b and b - a > place[1] - place[0] for a, b in tagged
                ):
                    return _kind(text, run, paths, named=True)
        return None

    def _by_last_word(self, text: str, free: Sequence[Word]) -> FoundKind | None:
        for word in reversed(free):
            if paths := self._headed(word.key):
                return _kind(text, [word], paths, named=True)
        for word in reversed(free):
            if is_spaced(word.key[0]) and (titled := self._of_titles(word.key)) is not None:
                return _kind(text, [word], titled, named=False)
        return None

    def tail(self, word: Word) -> Word:
        """Return the part of a compound that names its kind ("tisch" of "Eichenholztisch"); of others the word."""
        if self._headed(word.key) or not self.inflections.compounding or len(word.key) != word.end - word.start:
            return word
        stems = (stem for _, stem in self.inflections.stems(word.key))
        ends = [end for stem in stems for end in _ends(stem) if end in self._tails and end in word.key]
        start = word.key.rfind(max(ends, key=len)) if ends else 0
        return Word(word.start + start, word.end, word.key[start:], word.glued)

    @cached_property
    def _tails(self) -> dict[str, list[str]]:
        """Map what the last words of categories are compounds with, and these words, to the categories' paths.

        "Esstische" and "Couchtische" show that "tisch" is a word.
        """
        heads: dict[str, list[str]] = defaultdict(list)
        for head, paths in self._by_head.items():
            for _, stem in self.inflections.stems(head):
                heads[stem] += paths
        alphabetical = sorted(heads, key=lambda head: head[::-1])
        ends = {*heads, *(_common_end(one, other) for one, other in pairwise(alphabetical))}
        tails: dict[str, set[str]] = defaultdict(set)
        for head, paths in heads.items():
            for end in _ends(head):
                if end in ends:
                    tails[end].update(paths)
        return {end: sorted(paths) for end, paths in tails.items()}

    def _headed(self, key: str) -> list[str]:
        """Return the paths of categories whose name ends with a word, or with a form of it, in compounds too."""
        stems = sorted(self.inflections.stems(key))
        inflected = (paths for stem in stems for paths in self._by_stem.get(stem, ()))
        if paths := self._by_head.get(key) or sorted({path for paths in inflected for path in paths}):
            return paths
        ends = (self._tails.get(stem, []) for _, stem in stems) if self.inflections.compounding else ()
        return next(filter(None, ends), [])

    def _of_titles(self, word: str) -> list[str] | None:
        """Return the categories that most products with a word in the title are in; `None` where there are none."""
        import polars as pl

        titled = self.products.filter(pl.col("title").str.contains(word_pattern(word)))
        tops = Counter(path.split(SEPARATOR)[0] for path in titled["category"])
        if not tops or tops.most_common(1)[0][1] < _OF_ONE_KIND * len(titled):
            return None
        counts = titled.group_by("category").len().filter(pl.col("len") >= _SHARE_OF_TITLES * len(titled))
        return sorted(set(counts["category"]) - {""})


def content(text: str) -> str:
    """Return a text without the words at its ends that say nothing."""
    words = [bare for word in text.split() if (bare := word.strip(_PUNCTUATION + _PARTICLES))]
    while words and _says_nothing(words[-1]):
        words.pop()
    while words and _says_nothing(words[0]):
        words.pop(0)
    return " ".join(words) if any(map(str.isalnum, "".join(words))) else ""


def _ends(word: str) -> list[str]:
    """Return the word and what it ends with, the longest first, down to the shortest that may be a word."""
    return [word[start:] for start in range(len(word) - _SHORTEST_TAIL + 1)]


def _common_end(one: str, other: str) -> str:
    """Return the letters that two words both end with."""
    alike = takewhile(lambda letters: letters[0] == letters[1], zip(reversed(one), reversed(other), strict=False))
    return "".join(letter for letter, _ in alike)[::-1]


def _says_nothing(word: str) -> bool:
    return word.casefold() in FUNCTION_WORDS | ASKING_WORDS | _BREAKS


def _kind(text: str, words: Sequence[Word], paths: Sequence[str], *, named: bool) -> FoundKind:
    place = words[0].start, words[-1].end
    keys = tuple(word.key for word in words)
    return FoundKind(KindWish(text[slice(*place)], keys, tuple(sorted(paths)), named), place)


def _parts(text: str, blocked: Sequence[Span]) -> Iterable[list[Word]]:
    """Cut the words of a text at prepositions and at what is left out."""
    part: list[Word] = []
    for word in text_words(text):
        if text[word.start : word.end].casefold() in _BREAKS or _inside(word, blocked):
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _is_content(text: str, word: Word) -> bool:
    return len(word.key) > 1 and word.key.isalpha() and not _says_nothing(text[word.start : word.end])


def _inside(word: Word, places: Sequence[Span]) -> bool:
    return any(word.start < end and start < word.end for start, end in places)
