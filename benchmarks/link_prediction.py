"""How well, and how fast, graph embeddings predict the links of standard graphs, PyKEEN's own loops beside.

    python benchmarks/link_prediction.py codex-s umls        # MRR of the whole test part, early stopping on validation
    python benchmarks/link_prediction.py --speed              # positives a second and MRR beside PyKEEN's sLCWA loop
    python benchmarks/link_prediction.py --evaluation-speed   # filtered ranks of FB15k-237 beside PyKEEN's evaluator
    python benchmarks/link_prediction.py wn18rr fb15k-237 --folder runs   # minutes each; goes on from checkpoints
    python benchmarks/link_prediction.py wn18rr fb15k-237 --device cuda   # wider, against all entities; hours on a CPU
    python benchmarks/link_prediction.py wn18rr --models ComplEx --epochs 10 --folder runs   # as far as one gets

Reads `$KGTAG_BENCH_DATA/{codex-s,umls,fb15k-237,wn18rr}` (default `../shared/data`) and writes what it measured into
`benchmarks/results/link_prediction.json`, beside what stands there. Every test triple counts, with head and with tail
asked for, filtered by all three parts, mean rank among equals. Recipes were chosen on the validation parts alone.
"""

from __future__ import annotations

import argparse
import json
import logging
import lzma
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from kgtag.embed.link_prediction.evaluation import link_ranks
from kgtag.embed.link_prediction.fitting import Look, Schedule, fit
from kgtag.embed.link_prediction.questions import LinkQuestions, Rows
from kgtag.embed.link_prediction.training import Recipe, Trainer
from kgtag.embed.link_prediction.vectors import LinkVectors, make_model, without_pykeens_own_warnings
from kgtag.embed.ranking import RankingMetrics
from kgtag.extract.encoder import resolve_device
from measuring import DATA, RESULTS, write_result

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESULT = "link_prediction"
PARTS = ("train", "valid", "test")
SAMPLE = 256

COMPLEX = Recipe("ComplEx", 256, batch=256, n3=0.01)
TRANSE = Recipe("TransE", 128, batch=256)
SAMPLED = Recipe("ComplEx", 128, batch=1024, negatives=256, for_all=True)
RECIPES = {
    "codex-s": ((COMPLEX, Schedule(100, look=5, patience=3)), (TRANSE, Schedule(60, look=5, patience=3))),
    "umls": (
        (Recipe("ComplEx", 64, batch=64, n3=0.01), Schedule(100, look=10)),
        (Recipe("TransE", 64, batch=64), Schedule(100, look=10)),
    ),
    "fb15k-237": (
        (replace(SAMPLED, n3=0.05), Schedule(45, look=5, patience=2)),
        (replace(SAMPLED, model="TransE", learning_rate=0.3), Schedule(45, look=5, patience=2)),
    ),
    "wn18rr": (
        (replace(SAMPLED, dimension=256, n3=0.1), Schedule(45, look=5, patience=2)),
        (replace(SAMPLED, model="TransE", for_all=False), Schedule(60, look=5, patience=2)),
    ),
}
RECIPES_ON_CUDA = {
    "fb15k-237": (
        (replace(COMPLEX, dimension=1000, batch=500, n3=0.05), Schedule(100, look=5)),
        (replace(TRANSE, dimension=512, batch=500), Schedule(100, look=5)),
    ),
    "wn18rr": (
        (replace(COMPLEX, dimension=1000, batch=250, n3=0.1), Schedule(100, look=5)),
        (replace(TRANSE, dimension=512, batch=250), Schedule(100, look=5)),
    ),
}
PUBLISHED = {
    "codex-s": {"ComplEx": 0.465, "TransE": 0.354},
    "fb15k-237": {"ComplEx": 0.348, "TransE": 0.313},
    "wn18rr": {"ComplEx": 0.475, "TransE": 0.228},
}
"""MRR: CoDEx's tables (Safavi 2020), LibKGE's for the other two."""


@dataclass(frozen=True)
class Graph:
    """Triples of a standard graph as row numbers [triples, 3], numbered over all parts."""

    name: str
    entities: int
    relations: int
    parts: dict[str, Rows]

    def known(self, device: str) -> LinkQuestions:
        """Return every right answer of all parts."""
        return LinkQuestions.of(np.concatenate(list(self.parts.values())), device)


def read_graph(name: str) -> Graph:
    """Read the three parts of a graph."""
    entities: dict[str, int] = {}
    relations: dict[str, int] = {}
    parts = {}
    for part in PARTS:
        with lzma.open(DATA / name / f"{part}.tsv.xz", "rt", encoding="utf-8") as file:
            named = [line.rstrip("\n").split("\t") for line in file]
        numbers = (entities, relations, entities)
        rows = [[ids.setdefault(word, len(ids)) for ids, word in zip(numbers, words, strict=True)] for words in named]
        parts[part] = np.array(rows, dtype=np.int64)
    return Graph(name, len(entities), len(relations), parts)


@contextmanager
def cpu_seconds() -> Iterator[list[float]]:
    """Give a list that holds the CPU seconds of the block, all threads together, once it is over."""
    taken: list[float] = []
    started = time.process_time()
    yield taken
    taken.append(time.process_time() - started)


def measure_models(graph: Graph, options: argparse.Namespace) -> dict[str, Any]:
    """Train and test every model of a graph's recipes."""
    recipes = {**RECIPES, **RECIPES_ON_CUDA} if options.device.startswith("cuda") else RECIPES
    return {
        recipe.model: measure_model(graph, recipe, schedule, options)
        for recipe, schedule in recipes[graph.name]
        if recipe.model in options.models
    }


def measure_model(graph: Graph, recipe: Recipe, schedule: Schedule, options: argparse.Namespace) -> dict[str, Any]:
    """Train until the validation part is ranked no better, and rank the whole test part once."""
    recipe = replace(recipe, dimension=options.dimension or recipe.dimension, seed=options.seed)
    schedule = replace(schedule, epochs=min(options.epochs or schedule.epochs, schedule.epochs))
    print(f"\n{graph.name}, {recipe.model}: {recipe}")
    compiled = options.device.startswith("cuda")
    trainer = Trainer(recipe, graph.entities, graph.relations, options.device, compiled=compiled)
    known = graph.known(options.device)
    checkpoint = options.folder and options.folder / f"{graph.name}-{recipe.model}.safetensors"
    resumed = checkpoint is not None and checkpoint.exists()
    started = time.monotonic()
    with cpu_seconds() as cpu, reporter(options.tensorboard, f"{graph.name}-{recipe.model}") as report:
        train = LinkQuestions.of(graph.parts["train"], options.device)
        looks = fit(trainer, train, (graph.parts["valid"], known), schedule, report, checkpoint)
    tested = RankingMetrics.of(link_ranks(trainer.vectors, graph.parts["test"], known).ravel())
    whole = not options.epochs or trainer.epoch < schedule.epochs
    published = PUBLISHED.get(graph.name, {}).get(recipe.model)
    print(f"test MRR {tested.mrr:.4f}, hits {tested.hits}, {tested.answers:,} answers; published MRR {published or '-'}"
          f"; {cpu[0]:.0f} CPU s, {time.monotonic() - started:.0f} s" + ("" if whole else "; broken off"))  # fmt: skip
    return {
        "recipe": asdict(recipe), "whole": whole, "resumed": resumed, "published_mrr": published,
        "device": options.device, "threads": options.threads,
        "mrr": tested.mrr, "hits": tested.hits, "answers": tested.answers, "looks": [asdict(look) for look in looks],
        "seconds": round(time.monotonic() - started, 1), "cpu_seconds": round(cpu[0], 1),
    }  # fmt: skip


@contextmanager
def reporter(tensorboard: Path | None, name: str) -> Iterator[Callable[[Look], None]]:
    """Print every look, and write it for TensorBoard where a folder is given (needs `pip install tensorboard`)."""
    if tensorboard is None:
        yield print_look
        return
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(tensorboard / name) as writer:

        def report(look: Look) -> None:
            print_look(look)
            writer.add_scalar("loss", look.loss, look.epoch)
            writer.add_scalar("validation MRR", look.mrr, look.epoch)

        yield report


def print_look(look: Look) -> None:
    """Print a line of the validation curve."""
    print(f"  epoch {look.epoch:>4}: loss {look.loss:.3f}, validation MRR {look.mrr:.4f}", flush=True)


def measure_speed(options: argparse.Namespace) -> dict[str, Any]:
    """Train on CoDEx-S with 64 negatives, by PyKEEN's loop and by ours, from the same first weights.

    Ours sets each tail, and each head, against 64 entities that a group of answers shares. Both have batches of 512
    triples and cross-entropy; PyKEEN is given AdaGrad, as ours, and Adam. A third run of ours takes all entities.
    """
    graph = read_graph("codex-s")
    epochs = options.epochs or 5
    positives = epochs * len(graph.parts["train"])
    found: dict[str, Any] = {"epochs": epochs, "threads": options.threads, "models": {}}
    for name in ("DistMult", "TransE"):
        few = Recipe(name, 128, batch=1024, negatives=64, reciprocal=False, seed=options.seed)
        runs = {
            "kgtag": train_by_ours(graph, few, epochs, options),
            "kgtag, all entities": train_by_ours(graph, replace(few, batch=256, negatives=0), epochs, options),
            "PyKEEN, AdaGrad .1": train_by_pykeen(graph, name, epochs, "adagrad", 0.1, options),
            "PyKEEN, Adam .01": train_by_pykeen(graph, name, epochs, "adam", 0.01, options),
        }
        lines = {loop: {"positives_per_cpu_second": positives / cpu, "mrr": mrr} for loop, (cpu, mrr) in runs.items()}
        found["models"][name] = lines
        for loop, line in lines.items():
            print(
                f"{name:<9} {loop:<20} {line['positives_per_cpu_second']:>9,.0f} positives a CPU second, "
                f"test MRR {line['mrr']:.4f}",
                flush=True,
            )
    return found


def train_by_ours(graph: Graph, recipe: Recipe, epochs: int, options: argparse.Namespace) -> tuple[float, float]:
    """Return CPU seconds and test MRR."""
    trainer = Trainer(recipe, graph.entities, graph.relations, options.device)
    with cpu_seconds() as cpu:
        questions = LinkQuestions.of(graph.parts["train"], options.device)
        for _ in range(epochs):
            trainer.train_epoch(questions)
    return cpu[0], test_mrr(graph, trainer.vectors)


def train_by_pykeen(
    graph: Graph, name: str, epochs: int, optimizer: str, learning_rate: float, options: argparse.Namespace
) -> tuple[float, float]:
    """Return CPU seconds and test MRR."""
    model = make_model(
        name, graph.entities, graph.relations, 128, seed=options.seed, reciprocal=False, device=options.device
    )
    with without_pykeens_own_warnings():
        from pykeen.losses import CrossEntropyLoss
        from pykeen.training import SLCWATrainingLoop
        from pykeen.triples import CoreTriplesFactory

        model.loss = CrossEntropyLoss()
        factory = CoreTriplesFactory(torch.from_numpy(graph.parts["train"]), graph.entities, graph.relations)
        loop = SLCWATrainingLoop(
            model=model, triples_factory=factory, optimizer=optimizer, optimizer_kwargs={"lr": learning_rate},
            negative_sampler_kwargs={"num_negs_per_pos": 64}, automatic_memory_optimization=False,
        )  # fmt: skip
        with cpu_seconds() as cpu:
            loop.train(factory, num_epochs=epochs, batch_size=512, pin_memory=False, use_tqdm=False)
    return cpu[0], test_mrr(graph, LinkVectors.of(model))


def test_mrr(graph: Graph, vectors: LinkVectors) -> float:
    """Rank the whole test part."""
    known = graph.known(str(vectors.entities.device))
    return RankingMetrics.of(link_ranks(vectors, graph.parts["test"], known).ravel()).mrr


def measure_evaluation_speed(options: argparse.Namespace) -> dict[str, Any]:
    """Rank FB15k-237's test part, and by PyKEEN's evaluator a sample of it; weights are random, width 128."""
    graph = read_graph("fb15k-237")
    found: dict[str, Any] = {"threads": options.threads, "sample": SAMPLE, "models": {}}
    for name in ("DistMult", "TransE"):
        model = make_model(
            name, graph.entities, graph.relations, 128, seed=options.seed, reciprocal=False, device=options.device
        )
        vectors = LinkVectors.of(model)
        for table in (vectors.entities, vectors.relations):
            table.normal_()
        with cpu_seconds() as ours:
            ranks = link_ranks(vectors, graph.parts["test"], graph.known(options.device))
        chosen = np.random.default_rng(options.seed).permutation(len(ranks))[:SAMPLE]
        theirs, their_ranks = rank_by_pykeen(graph, model, chosen)
        milliseconds = 1000 * ours[0] / len(ranks), 1000 * theirs / SAMPLE
        equal = float((ranks[chosen] == their_ranks).mean())
        apart = float(np.abs(ranks[chosen] - their_ranks).max())
        found["models"][name] = {
            "kgtag_ms": milliseconds[0], "pykeen_ms": milliseconds[1], "equal_ranks": equal, "furthest_apart": apart
        }  # fmt: skip
        print(
            f"{name:<9} {milliseconds[0]:.3f} CPU ms a test triple, PyKEEN {milliseconds[1]:.1f}: "
            f"{milliseconds[1] / milliseconds[0]:.0f} times; {equal:.1%} of the ranks equal, at most {apart:g} apart",
            flush=True,
        )
    return found


def rank_by_pykeen(graph: Graph, model: Any, chosen: Rows) -> tuple[float, NDArray[np.float64]]:
    """Return the CPU seconds that PyKEEN's evaluator takes for some test triples, and its ranks [triples, 2]."""
    with without_pykeens_own_warnings():
        from pykeen.evaluation import RankBasedEvaluator

        evaluator = RankBasedEvaluator(filtered=True, clear_on_finalize=False)
        known = [torch.from_numpy(rows) for rows in graph.parts.values()]
        with cpu_seconds() as cpu:
            evaluator.evaluate(
                model, torch.from_numpy(graph.parts["test"][chosen]), additional_filter_triples=known, batch_size=32,
                use_tqdm=False,
            )  # fmt: skip
    return cpu[0], np.column_stack([np.concatenate(evaluator.ranks[side, "realistic"]) for side in ("tail", "head")])


def write_section(section: str, found: dict[str, Any]) -> None:
    """Put a section beside those that stand in the result file."""
    path = RESULTS / f"{RESULT}.json"
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stored[section] = {**(stored.get(section, {}) if section in RECIPES else {}), **found}
    write_result(RESULT, stored)


def main() -> None:
    """Train, rank, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graphs", nargs="*", metavar="GRAPH", help=", ".join(RECIPES))
    parser.add_argument("--models", nargs="+", default=["ComplEx", "TransE"])
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--evaluation-speed", action="store_true")
    parser.add_argument("--epochs", type=int, default=0, help="break off after so many")
    parser.add_argument("--dimension", type=int, default=0, help="instead of the recipe's")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--folder", type=Path, help="keep checkpoints here, and go on from them")
    parser.add_argument("--tensorboard", type=Path, help="write the curves here")
    options = parser.parse_args()
    if unknown := set(options.graphs) - set(RECIPES):
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(RECIPES)}")
    torch.set_num_threads(options.threads)
    logging.getLogger("pykeen").setLevel(logging.ERROR)
    logging.getLogger("torch_max_mem").setLevel(logging.ERROR)
    options.device = resolve_device(options.device)
    if options.speed:
        write_section("speed", measure_speed(options))
    if options.evaluation_speed:
        write_section("evaluation_speed", measure_evaluation_speed(options))
    for name in options.graphs:
        write_section(name, measure_models(read_graph(name), options))


if __name__ == "__main__":
    main()
