"""What a tagger reads in which order while it learns: examples, rounds, batches; knows no network."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..encoder import WordPieces
from ..labelled_text import LabelledText
from .inputs import Window, batches_by_length, text_windows
from .labels import AttributeNumbers, Gold, window_gold
from .spans import MAX_SPAN_WORDS

ROUNDS = 14

_BATCH_WINDOWS = 16


@dataclass(frozen=True, slots=True)
class Example:
    """A window with what is known of it."""

    window: Window
    gold: Gold


def learning_examples(
    texts: Sequence[LabelledText], numbers: AttributeNumbers, vocabulary: WordPieces, max_pieces: int
) -> list[Example]:
    """Cut texts into the windows that teach something."""
    examples = (
        Example(window, window_gold(window, text, numbers))
        for place, text in enumerate(texts)
        for window in text_windows(place, text.text, text.category, vocabulary, max_pieces)
    )
    return [example for example in examples if example.gold.known or example.gold.spans]


def plan_rounds(
    examples: Sequence[Example], titles: int, attributes: int, chooser: random.Random
) -> list[list[list[Example]]]:
    """Lay out the batches of every round; `titles` examples are read in all rounds together."""
    rounds = _rounds(len(examples), titles, chooser)
    return [_batches([examples[place] for place in drawn], attributes, chooser) for drawn in rounds]


def _rounds(examples: int, titles: int, chooser: random.Random) -> Iterator[list[int]]:
    """Deal the budget into rounds of equal size from one endless, shuffled stream, so that all are used evenly."""
    stream = _endless(examples, chooser)
    for number in range(ROUNDS):
        size = titles * (number + 1) // ROUNDS - titles * number // ROUNDS
        if size:
            yield [next(stream) for _ in range(size)]


def _endless(examples: int, chooser: random.Random) -> Iterator[int]:
    while True:
        yield from chooser.sample(range(examples), examples)


def _batches(examples: Sequence[Example], attributes: int, chooser: random.Random) -> list[list[Example]]:
    lengths = [len(example.window.words) for example in examples]
    places = batches_by_length(lengths, _BATCH_WINDOWS, MAX_SPAN_WORDS * attributes)
    return [[examples[place] for place in batch] for batch in chooser.sample(places, len(places))]
