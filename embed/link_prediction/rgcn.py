"""A relational graph network (R-GCN) on texts: a product's vector is a forward pass over its text and known tags.

Two R-GCN layers (Schlichtkrull et al. 2018) with basis decomposition, the first from products to tags, the second from
tags to the products that have them and to those that read alike; DistMult decodes. Words are hashed to rows of one
table that product texts and tag names share (Weinberger et al. 2009), so that a name nobody has seen is found in a
title all the same. Answers with numpy alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array, vstack

from ..graph_embeddings import GraphEmbeddings
from ..sparse import matrix, unit_rows
from ..terms import openings, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float32]

BUCKETS = 2**16
"""Rows of the table that words and pairs of words are hashed to."""
READ_WORDS = 60
NEIGHBOURS = 10
"""Products that read most like one, whose tags it hears."""
CHUNK = 500
WEIGHTS = "rgcn.safetensors"


@dataclass(frozen=True, slots=True)
class Texts:
    """What the network reads of some texts: `words` 1 where one stands [texts, BUCKETS], `vectors` [texts, width]."""

    words: csr_array
    vectors: Real

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Real) -> Texts:
        """Read product texts or tag names; `vectors` are their sentence vectors (see `text_vectors`)."""
        from sklearn.feature_extraction import FeatureHasher

        hasher = FeatureHasher(n_features=BUCKETS, input_type="string", alternate_sign=False, dtype=np.float32)
        hashed = csr_array(hasher.transform([sorted(set(_symbols(text))) for text in texts]))
        hashed.data[:] = 1
        return cls(hashed, vectors)

    def take(self, rows: NDArray[np.int64]) -> Texts:
        """Return some rows."""
        return Texts(csr_array(self.words[rows]), self.vectors[rows])


def _symbols(text: str) -> Iterator[str]:
    """Yield words, pairs of neighbouring words, and how the text starts: where titles put the brand."""
    read = words(text)[:READ_WORDS]
    yield from read
    yield from (f"{left} {right}" for left, right in pairwise(read))
    yield from (f"^{start}" for start in openings(text))


@dataclass(frozen=True, slots=True)
class TextGraph:
    """Products and tags with their texts; `asserted` 1 where a product has a tag [products, tags].

    `alike`: how many of the products nearest to each have a tag [products, tags] (see `tags_of_neighbours`).
    `attribute_of` [tags] counts from 0 to `attributes` - 1: the relation by which products have a tag.
    """

    products: Texts
    tags: Texts
    asserted: csr_array
    alike: csr_array
    attribute_of: NDArray[np.int64]
    attributes: int


def tags_of_neighbours(texts: Texts, places: NDArray[np.int64], products: Texts, asserted: csr_array) -> csr_array:
    """Count the tags of the products that read most like some texts [texts, tags].

    Alike are texts with rare words in common and sentence vectors near each other: the two cosines are added up.

    Args:
        texts: new products, or such as are in the graph.
        places: their rows in the graph, -1 for new ones; no product is its own neighbour.
        products: all products of the graph.
        asserted: 1 where one of these has a tag [products, tags].
    """
    rarity = np.log((1 + len(products.vectors)) / (1 + np.bincount(products.words.indices, minlength=BUCKETS))) + 1
    weigh = diags_array(rarity.astype(np.float32))
    known = unit_rows(csr_array(products.words @ weigh)).T.tocsr()
    asked = unit_rows(csr_array(texts.words @ weigh))
    count = min(NEIGHBOURS, len(products.vectors) - 1)
    parts = [csr_array((0, asserted.shape[1]), dtype=np.float32)]
    for start in range(0, len(places), CHUNK):
        rows = np.arange(start, min(start + CHUNK, len(places)))
        near = (asked[rows] @ known).toarray() + texts.vectors[rows] @ products.vectors.T
        own = places[rows] >= 0
        near[np.flatnonzero(own), places[rows][own]] = -np.inf
        best = np.argpartition(-near, count, axis=1)[:, :count] if count > 0 else np.zeros((len(rows), 0), np.int64)
        chosen = matrix(np.repeat(np.arange(len(rows)), count), best.ravel(), np.ones(best.size), near.shape)
        parts.append(csr_array(chosen @ asserted))
    return csr_array(vstack(parts, format="csr"))


@dataclass(frozen=True, slots=True)
class TagStates:
    """Tags after the first layer: `states` [tags, width] are what products hear; `vectors` are scored against them."""

    states: Real
    vectors: Real
    attribute_of: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RGCN:
    """The weights of a trained network by name, as `rgcn_training` gives them."""

    weights: Mapping[str, Real]

    def tags(self, graph: TextGraph) -> TagStates:
        """Pass the first layer: every tag hears the mean of the products that have it.

        The first tags are those that the network was trained with; there may be more.
        """
        read, matched = self._read(graph.tags, graph.attribute_of + 1, named=True)
        products, _ = self._read(graph.products, np.zeros(graph.asserted.shape[0], dtype=np.int64))
        own, popularity = self.weights["own"], self.weights["popularity"]
        read[: len(own)] += own
        edges = [csr_array(one.T) for one in self._by_attribute(graph.asserted, graph.attribute_of)]
        states = read + np.maximum(self._heard("to_tags", read, products, edges), 0)
        unseen = np.zeros(len(read) - len(popularity), dtype=np.float32)
        vectors = np.column_stack([states, matched, np.r_[popularity, unseen]])
        return TagStates(states, vectors, graph.attribute_of)

    def products(self, texts: Texts, asserted: csr_array, alike: csr_array, tags: TagStates) -> Real:
        """Pass the second layer: the vectors of products, in the graph or new, from their texts and the tags they have.

        Args:
            texts: of the products.
            asserted: 1 where one of them has a tag [products, tags].
            alike: how many of their neighbours have it [products, tags].
            tags: what `tags` made of the graph.
        """
        read, matched = self._read(texts, np.zeros(asserted.shape[0], dtype=np.int64))
        edges = [one for heard in (asserted, alike) for one in self._by_attribute(heard, tags.attribute_of)]
        states = read + self._heard("to_products", read, tags.states, edges)
        return np.column_stack([states, matched, np.ones(len(read), dtype=np.float32)])

    def relations(self) -> Real:
        """Return the attributes' vectors [attributes, numbers]."""
        relations, matches = self.weights["relations"], self.weights["matches"]
        return np.column_stack([relations, matches, np.ones(len(relations), dtype=np.float32)])

    def embed(self, graph: TextGraph, entities: tuple[str, ...], attributes: tuple[str, ...]) -> GraphEmbeddings:
        """Return the vectors of all products and tags, named `entities` in this order, to be scored by DistMult."""
        tags = self.tags(graph)
        products = self.products(graph.products, graph.asserted, graph.alike, tags)
        return GraphEmbeddings("DistMult", entities, attributes, np.vstack([products, tags.vectors]), self.relations())

    def _read(self, texts: Texts, kinds: NDArray[np.int64], *, named: bool = False) -> tuple[Real, Real]:
        """Return the nodes' first states, and what their words are matched by: of names, the mean."""
        own = self.weights
        weighed = csr_array(texts.words @ diags_array(own["rarity"]))
        total = np.maximum(np.asarray(abs(weighed).sum(axis=1)).reshape(-1, 1), 1e-6)
        matched = np.asarray(weighed @ own["table"], dtype=np.float32)
        read = texts.vectors @ own["text"] + matched / np.sqrt(total) @ own["word"] + own["kinds"][kinds]
        return np.maximum(read, 0).astype(np.float32), (matched / total if named else matched).astype(np.float32)

    def _by_attribute(self, edges: csr_array, attribute_of: NDArray[np.int64]) -> list[csr_array]:
        """Split edges [products, tags] by the attribute of the tag."""
        count = len(self.weights["relations"])
        return [csr_array(edges @ diags_array((attribute_of == one).astype(np.float32))) for one in range(count)]

    def _heard(self, name: str, own: Real, others: Real, edges: Sequence[csr_array]) -> Real:
        """Return what a layer makes of nodes and the mean of those they hear, by relation: `edges` [own, others]."""
        heard = own @ self.weights[f"{name}.root"] + self.weights[f"{name}.bias"]
        matrices = np.einsum("rb,bij->rij", self.weights[f"{name}.mixed"], self.weights[f"{name}.bases"])
        for weights, relation in zip(edges, matrices, strict=True):
            degree = np.maximum(np.asarray(weights.sum(axis=1)).reshape(-1, 1), 1)
            heard += (weights @ others / degree) @ relation
        return np.asarray(heard, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write rgcn.safetensors, in half precision."""
        from safetensors.numpy import save_file

        folder.mkdir(parents=True, exist_ok=True)
        halved = {name: np.ascontiguousarray(array, dtype=np.float16) for name, array in self.weights.items()}
        save_file(halved, folder / WEIGHTS)

    @classmethod
    def load(cls, folder: Path) -> RGCN:
        from safetensors.numpy import load_file

        return cls({name: array.astype(np.float32) for name, array in load_file(folder / WEIGHTS).items()})
