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
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from kgtag.embed.projection import workspace_graph
from kgtag.kg.graph import EDGE_ENDS, EDGE_TYPES, NODE_KEYS, NODE_LABELS, Graph
from kgtag.kg.progress import Progress
from kgtag.kg.settings import Settings
from kgtag.kg.steps import Run
from kgtag.kg.stores.graph_difference import GraphDifference
from kgtag.kg.stores.store import open_store
from kgtag.kg.tables import empty_table, table_schema
from kgtag.kg.terminal import Terminal
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, load_graph
from kgtag_command import COMMAND
from measuring import DATA, REPOSITORY, run_apart, write_result

sys.path.insert(0, str(REPOSITORY / "tests" / "servers"))
from neo4j_server import VERSIONS, Neo4jServer

BEAUTY = DATA / "beauty" / "catalog.jsonl.gz"
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
    """Give the product of the middle triple another value for one of its tags."""
    workspace = Workspace(folder)
    triples = workspace.table("triples")
    chosen = triples.row(len(triples) // 2, named=True)
    first = (pl.col("head") == chosen["head"]) & (pl.col("tail") == chosen["tail"])
    for name in ("triples", "evidence"):
        table = workspace.table(name)
        workspace.write(name, table.with_columns(tail=pl.when(first).then(pl.lit("new")).otherwise("tail")))


def load(folder: Path, *flags: str) -> dict[str, Any]:
    """Run the load step in a process of its own; seconds of the step, peak memory in MiB, and the server's counters."""
    spent = run_apart([sys.executable, str(Path(__file__).resolve()), "--load", str(folder), *flags])
    return {**spent.answer, "peak_mib": spent.peak_mib}


def load_here(folder: Path, *, verify: bool) -> dict[str, Any]:
    """Run the load step as `kgtag build` does."""
    settings = Settings(workspace=folder)
    run = Run(Workspace(folder), settings, Terminal(quiet=True))
    with closing(open_store(settings)) as store:
        store.check()
        write, writing = store.write, []

        def timed(difference: GraphDifference, progress: Progress) -> Mapping[str, int]:
            before = time.perf_counter()
            written = write(difference, progress)
            writing.append(round(time.perf_counter() - before, 2))
            return written

        store.write = timed  # type: ignore[method-assign]
        started = time.perf_counter()
        load_graph(run, store, Request(verify=verify))
        seconds = round(time.perf_counter() - started, 2)
        return {"seconds": seconds, "writing": sum(writing), "written": run.steps["load"].get("written", {})}


def merge_one_by_one(server: Neo4jServer, graph: Graph) -> float:
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
                session.execute_write(lambda tx, text=text, rows=rows: tx.run(text, rows=rows, w="merged").consume())
        for kind in EDGE_TYPES:
            (a, b), frame = EDGE_ENDS[kind], graph.edges[kind]
            text = (
                f"UNWIND $rows AS row MATCH (a:{a} {{workspace: $w, {NODE_KEYS[a]}: row.from}}) "
                f"MATCH (b:{b} {{workspace: $w, {NODE_KEYS[b]}: row.to}}) MERGE (a)-[r:{kind}]->(b) "
                "SET r.workspace = $w, r += row.properties"
            )
            for rows in _batches(frame):
                edges = [{"from": row.pop("from"), "to": row.pop("to"), "properties": row} for row in rows]
                session.execute_write(lambda tx, text=text, rows=edges: tx.run(text, rows=rows, w="merged").consume())
    return round(time.perf_counter() - started, 2)


def _batches(frame: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    for batch in frame.iter_slices(BATCH):
        yield batch.to_dicts()


@contextmanager
def new_server(version: str) -> Iterator[Neo4jServer]:
    """Start an empty server: each way of loading meets one that has done nothing yet."""
    with tempfile.TemporaryDirectory() as home, Neo4jServer.start(version, Path(home), settings=SERVER) as server:
        yield server


def measure(version: str, workspaces: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Load each workspace in every way; both servers have loaded the first one before anything counts."""
    graphs = {what: workspace_graph(Workspace(folder), Settings(), 0.9) for what, folder in workspaces.items()}
    rows = []
    with new_server(version) as server:
        os.environ |= server.environment()
        load(next(iter(workspaces.values())))
        for what, folder in workspaces.items():
            server.clear()
            counts = graphs[what].counts()
            sizes = {"nodes": sum(counts.nodes.values()), "edges": sum(counts.edges.values())}
            loads = {"first": load(folder), "again": load(folder), "verified": load(folder, "--verify")}
            rows.append({"version": version, "graph": what, **sizes, **loads, "one_changed": load_changed(folder)})
            shutil.rmtree(folder / "graph")
    with new_server(version) as server:
        merge_one_by_one(server, next(iter(graphs.values())))
        for row in rows:
            server.clear()
            row["merge_seconds"] = merge_one_by_one(server, graphs[row["graph"]])
            row["edges_per_second"] = round(row["edges"] / row["first"]["writing"])
            row["times_merge"] = round(row["merge_seconds"] / row["first"]["writing"], 2)
            print(_line(row), flush=True)
    return rows


def load_changed(folder: Path) -> dict[str, Any]:
    """Load a workspace once more after one of its products got another tag."""
    with tempfile.TemporaryDirectory() as name:
        changed = Path(name, folder.name)
        shutil.copytree(folder, changed)
        retag_one(changed)
        return load(changed)


def _line(row: Mapping[str, Any]) -> str:
    first, again, verified, one = (row[name] for name in ("first", "again", "verified", "one_changed"))
    return (
        f"{row['version']:<12}{row['graph']:<12}{row['edges']:>10,} edges: first load {first['seconds']} s, writing "
        f"{first['writing']} s ({first['peak_mib']:,} MiB at most; UNWIND + MERGE {row['merge_seconds']} s, "
        f"{row['times_merge']} times as long); again {again['seconds']} s; verified {verified['seconds']} s; "
        f"one product changed {one['seconds']} s {one['written']}"
    )


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
        build = [*COMMAND, "build", str(BEAUTY), "--no-train"]
        subprocess.run([*build, "--graph", "embedded", "-w", str(beauty), "--json"], check=True, capture_output=True)
        synthetic = synthetic_workspace(Path(folder, "synthetic"), products, edges)
        for version in VERSIONS:
            rows += measure(version, {"Beauty": beauty, "synthetic": synthetic})
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    if "--small" not in sys.argv:
        write_result("neo4j_store", {**machine, "workers": Settings().graph_workers, "rows": rows})


if __name__ == "__main__":
    main()
