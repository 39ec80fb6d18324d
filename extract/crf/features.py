"""What a CRF is told of every word of a text, as feature names; knows no label and no model.

The template is the usual one for product text: the word, its affixes and shape, its neighbours alone and in pairs, and
all of it once more within the category. A character of a script without spaces counts as a word; there runs of two and
three characters take the place of affixes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

REACH = 3
"""Words on either side that a word is told of."""
_EDGE = 4
"""Words from the text's ends that are told where they stand."""
_LONGEST_WORD = 40
"""Characters of a word that are looked at: a megabyte without a space is one word."""
_RUNS = regex.compile(r"(.)\1+")
_BEFORE, _AFTER = "<", ">"


def word_features(text: str, words: Sequence[tuple[int, int]], category: str) -> list[list[str]]:
    """Return the features of each word, given by its offsets into the text."""
    raw = [text[start : min(end, start + _LONGEST_WORD)] for start, end in words]
    lower = [_BEFORE] * REACH + [word.lower() for word in raw] + [_AFTER] * REACH
    shapes = [""] * REACH + [_shape(word) for word in raw] + [""] * REACH
    features = []
    for place, (start, _) in enumerate(words):
        own = _alone(lower, shapes, place + REACH) + _together(lower, place + REACH)
        own += _in_category(lower, shapes, place + REACH, category)
        if start and not text[start - 1].isspace():
            own.append("glued")
        own += _position(place, len(words), category)
        features.append(own)
    return features


def _alone(lower: Sequence[str], shapes: Sequence[str], at: int) -> list[str]:
    word = lower[at]
    affixes = range(1, min(5, len(word)))
    return [
        "word",
        f"shape={shapes[at]}",
        f"shape-1={shapes[at - 1]}",
        f"shape+1={shapes[at + 1]}",
        *(f"{step:+}={lower[at + step]}" for step in range(-REACH, REACH + 1)),
        *(f"prefix={word[:length]}" for length in affixes),
        *(f"suffix={word[-length:]}" for length in affixes),
    ]


def _together(lower: Sequence[str], at: int) -> list[str]:
    before2, before, word, after, after2 = lower[at - 2 : at + 3]
    features = [
        f"-2-1={before2} {before}",
        f"-1+0={before} {word}",
        f"+0+1={word} {after}",
        f"+1+2={after} {after2}",
        f"-1+1={before} {after}",
    ]
    if len(word) == 1 and word.isalpha():
        features += [f"-2+0={before2}{before}{word}", f"-1+0+1={before}{word}{after}", f"+0+2={word}{after}{after2}"]
    return features


def _in_category(lower: Sequence[str], shapes: Sequence[str], at: int, category: str) -> list[str]:
    if not category:
        return []
    return [
        f"in {category}",
        f"in {category} word={lower[at]}",
        f"in {category} -1={lower[at - 1]}",
        f"in {category} +1={lower[at + 1]}",
        f"in {category} shape={shapes[at]}",
    ]


def _position(place: int, words: int, category: str) -> list[str]:
    features = []
    if place < _EDGE:
        features += [f"begin{place}", f"in {category} begin{place}"]
    if words - place <= _EDGE:
        features.append(f"end{words - place}")
    return features


@lru_cache(maxsize=1 << 16)
def _shape(word: str) -> str:
    """Return a word's shape: "Xx+" of "Acme", "X+9" of "IPX7".

    >>> _shape("Acme"), _shape("IPX7"), _shape("防")
    ('Xx+', 'X+9', 'c')
    """
    return _RUNS.sub(r"\1+", "".join(map(_sign, word)))


def _sign(character: str) -> str:
    if character.isdigit():
        return "9"
    if not character.isalpha():
        return character
    return "X" if character.isupper() else "x" if character.islower() else "c"
