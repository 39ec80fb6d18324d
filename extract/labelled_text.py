"""The one type between alignment and the taggers: a text with what is known about it; knows no model and no table."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..kg.errors import KgtagError
from ..kg.splits import is_held_out

FEWEST_TEXTS = 60
"""Texts that say a value, from which a tagger can be trained."""
MOST_HELD_OUT_TEXTS = 2_000
"""Held-out texts that a tagger is measured on; more would not move a threshold."""


class TooFewTextsError(KgtagError):
    """There is too little labelled text to train a tagger on; known values and rules still work."""


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `[start, end)` of a text that name a value of `attribute`."""

    start: int
    end: int
    attribute: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text (a title or a description) to learn from.

    For every attribute one of three things is known: it is named in `spans` (all occurrences that mean the value), it
    is in `absent` (learned as "nothing here"), or neither: then it is unknown, and nothing is learned about it.
    """

    product: str
    text: str
    category: str
    spans: tuple[Span, ...] = ()
    absent: frozenset[str] = field(default_factory=frozenset)

    def known(self) -> frozenset[str]:
        """Return the attributes of which the text teaches something."""
        return self.absent.union(span.attribute for span in self.spans)


def parts(texts: Sequence[LabelledText], seed: int) -> tuple[list[LabelledText], list[LabelledText]]:
    """Part texts into those to learn from and a sample of those of held-out products; what teaches nothing is left out.

    Raises TooFewTextsError when too few texts to learn from say a value.
    """
    useful = [text for text in texts if text.known()]
    learned = [text for text in useful if not is_held_out(text.product)]
    if (named := sum(bool(text.spans) for text in learned)) < FEWEST_TEXTS:
        raise TooFewTextsError(
            f"a tagger needs {FEWEST_TEXTS} texts outside of the held-out part that say a value their product is known "
            f"to have, not {named}: fill in more attributes, or go on without it (--no-train)"
        )
    held_out = [text for text in useful if is_held_out(text.product)]
    sample = random.Random(seed).sample(held_out, min(len(held_out), MOST_HELD_OUT_TEXTS))  # noqa: S311
    return learned, sample


def known_slots(text: LabelledText) -> dict[str, frozenset[str]]:
    """Return what is known of a text's slots: attribute → surface forms, none where it is absent."""
    forms: dict[str, set[str]] = {name: set() for name in text.absent}
    for span in text.spans:
        forms.setdefault(span.attribute, set()).add(text.text[span.start : span.end])
    return {name: frozenset(found) for name, found in forms.items()}
