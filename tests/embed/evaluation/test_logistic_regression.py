"""The simple method to compare with learns to its end, also where a product's tags say the same many times over."""

from __future__ import annotations

import numpy as np
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.evaluation.logistic_regression import learn_regressions
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.kg.types import FREE_TAG

PRODUCTS, ALIKE = 60, 40
GROUPS = [[(FREE_TAG, f"{group} {number}") for number in range(ALIKE)] for group in ("shoe", "lamp")]
NEW = (FREE_TAG, "new")


def index() -> Index:
    """Two kinds of products with forty tags each that always come together, and a tag that comes by chance."""
    names = tuple(map(str, range(PRODUCTS)))
    texts = Texts(names, ("",) * PRODUCTS, ("",) * PRODUCTS, ((),) * PRODUCTS)
    readers = Readers.learn(texts)
    space = TagSpace((FREE_TAG,), (*GROUPS[0], *GROUPS[1], NEW))
    by_chance = np.random.default_rng(0).random(PRODUCTS) < 0.3
    known = [GROUPS[place % 2] + ([NEW] if by_chance[place] else []) for place in range(PRODUCTS)]
    nothing = np.zeros((PRODUCTS, 0), dtype=np.float32)
    return Index(
        texts.ids, space, readers, readers.read(texts), nothing, np.zeros((len(space.tags), 0), dtype=np.float32),
        space.rows(known), GraphVectors.none(PRODUCTS, len(space.tags), 1),
    )  # fmt: skip


def test_tags_that_come_together_are_learned_without_a_warning_and_the_same_each_time() -> None:
    first, again = learn_regressions(index()), learn_regressions(index())
    assert len(first.columns) == 2 * ALIKE + 1
    assert np.array_equal(first.weights, again.weights)
    shoes = np.flatnonzero(first.columns < ALIKE)
    assert (first.weights[:ALIKE, shoes].sum(axis=0) > 0).all(), "a shoe's other tags speak for each of its tags"
