"""The one type between alignment and the taggers: a text with what is known about it; knows no model and no table."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..kg.errors import KgtagError


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


def known_slots(text: LabelledText) -> dict[str, frozenset[str]]:
    """Return what is known of a text's slots: attribute → surface forms, none where it is absent."""
    forms: dict[str, set[str]] = {name: set() for name in text.absent}
    for span in text.spans:
        forms.setdefault(span.attribute, set()).add(text.text[span.start : span.end])
    return {name: frozenset(found) for name, found in forms.items()}
