"""Beauty whole (12,101 products): seconds and memory of every step, untrained, trained, again, and after small changes.

Runs the `kgtag` command as a user would, each time as a process of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kgtag.kg.fingerprint import fingerprint_file

ROOT = Path(__file__).resolve().parent.parent
BEAUTY = Path(os.environ.get("KGTAG_BENCH_DATA", ROOT.parent / "shared" / "data")) / "beauty" / "catalog.jsonl.gz"
RESULTS = ROOT / "benchmarks" / "results" / "build.json"
COMMAND = [sys.executable, "-c", "from kgtag.cli import main; main()"]
EDITED_TITLE = "Maybelline Great Lash Mascara, Very Black, 12 ml"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the command: wall-clock seconds, peak memory in MiB (its children's too), and its JSON answer."""

    what: str
    seconds: float
    peak_mib: int
    answer: dict[str, Any]


def measure(what: str, *arguments: str) -> Measured:
    """Run `kgtag` and wait for it; raises CalledProcessError when it fails."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([*COMMAND, *arguments], stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), ["kgtag", *arguments])
        output.seek(0)
        text = output.read().decode()
    answer = json.loads(text) if text.startswith("{") else {}
    peak = max(usage.ru_maxrss // 1024, int(answer.get("peak_memory_mib", 0)))
    measured = Measured(what, round(seconds, 2), peak, answer)
    print(f"{what:<44}{measured.seconds:>9.1f} s{measured.peak_mib:>9,} MiB   {_steps(answer)}", flush=True)
    return measured


def _steps(answer: dict[str, Any]) -> str:
    steps = answer.get("steps", {})
    return ", ".join(f"{name} {step['seconds']:.0f} s" for name, step in steps.items() if step["done"])


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
    print(
        f"    triples equal: {triples_hash(trained) == first}, something done: {_steps(runs[-1].answer) or 'nothing'}"
    )
    runs.append(measure("complete --product (cold)", "complete", "--product", products[7]["id"], "-w", str(trained)))
    runs.append(measure("--help", "--help"))
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
    RESULTS.parent.mkdir(exist_ok=True)
    rows = [
        {k: v for k, v in asdict(one).items() if k != "answer"} | {"steps": one.answer.get("steps")} for one in measured
    ]
    RESULTS.write_text(json.dumps({"machine": machine, "runs": rows}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
