"""The benchmark of small shops: a prediction is held against all that is true of a product."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture
def benchmark(imported: Callable[[str], ModuleType]) -> ModuleType:
    return imported("small_shops")


@pytest.fixture
def product(imported: Callable[[str], ModuleType]) -> object:
    return imported("synthetic_shop").Product(
        "P1", "", "", (), {"Brand": "Acme"}, ("soft", "new"), frozenset(), frozenset(), ()
    )


@pytest.mark.parametrize(
    ("attribute", "value", "right"),
    [("Brand", "acme", True), ("Brand", "Bolt", False), ("Voltage", "18 V", False), ("tag", "new", True)],
)
def test_what_is_not_true_of_the_product_is_wrong(
    benchmark: ModuleType, product: object, attribute: str, value: str, right: bool
) -> None:
    assert benchmark.is_right(product, attribute, value) is right


def test_claims_are_counted_from_a_probability_on(benchmark: ModuleType) -> None:
    found = benchmark.summary([(0.96, True), (0.9, False), (0.5, True), (0.1, False)])
    assert found["slots"] == 4
    assert found["claims"]["0.9"] == {"claims": 2, "expected": 1.9, "right": 1}
    assert found["claims"]["0.95"] == {"claims": 1, "expected": 1.0, "right": 1}
