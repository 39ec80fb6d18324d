"""Exporting vectors to npy and Parquet: seconds beside writing the same bytes plainly, and memory as rows grow.

Makes up vectors of 128 numbers, half of them the graph's and half the text's, for 250,000 and for 1,000,000 products;
each export runs in a process of its own.
`--small` is a tenth of it, to try the script.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from kgtag.embed.completion import EMBEDDINGS, FACTS, INDEX
from kgtag.embed.export.vector_files import export_npy, export_parquet
from kgtag.embed.graph_embeddings import GraphEmbeddings
from kgtag.kg.workspace import Workspace
from measuring import run_apart, write_result
from safetensors.numpy import save_file

DIMENSION = 128
EXPORTS = {"npy": export_npy, "parquet": export_parquet}
PLAIN = "plain bytes"


def made_up_workspace(folder: Path, products: int) -> None:
    """Write what completion would have learned of so many products; in a process whose memory no other one inherits."""
    draw = np.random.default_rng(13)
    ids = tuple(f"P{number:07}" for number in range(products))
    graph, text = (draw.standard_normal((products, DIMENSION // 2), dtype=np.float32) for _ in range(2))
    learned = Workspace(folder).models / "completion"
    GraphEmbeddings("DistMult", ids, ("tag",), graph, graph[:1]).save(learned / EMBEDDINGS)
    (learned / INDEX).mkdir()
    save_file({"vectors": text, "names": text[:0]}, learned / INDEX / "index.safetensors")
    pl.DataFrame({"id": ids}).write_parquet(learned / INDEX / "products.parquet")
    (learned / FACTS).write_text(json.dumps({"version": "made up"}))


def write_plainly(out: Path, rows: int) -> None:
    """Write as many bytes as the vectors have, in pieces of 8 MB."""
    piece, left = os.urandom(1 << 23), rows * DIMENSION * 4
    with out.open("wb") as file:
        while left > 0:
            left -= file.write(piece[:left])
        file.flush()


def run_here(way: str, workspace: Path, out: Path, rows: int) -> dict[str, float]:
    """Write in one way; the bytes are on the disk when the clock stops."""
    started = time.perf_counter()
    if way == PLAIN:
        write_plainly(out, rows)
    else:
        EXPORTS[way](Workspace(workspace), out)
    os.sync()
    return {"seconds": round(time.perf_counter() - started, 2)}


def measure(way: str, workspace: Path, rows: int) -> dict[str, Any]:
    """Run one way in a process of its own: seconds, processor seconds, peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder, "out"))
        spent = run_apart([sys.executable, __file__, "--way", way, str(workspace), out, str(rows)])
    took = {"cpu_seconds": spent.cpu_seconds, "peak_mib": spent.peak_mib}
    return {"way": way, "rows": rows, **spent.answer, **took}


def main() -> None:
    """Measure every way at both sizes and keep the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--way", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        made_up_workspace(Path(options.make[0]), int(options.make[1]))
        return
    if options.way:
        way, workspace, out, count = options.way
        print(json.dumps(run_here(way, Path(workspace), Path(out), int(count))))
        return
    rows: list[dict[str, Any]] = []
    print(f"{'':<14}{'rows':>11}{'seconds':>9}{'CPU s':>8}{'peak MiB':>10}")
    for count in (25_000, 100_000) if options.small else (250_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            workspace = Path(folder)
            subprocess.run([sys.executable, __file__, "--make", str(workspace), str(count)], check=True)
            for way in (PLAIN, *EXPORTS):
                row = measure(way, workspace, count)
                rows.append(row)
                print(
                    f"{way:<14}{count:>11,}{row['seconds']:>9}{row['cpu_seconds']:>8}{row['peak_mib']:>10,}", flush=True
                )
    if not options.small:
        machine = {"machine": platform.machine(), "cores": os.cpu_count(), "dimension": DIMENSION}
        write_result("exports", {**machine, "rows": rows})


if __name__ == "__main__":
    main()
