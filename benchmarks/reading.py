"""How fast a catalog is read, and what a product costs in memory: a generated file is read in a process of its own.

python benchmarks/reading.py --products 300000 --json reading.json
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kgtag.kg.catalog_reading.catalog import read_catalog
from kgtag.kg.products import write_products

COLORS = ("black", "white", "red", "navy blue", "olive")
WARM_UP = 20_000
MAX_BYTES_A_PRODUCT = 100


def main() -> None:
    """Measure every format, print a table and write it as JSON."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        results = [_measured(name, options.products, Path(folder)) for name in ("jsonl", "jsonl.gz", "csv", "parquet")]
    print(f"{'format':<10}{'products/s':>12}{'peak MiB':>10}{'bytes/product':>15}")
    for result in results:
        print(
            f"{result['format']:<10}{result['products_per_second']:>12,.0f}{result['peak_mib']:>10,.0f}"
            f"{result['bytes_per_product']:>15,.1f}"
        )
    if options.json:
        options.json.write_text(json.dumps({"products": options.products, "results": results}, indent=1))
    sys.exit(any(result["bytes_per_product"] > MAX_BYTES_A_PRODUCT for result in results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=300_000)
    parser.add_argument("--json", type=Path, help="where to write the numbers")
    return parser.parse_args()


def _measured(format: str, products: int, folder: Path) -> dict[str, Any]:
    """Compare a long catalog with a short one, each in a fresh process: the difference is what the products cost."""
    short, long = (_run(format, count, folder) for count in (WARM_UP, products))
    return {
        "format": format,
        "products_per_second": products / long["seconds"],
        "peak_mib": long["peak_bytes"] / 2**20,
        "bytes_per_product": (long["peak_bytes"] - short["peak_bytes"]) / (products - WARM_UP),
    }


def _run(format: str, products: int, folder: Path) -> dict[str, float]:
    path = folder / f"catalog.{format}"
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as writer:
        writer.apply(_generate, (path, format, products))
    with context.Pool(1) as reader:
        return reader.apply(_read, (path, products))


def _read(path: Path, expected: int) -> dict[str, float]:
    started = time.perf_counter()
    _, items = read_catalog(str(path), {}, lambda sentence: None)
    summary = write_products(items, path.with_name("products.parquet"), path.with_name("rejects.jsonl"))
    assert summary.products == expected
    return {
        "seconds": time.perf_counter() - started,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _generate(path: Path, format: str, products: int) -> None:
    if format == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(list(_rows(products))), path, row_group_size=20_000)
    elif format == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["sku", "title", "description", "color", "size"])
            writer.writeheader()
            writer.writerows(_rows(products))
    else:
        with gzip.open(path, "wt") if format.endswith("gz") else path.open("w", encoding="utf-8") as file:
            for row in _rows(products):
                attributes = {"Color": row["color"], "Size": row["size"]}
                fields = {"id": row["sku"], "title": row["title"], "description": row["description"]}
                file.write(json.dumps({**fields, "attributes": attributes}) + "\n")


def _rows(products: int) -> Iterator[dict[str, str]]:
    for number in range(products):
        color = COLORS[number % len(COLORS)]
        title = f"Trail running shoe {number} {color}, breathable mesh, size {36 + number % 12}"
        description = f"A light shoe for wet ground, number {number}. " * 4
        size = str(36 + number % 12) if number % 3 else ""
        yield {"sku": f"SKU-{number:09}", "title": title, "description": description, "color": color, "size": size}


if __name__ == "__main__":
    main()
