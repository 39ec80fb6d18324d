"""A query's text becomes wishes: it is read as a product's text is, then for bounds, denials and alternatives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...extract.denial import names_a_lack
from ...extract.extractors import Extractors
from ...extract.matching import Found, text_words, word_keys
from ...extract.phrases import ProductText
from ...kg.categories import is_inside
from .compounds import Compounds
from .denials import (
    denied_before,
    denied_phrase,
    denied_values,
    denied_word,
    find_denials,
    masked,
    plainly_denied,
)
from .kinds import FoundKind, Kinds, content
from .measures import Measured, Measures
from .places import Span, overlaps, place_of, with_name, without
from .query import KindWish, Query, TagWish, Wish, merged
from .ranges import find_ranges
from .short_values import ShortValues, is_unspaced
from .title_numbers import TitleNumbers
from .unspaced import spaced

if TYPE_CHECKING:
    from ...extract.calibration import Calibration
    from ...extract.columns.columns import Columns
    from ...kg.schema import Schema
    from ...kg.vocabulary import Vocabulary
    from ..prices import Prices

MOST_CHARACTERS = 1_000
LEAST_CERTAINTY = 0.2
"""A word that means a tag more rarely, where the catalog's own texts say it, may just as well be a word."""
_OR = re.compile(r"\s*(?:,?\s*(?:or|oder|ou|o|nor|neither|/)\s+|/|\|)\s*", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Understanding:
    """How queries to one catalog are read: by its extractors, as far as its texts show they can be trusted."""

    extractors: Extractors
    columns: Columns
    calibration: Calibration
    vocabulary: Vocabulary
    kinds: Kinds
    compounds: Compounds
    numbers: TitleNumbers
    short: ShortValues
    prices: Prices

    def read(self, query: str) -> Query:
        """Read a query of any text; of a very long one the beginning."""
        text = " ".join(spaced(_INVISIBLE.sub(" ", query[:MOST_CHARACTERS])).split())
        text = plainly_denied(text, self._found)
        denials, lacked = self._denials(text)
        found = self._found(masked(text, denials))
        measures = Measures(self._find, self.vocabulary.schema, self.prices, self.numbers).find(text, found)
        bounded = [one.place for one in measures]
        denials = [one for one in denials if not overlaps(one.span(), bounded)]
        found = [one for one in found if one.extractor != "rule" and not overlaps(place_of(one), bounded)]
        kinds = self.kinds.places(text)
        denied = denied_values(text, found, denials, [*kinds, *self._attribute_names(text)])
        found = [one for one in found if one not in denied]
        unfulfilled = [one for one in denials if not overlaps(one.span(), denied.values())]
        words = self._denied_words(text, unfulfilled, kinds)
        left_out = [*bounded, *denied.values(), *words]
        kind = self.kinds.find(text, left_out, list(map(place_of, found)))
        wishes = self._wished(text, [one for one in found if not (kind and kind.covers(place_of(one)))], kind, measures)
        wishes += self._denied_wishes(text, denied)
        wishes += [wish for wish in words.values() if wish]
        named = [with_name(text, one) for one in found]
        about = content(without(text, [*left_out, *lacked, *named, *([kind.place] if kind else [])]))
        about = "" if wishes and len(about) == 1 and is_unspaced(about) else about
        unused = [f"all after the first {MOST_CHARACTERS:,} characters"] if len(query) > MOST_CHARACTERS else []
        unused += _unused(text, measures, [place for place, wish in words.items() if not wish])
        once = {str(wish): wish for wish in wishes}
        return Query(text, tuple(once.values()), without(text, left_out), about, tuple(unused))

    def _denials(self, text: str) -> tuple[list[re.Match[str]], list[Span]]:
        """Return what denies, and the places that ask for a value of what products lack, as "Free from" names it."""
        stated = self._found(text)
        lacks = [one for one in stated if names_a_lack(one.attribute)]
        lacked = list(denied_values(text, lacks, find_denials(text, []), []).values())
        named = [place_of(one) for one in stated if one.extractor != "rule"]
        return find_denials(text, [*named, *lacked]), lacked

    def _attribute_names(self, text: str) -> list[Span]:
        """Return where a text has words of attributes' names."""
        names = {key for name in self.vocabulary.schema for key in word_keys(name)}
        return [(word.start, word.end) for word in text_words(text) if word.key in names]

    def _denied_words(
        self, text: str, denials: Sequence[re.Match[str]], kinds: Sequence[Span]
    ) -> dict[Span, KindWish | None]:
        """Return the places of denials of what is no value, each with the wish that it is, where it is one."""
        behind = (denied_before(text, denial) for denial in denials)
        words: dict[Span, KindWish | None] = dict.fromkeys(filter(None, behind))
        for denial in denials:
            if word := denied_word(text, denial):
                phrase = denied_phrase(text, denial, word, kinds)
                asked = (self.kinds.denied(text, denial.start(), place) for place in dict.fromkeys((word, phrase)))
                kind = next((kind for kind in asked if kind), None)
                words[kind.place if kind else (denial.start(), phrase[1])] = kind.wish if kind else None
        return words

    def _wished(
        self, text: str, found: Sequence[Found], kind: FoundKind | None, measures: Sequence[Measured]
    ) -> list[Wish]:
        categories = kind.wish.categories if kind else ()
        fitting = [(one, place_of(one)) for one in self._fitting(text, found, categories)]
        return [
            *([kind.wish] if kind else []),
            *self._wishes(text, fitting, excluded=False),
            *(one.wish(self._used(one.attributes, categories)) for one in measures if one.attributes),
        ]

    def _find(self, text: str) -> list[Found]:
        row = {"id": "", "title": text, "description": "", "category": None}
        return [*self.extractors.find([row])[0], *self._called(text)]

    def _called(self, text: str) -> list[Found]:
        """Find what texts call the values of columns that they paraphrase ("hp").

        What else was learned of such columns reads a value out of any text, for every product has one; a query has not.
        """
        clues = ProductText("", "", {"title": text}).clues if self.columns.readers else {}
        return [
            Found("title", place.start, place.end, name, self.vocabulary.canonical(name, value).name, "clue")
            for name, reader in self.columns.readers.items()
            for clue in clues.keys() & reader.forms.aliases.keys()
            for value in reader.forms.aliases[clue]
            for place in clues[clue]
            if place.end - place.start > 1
        ]

    def _found(self, text: str) -> list[Found]:
        """Return the values that the query names, without those inside longer ones, and clues where there is none."""
        found = self._find(text)
        found += self.compounds.find(text, _named(found))
        found += self.short.find(text, _named(found))
        bounded = [(one.start, one.end) for one in find_ranges(text)]
        found += self.numbers.find(text, [*map(place_of, found), *bounded, *self.kinds.places(text)])
        named = [one for one in found if one.extractor != "clue"]
        found = named + [one for one in found if one.extractor == "clue" and not _is_contested(one, named)]
        return [one for one in found if not any(_is_inside(one, other) for other in found)]

    def _is_sure(self, found: Found) -> bool:
        if found.extractor in ("tagger", "column", "clue"):
            return found.extractor != "clue"
        return self.calibration.probability(found) >= LEAST_CERTAINTY

    def _wishes(self, text: str, found: Sequence[tuple[Found, Span]], *, excluded: bool) -> list[TagWish]:
        """Make a wish of each place; what "or" joins, and values of which a product has one only, is one wish."""
        groups: list[list[tuple[Found, Span]]] = []
        for one in sorted(found, key=lambda one: place_of(one[0])):
            last = groups[-1][-1][0] if groups else None
            same = last is not None and place_of(last) == place_of(one[0])
            joined = last is not None and not excluded and _OR.fullmatch(text[last.end : one[0].start])
            if same or joined:
                groups[-1].append(one)
            else:
                groups.append([one])
        wishes = [merged([self._wish(text, one, place, excluded) for one, place in group]) for group in groups]
        return wishes if excluded else _joined_by_attribute(wishes, self.vocabulary.schema)

    def _denied_wishes(self, text: str, denied: Mapping[Found, Span]) -> list[TagWish]:
        """Ask for other values than those that are denied; of what is but yes or no, for no."""
        others = {
            one: place for one, place in denied.items() if self.vocabulary.attribute(one.attribute).kind != "boolean"
        }
        no = [
            (replace(one, value=self.vocabulary.canonical(one.attribute, "no").name), place)
            for one, place in denied.items()
            if one not in others
        ]
        return [*self._wishes(text, no, excluded=False), *self._wishes(text, list(others.items()), excluded=True)]

    def _wish(self, text: str, found: Found, place: Span, excluded: bool) -> TagWish:
        """Ask for a value, or for others of its attribute with the same name."""
        said = text[found.start : found.end] if self.vocabulary.attribute(found.attribute).kind != "boolean" else ""
        named = [tag for tag in self.extractors.named(said) if tag[0] == found.attribute]
        tags = tuple(dict.fromkeys([(found.attribute, found.value), *named]))
        return TagWish(text[slice(*place)], tags, excluded, loose=not excluded and not self._is_sure(found))

    def _fitting(self, text: str, found: Sequence[Found], categories: Sequence[str]) -> list[Found]:
        """Leave out values of attributes whose name does not stand beside, where another's does.

        So are values that texts seldom mean, or of attributes that the kind does not have, where others are.
        """
        at: dict[Span, list[Found]] = {}
        for one in found:
            at.setdefault(place_of(one), []).append(one)
        at = {place: [one for one in own if with_name(text, one) != place] or own for place, own in at.items()}
        sure = {place: [one for one in own if self._is_sure(one)] or own for place, own in at.items()}
        used = {place: self._used([one.attribute for one in own], categories) for place, own in sure.items()}
        return [one for place, own in sure.items() for one in own if one.attribute in used[place]]

    def _used(self, attributes: Sequence[str], categories: Sequence[str]) -> tuple[str, ...]:
        """Return those of some attributes that products of the categories have; all, where none is left."""
        schema = self.vocabulary.schema
        used = tuple(
            name for name in attributes
            if not (own := schema[name].categories if name in schema else ())
            or any(is_inside(path, own) for path in categories)
        )  # fmt: skip
        return used if used and categories else tuple(attributes)


def _unused(text: str, measures: Sequence[Measured], denied: Sequence[Span]) -> list[str]:
    """Say which measures and denials could not be used."""
    unmeasured = [f"“{one.quote}”: no attribute here is measured so" for one in measures if not one.attributes]
    return [*unmeasured, *(f"“{text[slice(*place)]}”: nothing here is called so" for place in denied)]


def _joined_by_attribute(wishes: Sequence[TagWish], schema: Schema) -> list[TagWish]:
    """Join wishes for different values of one attribute of which a product has one only."""
    joined: dict[object, list[TagWish]] = {}
    for number, wish in enumerate(wishes):
        attributes = {attribute for attribute, _ in wish.tags}
        single = len(attributes) == 1 and not schema[min(attributes)].many
        joined.setdefault(min(attributes) if single else number, []).append(wish)
    return [merged(group) for group in joined.values()]


def _named(found: Sequence[Found]) -> list[Span]:
    return [place_of(one) for one in found if one.extractor != "clue"]


def _is_contested(clue: Found, named: Sequence[Found]) -> bool:
    """Say whether a part of the words that go with a value names other values."""
    beside = [one for one in named if overlaps(place_of(clue), [place_of(one)])]
    return bool(beside) and not any((one.attribute, one.value) == (clue.attribute, clue.value) for one in beside)


def _is_inside(one: Found, other: Found) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
