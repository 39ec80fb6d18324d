"""How good recommendations are on real purchases, every simple method beside; and their speed on many products.

    python benchmarks/recommendation.py

Reads `$KGTAG_BENCH_DATA/{beauty,online-retail}` (default `../shared/data`), prints tables and writes them as JSON to
`benchmarks/results/recommendation.json`. Whatever is tuned is tuned on a validation part; the test part is ranked once.

Beauty's purchases have no times: which product of a user is the test, and which the validation, is drawn by lot.
Online Retail's lines have no product numbers: a product is its description. They hold no value that kgtag could know,
so that this catalog's graph has no tags.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from kgtag.embed.recommendation.baselines import best_lists, cosine_neighbours, ease
from kgtag.embed.recommendation.content import Content, workspace_content
from kgtag.embed.recommendation.evaluation import (
    OURS,
    compared,
    difference,
    gains,
    histories_in,
    last_of_each,
)
from kgtag.embed.recommendation.faithfulness import measure_faithfulness
from kgtag.embed.recommendation.goes_with import learn_goes_with, most_often_together
from kgtag.embed.recommendation.interaction_matrix import Interactions, baskets_of, read_interactions
from kgtag.embed.recommendation.item_models import content_likeness, item_models, shrunken_cosine
from kgtag.embed.recommendation.personal import Personal, fame_of, learn_personal
from kgtag.embed.recommendation.serving import Recommender, Wanted
from kgtag.extract.onnx_models import available_processors
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace
from kgtag_command import COMMAND
from measuring import DATA, write_result
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, random_array
from simple_recommenders import fast_random_projection, tuned_ease, tuned_neighbours

SPLIT, TOP = 13, 10
COLD_SHARE = 0.1
LATER, LEAST_TOGETHER = 0.2, 3
NO_PRODUCTS = (
    "POSTAGE", "DOTCOM POSTAGE", "CARRIAGE", "NEXT DAY CARRIAGE", "MANUAL", "SAMPLES", "DISCOUNT", "BANK CHARGES",
    "AMAZON FEE", "ADJUST BAD DEBT", "CRUK COMMISSION",
)  # fmt: skip
Ranked = tuple[str, NDArray[np.int64]]
"""The name of a method, and the ten best products of each user by it [users, 10]."""
SPENT: dict[str, float] = {}
"""CPU seconds of every method, by its name."""


@contextmanager
def counted(name: str) -> Iterator[None]:
    """Add up the CPU seconds of a method."""
    started = time.process_time()
    yield
    SPENT[name] = round(SPENT.get(name, 0.0) + time.process_time() - started, 1)


def built(catalog: Path, folder: Path) -> Workspace:
    """Build a graph with known values and rules, as a user would."""
    subprocess.run([*COMMAND, "build", str(catalog), "--no-train", "-w", str(folder)], check=True, capture_output=True)
    return Workspace(folder)


def beauty_interactions(path: Path, content: Content, users: int | None) -> Interactions:
    """Read Beauty's purchases, in an order drawn by lot."""
    frame = pl.read_csv(path, separator="\t", new_columns=["user", "product"])
    if users is not None:
        frame = frame.filter(pl.col("user").is_in(frame["user"].unique(maintain_order=True)[:users].implode()))
    frame = frame.with_columns(weight=pl.lit(1.0), time=pl.lit(None, dtype=table_schema("interactions")["time"]))
    return read_interactions(frame, content.ids, SPLIT)


def without_graph(content: Content) -> Content:
    """Return the products without tags and vectors of the graph."""
    tags = csr_array((len(content.ids), 0), dtype=np.float32)
    return replace(content, tags=tags, tag_names=(), graph=np.zeros((len(content.ids), 0), np.float32))


def with_shuffled_graph(content: Content, seed: int) -> Content:
    """Return the products, each with the tags of another one."""
    order = np.random.default_rng(seed).permutation(len(content.ids))
    tags = csr_array(content.tags[order])
    return replace(content, tags=tags, graph=content.graph[order] if content.graph.size else content.graph)


def ranked_by(personal: Personal, own: csr_array, content: Content, **filters: Any) -> NDArray[np.int64]:
    """Return the ten best products of every history."""
    return np.concatenate([rows for rows, _ in personal.recommend_all(histories_in(own), content, TOP, **filters)])


def beauty_personal(interactions: Interactions, content: Content, seeds: Sequence[int]) -> dict[str, Any]:
    """Rank each user's hidden product among all the user lacks."""
    test = last_of_each(interactions)
    known, users, answers = interactions.take(~test), interactions.user[test], interactions.item[test]
    with counted("title kNN"):
        titles = cosine_neighbours(content.words)
    chosen = tuned(known, titles)
    print(f"chosen on validation: {chosen}", file=sys.stderr, flush=True)
    runs: dict[str, list[NDArray[np.float64]]] = {}
    own = csr_array(known.matrix()[users])
    for name, lists in chain(drawn_lists(known, own, content, seeds), simple_lists(known, own, titles, chosen)):
        runs.setdefault(name, []).append(gains(lists, answers))
    methods = compared({name: np.mean(each, axis=0) for name, each in runs.items()}, SPLIT)
    return {
        "users": len(users), "products": len(content.ids), "interactions": len(interactions), "chosen": chosen,
        "methods": {name: asdict(found) | {"recall": recall_of_runs(runs[name])} for name, found in methods.items()},
        "ndcg_by_seed": {name: [float(run.mean()) for run in each] for name, each in runs.items() if len(each) > 1},
    }  # fmt: skip


def recall_of_runs(runs: Sequence[NDArray[np.float64]]) -> float:
    """Return the share of answers that a run finds, on average over runs of gains [answers]."""
    return float(np.mean([run > 0 for run in runs]))


def tuned(known: Interactions, titles: csr_array) -> dict[str, float]:
    """Choose what the simple methods leave open, on each user's last known product."""
    validation = last_of_each(known)
    earlier = known.take(~validation).matrix()
    answers = np.full(len(known.users), -1)
    answers[known.user[validation]] = known.item[validation]
    with counted("ItemKNN + content"):
        alone, shrinkage, weight = tuned_neighbours(earlier, titles, answers)
    with counted("EASE"):
        penalty = tuned_ease(earlier, answers)
    return {"ItemKNN shrinkage": alone, "joined shrinkage": shrinkage, "likeness": weight, "EASE penalty": penalty}


def drawn_lists(known: Interactions, own: csr_array, content: Content, seeds: Sequence[int]) -> Iterator[Ranked]:
    """Yield the ten best products of each history by every method that draws lots, once a seed; ours first."""
    bought = known.matrix()
    for seed in seeds:
        for name, seen in _variants(content, seed).items():
            with counted(name):
                personal = learn_personal(known, content_likeness(seen, silent), seed, silent)
                lists = ranked_by(personal, own, seen)
            yield name, lists
        with counted("FastRP"):
            near = fast_random_projection(bought, content.tags, seed)
            lists = best_lists(own, near, fame_of(bought), TOP)
        yield "FastRP", lists


def simple_lists(
    known: Interactions, own: csr_array, titles: csr_array, chosen: Mapping[str, float]
) -> Iterator[Ranked]:
    """Yield the ten best products of each history by every method that draws no lots."""
    bought = known.matrix()
    fame, together = fame_of(bought), csr_array(bought.T @ bought)
    models: dict[str, Any] = {
        "popularity": lambda: None,
        "ItemKNN": lambda: shrunken_cosine(together, chosen["ItemKNN shrinkage"]),
        "title kNN": lambda: titles,
        "ItemKNN + content": lambda: (
            shrunken_cosine(together, chosen["joined shrinkage"]) + chosen["likeness"] * titles
        ),
        "EASE": lambda: ease(together, chosen["EASE penalty"]),
    }
    for name, make in models.items():
        with counted(name):
            lists = best_lists(own, make(), fame, TOP)
        yield name, lists


def _variants(content: Content, seed: int) -> dict[str, Content]:
    return {
        OURS: content,
        "graph removed": without_graph(content),
        "graph shuffled": with_shuffled_graph(content, seed),
    }


def beauty_cold(interactions: Interactions, content: Content, salt: str) -> dict[str, Any]:
    """Take all buyers from a share of the products, and rank those products among each other for their buyers."""
    cold = np.array([is_held_out(name, share=COLD_SHARE, salt=salt) for name in content.ids])
    hidden = cold[interactions.item]
    known = interactions.take(~hidden)
    bought, answers = known.matrix(), interactions.take(hidden).matrix()
    users = np.flatnonzero((np.diff(bought.indptr) > 0) & (np.diff(answers.indptr) > 0))
    own, right = csr_array(bought[users]), csr_array(answers[users])
    fame = fame_of(bought)
    with counted("cold kgtag"):
        personal = learn_personal(known, content_likeness(content, silent), SPLIT, silent)
        lists = {OURS: ranked_by(personal, own, content, allowed=cold)}
        lists["our joined model alone"] = best_lists(own, personal.models["joined"], fame, TOP, cold)
    with counted("cold title kNN"):
        words = csr_array(content.words @ (diags_array(cold.astype(np.float32)) @ content.words).T)
        lists["title kNN"] = best_lists(own, words, fame, TOP, cold)
    lists["title kNN, 100 nearest"] = best_lists(own, cosine_neighbours(content.words), fame, TOP, cold)
    recall = {name: recall_of(found, right) for name, found in lists.items()}
    return {
        "users": len(users), "products": int(cold.sum()), "answers": int(right.nnz),
        "recall": {name: float(values.mean()) for name, values in recall.items()},
        "more": {name: difference(recall[OURS], values, SPLIT) for name, values in recall.items()},
    }  # fmt: skip


def recall_of(lists: NDArray[np.int64], right: csr_array) -> NDArray[np.float64]:
    """Return the share of each row's right products that stand in its list [rows]."""
    hits = [len(np.intersect1d(found, one)) / len(one) for found, one in zip(lists, histories_in(right), strict=True)]
    return np.array(hits)


def retail(path: Path, folder: Path, seeds: Sequence[int]) -> dict[str, Any]:
    """Rank what goes with each product of Online Retail in the last fifth of its time."""
    lines = retail_lines(path)
    catalog = folder / "retail.jsonl"
    titles = sorted(lines["product"].unique().to_list())
    catalog.write_text("".join(f"{json.dumps({'id': one, 'title': one})}\n" for one in titles), encoding="utf-8")
    content = workspace_content(built(catalog, folder / "retail"))
    start, end = lines["time"].min(), lines["time"].max()
    cut = start + (end - start) * (1 - LATER)  # type: ignore[operator]
    before, after = (
        baskets_of(lines.filter(part), content.ids, SPLIT) for part in (pl.col("time") < cut, pl.col("time") >= cut)
    )
    right = csr_array(most_often_together(after, TOP, LEAST_TOGETHER).T)
    asked = np.flatnonzero(np.diff(right.indptr) > 0)
    right, itself = csr_array(right[asked]), csr_array(diags_array(np.ones(len(content.ids)), format="csr")[asked])
    together, fame = csr_array(before.T @ before), fame_of(before)
    by_seed = []
    for seed in seeds:
        with counted("goes with"):
            ours = learn_goes_with(before, content_likeness(content, silent), seed)
            lists = np.array([np.argsort(-ours.scores(item), kind="stable")[:TOP] for item in asked])
        by_seed.append(recall_of(lists, right))
    simple: dict[str, Any] = {
        "past co-baskets": together,
        "past co-baskets, cosine": shrunken_cosine(together, 10.0),
        "description kNN": cosine_neighbours(content.words),
        "popularity": None,
    }
    recall = {OURS: np.mean(by_seed, axis=0)}
    recall |= {name: recall_of(best_lists(itself, model, fame, TOP), right) for name, model in simple.items()}
    return {
        "products": len(content.ids), "baskets": before.shape[0] + after.shape[0], "asked": len(asked),
        "tags": content.tags.nnz,
        "recall": {name: float(values.mean()) for name, values in recall.items()},
        "recall_by_seed": [float(values.mean()) for values in by_seed],
        "more": {name: difference(recall[OURS], values, SPLIT) for name, values in recall.items()},
    }  # fmt: skip


def retail_lines(path: Path) -> pl.DataFrame:
    """Return sales as an interactions table: no returns, no postage; a basket is a customer's minute."""
    title = pl.col("Description").str.strip_chars().str.replace_all(r"\s+", " ")
    customer = pl.col("CustomerID").cast(pl.String).fill_null("unknown")
    lines = pl.read_parquet(path).filter(pl.col("Quantity") > 0, pl.col("UnitPrice") > 0)
    lines = lines.select(
        user=customer, product=title, basket=pl.concat_str(customer, pl.col("InvoiceDate"), separator=" "),
        weight=pl.lit(1.0), time=pl.col("InvoiceDate").cast(table_schema("interactions")["time"]),
    )  # fmt: skip
    name = pl.col("product")
    return lines.filter(name == name.str.to_uppercase(), ~name.is_in(NO_PRODUCTS), name.str.len_chars() > 0)


def throughput(interactions: Interactions, content: Content) -> dict[str, Any]:
    """Count how many users are answered in batches, a second on all processors and a CPU second."""
    personal = learn_personal(interactions, content_likeness(content, silent), SPLIT, silent)
    own = csr_array(interactions.matrix()[:6_000])
    return {"products": len(content.ids), "processors": available_processors(), **speed_of(personal, own, content)}


def speed_of(personal: Personal, own: csr_array, content: Content) -> dict[str, int]:
    """Rank for all histories, and return how many a second and how many a CPU second."""
    started, clock = time.process_time(), time.perf_counter()
    ranked_by(personal, own, content)
    spent, passed = time.process_time() - started, time.perf_counter() - clock
    return {"users_per_second": round(own.shape[0] / passed), "users_per_cpu_second": round(own.shape[0] / spent)}


def faithfulness(workspace: Workspace, content: Content) -> dict[str, Any]:
    """Check the reasons of 200 products' neighbours: they exist, and without them the score falls."""
    recommender = Recommender(workspace, Settings(workspace=workspace.root), Wanted())
    return asdict(measure_faithfulness(workspace, content, recommender.similar(content.ids[:200])))


def synthetic(products: int, seed: int) -> dict[str, Any]:
    """Learn the item models of a generated catalog with 1.5 users a product, and answer 2,000 users."""
    lots = np.random.default_rng(seed)
    words = random_array((products, 20_000), density=8 / 20_000, format="csr", dtype=np.float32, rng=lots)
    words = csr_array(diags_array(1 / np.maximum(np.sqrt((words * words).sum(axis=1)), 1e-9)) @ words)
    words = words.astype(np.float32)
    none = np.zeros((products, 0), np.float32)
    names = tuple(str(row) for row in range(products))
    content = Content(names, names, csr_array((products, 0), dtype=np.float32), (), words, none, none)
    users, each = products * 3 // 2, 5
    chosen = np.minimum((lots.pareto(1.0, users * each) * products / 50).astype(np.int64), products - 1)
    bought = csr_array((np.ones(len(chosen), np.float32), (np.repeat(np.arange(users), each), chosen)))
    bought.resize((users, products))
    bought.sum_duplicates()
    bought.data[:] = 1
    started = time.process_time()
    personal = Personal(item_models(bought, content_likeness(content, silent), silent), fame_of(bought), None, None)
    learned = time.process_time() - started
    return {
        "products": products, "interactions": int(bought.nnz), "cpu_seconds_of_one_learning": round(learned, 1),
        **speed_of(personal, csr_array(bought[:2_000]), content),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def print_shares(title: str, shares: Mapping[str, float]) -> None:
    """Print one number a method."""
    print(f"\n{title}")
    for name, value in shares.items():
        print(f"{name:<28}{value:8.4f}")


def print_personal(found: Mapping[str, Any]) -> None:
    """Print a line a method."""
    print(f"\nBeauty, {found['users']:,} users, one hidden product each among {found['products']:,}")
    print(f"{'':<28}{'Recall@10':>10}{'NDCG@10':>10}   ours more, 95 %{'CPU s':>10}")
    for name, one in found["methods"].items():
        interval = f"{one['low']:+.4f} to {one['high']:+.4f}"
        print(f"{name:<28}{one['recall']:10.4f}{one['ndcg']:10.4f}   {interval}{SPENT.get(name, 0):8.1f}")


def main() -> None:
    """Hide, learn, rank, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, help="only so many of Beauty's users, to try it out; writes nothing")
    parser.add_argument("--products", type=int, default=200_000, help="size of the generated catalog")
    parser.add_argument("--seeds", type=int, default=3, help="runs of all that draws lots")
    options = parser.parse_args()
    seeds = range(SPLIT, SPLIT + options.seeds)
    facts: dict[str, Any] = {"seeds": list(seeds)}
    with tempfile.TemporaryDirectory() as folder:
        facts["retail"] = retail(DATA / "online-retail" / "online_retail_2010_2011.parquet", Path(folder), seeds)
        print_shares("Online Retail, Recall@10 of what goes together later", facts["retail"]["recall"])
        workspace = built(DATA / "beauty" / "catalog.jsonl.gz", Path(folder, "beauty"))
        content = workspace_content(workspace)
        interactions = beauty_interactions(DATA / "beauty" / "interactions.tsv.gz", content, options.users)
        facts["personal"] = beauty_personal(interactions, content, seeds)
        print_personal(facts["personal"])
        facts["cold"] = beauty_cold(interactions, content, "test")
        print_shares("Beauty, cold products among each other, Recall@10", facts["cold"]["recall"])
        facts["reasons"] = faithfulness(workspace, content)
        print_shares("Reasons", facts["reasons"])
        facts["speed"] = [throughput(interactions, content), synthetic(options.products, SPLIT)]
        for speed in facts["speed"]:
            print_shares("Speed", speed)
    facts["cpu_seconds"] = SPENT
    if options.users is None:
        write_result("recommendation", facts)


if __name__ == "__main__":
    main()
