"""The R-GCN on texts: a small world in which the makers of things stand in their titles, and uses go with kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from kgtag.embed.link_prediction import rgcn, rgcn_sampling, rgcn_training
from kgtag.embed.link_prediction.rgcn import RGCN, TextGraph, Texts, tags_of_neighbours
from kgtag.embed.link_prediction.rgcn_sampling import Batch, NeighbourSampler
from kgtag.embed.link_prediction.rgcn_training import Layers, train_rgcn
from kgtag.embed.sparse import matrix
from kgtag.embed.text_vectors import text_vectors
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from scipy.sparse import csr_array

BRANDS = ("Acme", "Zeno", "Bolt", "Nimbus")
USES = {"running": ("shoe", "sock"), "reading": ("lamp", "chair"), "cooking": ("pan", "pot")}
TAGS = (*BRANDS, *USES)
ATTRIBUTE_OF = np.array([0] * len(BRANDS) + [1] * len(USES))
KINDS = [(kind, use) for use, kinds in USES.items() for kind in kinds]
SETTINGS = Settings(encoder="none", device="cpu", embedding_epochs=30)


@pytest.fixture(scope="module", autouse=True)
def _small_network() -> Iterator[None]:
    """A network whose training takes a moment."""
    with pytest.MonkeyPatch.context() as patched:
        for module, name, number in ((rgcn, "BUCKETS", 2**11), (rgcn_training, "BUCKETS", 2**11),
                                     (rgcn_training, "MATCHES", 64), (rgcn_training, "STATES", 32)):  # fmt: skip
            patched.setattr(module, name, number)
        yield


def read(texts: list[str]) -> Texts:
    return Texts.of(texts, text_vectors(texts, "none", "cpu", silent))


def titles(numbers: range) -> list[str]:
    return [f"{BRANDS[number % 4]} {KINDS[number % 6][0]} number {number}" for number in numbers]


def graph_of(texts: list[str], edges: list[tuple[int, str]], tags: tuple[str, ...] = TAGS) -> TextGraph:
    rows, columns = np.array([(row, tags.index(tag)) for row, tag in edges]).T
    asserted = matrix(rows, columns, np.ones(len(edges)), (len(texts), len(tags)))
    products = read(texts)
    alike = tags_of_neighbours(products, np.arange(len(texts)), products, asserted)
    return TextGraph(products, read(list(tags)), asserted, alike, ATTRIBUTE_OF, 2)


def world() -> TextGraph:
    edges = [(number, tag) for number in range(120) for tag in (BRANDS[number % 4], KINDS[number % 6][1])]
    return graph_of(titles(range(120)), edges)


@pytest.fixture(scope="module")
def network() -> RGCN:
    return train_rgcn(world(), SETTINGS, silent)


def best(network: RGCN, graph: TextGraph, texts: list[str], known: csr_array, attribute: int) -> list[str]:
    tags = network.tags(graph)
    new = read(texts)
    alike = tags_of_neighbours(new, np.full(len(texts), -1), graph.products, graph.asserted)
    products = network.products(new, known, alike, tags)
    scores = (products * network.relations()[attribute]) @ tags.vectors.T
    scores[:, graph.attribute_of != attribute] = -np.inf
    return [TAGS[column] for column in scores.argmax(axis=1)]


def test_a_new_product_gets_its_tags_from_a_forward_pass_over_its_text(network: RGCN) -> None:
    new = titles(range(120, 144))
    nothing = csr_array((24, len(TAGS)), dtype=np.float32)
    assert best(network, world(), new, nothing, 0) == [BRANDS[number % 4] for number in range(120, 144)]
    assert best(network, world(), new, nothing, 1) == [KINDS[number % 6][1] for number in range(120, 144)]


def test_a_tag_that_a_product_is_known_to_have_speaks_for_the_tags_that_go_with_it() -> None:
    numbers = range(160)
    edges = [(n, tag) for n in numbers for tag in (BRANDS[n % 3], list(USES)[n % 3])]
    graph = graph_of([f"thing {n * 7919 % 1000}" for n in numbers], edges)
    network = train_rgcn(graph, replace(SETTINGS, embedding_epochs=100), silent)
    known = matrix(np.arange(3), np.arange(3), np.ones(3), (3, len(TAGS)))
    assert best(network, graph, ["thing", "thing", "thing"], known, 1) == list(USES)


def test_a_name_that_no_product_had_is_found_in_a_title(network: RGCN) -> None:
    tags = ("Acme", "Zeno", "Bolt", "Quirk", *USES)
    graph = replace(world(), tags=read(list(tags)))
    nothing = csr_array((1, len(TAGS)), dtype=np.float32)
    states = network.tags(graph)
    products = network.products(read(["Quirk shoe number 7"]), nothing, nothing, states)
    assert ((products * network.relations()[0]) @ states.vectors[:4].T).argmax() == 3


def test_what_is_asked_for_is_never_heard() -> None:
    graph = world()
    sampler = NeighbourSampler(graph, np.random.default_rng(1))
    for batch in sampler.batches():
        asked = {(int(row), int(tag)) for row, tag in batch.asked}
        assert asked
        assert not asked & {(int(row), int(tag)) for row, tag in batch.to_tags.T}
        own = batch.to_products[:, batch.heard < graph.attributes]
        assert not asked & {(int(row), int(tag)) for tag, row in own.T}
        true = {(int(row), int(tag)) for row, tag in zip(*np.nonzero(batch.true), strict=True)}
        assert asked <= true


def test_a_tag_hears_a_bounded_number_of_products(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rgcn_sampling, "FAN_OUT", 3)
    monkeypatch.setattr(rgcn_sampling, "BATCH", 8)
    monkeypatch.setattr(rgcn_sampling, "MOST_RIVALS", 2)
    sampler = NeighbourSampler(world(), np.random.default_rng(1))
    for batch in sampler.batches():
        assert np.bincount(batch.to_tags[1]).max() <= 3
        assert len(batch.products) <= 8 + 3 * len(batch.tags)


def test_tags_drawn_by_chance_are_found_again_by_chance_only() -> None:
    drawn = np.random.default_rng(7).integers(0, 4, 400)
    known = [(row, BRANDS[drawn[row]]) for row in range(300)]
    graph = graph_of([f"thing {row}" for row in range(400)], known)
    network = train_rgcn(graph, SETTINGS, silent)
    held_out = csr_array((100, len(TAGS)), dtype=np.float32)
    found = best(network, graph, [f"thing {row}" for row in range(300, 400)], held_out, 0)
    right = np.mean([tag == BRANDS[brand] for tag, brand in zip(found, drawn[300:], strict=True)])
    assert 0.1 < right < 0.4


def test_numpy_computes_what_pyg_computes() -> None:
    graph = world()
    torch.manual_seed(3)
    layers = Layers(graph).eval()
    with torch.no_grad():
        for weight in layers.parameters():
            weight.add_(torch.randn_like(weight) * 0.05)
    batch = whole(graph)
    with torch.no_grad():
        products, tags = (found.numpy() for found in layers(graph, batch))
    network = layers.weights()
    states = network.tags(graph)
    np.testing.assert_allclose(states.vectors[:, :-1], tags, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(
        network.products(graph.products, graph.asserted, graph.alike, states)[:, :-1], products, rtol=1e-3, atol=1e-4
    )


def whole(graph: TextGraph) -> Batch:
    """The whole graph as one batch, with nothing hidden."""
    rows, columns = (part.astype(np.int64) for part in graph.asserted.nonzero())
    near = graph.alike.tocoo()
    times = near.data.astype(np.int64)
    near_rows, near_columns = np.repeat(near.row, times), np.repeat(near.col, times)
    kinds = np.r_[ATTRIBUTE_OF[columns], graph.attributes + ATTRIBUTE_OF[near_columns]]
    products, tags = (np.arange(count) for count in graph.asserted.shape)
    return Batch(
        products, tags, np.stack([rows, columns]), np.stack([np.r_[columns, near_columns], np.r_[rows, near_rows]]),
        kinds, np.zeros((0, 2), dtype=np.int64), graph.asserted.toarray() > 0,
    )  # fmt: skip


def test_the_tags_of_products_that_read_alike_are_counted_and_not_ones_own() -> None:
    texts = ["red shoe", "red shoes", "green lamp", "green lamps"]
    graph = graph_of(texts, [(0, "Acme"), (2, "Zeno"), (3, "Bolt")])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rgcn, "NEIGHBOURS", 1)
        found = tags_of_neighbours(graph.products, np.arange(4), graph.products, graph.asserted)
    assert [[TAGS[column] for column in found[[row]].indices] for row in range(4)] == [[], ["Acme"], ["Bolt"], ["Zeno"]]


def test_its_vectors_are_graph_embeddings_that_dist_mult_scores(network: RGCN) -> None:
    graph = world()
    names = (*(f"P{number}" for number in range(120)), *TAGS)
    vectors = network.embed(graph, names, ("Brand", "Use"))
    rows = vectors.by_role(120)
    pairs = np.arange(len(BRANDS))
    scores = rows.score(rows.products[[0] * len(BRANDS)], np.zeros_like(pairs), pairs)
    assert BRANDS[int(scores.argmax())] == "Acme"


def test_what_is_saved_is_what_is_loaded(network: RGCN, tmp_path: Path) -> None:
    network.save(tmp_path)
    loaded = RGCN.load(tmp_path)
    assert loaded.weights.keys() == network.weights.keys()
    np.testing.assert_allclose(loaded.tags(world()).vectors, network.tags(world()).vectors, rtol=0.02, atol=0.02)
    assert [path.name for path in tmp_path.iterdir()] == ["rgcn.safetensors"]


def test_a_seed_makes_a_training_repeatable() -> None:
    short = replace(SETTINGS, embedding_epochs=1)
    first, again = train_rgcn(world(), short, silent), train_rgcn(world(), short, silent)
    np.testing.assert_array_equal(first.weights["table"], again.weights["table"])
