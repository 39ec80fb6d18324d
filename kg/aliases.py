"""Which surface forms of one attribute stand for which value, by rule, by likeness and by decision; reads no catalog.

Surface forms with the same key (see `values`) are one value. Beyond that, rare misspellings of frequent values are
folded ("Addidas" into "Adidas"). A wrong merge is worse than a duplicate, so such a fold needs all of this:

- the value is rare and the other at least ten times as frequent, and no second frequent value is as near;
- both have the same words but one, and that one differs by a single slip of the finger (a letter doubled, left out,
  added, replaced, or two swapped) that spares its first and last letter;
- this word consists of Latin letters only, six or more for a doubled or swapped letter, eight for any other slip, and
  is not among the words listed below;
- the catalog's texts do not use the rare word more than twice as often as its cells, as they would a word of its own
  ("cleaner" is no slip of "cleanser").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA

from .misspellings import LONGEST, MUCH_MORE, one_letter_apart
from .values import plain_words, print_canonically, read_quantity, value_key

if TYPE_CHECKING:
    from .schema import Attribute

Rule = Literal["case", "spelling", "unit", "fuzzy", "decision"]

_SHORTEST_DOUBLED, _SHORTEST = 6, 8
_WORDS_APART = frozenset({
    "silver", "sliver", "golden", "bronze", "purple", "orange", "yellow", "violet", "copper", "cherry", "female",
    "medium", "smaller", "shorter", "without", "within", "inside", "outside", "indoor", "outdoor", "coarse", "course",
    "wooden", "woolen", "united", "untied", "casual", "causal", "marital", "martial", "desert", "dessert",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alias:
    """A surface form, the value it stands for, by what rule, and how alike the two are (1 = the same)."""

    surface: str
    value: str
    rule: Rule
    score: float = 1.0


def fold_surfaces(
    attribute: Attribute,
    counts: Mapping[str, int],
    text_counts: Mapping[str, int],
    kept_apart: Sequence[tuple[str, str]] = (),
    merged: Mapping[str, str] | None = None,
) -> list[Alias]:
    """Give every surface form of an attribute exactly one value; those that name a value are listed with themselves.

    Args:
        attribute: whose surface forms these are.
        counts: products of each surface form.
        text_counts: products whose text uses a lower-case word.
        kept_apart: (surface, value) that a person split: never folded, by key or by likeness.
        merged: surface -> value as a person decided: folded always, all spellings of the surface with it; the value
            bears the name the person gave it.
    """
    merged = merged or {}
    split = {one for one, other in kept_apart if value_key(one, attribute) == value_key(other, attribute)}
    group = {surface: _group(surface, attribute, split) for surface in [*counts, *merged, *merged.values(), *split]}
    members: dict[str, list[str]] = {}
    for surface in sorted({*counts, *merged}, key=lambda surface: (-counts.get(surface, 0), surface)):
        members.setdefault(group[surface], []).append(surface)
    names = {key: _name(surfaces, attribute, split) for key, surfaces in members.items()}
    steps = _likely_steps(attribute, names, members, counts, text_counts, kept_apart)
    steps |= {group[one]: (group[other], "decision", 1.0) for one, other in merged.items()}
    names |= {group[value]: value for value in merged.values()}
    return [_alias(surface, key, names, steps, attribute) for key in members for surface in members[key]]


def _group(surface: str, attribute: Attribute, split: Collection[str]) -> str:
    return f"\0{surface}" if surface in split else value_key(surface, attribute)


def _name(surfaces: Sequence[str], attribute: Attribute, split: Collection[str]) -> str:
    """Name a value by its most frequent surface form, unless its canonical print was split off from it."""
    printed = surfaces[0] if surfaces[0] in split else print_canonically(surfaces[0], attribute)
    return surfaces[0] if printed in split else printed


def _likely_steps(
    attribute: Attribute,
    names: Mapping[str, str],
    members: Mapping[str, Sequence[str]],
    counts: Mapping[str, int],
    text_counts: Mapping[str, int],
    kept_apart: Sequence[tuple[str, str]],
) -> dict[str, tuple[str, Rule, float]]:
    """Return misspelled group -> (group that is meant, "fuzzy", likeness)."""
    if attribute.kind != "text":
        return {}
    group = {name: key for key, name in names.items()}
    frequencies = {names[key]: sum(counts.get(surface, 0) for surface in members[key]) for key in members}
    keys = {surface: value_key(surface, attribute) for pair in kept_apart for surface in pair}
    apart = {frozenset((keys[one], keys[other])) for one, other in kept_apart}
    return {
        group[fold.surface]: (group[fold.value], "fuzzy", fold.score)
        for fold in find_misspellings(frequencies, text_counts)
        if frozenset(value_key(name, attribute) for name in (fold.surface, fold.value)) not in apart
    }


def _alias(
    surface: str,
    key: str,
    names: Mapping[str, str],
    steps: Mapping[str, tuple[str, Rule, float]],
    attribute: Attribute,
) -> Alias:
    """Follow the steps from a surface form's group to its value; decisions that run in a circle make one value."""
    path = [key]
    while path[-1] in steps and steps[path[-1]][0] not in path:
        path.append(steps[path[-1]][0])
    last = path[-1]
    end = min(path[path.index(steps[last][0]) :]) if last in steps else last
    _, rule, score = (end, _rule(surface, names[end], attribute), 1.0) if end == key else steps[key]
    return Alias(surface, names[end], rule, score)


def _rule(surface: str, value: str, attribute: Attribute) -> Rule:
    if surface.casefold() == value.casefold():
        return "case"
    measured = attribute.kind in ("text", "quantity") and read_quantity(surface, attribute) is not None
    return "unit" if measured else "spelling"


def find_misspellings(counts: Mapping[str, int], text_counts: Mapping[str, int]) -> list[Alias]:
    """Find the values of one attribute that misspell another one, in alphabetical order.

    Args:
        counts: products of each value.
        text_counts: products whose text uses a lower-case word.
    """
    words = {value: plain_words(value) for value in sorted(counts) if len(value) <= LONGEST}
    letters = {value: " ".join(own) for value, own in words.items()}
    targets = {value: own for value, own in letters.items() if counts[value] >= MUCH_MORE}
    folds = []
    for surface, near in one_letter_apart(letters, targets):
        frequent = [value for value in near if counts[value] >= MUCH_MORE * counts[surface]]
        most = 2 * counts[surface]
        meant = [value for value in frequent if _is_slip(words[surface], words[value], most, text_counts)]
        if len(meant) == 1:
            score = OSA.normalized_similarity(letters[surface], letters[meant[0]])
            folds.append(Alias(surface, meant[0], "fuzzy", score))
    return folds


def _is_slip(spelled: Sequence[str], meant: Sequence[str], most: int, text_counts: Mapping[str, int]) -> bool:
    """Say whether one word is a slip of the finger, and not a word that texts use more than `most` times."""
    different = [pair for pair in zip(spelled, meant, strict=False) if pair[0] != pair[1]]
    if len(spelled) != len(meant) or len(different) != 1:
        return False
    wrong, right = different[0]
    return _is_one_slip(wrong, right) and _WORDS_APART.isdisjoint({wrong, right}) and text_counts.get(wrong, 0) <= most


def _is_one_slip(wrong: str, right: str) -> bool:
    if not (wrong + right).isascii() or not (wrong + right).isalpha() or OSA.distance(wrong, right) != 1:
        return False
    small_slip = sorted(wrong) == sorted(right) or _undoubled(wrong) == _undoubled(right)
    long_enough = min(len(wrong), len(right)) >= (_SHORTEST_DOUBLED if small_slip else _SHORTEST)
    return long_enough and wrong[0] == right[0] and wrong[-1] == right[-1]


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
