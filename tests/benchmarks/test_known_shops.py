"""The shops of which the truth is known hold together, and are judged by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from kgtag.kg.schema import Attribute
from kgtag.kg.tables import table_schema
from kgtag.kg.vocabulary import Vocabulary

SHOPS = sorted(Path(__file__).parents[2].glob("benchmarks/shops/*.jsonl"))


@pytest.fixture
def benchmark(imported: Callable[[str], ModuleType]) -> ModuleType:
    return imported("known_shops")


@pytest.fixture
def vocabulary() -> Vocabulary:
    schema = {"Weight": Attribute("Weight", "quantity", unit="g"), "tag": Attribute("tag", many=True)}
    tags, aliases = (pl.DataFrame(schema=dict(table_schema(name))) for name in ("tags", "aliases"))
    return Vocabulary(tags, aliases, schema)


def values(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, one) for name, own in said.items() for one in (own if isinstance(own, list) else [own])]


@pytest.mark.parametrize("shop", SHOPS, ids=lambda path: str(path.stem))
def test_what_a_shop_lists_and_states_is_true_of_its_products(shop: Path) -> None:
    rows = [json.loads(line) for line in shop.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) >= 200
    for row in rows:
        true = values(row["truth"]["attributes"] | {"tags": row["truth"]["tags"]})
        said = values(row["attributes"]) + values(row["truth"]["stated"]) + values({"tags": row.get("tags") or []})
        assert set(said) <= set(true), row["id"]


def test_the_unseen_shops_are_there(benchmark: ModuleType) -> None:
    assert set(benchmark.UNSEEN) < {path.stem for path in SHOPS}


def test_the_truth_is_put_into_the_vocabularys_names_and_values(benchmark: ModuleType, vocabulary: Vocabulary) -> None:
    truth = {"attributes": {"weight": ["0.35 kg"]}, "tags": ["new"], "stated": {"tags": ["new"]}}
    rows = [{"id": "P1", "truth": truth}]
    found = benchmark.values_of(rows, "attributes", vocabulary)
    assert found == {("P1", "Weight"): frozenset({"350 g"}), ("P1", "tag"): frozenset({"new"})}
    assert benchmark.values_of(rows, "stated", vocabulary) == {("P1", "tag"): frozenset({"new"})}


def test_a_shop_is_judged_by_what_is_true(benchmark: ModuleType) -> None:
    """P1 has a red coat by its cell and a warm one by its text; of P2 the text says blue, wrongly; P3 is open."""
    rows = [("P1", "Color", "red", "catalog"), ("P1", "tag", "warm", "text"), ("P2", "Color", "blue", "text")]
    judged = benchmark.judge(
        benchmark.Built(
            true={
                ("P1", "Color"): {"red"},
                ("P1", "tag"): {"warm"},
                ("P2", "Color"): {"red"},
                ("P3", "Color"): {"red"},
            },
            stated={("P1", "Color"): {"red"}, ("P1", "tag"): {"warm"}, ("P3", "Color"): {"red"}},
            evidence=pl.DataFrame(rows, schema=["head", "relation", "tail", "origin"], orient="row"),
            claims=[("P3", "Color", "red", 0.95), ("P1", "tag", "new", 0.9), ("P2", "tag", "new", 0.2)],
            attributes=frozenset({"Color", "tag"}),
            singles=frozenset({"Color"}),
        )
    )
    assert (judged.right, judged.asserted) == (1, 2)
    assert (judged.found, judged.stated) == (1, 2)
    assert judged.predictions == [(0.95, True), (0.9, False), (0.2, False)]
    assert (judged.idle, judged.disturbed) == (1, 1)
    assert (judged.idle_single, judged.disturbed_single) == (1, 0)
