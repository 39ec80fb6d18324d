"""What products say of each other: exact where an exact answer is known."""

from __future__ import annotations

import numpy as np
from kgtag.embed.recommendation import item_models as item_models_file
from kgtag.embed.recommendation.baselines import ease
from kgtag.embed.recommendation.item_models import (
    JOINED,
    best_of_product,
    company,
    content_likeness,
    item_models,
    keep_best,
    nearest_rows,
    neighbourhood_ridge,
    random_walk,
    shrunken_cosine,
)  # fmt: skip
from kgtag.kg.progress import silent
from scipy.sparse import csr_array

from .two_tastes import content, row


def bought(users: int = 60, items: int = 20) -> csr_array:
    return csr_array((np.random.default_rng(3).random((users, items)) < 0.3).astype(np.float32))


def test_a_regression_on_all_other_products_is_ease() -> None:
    together = csr_array(bought().T @ bought())
    assert together.shape[0] < item_models_file.SUPPORT
    found = neighbourhood_ridge(together, 7.0, silent).toarray()
    assert np.allclose(found, ease(together, 7.0), atol=1e-4)


def test_a_regression_is_bounded_by_its_support(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(item_models_file, "SUPPORT", 3)
    together = csr_array(bought().T @ bought())
    found = neighbourhood_ridge(together, 7.0, silent)
    assert np.diff(found.tocsc().indptr).max() == 3


def test_a_product_that_nobody_bought_has_no_regression() -> None:
    empty = csr_array((4, 4), dtype=np.float32)
    assert neighbourhood_ridge(empty, 7.0, silent).nnz == 0


def test_the_best_of_every_column_are_kept_without_the_diagonal() -> None:
    scores = csr_array(np.array([[9, 1, 0], [5, 9, -1], [6, 2, 9]], dtype=np.float32))
    assert keep_best(scores, 1).toarray().tolist() == [[0, 0, 0], [0, 0, 0], [6, 2, 0]]


def test_the_nearest_are_those_of_the_same_kind_then_of_the_same_taste() -> None:
    likeness = content_likeness(content(), silent)
    column = likeness.joined.toarray()[:, row("tea-4")]
    assert int(np.argmax(column)) == row("tea-5")
    assert column[row("tools-0")] == 0
    assert likeness.words.toarray()[row("tea-5"), row("tea-4")] > 0.9
    assert np.isclose(likeness.tags.toarray()[row("tea-5"), row("tea-4")], 1)


def test_likeness_is_the_same_in_one_slice_and_in_many(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    whole = nearest_rows(content().words)
    monkeypatch.setattr(item_models_file, "SLICE", 5)
    assert abs(nearest_rows(content().words) - whole).sum() < 1e-5


def test_a_product_of_matrices_keeps_the_best_of_every_column_in_any_slices(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    lots = np.random.default_rng(4)
    left, right = (csr_array(bought(20).multiply(lots.random((20, 20), dtype=np.float32))) for _ in range(2))
    whole = keep_best(csr_array(left @ right), 3)
    monkeypatch.setattr(item_models_file, "SLICE", 7)
    assert abs(best_of_product(left, right, 3) - whole).sum() < 1e-5


def test_a_product_goes_most_with_what_users_of_few_products_took_beside_it() -> None:
    users = np.zeros((6, 6), dtype=np.float32)
    users[:3, :2] = 1
    users[3:] = [1, 0, 1, 1, 1, 1]
    found = company(csr_array(users)).toarray()
    assert found[1, 0] > found[2, 0] > 0


def test_the_stand_ins_of_a_product_are_those_that_are_most_like_it() -> None:
    column = content_likeness(content(), silent).stand_ins.toarray()[:, row("tea-5")]
    assert int(np.argmax(column)) == row("tea-4")
    assert column[row("tools-0")] == 0


def test_what_nobody_bought_goes_with_what_its_stand_ins_go_with() -> None:
    new, twin, other = row("tea-5"), row("tea-4"), row("tools-0")
    users = np.zeros((40, len(content().ids)), dtype=np.float32)
    users[:, [twin, other]] = 1
    models = item_models(csr_array(users), content_likeness(content(), silent), silent)
    for name in (JOINED, "together", "walk", "towards"):
        assert models[name][other, new] > 0, name
    assert models["words"][other, new] == 0


def test_little_support_counts_for_little() -> None:
    together = csr_array(np.array([[2, 2, 0, 0], [2, 2, 0, 0], [0, 0, 90, 80], [0, 0, 80, 90]], dtype=np.float32))
    cosine = shrunken_cosine(together).toarray()
    assert cosine[0, 1] < cosine[2, 3] < 1


def test_a_walk_reaches_only_what_shares_a_user() -> None:
    walk = random_walk(csr_array(np.array([[1, 1, 0], [0, 0, 1]], dtype=np.float32))).toarray()
    assert walk[0, 1] > 0
    assert walk[0, 2] == 0
