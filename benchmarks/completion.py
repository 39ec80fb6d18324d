"""How well hidden brands and tags of a real catalog are found again, every simple method beside.

    python benchmarks/completion.py

Reads `$KGTAG_BENCH_DATA/beauty` (default `../shared/data`), runs the whole line on it with a part of the cells hidden
before anything is learned, prints a table and writes it as JSON to `benchmarks/results/completion.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import polars as pl
from kgtag.embed.evaluation import OURS, AttributeResult, evaluate_completion
from kgtag.kg.catalog import read_catalog
from kgtag.kg.products import write_products
from kgtag.kg.progress import Advance
from kgtag.kg.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent
RESULT = REPOSITORY / "benchmarks" / "results" / "completion.json"
COLUMNS = ("MRR", "H@1", "H@3", "H@10")


@contextmanager
def timed(label: str, total: int, unit: str) -> Iterator[Advance]:
    """Say on standard error how long each piece of work took."""
    started = time.monotonic()
    yield lambda count: None
    print(f"  {label}: {total:,} {unit} in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def read_products(path: Path) -> pl.DataFrame:
    """Read a catalog into a products table."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "products.parquet")
        _, items = read_catalog(str(path), {}, lambda line: None)
        write_products(items, table, Path(folder, "rejects.jsonl"))
        return pl.read_parquet(table)


def print_table(results: Sequence[AttributeResult]) -> None:
    """Print a line a method and attribute, the best simple method marked."""
    for result in results:
        ours = result.methods[OURS]
        print(f"\n{result.attribute}: {ours.answers:,} hidden values, {result.unseen:,} of them named nowhere else")
        print(f"{'':<28}" + "".join(f"{column:>8}" for column in COLUMNS))
        best = max((name for name in result.methods if name != OURS), key=lambda name: result.methods[name].mrr)
        for name, metrics in result.methods.items():
            numbers = (metrics.mrr, *metrics.hits.values())
            mark = "  best simple method" if name == best else ""
            print(f"{name:<28}" + "".join(f"{number:8.3f}" for number in numbers) + mark)
        print_reliability(result)


def print_reliability(result: AttributeResult) -> None:
    """Print how far the probability of the first answer can be trusted."""
    found = result.reliability
    precision = "-" if found.precision is None else f"{found.precision:.3f}"
    print(
        f"first answers: right {found.accuracy:.3f}, claimed {found.confidence:.3f}, calibration error "
        f"{found.error:.3f}; claims of .9 and more: coverage {found.coverage:.3f}, precision {precision}"
    )
    if found.idle_claims is not None:
        print(f"where nothing is missing, such claims are made for {found.idle_claims:.3f} of the products")


def main() -> None:
    """Hide, learn, rank, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-train", action="store_true", help="leave the tagger out")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    data = Path(os.environ.get("KGTAG_BENCH_DATA", REPOSITORY.parent / "shared" / "data"))
    products = read_products(data / "beauty" / "catalog.jsonl.gz")
    settings = Settings(seed=options.seed, device=options.device)

    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        results = evaluate_completion(
            products, settings, Path(folder), train=not options.no_train, progress=timed,
            announce=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
    print_table(results)
    facts = {
        "seed": options.seed,
        "trained": not options.no_train,
        "products": len(products),
        "seconds": round(time.monotonic() - started, 1),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "attributes": [asdict(result) for result in results],
    }
    print(f"\n{facts['seconds']:.0f} s, {facts['peak_memory_mib']:,} MiB at most")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(f"written to {RESULT}")


if __name__ == "__main__":
    main()
