"""Which products are asked for together."""

from __future__ import annotations

import numpy as np
from kgtag.embed.siblings import SIBLINGS, sibling_folds
from kgtag.kg.splits import FOLDS


def kinds(sizes: list[int]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return ids, vectors and the kind of products that are alike within their kind and not beyond it."""
    own = np.repeat(np.arange(len(sizes)), sizes)
    noise = np.random.default_rng(3).normal(scale=0.01, size=(len(own), len(sizes)))
    vectors = (np.eye(len(sizes))[own] + noise).astype(np.float32)
    return [f"P{place}" for place in range(len(own))], vectors / np.linalg.norm(vectors, axis=1)[:, None], own


def test_products_that_are_alike_are_in_one_fold() -> None:
    products, vectors, own = kinds([SIBLINGS] * 12)
    folds = sibling_folds(products, vectors)
    assert all(len(set(folds[own == kind])) == 1 for kind in range(12))
    assert len(set(folds)) > 1


def test_every_product_has_a_fold_that_does_not_depend_on_the_order() -> None:
    products, vectors, own = kinds([3, 40, 7])
    alike = np.eye(3, dtype=np.float32)[own]
    for texts in (vectors, alike):
        folds = sibling_folds(products, texts)
        assert (folds == sibling_folds(products[::-1], texts[::-1])[::-1]).all()
    assert set(folds) <= set(range(FOLDS))
    assert not len(sibling_folds([], vectors[:0]))


def test_no_more_than_so_many_are_kept_together() -> None:
    products, vectors, _ = kinds([SIBLINGS * 8])
    assert len(set(sibling_folds(products, vectors))) > 1
