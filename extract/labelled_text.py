"""The one type between alignment and the tagger: a text with what is known about it; knows no model and no table."""

from __future__ import annotations

from dataclasses import dataclass, field


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
