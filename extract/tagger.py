"""The trained BERT tagger: text and category in, candidate values out; knows no product, no alias and no training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch

from ..kg.errors import WorkspaceError
from ..kg.progress import Progress, silent
from .encoder import Vocabulary, load_body, load_vocabulary, resolve_device
from .tagger_decoding import Candidate, best_candidates, decode
from .tagger_files import TaggerCard, read_card, read_weights
from .tagger_inputs import Window, batches_by_length, category_pieces, collate, text_windows
from .tagger_labels import Labels
from .tagger_model import MAX_SPAN_WORDS, TaggerModel

_BATCH_WINDOWS = 32
_WINDOWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained model with all it needs to read a text; `version` names its weights, for caches."""

    model: TaggerModel
    vocabulary: Vocabulary
    labels: Labels
    threshold: float
    version: str
    device: str

    @classmethod
    def load(cls, folder: Path, device: str = "auto") -> Tagger:
        """Load a trained tagger; raises WorkspaceError when it is not whole, EncoderError without its encoder."""
        card = read_card(folder)
        device = resolve_device(device)
        vocabulary = load_vocabulary(card.encoder)
        if vocabulary.fingerprint != card.vocabulary:
            raise WorkspaceError(
                f"the tagger in {folder} was trained with another vocabulary than encoder {card.encoder} has now: "
                "train it again with `kgtag train tagger`"
            )
        model = build_model(card, pretrained=False)
        model.load_state_dict(read_weights(folder, card))
        return cls(model.eval().to(device), vocabulary, card.labels, card.threshold, card.version, device)

    def tag(self, texts: Sequence[tuple[str, str]], progress: Progress = silent) -> list[list[Candidate]]:
        """Find the values in texts given with their categories.

        Returns for each text at most three candidates an attribute with a score of .05 or more, sorted by start. Long
        texts are read in overlapping windows; memory is bounded by the candidates, not by the texts' length.
        """
        found: list[list[Candidate]] = [[] for _ in texts]
        windows = (
            window
            for place, (text, category) in enumerate(texts)
            for window in text_windows(place, text, category, self.vocabulary, max_pieces(self.model))
        )
        with progress("tagging", len(texts), "texts") as advance:
            done = 0
            while block := list(islice(windows, _WINDOWS_AT_ONCE)):
                for window, candidates in self._tag_windows(block, texts):
                    found[window.text] += candidates
                advance(block[-1].text - done)
                done = block[-1].text
            advance(len(texts) - done)
        return [best_candidates(text, candidates) for (text, _), candidates in zip(texts, found, strict=True)]

    @torch.inference_mode()
    def _tag_windows(
        self, windows: Sequence[Window], texts: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[Window, list[Candidate]]]:
        names = {window.category for window in windows}
        pieces = {
            name: category_pieces(self.vocabulary, name) if name in self.labels.possible else () for name in names
        }
        lengths = [len(window.words) for window in windows]
        for places in batches_by_length(lengths, _BATCH_WINDOWS, MAX_SPAN_WORDS * len(self.labels.attributes)):
            chosen = [windows[place] for place in places]
            batch = collate([(window, pieces[window.category]) for window in chosen], self.vocabulary).to(self.device)
            possible = torch.zeros(len(chosen), len(self.labels.attributes), dtype=torch.bool)
            for row, window in enumerate(chosen):
                possible[row, list(self.labels.of_category(window.category))] = True
            with mixed_precision(self.device):
                scores = self.model(batch)
            of_windows = [texts[window.text][0] for window in chosen]
            yield from zip(
                chosen,
                decode(scores, batch, chosen, of_windows, possible.to(self.device), self.labels.attributes),
                strict=True,
            )


def build_model(card: TaggerCard, *, pretrained: bool) -> TaggerModel:
    """Build the network of a tagger, its body from the encoder or, with `pretrained=False`, still to be loaded."""
    body = load_body(card.encoder, pretrained=pretrained)
    return TaggerModel(body, body.config.hidden_size, len(card.labels.attributes))


def max_pieces(model: TaggerModel) -> int:
    """Return how many pieces the encoder takes at once (two positions of some families are not for pieces)."""
    return min(512, int(model.body.config.max_position_embeddings) - 2)


def mixed_precision(device: str) -> AbstractContextManager[object]:
    """Compute the encoder in bfloat16 where the hardware has it, in float32 elsewhere."""
    kind = device.split(":")[0]
    has_bfloat16 = torch.cuda.is_bf16_supported() if kind == "cuda" else _cpu_has_bfloat16() if kind == "cpu" else False
    return torch.autocast(kind, dtype=torch.bfloat16) if has_bfloat16 else nullcontext()


def _cpu_has_bfloat16() -> bool:
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
