"""Beauty whole (12,101 products): seconds and memory of every step, untrained, trained, again, and after small changes.

Runs the `kgtag` command as a user would, each time as a process of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import shutil
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kgtag.kg.fingerprint import fingerprint_file
from kgtag_command import Measured, done_steps, imports, measure
from measuring import DATA, write_result

BEAUTY = DATA / "beauty" / "catalog.jsonl.gz"
EDITED_TITLE = "Maybelline Great Lash Mascara, Very Black, 12 ml"


def catalog_lines() -> list[dict[str, Any]]:
    """Read Beauty."""
    with gzip.open(BEAUTY, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_lines(products: list[dict[str, Any]], path: Path) -> str:
    """Write products as JSON lines and return the path as an argument."""
    path.write_text("".join(f"{json.dumps(product)}\n" for product in products), encoding="utf-8")
    return str(path)


def changed_part(products: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a delta of 1 % (a third each new, changed and deleted) and the catalog that it leads to."""
    third = len(products) // 300
    changed = [{**product, "title": f"{product['title']} with Aloe"} for product in products[:third]]
    gone = [product["id"] for product in products[third : 2 * third]]
    new = [{**product, "id": f"NEW{product['id']}"} for product in products[2 * third : 3 * third]]
    delta = [*changed, *({"id": product, "deleted": True} for product in gone), *new]
    return delta, [*changed, *products[2 * third :], *new]


def triples_hash(workspace: Path) -> str:
    """Hash the triples table, to tell whether two graphs are equal."""
    return fingerprint_file(workspace / "triples.parquet")


def complete_anew(workspace: Path) -> Measured:
    """Forget all predictions and make them again: every product, every attribute, after training."""
    for name in ("predictions", "predictions-done"):
        (workspace / f"{name}.parquet").unlink()
    return measure("complete, every product", "build", "-w", str(workspace), "--json")


def cold_answers(workspace: Path, product: str) -> list[Measured]:
    """Answer for one product from a process that has just begun."""
    runs = []
    for command in ("complete", "recommend"):
        arguments = (command, "--product", product, "-w", str(workspace))
        torch = imports("torch", *arguments)
        runs.append(replace(measure(f"{command} --product (cold)", *arguments), answer={"imports_torch": torch}))
        print(f"    torch imported: {torch}")
    return runs


def run(folder: Path) -> list[Measured]:
    """Measure everything in one folder."""
    untrained, trained, whole = folder / "untrained", folder / "trained", folder / "whole"
    products = catalog_lines()
    catalog = write_lines(products, folder / "catalog.jsonl")
    edited = write_lines([{**products[0], "title": EDITED_TITLE}, *products[1:]], folder / "edited.jsonl")
    delta, after = changed_part(products)
    delta_file, after_file = write_lines(delta, folder / "delta.jsonl"), write_lines(after, folder / "after.jsonl")

    def build(what: str, workspace: Path, *arguments: str) -> Measured:
        return measure(what, "build", *arguments, "-w", str(workspace), "--json")

    runs = [build("build --no-train", untrained, catalog, "--no-train"), build("build", trained, catalog)]
    first = triples_hash(trained)
    runs.append(build("the same command again", trained, catalog))
    done = done_steps(runs[-1].answer) or "nothing"
    print(f"    triples equal: {triples_hash(trained) == first}, something done: {done}")
    runs += [complete_anew(trained), *cold_answers(trained, products[7]["id"]), measure("--help", "--help")]
    runs.append(build("one title edited", trained, edited))
    print(f"    products read again: {runs[-1].answer['steps']['extract']['products']}")
    shutil.copytree(trained, whole)
    runs.append(build("build --update with 1 % of the products", trained, delta_file, "--update"))
    print(f"    products read again: {runs[-1].answer['steps']['extract']['products']} of {len(delta)} lines")
    runs.append(build("the same state as a whole catalog", whole, after_file))
    print(f"    triples equal to the update's: {triples_hash(whole) == triples_hash(trained)}")
    return runs


def main() -> None:
    """Print the table and write the results beside."""
    with tempfile.TemporaryDirectory() as name:
        measured = run(Path(name))
    machine = {"processor": platform.processor() or platform.machine(), "cores": len(os.sched_getaffinity(0))}
    rows = [
        {name: value for name, value in asdict(one).items() if name != "answer"}
        | {name: one.answer.get(name) for name in ("steps", "imports_torch") if name in one.answer}
        for one in measured
    ]
    write_result("build", {"machine": machine, "runs": rows})


if __name__ == "__main__":
    main()
