"""A made-up shop of 50,000 and of 200,000 products, built, trained and completed: what a product costs at each stage.

    python benchmarks/scale.py
    python benchmarks/scale.py --products 200000 --folder F    (keeps its workspace in F, and goes on where it stood)

Runs the `kgtag` command, each time as a process of its own. To see that it really completes, what stood in the cells
that were left empty is held against the first prediction, with the most frequent value beside.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
from kgtag.kg.categories import category_column
from kgtag.kg.workspace import Workspace
from kgtag_command import measure
from measuring import RESULTS
from synthetic_shop import Shop, write_catalog

RESULT = RESULTS / "scale.json"
SIZES = (50_000, 200_000)
NEW_PRODUCTS = 1_000


def run(products: int, folder: Path, *, train: bool) -> dict[str, Any]:
    """Build a shop of a size in a folder, then complete new products, and return what all of it cost and found."""
    shop = Shop(products)
    catalog, hidden, new = (folder / name for name in ("catalog.jsonl", "hidden.jsonl", "new.jsonl"))
    if not hidden.exists():
        write_catalog(shop.products(), catalog, hidden.with_suffix(".partial"))
        write_catalog(shop.new_products(NEW_PRODUCTS), new)
        hidden.with_suffix(".partial").rename(hidden)
    workspace = Workspace(folder / "workspace")
    where = ("-w", str(workspace.root), "--json")
    flags = () if train else ("--no-train",)
    measure(f"build, {products:,} products", "build", str(catalog), *flags, "--graph", "embedded", *where)
    stages = {name: _stage(facts, products) for name, facts in workspace.step_facts().items()}
    found: dict[str, Any] = {}
    if train:
        newly = measure(f"complete --catalog, {NEW_PRODUCTS:,} products", "complete", "--catalog", str(new), *where)
        stages["new products"] = _stage({**asdict(newly), "peak_memory_mib": newly.peak_mib}, NEW_PRODUCTS)
        found = hidden_cells_found(workspace, hidden)
    sizes = {"triples": len(workspace.table("triples")), "workspace_mib": _mebibytes(workspace.root)}
    sizes["peak_mib"] = max(stage["peak_memory_mib"] for stage in stages.values())
    return {"products": products, "trained": train, **sizes, "stages": stages, "hidden_cells": found}


def _stage(facts: dict[str, Any], products: int) -> dict[str, float]:
    per_product = {"cpu_ms_a_product": round(1000 * facts["cpu_seconds"] / products, 3)}
    return {name: facts[name] for name in ("seconds", "cpu_seconds", "peak_memory_mib")} | per_product


def _mebibytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20


def hidden_cells_found(workspace: Workspace, hidden: Path) -> dict[str, Any]:
    """Return the share of empty cells whose value is ranked first, by whether the text says it, and simple methods'."""
    slot = ["product", "attribute"]
    first = workspace.table("predictions").filter(pl.col("rank") == 1).select(*slot, predicted="value")
    category = workspace.table("products").select(product="id", category=category_column())
    known = workspace.table("evidence").filter(pl.col("origin") == "catalog")
    known = known.select(product="head", attribute="relation", known="tail").join(category, on="product")
    frequent, usual = _most_frequent(known, ["attribute"]), _most_frequent(known, ["attribute", "category"])
    cells = pl.read_ndjson(hidden).join(category, on="product").join(first, on=slot, how="left")
    cells = cells.join(frequent.rename({"known": "frequent"}), on="attribute", how="left")
    cells = cells.join(usual.rename({"known": "usual"}), on=["attribute", "category"], how="left")
    names = {"kgtag": "predicted", "most frequent": "frequent", "most frequent of the category": "usual"}
    right = [(pl.col(column) == pl.col("value")).fill_null(value=False).mean().alias(name)
             for name, column in names.items()]  # fmt: skip
    by_text = cells.group_by("stated", maintain_order=True).agg(pl.len().alias("cells"), *right).sort("stated")
    rows = {("in the text" if row.pop("stated") else "not in the text"): row for row in by_text.to_dicts()}
    return {what: {name: round(value, 4) for name, value in row.items()} for what, row in rows.items()}


def _most_frequent(known: pl.DataFrame, of: list[str]) -> pl.DataFrame:
    counts = (
        known.group_by(*of, "known").len().sort(*of, "len", "known", descending=[*(False for _ in of), True, False])
    )
    return counts.unique(of, keep="first", maintain_order=True).drop("len")


def print_table(results: list[dict[str, Any]]) -> None:
    """Print every stage, sizes side by side, and how processor time grows."""
    for result in results:
        print(
            f"\n{result['products']:,} products, {result['triples']:,} triples, {result['workspace_mib']:,} MiB on disk"
        )
        print(f"{'':<20}{'CPU s':>10}{'seconds':>10}{'CPU ms/product':>16}{'peak MiB so far':>17}")
        for name, stage in result["stages"].items():
            print(
                f"{name:<20}{stage['cpu_seconds']:>10,.1f}{stage['seconds']:>10,.1f}{stage['cpu_ms_a_product']:>16.2f}"
                f"{stage['peak_memory_mib']:>17,}"
            )
        for what, row in result["hidden_cells"].items():
            print(f"empty cells whose value is {what}: " + ", ".join(f"{name} {value}" for name, value in row.items()))
    if len(results) > 1:
        print(f"\nCPU time, {results[0]['products']:,} → {results[-1]['products']:,} products, times as much:")
        for name, times in growth(results[0], results[-1]).items():
            print(f"{name:<20}{times:>10.1f}")


def growth(small: dict[str, Any], large: dict[str, Any]) -> dict[str, float]:
    """Return how many times as much processor time each stage takes."""
    return {
        name: round(stage["cpu_seconds"] / max(small["stages"][name]["cpu_seconds"], 0.01), 2)
        for name, stage in large["stages"].items()
        if name in small["stages"]
    }


def main() -> None:
    """Measure every size, print, and keep the results beside those of other sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, nargs="+", default=SIZES, help="sizes of the shop")
    parser.add_argument("--folder", type=Path, help="where to keep catalogs and workspaces; goes on with what is there")
    parser.add_argument("--no-train", action="store_true", help="known values and rules only, no completion")
    parser.add_argument("--json", type=Path, default=RESULT, help="where to write the numbers")
    options = parser.parse_args()
    kept = json.loads(options.json.read_text(encoding="utf-8"))["sizes"] if options.json.exists() else []
    results = {result["products"]: result for result in kept}
    with tempfile.TemporaryDirectory() as temporary:
        for products in options.products:
            folder = (options.folder or Path(temporary)) / f"{products}"
            folder.mkdir(parents=True, exist_ok=True)
            load = os.getloadavg()[0]
            results[products] = run(products, folder, train=not options.no_train) | {"load_before": round(load, 1)}
    ordered = [results[products] for products in sorted(results)]
    print_table(ordered)
    machine = {"processor": platform.processor() or platform.machine(), "cores": len(os.sched_getaffinity(0))}
    growths = growth(ordered[0], ordered[-1])
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(json.dumps({"machine": machine, "sizes": ordered, "cpu_growth": growths}, indent=1) + "\n")


if __name__ == "__main__":
    main()
