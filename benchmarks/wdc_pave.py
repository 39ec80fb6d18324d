"""How well values are read out of titles and descriptions: raw and as the shop's columns write them, on WDC-PAVE.

    python benchmarks/wdc_pave.py                       # both tables, without training a tagger
    python benchmarks/wdc_pave.py --tagger --crf        # the taggers too (raw values)
    python benchmarks/wdc_pave.py --part 0              # learn from three quarters of train, ask the fourth: for tuning

Learns from train and asks dev. The normalised columns are learned from these columns alone. Reads
`$KGTAG_BENCH_DATA/wdc-pave` (default `../shared/data`), prints a table for each kind of value and writes it as JSON to
`benchmarks/results/wdc_pave_attributes.json` and `wdc_pave_normalized.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from kgtag.extract.columns.reader import learn_column
from kgtag.extract.evaluation.metrics import evaluate_extraction
from kgtag.extract.labelled_text import LabelledText, Span
from kgtag.extract.phrases import ProductText
from kgtag.kg.fingerprint import fingerprint
from kgtag.kg.settings import Settings
from kgtag.kg.types import TextField
from measuring import DATA, write_result

from extraction import laid_out, occurrences, print_table  # isort: skip

PARTS = 4
FIELDS: tuple[TextField, ...] = ("title", "description")
Kind = Literal["attributes", "normalized"]
TITLES: Mapping[Kind, str] = {"attributes": "raw values, title + description", "normalized": "normalised values"}
Answers = list[dict[str, str]]


class Scored(Protocol):
    """What every tagger returns for a place in a text."""

    start: int
    end: int
    attribute: str
    score: float


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of WDC-PAVE: attribute → accepted values, none where it is known to be absent."""

    text: ProductText
    values: Mapping[Kind, Mapping[str, tuple[str, ...]]]


def read_offers(path: Path) -> list[Offer]:
    """Read one of the benchmark's files."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Offer(
            ProductText(row["id"], row["category"], {field: row[field] for field in FIELDS if row.get(field)}),
            {kind: {name: tuple(values or ()) for name, values in row[kind].items()} for kind in TITLES},
        )
        for row in rows
    ]


def answer_by_gazetteer(train: Sequence[Offer], asked: Sequence[Offer], kind: Kind) -> Answers:
    """Answer with the longest value of the category's column that stands in the text, as the text writes it if raw."""
    known = defaultdict(set)
    for offer in train:
        for attribute, values in offer.values[kind].items():
            known[offer.text.category, attribute] |= set(values)
    answers: Answers = []
    for offer in asked:
        answer = {}
        for attribute in offer.values[kind]:
            for value in sorted(known[offer.text.category, attribute], key=lambda value: (-len(value), value)):
                texts = [text for text in offer.text.texts.values() if occurrences(text, value)]
                if texts:
                    start, end = occurrences(texts[0], value)[0]
                    answer[attribute] = texts[0][start:end] if kind == "attributes" else value
                    break
        answers.append(answer)
    return answers


def answer_by_columns(train: Sequence[Offer], asked: Sequence[Offer], kind: Kind) -> Answers:
    """Learn to read every column, and answer with it."""
    answers: Answers = [{} for _ in asked]
    for attribute in sorted({name for offer in train for name in offer.values[kind]}):
        known = [(offer.text, offer.values[kind][attribute]) for offer in train if attribute in offer.values[kind]]
        column = learn_column(known)
        for offer, answer in zip(asked, answers, strict=True):
            if column and attribute in offer.values[kind] and (reading := column.answer(offer.text)):
                answer[attribute] = reading.value
    return answers


def labelled(offers: Sequence[Offer]) -> list[LabelledText]:
    """Say of every text what the gold says of its product: every occurrence of a raw value, or its absence."""
    return [
        LabelledText(
            offer.text.product, text, offer.text.category,
            tuple(
                Span(start, end, attribute)
                for attribute, values in offer.values["attributes"].items()
                for start, end in longest({place for value in values for place in occurrences(text, value)})
            ),
            frozenset(name for name, values in offer.values["attributes"].items() if not values),
        )
        for offer in offers
        for text in offer.text.texts.values()
    ]  # fmt: skip


def longest(places: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out the places that lie in longer ones."""
    return sorted(
        one for one in places if not any(two != one and two[0] <= one[0] and one[1] <= two[1] for two in places)
    )


def best_answers(asked: Sequence[Offer], candidates: Sequence[Sequence[Scored]], threshold: float) -> Answers:
    """Answer each slot with the candidate of the highest score in any of the product's texts."""
    answers: Answers = []
    found = iter(candidates)
    for offer in asked:
        best: dict[str, tuple[float, str]] = {}
        for text in offer.text.texts.values():
            for one in next(found):
                if one.score >= max(threshold, best.get(one.attribute, (0.0, ""))[0]):
                    best[one.attribute] = one.score, text[one.start : one.end]
        answers.append({name: value for name, (_, value) in best.items() if name in offer.values["attributes"]})
    return answers


def texts_of(offers: Sequence[Offer]) -> list[tuple[str, str]]:
    """Return all texts with their categories."""
    return [(text, offer.text.category) for offer in offers for text in offer.text.texts.values()]


def answer_by_taggers(train: Sequence[Offer], asked: Sequence[Offer], settings: Settings) -> dict[str, Answers]:
    """Train the BERT tagger and the CRF on the raw values; answer with each and, if that does not harm, with both."""
    from kgtag.extract.extraction import load_tagger
    from kgtag.extract.joined_tagger import JoinedTagger
    from kgtag.extract.joined_training import train_joined

    with tempfile.TemporaryDirectory() as folder:
        train_joined(labelled(train), settings, Path(folder))
        tagger = load_tagger(Path(folder), settings)
        taggers = {"tagger": tagger}
        if isinstance(tagger, JoinedTagger):
            taggers = {"tagger": tagger.bert, "crf": tagger.crf, "both": tagger}
        return {name: best_answers(asked, one.tag(texts_of(asked)), one.threshold) for name, one in taggers.items()}


def answer_by_crf(train: Sequence[Offer], asked: Sequence[Offer], settings: Settings) -> Answers:
    """Train the CRF tagger on the raw values, and answer with it."""
    from kgtag.extract.crf.tagger import CrfTagger
    from kgtag.extract.crf.training import train_crf

    with tempfile.TemporaryDirectory() as folder:
        report = train_crf(labelled(train), settings, Path(folder))
        candidates = CrfTagger.load(Path(folder)).tag(texts_of(asked))
    return best_answers(asked, candidates, report.threshold)


def divided(train: Sequence[Offer], part: int) -> tuple[list[Offer], list[Offer]]:
    """Take one part of train, drawn by a hash, for asking; learn from the others."""
    parts = [int(fingerprint("part", offer.text.product)[:8], 16) % PARTS for offer in train]
    learned = [offer for offer, own in zip(train, parts, strict=True) if own != part]
    return learned, [offer for offer, own in zip(train, parts, strict=True) if own == part]


def measure(
    train: Sequence[Offer], asked: Sequence[Offer], kind: Kind, answers: Mapping[str, Answers]
) -> dict[str, object]:
    """Compare answers with the gold, print the table and lay it out as JSON."""
    gold = [{name: frozenset(values) for name, values in offer.values[kind].items()} for offer in asked]
    seen = {(name, value) for offer in train for name, values in offer.values[kind].items() for value in values}
    evaluations = {name: evaluate_extraction(gold, found, seen) for name, found in answers.items()}
    print(f"{TITLES[kind]}: {len(train)} offers to learn from, {len(asked)} asked")
    print_table(evaluations)
    methods = {name: laid_out(evaluation) for name, evaluation in evaluations.items()}
    return {"learned_from": len(train), "asked": len(asked), "methods": methods}


def main() -> None:
    """Learn, read, compare, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", type=int, choices=range(PARTS), help="ask this part of train, learn from the others")
    parser.add_argument("--kind", choices=list(TITLES), help="only this kind of values")
    parser.add_argument("--tagger", action="store_true", help="train the tagger on the raw values too")
    parser.add_argument("--crf", action="store_true", help="train the CRF on the raw values too")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    settings = Settings(seed=options.seed, device=options.device)
    train, dev = (read_offers(DATA / "wdc-pave" / f"{part}.jsonl.gz") for part in ("train", "dev"))
    train, asked = (train, dev) if options.part is None else divided(train, options.part)
    for kind in [options.kind] if options.kind else TITLES:
        answers = {
            "gazetteer": answer_by_gazetteer(train, asked, kind),
            "columns": answer_by_columns(train, asked, kind),
        }
        if options.tagger and kind == "attributes":
            answers |= answer_by_taggers(train, asked, settings)
        if options.crf and kind == "attributes" and "crf" not in answers:
            answers["crf"] = answer_by_crf(train, asked, settings)
        result = measure(train, asked, kind, answers)
        if options.part is None:
            write_result(f"wdc_pave_{kind}", result)


if __name__ == "__main__":
    main()
