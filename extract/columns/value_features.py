"""What speaks for a value of a column that was sighted in a product's texts, as named features; weighs nothing."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...kg.types import TextField
from ..phrases import Place, ProductText
from .value_classifier import NOTHING
from .value_forms import Forms, Sighting, pattern_of, sightings

Features = dict[str, float]
LEAST_PROBABILITY = 0.02
"""A value that no place says, and of which the words of the text make less than this, is no candidate."""
_ALWAYS = 2
"""Values that are candidates however improbable, so that a reader learns from what is wrong too."""
_REACH = 3
_FACTOR_BEFORE = re.compile(r"[xX×]\s*$")
_FACTOR_AFTER = re.compile(r"[\"″”']?\s*[a-zA-Z]{0,2}\.?\s*[xX×]\s*\d")
_NEXT = re.compile(r"[ \"″”'-]*([^\W\d_]+|.)")


def candidates(
    forms: Forms, text: ProductText, probabilities: Mapping[str, float], common: frozenset[str]
) -> dict[str, list[Sighting]]:
    """Return every value that a product may have, with the places that say so; only the words in all may say so too."""
    found: dict[str, list[Sighting]] = defaultdict(list)
    for one in sightings(forms, text):
        found[one.value].append(one)
    likely = sorted(common & probabilities.keys(), key=lambda value: (-probabilities[value], value))
    for rank, value in enumerate(likely):
        if rank < _ALWAYS or probabilities[value] > LEAST_PROBABILITY:
            found.setdefault(value, [])
    return dict(found)


class Standing(NamedTuple):
    """What of a candidate does not depend on where exactly it stands, so that many candidates share it.

    In how many other `products` cells it is, the `probability` that all words give it and `nothing`, the `certainty`
    of its best clue, and of each place the kind of form and the field.
    """

    products: int
    probability: float
    nothing: float
    certainty: float
    places: tuple[tuple[str, TextField], ...]

    @classmethod
    def of(cls, value: str, places: Sequence[Sighting], probabilities: Mapping[str, float], products: int) -> Standing:
        """Sum a candidate up."""
        certainty = max((one.certainty for one in places if one.kind == "clue"), default=0.0)
        return cls(
            products, probabilities.get(value, 0.0), probabilities.get(NOTHING, 0.0), certainty,
            tuple([(one.kind, one.place.field) for one in places]),
        )  # fmt: skip

    def features(self) -> Features:
        """Describe how often the candidate is seen, by what, and how likely the words make it."""
        features: Features = {
            "known": float(self.products > 0),
            "log products": math.log1p(max(self.products, 0)),
            "log places": math.log1p(len(self.places)),
            "kinds " + " ".join(sorted({kind for kind, _ in self.places})): 1.0,
            "log-odds of the words": _log_odds(self.probability),
            "log-odds of nothing": _log_odds(self.nothing),
        }
        if self.certainty:
            features["clue"], features["log-odds of clue"] = 1.0, _log_odds(self.certainty)
        phrases = [field for kind, field in self.places if kind == "phrase"]
        if phrases:
            fields = "+".join(sorted(set(phrases)))
            features |= {f"phrase in {fields}": 1.0, f"phrase times {min(len(phrases), 4)}": 1.0}
        return features


def surroundings_of(places: Sequence[Sighting], text: ProductText) -> Collection[str]:
    """Name what stands around the places of a candidate, each thing once, in an order that never varies."""
    if len(places) == 1:
        return _of_sighting(places[0], text)
    return dict.fromkeys(name for one in places for name in _of_sighting(one, text))


def _of_sighting(one: Sighting, text: ProductText) -> Collection[str]:
    if one.kind == "number":
        return dict.fromkeys(f"number {name}" for name in _of_number(one, text))
    return _of_phrase(one, text) if one.kind == "phrase" else ()


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped)) / 3


def _of_number(one: Sighting, text: ProductText) -> Iterator[str]:
    place, whole = one.place, text.texts[one.place.field]
    before, after = whole[max(0, place.start - 12) : place.start], whole[place.end : place.end + 14]
    factors = f"{bool(_FACTOR_BEFORE.search(before))}/{bool(_FACTOR_AFTER.match(after))}"
    following = _NEXT.match(after)
    word = following[1].lower() if following else "$"
    glued = re.search(r"[^\W\d_]*$", before)
    yield from (f"form {one.form}", f"factors {factors}", f"next {word}", f"factors {factors} {word}")
    yield from (f"glued {glued[0].lower() if glued else ''}", f"size {_size(one.value)}", f"field {place.field}")
    yield f"third {place.field} {min(place.first // 3, 8)}"
    yield from _context(place, text)


def _of_phrase(one: Sighting, text: ProductText) -> Collection[str]:
    notes = text.notes.get(one.place)
    if notes is None:
        notes = tuple(dict.fromkeys(f"phrase {name}" for name in _of_place(one.surface, one.place, text)))
        text.notes[one.place] = notes
    length, beginning = min(len(one.value), 20), one.value[:3]
    return (*notes, f"phrase form {one.form}", f"phrase length {length}", f"phrase begins {beginning}")


def _of_place(surface: str, place: Place, text: ProductText) -> Iterator[str]:
    """Describe where a phrase stands: the same for every value that is read there, and for every column."""
    after = len(text.tokens[place.field]) - place.last
    yield from (f"shape {_shape(surface)}", f"tokens {place.last - place.first}")
    yield from (f"at {place.field} {min(place.first, 9)}", f"from end {place.field} {min(after, 5)}")
    yield from _context(place, text)


def _context(place: Place, text: ProductText) -> Iterator[str]:
    tokens = text.tokens[place.field]
    for step in range(1, _REACH + 1):
        left = tokens[place.first - step].key if place.first >= step else "^"
        right = tokens[place.last + step - 1].key if place.last + step <= len(tokens) else "$"
        yield from (f"left{step} {left}", f"right{step} {right}", f"left {left}", f"right {right}")


def _size(value: str) -> int:
    """Return the half octave of a value's number."""
    number = (pattern_of(value) or (None, 0.0))[1]
    return int(2 * math.log2(number)) if number > 0 else -99


def _shape(phrase: str) -> str:
    return re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", re.sub(r"\d+", "9", phrase)))
