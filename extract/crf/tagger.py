"""The CRF tagger, which needs no encoder: one small chain for each attribute; knows no product and no training.

Conditional random fields (Lafferty et al. 2001) as CRFsuite (Okazaki 2007) has them. Each attribute has a chain of its
own over the labels begin, inside and outside, so that a text teaches the attributes that are known of it and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING

from ...kg.progress import Progress, silent
from ..tagger.decoding import LONGEST_VALUE, LOWEST_SCORE, Candidate, best_candidates
from ..words import WINDOW_WORDS, word_offsets, word_windows
from .features import word_features
from .files import CrfCard, read_crf

if TYPE_CHECKING:
    from pycrfsuite import ItemSequence
    from pycrfsuite import Tagger as Chain

BEGIN, INSIDE, OUTSIDE = "B", "I", "O"
_LEAST_BEGIN = 0.02
"""Words that less probably begin a value are not looked at."""
_GOES_ON = 0.5
"""A value goes on while its next word is more probably inside than not."""


@dataclass(frozen=True, slots=True)
class CrfTagger:
    """A trained chain for each attribute; `version` names the models, for caches.

    CRFsuite reads a model where it lies, so that `models` must live as long as the `chains`.
    """

    models: Mapping[str, bytes]
    chains: Mapping[str, Chain]
    card: CrfCard

    @classmethod
    def of(cls, models: Mapping[str, bytes], card: CrfCard) -> CrfTagger:
        """Open trained models."""
        return cls(models, {attribute: _open_chain(model) for attribute, model in models.items()}, card)

    @classmethod
    def load(cls, folder: Path) -> CrfTagger:
        """Load a trained tagger; raises WorkspaceError when it is not whole."""
        card, models = read_crf(folder)
        return cls.of(models, card)

    @property
    def threshold(self) -> float:
        return self.card.threshold

    @property
    def version(self) -> str:
        return self.card.version

    def tag(self, texts: Sequence[tuple[str, str]], progress: Progress = silent) -> list[list[Candidate]]:
        """Find the values in texts given with their categories.

        Returns for each text at most three candidates an attribute with a probability of .05 or more, sorted by start.
        Long texts are read window by window; a candidate belongs to the window that owns its first word.
        """
        found = []
        with progress("tagging", len(texts), "texts") as advance:
            for text, category in texts:
                found.append(best_candidates(text, self._read(text, category)))
                advance(1)
        return found

    def _read(self, text: str, category: str) -> Iterator[Candidate]:
        attributes = self._attributes_of(category)
        words = word_offsets(text)
        for window in word_windows([1] * len(words), WINDOW_WORDS):
            own = words[window.first : window.last]
            owned = range(window.owned_from - window.first, window.owned_to - window.first)
            items = item_sequence(text, own, category)
            for attribute in attributes:
                for first, last, score in _spans(self.chains[attribute], items, len(own), owned):
                    start, end = own[first][0], own[last][1]
                    probability = calibrated(score, self.card)
                    if end - start <= LONGEST_VALUE and probability >= LOWEST_SCORE:
                        yield Candidate(start, end, attribute, probability)

    def _attributes_of(self, category: str) -> list[str]:
        """Return the attributes that a category can have: all, if it was never seen."""
        seen = any(category in categories for categories in self.card.categories.values())
        return [name for name in self.chains if not seen or category in self.card.categories[name]]


def item_sequence(text: str, words: Sequence[tuple[int, int]], category: str) -> ItemSequence:
    """Return the features of some words of a text as CRFsuite reads them."""
    from pycrfsuite import ItemSequence

    return ItemSequence(word_features(text, words, category))


def calibrated(score: float, card: CrfCard) -> float:
    """Return the probability that a span with this score is right (Platt 1999)."""
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return 1 / (1 + exp(-(card.slope * log(bounded / (1 - bounded)) + card.intercept)))


def _open_chain(model: bytes) -> Chain:
    from pycrfsuite import Tagger as Chain

    chain = Chain()
    chain.open_inmemory(model)
    return chain


def _spans(chain: Chain, items: ItemSequence, words: int, owned: range) -> Iterator[tuple[int, int, float]]:
    """Iterate the spans (first word, last word, score) that may be values and begin at an `owned` word.

    The score is the least marginal probability along the span times that of ending there.
    """
    chain.set(items)
    inside_known = INSIDE in chain.labels()

    def inside(place: int) -> float:
        return chain.marginal(INSIDE, place) if inside_known and place < words else 0.0

    for first in owned:
        score = chain.marginal(BEGIN, first)
        if score < _LEAST_BEGIN:
            continue
        last, reached = first, min(1.0, score + inside(first))
        while (goes_on := inside(last + 1)) > _GOES_ON * reached:
            last += 1
            score, reached = min(score, goes_on), min(1.0, chain.marginal(BEGIN, last) + goes_on)
        yield first, last, score * (1 - goes_on / reached)
