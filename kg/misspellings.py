"""Values that may be one letter from a frequent one, found without comparing all pairs; knows no attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

MUCH_MORE = 10
"""So many times as many products as a misspelling has the value that is meant, at least."""
LONGEST = 60
"""Letters of the longest value that is looked at."""


def one_letter_apart(rare: Mapping[str, str], frequent: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Iterate rare values with the frequent ones, if any, that leave the same when a letter of each is deleted.

    Symmetric deletion, as in SymSpell (Garbe 2012): the work grows with the number of values, not of pairs. Both map
    values to the letters that are compared. A value that is the same, or two letters away, may be among those found.
    """
    targets: dict[str, list[str]] = {}
    for value, letters in frequent.items():
        for rest in _shortened(letters):
            targets.setdefault(rest, []).append(value)
    for value, letters in rare.items():
        if near := {other for rest in _shortened(letters) for other in targets.get(rest, ())}:
            yield value, sorted(near)


def _shortened(letters: str) -> set[str]:
    return {letters, *(letters[:place] + letters[place + 1 :] for place in range(len(letters)))}
