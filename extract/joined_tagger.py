"""The BERT tagger and the CRF as one: what both see is strong, what only one of them sees is weak; trains nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..kg.fingerprint import fingerprint
from ..kg.progress import Progress, silent
from ..kg.stored_files import intact, read_json
from ..kg.tables import write_text
from .crf.tagger import CrfTagger
from .tagger.decoding import LOWEST_SCORE, Candidate, best_candidates
from .tagger.tagger import Tagger

FORMAT = 1
CARD = "joined.json"
"""Stands beside the cards of the two taggers that are joined."""
_FIX = "train anew with `kgtag train tagger`"


@dataclass(frozen=True, slots=True)
class JoinedTagger:
    """Two taggers that read the same text; each value's score is the mean of theirs."""

    bert: Tagger
    crf: CrfTagger
    threshold: float

    @classmethod
    def load(cls, folder: Path, device: str) -> JoinedTagger:
        """Load two taggers that lie in one folder; raises WorkspaceError when they are not whole."""
        return cls(Tagger.load(folder, device), CrfTagger.load(folder), _read_threshold(folder / CARD))

    @property
    def version(self) -> str:
        return fingerprint(self.bert.version, self.crf.version)[:16]

    def tag(self, texts: Sequence[tuple[str, str]], progress: Progress = silent) -> list[list[Candidate]]:
        """Find the values in texts given with their categories, as either tagger does."""
        return joined([text for text, _ in texts], self.bert.tag(texts, progress), self.crf.tag(texts, progress))


def joined(
    texts: Sequence[str], ours: Sequence[Sequence[Candidate]], theirs: Sequence[Sequence[Candidate]]
) -> list[list[Candidate]]:
    """Average the scores of what two taggers found in each text; what one of them did not find it scores 0."""
    return [
        best_candidates(text, _averaged(text, [*one, *other]))
        for text, one, other in zip(texts, ours, theirs, strict=True)
    ]


def write_joined(folder: Path, threshold: float, f1: float, f1_alone: float) -> None:
    """Write that the folder's two taggers read as one, from which score on, and the held-out F1 with and without."""
    content = {"format": FORMAT, "threshold": threshold, "held_out_f1": f1, "held_out_f1_alone": f1_alone}
    write_text(json.dumps(content, indent=1), folder / CARD)


def _averaged(text: str, found: Iterable[Candidate]) -> list[Candidate]:
    """Give each value the mean of its two scores, at the place of the higher one."""
    best: dict[tuple[str, str], Candidate] = {}
    total: dict[tuple[str, str], float] = {}
    for one in found:
        form = one.attribute, text[one.start : one.end].lower()
        total[form] = total.get(form, 0.0) + one.score / 2
        best[form] = max(best.get(form, one), one, key=lambda candidate: candidate.score)
    return [replace(one, score=total[form]) for form, one in best.items() if total[form] >= LOWEST_SCORE]


def _read_threshold(path: Path) -> float:
    content = read_json(path, _FIX, FORMAT)
    with intact(path, _FIX):
        return float(content["threshold"])
