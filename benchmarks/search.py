"""How well a search finds the products that have what is asked, also where their cells are empty.

    python benchmarks/search.py            # known values and rules; --train: the whole line

Queries are made from the catalogs themselves: two or three values of one product, in lower case and any order, with its
category where there is one. Right are the products that have all of them in the full catalog. Before anything is built
a third of all cells is hidden, and only queries count of which a right product has lost a cell: it must be found by its
text or not at all. That the words of the queries are the catalog's own favours whatever knows the catalog's values;
what people type is looser.

Half of the queries were for choosing how to rank, the other half are reported, BM25 and text vectors beside. The data
lie in `$KGTAG_BENCH_DATA` (default `../shared/data`). Prints a table; JSON goes to `benchmarks/results/search.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from kgtag.embed.search.query import RangeWish, TagWish
from kgtag.embed.search.relevance import Meaning, Words, query_terms
from kgtag.embed.search.search import Search
from kgtag.embed.text_encoder_onnx import write_text_encoder
from kgtag.embed.text_vectors import product_text, text_vectors
from kgtag.kg.fingerprint import fingerprint
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.terminal import Terminal
from kgtag.kg.types import FREE_TAG
from kgtag.kg.vocabulary import Vocabulary, canonical_cells
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, build
from measuring import DATA, write_result
from numpy.typing import NDArray

CATALOGS = {"beauty": ("beauty/catalog.jsonl.gz",), "oa-mine": ("oa-mine/train.jsonl", "oa-mine/test.jsonl")}
HIDDEN = 1 / 3
QUERIES, FEWEST, MOST, TOP = 300, 2, 50, 10
METHODS = ("kgtag search", "without meaning", "BM25 of texts and known cells", "BM25 of texts", "text vectors")

Row = dict[str, Any]
Cells = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Question:
    """A query with what it means, and the products that have it."""

    text: str
    tags: frozenset[tuple[str, str]]
    right: frozenset[str]
    held_out: bool


def read_rows(name: str) -> list[Row]:
    """Read a catalog."""
    rows = []
    for file in CATALOGS[name]:
        path = DATA / file
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return rows


def stripped(row: Row) -> Row:
    """Return a row without a third of its cells."""

    def kept(attribute: str, value: str) -> bool:
        return int(fingerprint("hide", row["id"], attribute, value)[:8], 16) >= HIDDEN * 16**8

    cells = {
        name: [value for value in values or () if kept(name, value)]
        for name, values in row.get("attributes", {}).items()
    }
    known = {name: values for name, values in cells.items() if values}
    return {**row, "attributes": known, "tags": [tag for tag in row.get("tags", ()) if kept(FREE_TAG, tag)]}


def write_rows(rows: Sequence[Row], path: Path) -> str:
    """Write a catalog as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def cells_of(rows: Sequence[Row], vocabulary: Vocabulary, folder: Path) -> Cells:
    """Return what a catalog's own cells say, product by product and attribute by attribute, in canonical values."""
    from kgtag.kg.catalog_reading.catalog import read_catalog
    from kgtag.kg.products import write_products

    _, items = read_catalog(write_rows(rows, folder / "cells.jsonl"), {}, lambda line: None)
    write_products(items, folder / "cells.parquet", folder / "rejects.jsonl")
    cells: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for product, attribute, value, *_ in canonical_cells(
        pl.read_parquet(folder / "cells.parquet"), vocabulary
    ).iter_rows():
        cells[product][attribute].add(value)
    return {product: {name: frozenset(own) for name, own in known.items()} for product, known in cells.items()}


def questions_of(rows: Sequence[Row], full: Cells, visible: Cells) -> Iterator[Question]:
    """Make queries from products in an order drawn by a hash, until there are enough."""
    having: dict[tuple[str, str], set[str]] = defaultdict(set)
    for product, known in full.items():
        for attribute, values in known.items():
            for value in values:
                having[attribute, value].add(product)
    category = {row["id"]: row.get("category", "") for row in rows}
    made = 0
    for row in sorted(rows, key=lambda row: fingerprint("question", row["id"])):
        own = sorted((name, value) for name, values in full.get(row["id"], {}).items() for value in values)
        own = sorted(own, key=lambda tag: fingerprint("pick", row["id"], *tag))
        tags = own[: 2 + int(fingerprint("many", row["id"])[0] in "01234567")]
        right = set.intersection(*(having[tag] for tag in tags)) if len(tags) > 1 else set()
        right = {product for product in right if category[product] == category[row["id"]]}
        lost = any(value not in visible.get(name, {}).get(attribute, ()) for name in right for attribute, value in tags)
        if FEWEST <= len(right) <= MOST and lost:
            words = [*(value for _, value in tags), *([category[row["id"]]] if category[row["id"]] else [])]
            made += 1
            yield Question(" ".join(words).lower(), frozenset(tags), frozenset(right), held_out=made % 2 == 0)
        if made == QUERIES:
            return


def nearest(scores: NDArray[np.float64], ids: Sequence[str]) -> list[str]:
    """Return the ten best products, those of equal score in their order."""
    best = np.argsort(-scores, kind="stable")[:TOP]
    return [ids[row] for row in best if scores[row] > 0]


def methods_of(search: Search, cells: Cells) -> dict[str, Callable[[str], list[str]]]:
    """Return what answers a query with ten products, by name."""
    products = search.facts.products
    ids, words, meaning = products["id"].to_list(), search.words, search.meaning
    said = [" ".join(value for values in cells.get(name, {}).values() for value in sorted(values)) for name in ids]
    told = Words(products.with_columns(category=pl.concat_str("category", pl.Series("said", said), separator=" ")))
    unmeaning = replace(search, meaning=None)
    answers: tuple[Callable[[str], list[str]], ...] = (
        lambda text: [item.id for item in search.answer(text, TOP).items],
        lambda text: [item.id for item in unmeaning.answer(text, TOP).items],
        lambda text: nearest(told.scores(query_terms(text))[0], ids),
        lambda text: nearest(words.scores(query_terms(text))[0], ids),
        lambda text: nearest(meaning.scores(text, "auto") if meaning else np.zeros(len(ids)), ids),
    )
    return dict(zip(METHODS, answers, strict=True))


def scored(found: Sequence[str], right: frozenset[str]) -> tuple[float, float]:
    """Return Recall@10, of ten at most, and NDCG@10."""
    gains = [1 / np.log2(place + 2) for place, name in enumerate(found) if name in right]
    best = sum(1 / np.log2(place + 2) for place in range(min(TOP, len(right))))
    return len(gains) / min(TOP, len(right)), float(sum(gains) / best)


def understood(search: Search, questions: Sequence[Question]) -> dict[str, float]:
    """Return how many of the tags that queries were read as are those they were made from, and the reverse."""
    right = read = meant = 0
    for question in questions:
        wishes = search.understanding.read(question.text).wishes
        says = [frozenset(wish.tags) for wish in wishes if isinstance(wish, TagWish)]
        says += [
            frozenset(tag for tag in question.tags if tag[0] in wish.attributes)
            for wish in wishes
            if isinstance(wish, RangeWish)
        ]
        right += sum(bool(tags & question.tags) for tags in says)
        read, meant = read + len(says), meant + len(question.tags)
    return {"precision": right / max(read, 1), "recall": right / max(meant, 1)}


def with_meaning(search: Search, folder: Path, settings: Settings) -> Search:
    """Add text vectors to a search whose workspace was built without training."""
    encoder = write_text_encoder(settings.encoder, folder / "text-encoder", print)
    texts = [product_text(*row) for row in search.facts.products.select("title", "description").iter_rows()]
    vectors = text_vectors(texts, encoder, settings.device, silent)
    return replace(search, meaning=Meaning(vectors, np.arange(len(texts)), encoder))


def measure(name: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Hide, build, ask, print, and lay out the result."""
    rows = read_rows(name)
    known = [stripped(row) for row in rows]
    settings = Settings(workspace=folder / "workspace", graph="embedded", device=options.device)
    build(Request(write_rows(known, folder / "catalog.jsonl"), train=options.train), settings, Terminal(quiet=True))
    search = Search.load(Workspace(settings.workspace), settings)
    search = search if search.meaning else with_meaning(search, folder, settings)
    vocabulary = search.facts.vocabulary
    full, visible = (cells_of(part, vocabulary, folder) for part in (rows, known))
    questions = [one for one in questions_of(rows, full, visible) if one.held_out != options.tune]
    lines, seconds = {}, {}
    for method, answer in methods_of(search, visible).items():
        started = time.process_time()
        found = np.mean([scored(answer(question.text), question.right) for question in questions], axis=0)
        seconds[method] = (time.process_time() - started) / len(questions)
        lines[method] = {"recall@10": round(float(found[0]), 4), "ndcg@10": round(float(found[1]), 4)}
    reading = {name: round(value, 4) for name, value in understood(search, questions).items()}
    print(f"\n{name}: {len(rows):,} products, {len(questions)} queries as “{questions[0].text}”")
    print(f"{'':<32}{'Recall@10':>10}{'NDCG@10':>10}{'CPU ms':>10}")
    for method, line in lines.items():
        print(f"{method:<32}{line['recall@10']:>10.3f}{line['ndcg@10']:>10.3f}{seconds[method] * 1000:>10.0f}")
    print(f"wishes understood: precision {reading['precision']:.3f}, recall {reading['recall']:.3f}")
    return {"products": len(rows), "queries": len(questions), "methods": lines, "wishes": reading}


def main() -> None:
    """Measure on every catalog, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", choices=list(CATALOGS), help="only this one")
    parser.add_argument("--train", action="store_true", help="train the tagger and completion before")
    parser.add_argument("--tune", action="store_true", help="ask the queries for choosing; nothing is written")
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    started, results = time.process_time(), {}
    for name in [options.catalog] if options.catalog else CATALOGS:
        with tempfile.TemporaryDirectory() as folder:
            results[name] = measure(name, options, Path(folder))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"\n{time.process_time() - started:.0f} s of CPU, {usage.ru_maxrss // 1024:,} MiB at most")
    if not options.tune and not options.catalog:
        write_result("search", {"trained": options.train, "catalogs": results})


if __name__ == "__main__":
    main()
