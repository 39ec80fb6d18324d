"""Training the BERT tagger, and a CRF beside it unless both together read clearly worse; knows no product."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..kg.progress import Progress, silent
from ..kg.settings import Settings
from .crf import files as crf_files
from .crf.tagger import CrfTagger
from .crf.training import train_crf
from .joined_tagger import CARD, joined, write_joined
from .labelled_text import LabelledText, known_slots, parts
from .tagger.decoding import choose_threshold
from .tagger.tagger import Tagger
from .tagger.training import TrainingReport, train_tagger

MOST_LOSS = 0.005
"""What held-out F1 may lose by the CRF before it is left out: so much is chance in a held-out part."""


def train_joined(
    texts: Sequence[LabelledText],
    settings: Settings,
    folder: Path,
    progress: Progress = silent,
    *,
    checkpoint: Path | None = None,
) -> TrainingReport:
    """Train both taggers into `folder`, leave the CRF out if it costs more than `MOST_LOSS`, and report on what reads.

    A CRF learns single words and their neighbours from fewer examples than a network does, and errs elsewhere; it adds
    a quarter to the time of reading. Raises TooFewTextsError, and EncoderError when the encoder cannot be loaded.
    """
    started = time.monotonic()
    for name in (CARD, crf_files.CARD, crf_files.MODELS):
        (folder / name).unlink(missing_ok=True)
    report = train_tagger(texts, settings, folder, progress, checkpoint=checkpoint)
    _, held_out = parts(texts, settings.seed)
    if not held_out:
        return report
    train_crf(texts, settings, folder, progress)
    asked, slots = [(text.text, text.category) for text in held_out], [known_slots(text) for text in held_out]
    read = [text for text, _ in asked]
    ours, theirs = (
        tagger.tag(asked, progress) for tagger in (Tagger.load(folder, settings.device), CrfTagger.load(folder))
    )
    _, alone = choose_threshold(read, ours, slots)
    threshold, together = choose_threshold(read, joined(read, ours, theirs), slots)
    if together < alone - MOST_LOSS:
        for name in (crf_files.CARD, crf_files.MODELS):
            (folder / name).unlink()
        return report
    write_joined(folder, threshold, together, alone)
    return replace(report, threshold=threshold, held_out_f1=together, seconds=round(time.monotonic() - started, 1))
