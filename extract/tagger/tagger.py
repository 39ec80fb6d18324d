"""The trained BERT tagger: text and category in, candidate values out; knows no product, no alias and no training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ...kg.progress import Progress, silent
from ..encoder import WordPieces
from .backends import Backend, open_backend
from .decoding import Candidate, best_candidates, decode
from .files import TaggerCard, read_card, read_word_pieces
from .inputs import Window, batches_by_length, category_pieces, collate, text_windows
from .labels import AttributeNumbers
from .spans import MAX_SPAN_WORDS

_WINDOWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained model with all it needs to read a text; `version` names its weights, for caches."""

    backend: Backend
    vocabulary: WordPieces
    numbers: AttributeNumbers
    max_pieces: int
    threshold: float
    version: str

    @classmethod
    def load(cls, folder: Path, device: str = "auto") -> Tagger:
        """Load a trained tagger; raises WorkspaceError when it is not whole."""
        return cls.of(folder, read_card(folder), device)

    @classmethod
    def of(cls, folder: Path, card: TaggerCard, device: str) -> Tagger:
        """Load the tagger that a card tells of; raises WorkspaceError when it is not whole."""
        network, vocabulary = open_backend(folder, card, device), read_word_pieces(folder, card)
        return cls(network, vocabulary, card.numbers, card.max_pieces, card.threshold, card.version)

    def tag(self, texts: Sequence[tuple[str, str]], progress: Progress = silent) -> list[list[Candidate]]:
        """Find the values in texts given with their categories.

        Returns for each text at most three candidates an attribute with a score of .05 or more, sorted by start. Long
        texts are read in overlapping windows, some thousand at a time: memory does not grow with the candidates.
        """
        found: list[list[Candidate]] = [[] for _ in texts]
        windows = (
            window
            for place, (text, category) in enumerate(texts)
            for window in text_windows(place, text, category, self.vocabulary, self.max_pieces)
        )
        with progress("tagging", len(texts), "texts") as advance, ThreadPoolExecutor(self.backend.threads) as pool:
            done = 0
            while block := list(islice(windows, _WINDOWS_AT_ONCE)):
                for window, candidates in self._tag_windows(block, texts, pool):
                    found[window.text] += candidates
                for place in {window.text for window in block}:
                    found[place] = best_candidates(texts[place][0], found[place])
                advance(block[-1].text - done)
                done = block[-1].text
            advance(len(texts) - done)
        return found

    def _tag_windows(
        self, windows: Sequence[Window], texts: Sequence[tuple[str, str]], pool: ThreadPoolExecutor
    ) -> Iterator[tuple[Window, list[Candidate]]]:
        pieces = {
            name: category_pieces(self.vocabulary, name) if name in self.numbers.possible else ()
            for name in {window.category for window in windows}
        }

        def tag_batch(places: Sequence[int]) -> list[tuple[Window, list[Candidate]]]:
            chosen = [windows[place] for place in places]
            batch = collate([(window, pieces[window.category]) for window in chosen], self.vocabulary)
            possible = [self.numbers.of_category(window.category) for window in chosen]
            of_windows = [texts[window.text][0] for window in chosen]
            scores = self.backend.scores(batch)
            found = decode(scores, batch, chosen, of_windows, possible, self.numbers.attributes)
            return list(zip(chosen, found, strict=True))

        lengths = [len(window.words) for window in windows]
        scores_per_word = MAX_SPAN_WORDS * len(self.numbers.attributes)
        for tagged in pool.map(tag_batch, batches_by_length(lengths, self.backend.batch_windows, scores_per_word)):
            yield from tagged
