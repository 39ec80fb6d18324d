"""The attributes a tagger knows, and a labelled text's spans as words and numbers; knows no network."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..labelled_text import LabelledText, Span
from .inputs import Window
from .spans import MAX_SPAN_WORDS


@dataclass(frozen=True, slots=True)
class AttributeNumbers:
    """`attributes` by number, and for every category the numbers of those it can have."""

    attributes: tuple[str, ...]
    possible: Mapping[str, tuple[int, ...]]

    def of_category(self, category: str) -> tuple[int, ...]:
        """Return the numbers of a category's attributes; of a category never seen, all."""
        return self.possible.get(category, tuple(range(len(self.attributes))))


@dataclass(frozen=True, slots=True)
class Gold:
    """What is known of a window, attributes by number.

    `spans`: (first word, last word, attribute) of every occurrence; `known`: the attributes whose spans are all there,
    or that are known to be absent; `possible`: the attributes its category can have.
    """

    spans: tuple[tuple[int, int, int], ...]
    known: tuple[int, ...]
    possible: tuple[int, ...]


def number_attributes(texts: Iterable[LabelledText]) -> AttributeNumbers:
    """Collect the attributes that some text names, and the categories in which each was ever named or absent."""
    texts = list(texts)
    attributes = sorted({span.attribute for text in texts for span in text.spans})
    number = {attribute: place for place, attribute in enumerate(attributes)}
    possible: dict[str, set[int]] = {}
    for text in texts:
        known = {span.attribute for span in text.spans} | text.absent
        possible.setdefault(text.category, set()).update(number[name] for name in known if name in number)
    return AttributeNumbers(tuple(attributes), {name: tuple(sorted(possible[name])) for name in sorted(possible)})


def window_gold(window: Window, text: LabelledText, numbers: AttributeNumbers) -> Gold:
    """Say what is known of a window of a labelled text.

    A span is widened to whole words. An attribute with a span that the window's border cuts, or that is longer than
    the slot head can answer, is not known here.
    """
    number = {attribute: place for place, attribute in enumerate(numbers.attributes)}
    known = {number[name] for name in text.absent if name in number}
    known |= {number[span.attribute] for span in text.spans if span.attribute in number}
    starts, ends = [start for start, _ in window.words], [end for _, end in window.words]
    spans = []
    for span in text.spans:
        if span.attribute not in number or not _touches(span, starts[0], ends[-1]):
            continue
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end) - 1
        if span.start >= starts[0] and span.end <= ends[-1] and first <= last:
            spans.append((first, last, number[span.attribute]))
        if span.start < starts[0] or span.end > ends[-1] or last - first >= MAX_SPAN_WORDS:
            known.discard(number[span.attribute])
    return Gold(tuple(spans), tuple(sorted(known)), numbers.of_category(text.category))


def without_category(gold: Gold, attributes: int) -> Gold:
    """Return what is known when the category is hidden: attributes that it cannot have are absent."""
    everything = tuple(range(attributes))
    impossible = set(everything) - set(gold.possible)
    return Gold(gold.spans, tuple(sorted(impossible | set(gold.known))), everything)


def _touches(span: Span, start: int, end: int) -> bool:
    return span.start < end and span.end > start
