"""Numbers and lists of names in sentences, and the name that was meant by a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_ALIKE = 65
"""The least likeness, in percent, at which a name may be meant by another."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an s in the plural: “1 product”, “2,000 products”."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], most: int = 12) -> str:
    """Join names, and count those after the first `most`."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def most_alike(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Return the known names that are like a wrong one, the likest first, whatever their case and punctuation.

    Likeness counts the letters to be left out and put in to make one name of the other (indel distance).
    """
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        name, list(known), scorer=fuzz.ratio, processor=utils.default_process, limit=most, score_cutoff=_ALIKE
    )
    return [entry for entry, *_ in found]


def did_you_mean(name: str, known: Iterable[str], most: int = 1) -> str:
    """Ask for the known names that are like a wrong one; empty where none is."""
    close = most_alike(name, known, most)
    return f"did you mean {', '.join(map(repr, close))}?" if close else ""


def known_instead(name: str, known: Iterable[str], most: int = 1) -> str:
    """Ask for the known names that are most like a wrong one, or list those that there are."""
    names = list(known)
    return did_you_mean(name, names, most) or f"there are: {listed(names)}"


def goes_with(quote: str, attribute: str) -> str:
    """Say that words only go with a value of an attribute: they are evidence for it, but do not say it."""
    return f"products whose {attribute} is known and whose text has “{quote}” mostly have it"
