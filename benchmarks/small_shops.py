"""Whether a probability means what it says in shops of a few hundred products, of which the truth is known.

    python benchmarks/small_shops.py                    # four made-up shops each of 200 and 500 products
    python benchmarks/small_shops.py --sizes 200 --seeds 1

Builds each shop as a user would, without an encoder, and holds every prediction that the build serves against what is
true of the product: also those for attributes that it does not have. Prints how many claims should be right and how
many are, and writes it as JSON to `benchmarks/results/small_shops.json`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from kgtag.extract.evaluation.metrics import calibration_error
from kgtag.kg.predictions import open_predictions
from kgtag.kg.schema import read_schema
from kgtag.kg.types import FREE_TAG
from kgtag.kg.workspace import Workspace
from kgtag_command import measure
from measuring import write_result
from synthetic_shop import Product, Shop, write_catalog

LEVELS = (0.5, 0.8, 0.9, 0.95)


def answers(shop: Shop, folder: Path) -> list[tuple[float, bool]]:
    """Build a shop, and return each open slot's first prediction as (probability, right)."""
    catalog, workspace = folder / "catalog.jsonl", Workspace(folder / "workspace")
    write_catalog(shop.products(), catalog)
    where = ("-w", str(workspace.root), "--graph", "embedded", "--json")
    measure(f"{shop.size:,} products, seed {shop.seed}", "build", str(catalog), "--encoder", "none", *where)
    truth = {product.id: product for product in shop.products()}
    predictions = workspace.table("predictions").filter(pl.col("rank") == 1)
    schema = read_schema(workspace.schema_path)
    claims = open_predictions(predictions, workspace.table("evidence"), schema, 0.0)
    columns = ("product", "attribute", "value", "probability")
    return [(sure, is_right(truth[product], *tag)) for product, *tag, sure in claims.select(columns).iter_rows()]


def is_right(product: Product, attribute: str, value: str) -> bool:
    """Say whether a prediction is true of a product; values are compared as the catalog writes them."""
    true = product.tags if attribute == FREE_TAG else (product.values.get(attribute, ""),)
    return value.casefold() in {name.casefold() for name in true}


def summary(found: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """Count claims by the probability from which they are made, with how many of them should be right and are."""
    levels = {}
    for level in LEVELS:
        claimed = [(sure, right) for sure, right in found if sure >= level]
        expected, right = sum(sure for sure, _ in claimed), sum(right for _, right in claimed)
        levels[str(level)] = {"claims": len(claimed), "expected": round(expected, 1), "right": right}
    error = calibration_error(found)
    return {"slots": len(found), "calibration_error": round(error.error, 4),
            "interval": [round(error.low, 4), round(error.high, 4)], "claims": levels}  # fmt: skip


def print_table(sizes: dict[str, dict[str, Any]]) -> None:
    """Print a line for each size and level."""
    print(f"{'products':>10}{'from':>8}{'claims':>9}{'expected':>10}{'right':>8}{'share':>8}")
    for size, row in sizes.items():
        for level, counts in row["claims"].items():
            share = counts["right"] / counts["claims"] if counts["claims"] else 0.0
            print(
                f"{size:>10}{level:>8}{counts['claims']:>9,}{counts['expected']:>10,.1f}{counts['right']:>8,}{share:>8.3f}"
            )
        low, high = row["interval"]
        error = f"calibration error {row['calibration_error']:.3f} ({low:.3f} to {high:.3f})"
        print(f"{'':>10}{error} of {row['slots']:,} slots")


def main() -> None:
    """Make up shops, build, compare, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 500], help="products of a shop")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4], help="a shop for each")
    options = parser.parse_args()
    sizes = {}
    for size in options.sizes:
        found = []
        for seed in options.seeds:
            with tempfile.TemporaryDirectory() as folder:
                found += answers(Shop(size, seed), Path(folder))
        sizes[str(size)] = summary(found)
    print_table(sizes)
    write_result("small_shops", {"seeds": options.seeds, "sizes": sizes})


if __name__ == "__main__":
    main()
