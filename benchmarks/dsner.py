"""How well values are read without an encoder out of text without spaces: the CRF on DSNER (Yang et al., COLING 2018).

    python benchmarks/dsner.py

Chinese shop sentences with brands, products, models, materials and specifications. `ds_pa` is labelled by a dictionary
alone: there a tagger that has learned from people's labels reads what the dictionary leaves open, and then learns from
all, people's labels counting double. Reads `$KGTAG_BENCH_DATA/dsner` (default `../shared/data`), trains on train (and
on `ds_pa`), chooses thresholds on dev, tests on test, prints a table and writes it as JSON to
`benchmarks/results/dsner.json`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kgtag.extract.crf.tagger import CrfTagger
from kgtag.extract.crf.training import train_crf
from kgtag.extract.labelled_text import LabelledText, Span
from kgtag.extract.tagger.decoding import Candidate
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out
from measuring import DATA, write_result

TYPES = {"cp": "product", "pp": "brand", "xh": "model", "yl": "material", "gg": "specification"}


def read_sentences(path: Path) -> list[tuple[str, tuple[Span, ...]]]:
    """Read sentences with their spans from one character and its label a line."""
    sentences = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        text, spans = "", []
        for line in filter(None, block.split("\n")):
            character, label = line.split("\t")
            if label.startswith("B-"):
                spans.append(Span(len(text), len(text) + len(character), TYPES[label[2:]]))
            elif label.startswith("I-"):
                spans[-1] = replace(spans[-1], end=len(text) + len(character))
            text += character
        if text:
            sentences.append((text, tuple(spans)))
    return sentences


def names(prefix: str, *, held_out: bool) -> Iterator[str]:
    """Name sentences so that they all fall into the held-out part, or none."""
    numbers = (f"{prefix}{number}" for number in range(10**9))
    return (name for name in numbers if is_held_out(name) == held_out)


def labelled(sentences: Sequence[tuple[str, tuple[Span, ...]]], prefix: str, *, held_out: bool) -> list[LabelledText]:
    """Take a person's labels for all there is: what a sentence does not name is absent."""
    return [
        LabelledText(name, text, "", spans, frozenset(TYPES.values()) - {span.attribute for span in spans})
        for name, (text, spans) in zip(names(prefix, held_out=held_out), sentences, strict=False)
    ]


def completed(
    dictionary: Sequence[tuple[str, tuple[Span, ...]]], tagger: CrfTagger
) -> list[tuple[str, tuple[Span, ...]]]:
    """Add to a dictionary's spans what a tagger reads in the rest of each sentence; a dictionary knows no new value."""
    read = tagger.tag([(text, "") for text, _ in dictionary])
    return [
        (text, (*spans, *(span for span in without_overlap(found, tagger.threshold) if not overlaps(span, spans))))
        for (text, spans), found in zip(dictionary, read, strict=True)
    ]


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Say whether a span shares a character with any of the others."""
    return any(span.start < other.end and other.start < span.end for other in others)


def without_overlap(candidates: Sequence[Candidate], threshold: float) -> set[Span]:
    """Keep the most probable of overlapping candidates."""
    kept: list[Span] = []
    for one in sorted(candidates, key=lambda candidate: -candidate.score):
        if one.score >= threshold and not overlaps(span := Span(one.start, one.end, one.attribute), kept):
            kept.append(span)
    return set(kept)


def score(gold: Sequence[set[Span]], found: Sequence[set[Span]]) -> dict[str, float]:
    """Compare spans exactly, pooled over all types."""
    right = sum(len(one & other) for one, other in zip(gold, found, strict=True))
    said, there = sum(map(len, found)), sum(map(len, gold))
    return {"precision": right / said, "recall": right / there, "f1": 2 * right / (said + there)}


def trained(texts: Sequence[LabelledText]) -> CrfTagger:
    """Train a CRF."""
    with tempfile.TemporaryDirectory() as folder:
        train_crf(texts, Settings(), Path(folder))
        return CrfTagger.load(Path(folder))


def tested(tagger: CrfTagger, sentences: Sequence[tuple[str, tuple[Span, ...]]]) -> dict[str, float]:
    """Score what a tagger finds in sentences at the threshold it chose."""
    started = time.process_time()
    found = tagger.tag([(text, "") for text, _ in sentences])
    seconds = time.process_time() - started
    spans = [without_overlap(candidates, tagger.threshold) for candidates in found]
    scores = score([set(gold) for _, gold in sentences], spans)
    return {**scores, "threshold": tagger.threshold, "sentences_per_processor_second": len(sentences) / seconds}


def main() -> None:
    """Train on human and on all labels, test, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", choices=("dev", "test"), default="test", help="what to measure on; tune on dev alone")
    options = parser.parse_args()
    train, dev, dictionary = (read_sentences(DATA / "dsner" / f"{name}.txt") for name in ("train", "dev", "ds_pa"))
    asked = read_sentences(DATA / "dsner" / f"{options.on}.txt")
    human, held_out = labelled(train, "train", held_out=False), labelled(dev, "dev", held_out=True)
    alone = trained(human + held_out)
    more = labelled(completed(dictionary, alone), "dictionary", held_out=False)
    taggers = {"human labels": alone, "human and distant": trained(human + human + more + held_out)}
    methods = {name: tested(tagger, asked) for name, tagger in taggers.items()}
    print(f"DSNER, {len(asked)} sentences of {options.on}: {len(train)} to learn from, {len(dictionary)} distant ones")
    print(f"{'':<20}{'precision':>10}{'recall':>10}{'F1':>10}{'threshold':>11}{'sentences/s':>13}")
    for name, found in methods.items():
        percents = "".join(f"{100 * found[ratio]:10.1f}" for ratio in ("precision", "recall", "f1"))
        print(f"{name:<20}{percents}{found['threshold']:11.3f}{found['sentences_per_processor_second']:13.0f}")
    if options.on == "test":
        write_result("dsner", {"methods": methods})


if __name__ == "__main__":
    main()
