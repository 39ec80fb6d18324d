"""How well hidden brands and tags of a real catalog are found again, every simple method beside.

    python benchmarks/completion.py
    python benchmarks/completion.py --evidence
    python benchmarks/completion.py --gaps groups

Reads `$KGTAG_BENCH_DATA/beauty` (default `../shared/data`), runs the whole line on it with a part of the cells hidden
before anything is learned, prints tables and writes them as JSON to `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import polars as pl
from kgtag.embed.evaluation.command import print_evaluation
from kgtag.embed.evaluation.evaluation import evaluate_completion
from kgtag.kg.catalog_reading.catalog import read_catalog
from kgtag.kg.products import write_products
from kgtag.kg.progress import Advance
from kgtag.kg.schema import infer_schema
from kgtag.kg.settings import Settings
from kgtag.kg.terminal import Terminal
from measuring import DATA, write_result


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


def main() -> None:
    """Hide, learn, rank, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-train", action="store_true", help="leave the tagger out")
    parser.add_argument("--evidence", action="store_true", help="also what each kind is worth, and test reasons")
    parser.add_argument("--gaps", choices=["chance", "groups"], default="chance", help="what is hidden")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    products = read_products(DATA / "beauty" / "catalog.jsonl.gz")
    settings = Settings(seed=options.seed, device=options.device)

    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        evaluation = evaluate_completion(
            products, infer_schema(products), settings, Path(folder), train=not options.no_train, gaps=options.gaps,
            evidence=options.evidence, progress=timed, announce=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
    print_evaluation(evaluation, Terminal(), details=True)
    facts = {
        "seed": options.seed,
        "whole_seconds": round(time.monotonic() - started, 1),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **asdict(evaluation),
    }
    print(f"\n{facts['whole_seconds']:.0f} s, {facts['peak_memory_mib']:,} MiB at most")
    write_result("completion" if options.gaps == "chance" else f"completion-{options.gaps}", facts)


if __name__ == "__main__":
    main()
