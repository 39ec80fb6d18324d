"""What speaks for a value of a column that was sighted in a product's texts, as named features; weighs nothing."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from .phrases import Place, ProductText
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


def features_of(
    value: str, places: Sequence[Sighting], text: ProductText, probabilities: Mapping[str, float], products: int
) -> Features:
    """Describe a candidate: how often it is seen where and beside what, and in how many other `products` cells."""
    by_kind: dict[str, list[Sighting]] = defaultdict(list)
    for one in places:
        by_kind[one.kind].append(one)
    features: Features = {
        "known": float(products > 0),
        "log products": math.log1p(max(products, 0)),
        "log places": math.log1p(len(places)),
        "kinds " + " ".join(sorted(by_kind)): 1.0,
        "log-odds of the words": _log_odds(probabilities.get(value, 0.0)),
        "log-odds of nothing": _log_odds(probabilities.get(NOTHING, 0.0)),
    }
    if certainty := max((one.certainty for one in by_kind["clue"]), default=0.0):
        features["clue"], features["log-odds of clue"] = 1.0, _log_odds(certainty)
    for one in by_kind["number"]:
        features |= {f"number {name}": 1.0 for name in _of_number(one, text)}
    if phrases := by_kind["phrase"]:
        for one in phrases:
            features |= _of_phrase(one, text)
        fields = "+".join(sorted({one.place.field for one in phrases}))
        features |= {f"phrase in {fields}": 1.0, f"phrase times {min(len(phrases), 4)}": 1.0}
    return features


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


def _of_phrase(one: Sighting, text: ProductText) -> Features:
    notes = text.notes.get(one.place)
    if notes is None:
        notes = {f"phrase {name}": 1.0 for name in _of_place(one.surface, one.place, text)}
        text.notes[one.place] = notes
    length, beginning = min(len(one.value), 20), one.value[:3]
    return notes | {f"phrase form {one.form}": 1.0, f"phrase length {length}": 1.0, f"phrase begins {beginning}": 1.0}


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
