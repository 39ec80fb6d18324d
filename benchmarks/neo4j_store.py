"""Loading Neo4j: Beauty, and a made-up shop of 200,000 products and 1,000,000 tags, beside UNWIND + MERGE.

Starts real servers of both versions (`make neo4j` fetches them). The load runs in a process of its own, so that its
memory is what `kgtag build` would need for this step. `--small` is a tenth of it, to try the script.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from kgtag.embed.projection import workspace_graph
from kgtag.kg.graph import EDGE_ENDS, EDGE_TYPES, NODE_KEYS, NODE_LABELS, Graph
from kgtag.kg.settings import Settings
from kgtag.kg.steps import Run
from kgtag.kg.store import graph_name, open_store
from kgtag.kg.tables import empty_table, table_schema
from kgtag.kg.terminal import Terminal
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, load_graph

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "servers"))
from neo4j_server import VERSIONS, Neo4jServer  # noqa: E402

BEAUTY = Path(os.environ.get("KGTAG_BENCH_DATA", ROOT.parent / "shared" / "data")) / "beauty" / "catalog.jsonl.gz"
RESULTS = ROOT / "benchmarks" / "results" / "neo4j_store.json"
SERVER = {"server.memory.heap.max_size": "2g", "server.memory.pagecache.size": "512m"}
BATCH = 10_000
ATTRIBUTES = 50


def synthetic_workspace(folder: Path, products: int, edges: int) -> Path:
    """Write the tables of a made-up shop: few tags that everybody has, many that few have (Zipf)."""
    draw = np.random.default_rng(13)
    tags = max(100, edges // 50)
    weights = 1.0 / np.arange(1, tags + 1)
    pairs = np.stack(
        [draw.integers(0, products, 2 * edges), draw.choice(tags, 2 * edges, p=weights / weights.sum())], axis=1
    )
    pairs = np.unique(pairs, axis=0)
    pairs = pairs[draw.permutation(len(pairs))[:edges]]
    ids = pl.Series("id", np.arange(products)).cast(pl.String)
    product = pl.DataFrame({"id": "P" + ids, "title": "Synthetic product number " + ids + " for measuring"})
    product = product.with_columns(
        pl.lit("A description of some length, as shops have them. " * 4).alias("description"),
        pl.concat_list(pl.lit("Shop"), pl.lit("Shelf ") + (pl.int_range(pl.len()) % 200).cast(pl.String)).alias(
            "category"
        ),
        pl.lit('{"price": 12.5, "url": "https://shop.example/p"}').alias("record"),
        pl.lit([], dtype=pl.List(pl.String)).alias("tags"),
        pl.lit([], dtype=table_schema("products")["attributes"]).alias("attributes"),
        pl.lit("").alias("content"),
    )
    tag = pl.Series("tag", pairs[:, 1])
    triple = pl.DataFrame(
        {
            "head": "P" + pl.Series(pairs[:, 0]).cast(pl.String),
            "relation": "Attribute " + (tag % ATTRIBUTES).cast(pl.String),
            "tail": "value " + tag.cast(pl.String),
            "confidence": draw.uniform(0.8, 1.0, len(pairs)),
        }
    )
    triple = triple.sort("head", "relation", "tail")
    evidence = triple.with_columns(
        pl.lit("text").alias("origin"), pl.lit("title").alias("field"), pl.lit(3).alias("start"),
        pl.lit(12).alias("end"), pl.col("tail").alias("quote"), pl.lit("tagger").alias("extractor"),
        pl.lit("1").alias("version"),
    )  # fmt: skip
    workspace = Workspace(folder)
    tables = {"products": product, "triples": triple, "evidence": evidence}
    for name in ("products", "tags", "triples", "evidence", "predictions"):
        frame = tables.get(name, empty_table(name)).select(list(table_schema(name)))
        workspace.write(name, frame.cast(dict(table_schema(name))))
    return folder


def retag_one(folder: Path) -> None:
    """Give one product another value for one of its tags."""
    workspace = Workspace(folder)
    for name in ("triples", "evidence"):
        table = workspace.table(name)
        first = (pl.col("head") == "P7") & (pl.col("tail") == table.filter(pl.col("head") == "P7")["tail"].min())
        workspace.write(name, table.with_columns(tail=pl.when(first).then(pl.lit("new")).otherwise("tail")))


def load(folder: Path, *flags: str) -> dict[str, Any]:
    """Run the load step in a process of its own; seconds of the step, peak memory in MiB, and the server's counters."""
    command = [sys.executable, str(Path(__file__).resolve()), "--load", str(folder), *flags]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
        output.seek(0)
        return {**json.loads(output.read()), "peak_mib": usage.ru_maxrss // 1024}


def load_here(folder: Path, *, verify: bool) -> dict[str, Any]:
    """Run the load step as `kgtag build` does."""
    settings = Settings(workspace=folder)
    run = Run(Workspace(folder), settings, Terminal(quiet=True))
    with closing(open_store(settings)) as store:
        started = time.perf_counter()
        load_graph(run, store, Request(verify=verify))
        return {"seconds": round(time.perf_counter() - started, 2), "written": run.steps["load"].get("written", {})}


def merge_one_by_one(server: Neo4jServer, graph: Graph, name: str) -> float:
    """Load a graph as tutorials do: one thread, batches of rows, MERGE; return the seconds it took."""
    started = time.perf_counter()
    with server.driver() as driver, driver.session(database=server.database) as session:
        for label in NODE_LABELS:
            key = NODE_KEYS[label]
            session.run(f"CREATE CONSTRAINT FOR (n:{label}) REQUIRE (n.workspace, n.{key}) IS UNIQUE").consume()
        session.run("CALL db.awaitIndexes()").consume()
        for label in NODE_LABELS:
            key = NODE_KEYS[label]
            text = f"UNWIND $rows AS row MERGE (n:{label} {{workspace: $w, {key}: row.{key}}}) SET n += row"
            for rows in _batches(graph.nodes[label]):
                session.execute_write(lambda tx, text=text, rows=rows: tx.run(text, rows=rows, w=name).consume())
        for kind in EDGE_TYPES:
            (a, b), frame = EDGE_ENDS[kind], graph.edges[kind]
            text = (
                f"UNWIND $rows AS row MATCH (a:{a} {{workspace: $w, {NODE_KEYS[a]}: row.from}}) "
                f"MATCH (b:{b} {{workspace: $w, {NODE_KEYS[b]}: row.to}}) MERGE (a)-[r:{kind}]->(b) "
                "SET r.workspace = $w, r += row.properties"
            )
            for rows in _batches(frame):
                edges = [{"from": row.pop("from"), "to": row.pop("to"), "properties": row} for row in rows]
                session.execute_write(lambda tx, text=text, rows=edges: tx.run(text, rows=rows, w=name).consume())
    return round(time.perf_counter() - started, 2)


def _batches(frame: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    for batch in frame.iter_slices(BATCH):
        yield batch.to_dicts()


def measure(version: str, what: str, folder: Path) -> dict[str, Any]:
    """Load one workspace in every way; the server starts empty for the first load and for the comparison."""
    settings = Settings(workspace=folder)
    graph = workspace_graph(Workspace(folder), settings, settings.graph_probability)
    counts = graph.counts()
    edges = sum(counts.edges.values())
    with tempfile.TemporaryDirectory() as home, Neo4jServer.start(version, Path(home), settings=SERVER) as server:
        os.environ |= server.environment()
        first = load(folder)
        again = load(folder)
        verified = load(folder, "--verify")
        one = {}
        if what != "Beauty":
            changed = folder.with_name(f"{folder.name}-changed") / folder.name
            shutil.copytree(folder, changed, dirs_exist_ok=True)
            retag_one(changed)
            one = load(changed)
            shutil.rmtree(changed.parent)
        server.clear()
        merged = merge_one_by_one(server, graph, graph_name(settings))
    shutil.rmtree(folder / "graph")
    row = {
        "version": version, "graph": what, "nodes": sum(counts.nodes.values()), "edges": edges, "first": first,
        "again": again, "verified": verified, "one_changed": one, "merge_seconds": merged,
        "edges_per_second": round(edges / first["seconds"]), "times_merge": round(merged / first["seconds"], 2),
    }  # fmt: skip
    print(
        f"{version:<12}{what:<12}{edges:>10,} edges: first load {first['seconds']} s ({first['peak_mib']:,} MiB, "
        f"{row['times_merge']} x UNWIND + MERGE, {merged} s); again {again['seconds']} s; verified "
        f"{verified['seconds']} s; one product changed {one.get('seconds')} s {one.get('written')}",
        flush=True,
    )
    return row


def main() -> None:
    """Measure both graphs on both versions and keep the results."""
    if "--load" in sys.argv:
        folder = Path(sys.argv[sys.argv.index("--load") + 1])
        print(json.dumps(load_here(folder, verify="--verify" in sys.argv)))
        return
    products, edges = (20_000, 100_000) if "--small" in sys.argv else (200_000, 1_000_000)
    rows: list[Mapping[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        beauty = Path(folder, "beauty")
        build = [sys.executable, "-c", "from kgtag.cli import main; main()", "build", str(BEAUTY), "--no-train"]
        subprocess.run([*build, "--graph", "embedded", "-w", str(beauty), "--json"], check=True, capture_output=True)
        synthetic = synthetic_workspace(Path(folder, "synthetic"), products, edges)
        for version in VERSIONS:
            rows += [measure(version, "Beauty", beauty), measure(version, "synthetic", synthetic)]
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if "--small" not in sys.argv:
        RESULTS.write_text(json.dumps({**machine, "workers": Settings().graph_workers, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
