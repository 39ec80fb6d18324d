"""How well the R-GCN alone finds hidden brands and tags of a real catalog, with the names of all values known or not.

    python benchmarks/rgcn.py

Reads `$KGTAG_BENCH_DATA/beauty` (default `../shared/data`), hides the cells that `benchmarks/completion.py` hides
(`--dev`: further ones, with these hidden too), learns from the rest of the catalog's own cells, and prints filtered
mean reciprocal ranks, beside what `benchmarks/completion.py` last wrote of the simple methods. `warm`: the tags that
are left are known; `names known`: so are the names of values that no product has any more; `cold`: the product is new,
and nothing is known but its text. Writes JSON to `benchmarks/results/rgcn.json`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from completion import read_products, timed
from kgtag.embed.evaluation.hiding import Hidden, hide
from kgtag.embed.link_prediction.rgcn import RGCN, TextGraph, Texts, tags_of_neighbours
from kgtag.embed.link_prediction.rgcn_training import train_rgcn
from kgtag.embed.ranking import RankingMetrics, filtered_ranks
from kgtag.embed.sparse import matrix
from kgtag.embed.text_vectors import product_text, text_vectors
from kgtag.kg.progress import silent
from kgtag.kg.schema import infer_schema
from kgtag.kg.settings import Settings
from kgtag.kg.vocabulary import Vocabulary, canonical_cells, learn_vocabulary
from measuring import DATA, RESULTS, write_result
from scipy.sparse import csr_array, diags_array

WARM, NAMES_KNOWN, COLD = "warm", "names known", "cold"
BESIDE = ("popularity", "neighbours", "co-occurrence + neighbours", "embedding")

Tag = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """A graph without the hidden edges, its tags' columns (the first `seen` are some product's), and what is asked."""

    graph: TextGraph
    attributes: tuple[str, ...]
    columns: Mapping[Tag, int]
    seen: int
    rows: Mapping[str, int]
    asked: Mapping[str, Mapping[str, Sequence[Tag]]]

    def visible(self) -> TextGraph:
        """Return the graph without the tags that no product has."""
        kept = np.arange(self.seen)
        tags, attributes = self.graph.tags.take(kept), self.graph.attribute_of[kept]
        asserted, alike = (csr_array(edges[:, : self.seen]) for edges in (self.graph.asserted, self.graph.alike))
        return replace(self.graph, tags=tags, attribute_of=attributes, asserted=asserted, alike=alike)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ranks of one attribute's hidden values in one situation; `unseen`: no product has them any more."""

    attribute: str
    situation: str
    unseen: int
    metrics: RankingMetrics


def make_task(hidden: Hidden, settings: Settings) -> Task:
    """Read texts and cells of a catalog of which a part is hidden."""
    schema = infer_schema(hidden.products)
    vocabulary = Vocabulary(*learn_vocabulary(hidden.products, schema), schema)
    cells = list(canonical_cells(hidden.products, vocabulary).select("product", "attribute", "value").iter_rows())
    asked = {
        product: {name: sorted({(name, vocabulary.canonical(name, one).name) for one in surfaces})
                  for name, surfaces in slots.items()}
        for product, slots in hidden.asked.items()
    }  # fmt: skip
    seen = sorted({(attribute, value) for _, attribute, value in cells})
    unseen = sorted({tag for slots in asked.values() for tags in slots.values() for tag in tags} - set(seen))
    tags = [*seen, *unseen]
    attributes = tuple(sorted({attribute for attribute, _ in tags}))
    column = {tag: number for number, tag in enumerate(tags)}
    rows = {name: row for row, name in enumerate(hidden.products["id"])}
    edges = np.array([(rows[product], column[attribute, value]) for product, attribute, value in cells])
    asserted = matrix(edges[:, 0], edges[:, 1], np.ones(len(edges)), (len(rows), len(tags)))
    asserted.data[:] = 1
    attribute_of = np.array([attributes.index(attribute) for attribute, _ in tags])
    read = hidden.products.select("title", "description").iter_rows()
    products = [product_text(title or "", description or "") for title, description in read]
    names = [value for _, value in tags]
    vectors = text_vectors([*products, *names], settings.encoder, settings.device, silent, exact=False)
    texts = Texts.of(products, vectors[: len(products)])
    alike = tags_of_neighbours(texts, np.arange(len(products)), texts, asserted)
    graph = TextGraph(
        texts, Texts.of(names, vectors[len(products) :]), asserted, alike, attribute_of, len(attributes)
    )  # fmt: skip
    return Task(graph, attributes, column, len(seen), rows, asked)


def outcomes(network: RGCN, task: Task) -> Iterator[Outcome]:
    """Rank what is asked for in every situation."""
    rows = np.array([task.rows[product] for product in task.asked])
    texts, known = task.graph.products.take(rows), csr_array(task.graph.asserted[rows])
    others = np.ones(len(task.rows), dtype=np.float32)
    others[rows] = 0
    visible = task.visible()
    without = replace(visible, asserted=csr_array(diags_array(others) @ visible.asserted))
    near = tags_of_neighbours(texts, rows, visible.products, without.asserted)
    shown = csr_array(known[:, : task.seen])
    nothing = csr_array(shown.shape, dtype=np.float32)
    for situation, graph, given in (
        (WARM, visible, shown), (NAMES_KNOWN, task.graph, known), (COLD, without, nothing)
    ):  # fmt: skip
        tags = network.tags(graph)
        alike = near if situation == COLD else csr_array(graph.alike[rows])
        products = network.products(texts, given, alike, tags)
        for number, attribute in enumerate(task.attributes):
            columns = np.flatnonzero(tags.attribute_of == number)
            scores = (products * network.relations()[number]) @ tags.vectors[columns].T
            yield _ranked(attribute, situation, scores, columns, known, task)


def _ranked(
    attribute: str, situation: str, scores: np.ndarray, columns: np.ndarray, known: csr_array, task: Task
) -> Outcome:
    place = {int(column): number for number, column in enumerate(columns)}
    ranks, unseen = [], 0
    for row, slots in enumerate(task.asked.values()):
        answers = [task.columns[tag] for tag in slots.get(attribute, ())]
        others = [place[int(column)] for column in known[[row]].indices if int(column) in place]
        unseen += sum(column >= task.seen for column in answers)
        ranks += filtered_ranks(scores[row], [place.get(column) for column in answers], others)
    return Outcome(attribute, situation, unseen, RankingMetrics.of(ranks))


def simple_methods() -> dict[tuple[str, str], dict[str, float]]:
    """Return what the completion benchmark last wrote: (attribute, situation) → method → mean reciprocal rank."""
    path = RESULTS / "completion.json"
    facts = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        (result["attribute"], result["situation"]): {
            name: metrics["mrr"] for name, metrics in result["methods"].items() if name in BESIDE
        }
        for result in facts.get("results", ())
    }


def main() -> None:
    """Hide, train, rank, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", action="store_true", help="look at other products; nothing is written")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    products = read_products(DATA / "beauty" / "catalog.jsonl.gz")
    schema = infer_schema(products)
    hidden = hide(products, schema)
    hidden = hide(hidden.products, schema, salt="dev") if options.dev else hidden
    settings = Settings(seed=options.seed, device=options.device)

    started = time.process_time()
    task = make_task(hidden, settings)
    read = time.process_time() - started
    network = train_rgcn(task.visible(), settings, timed)
    trained = time.process_time() - started - read
    found = list(outcomes(network, task))
    ranked = time.process_time() - started - read - trained
    beside = {} if options.dev else simple_methods()
    for one in found:
        others = ", ".join(f"{name} {mrr:.3f}" for name, mrr in beside.get((one.attribute, one.situation), {}).items())
        print(
            f"{one.attribute:<8}{one.situation:<13}R-GCN MRR {one.metrics.mrr:.3f}, H@1 {one.metrics.hits[1]:.3f}, "
            f"H@10 {one.metrics.hits[10]:.3f} of {one.metrics.answers:,} ({one.unseen:,} of them on no product)"
            + (f"; beside: {others}" if others else "")
        )
    print(f"CPU seconds: reading {read:.0f}, training {trained:.0f}, ranking {ranked:.1f}")
    if not options.dev:
        facts = {
            "seed": options.seed,
            "products": len(products),
            "cpu_seconds": {"reading": round(read, 1), "training": round(trained, 1), "ranking": round(ranked, 1)},
            "outcomes": [asdict(one) for one in found],
        }
        write_result("rgcn", facts)


if __name__ == "__main__":
    main()
