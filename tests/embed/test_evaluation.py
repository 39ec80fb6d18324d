"""Hiding cells, and measuring how they are found again."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from kgtag.embed.evaluation import ALL, OURS, AttributeResult, evaluate_completion, hide
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings

from .conftest import SCHEMA, World, product_row, products_table, world_products


def test_about_a_fifth_of_the_products_lose_all_single_values_and_half_of_their_tags() -> None:
    products = world_products()
    hidden = hide(products, SCHEMA)
    assert 0.15 < len(hidden.asked) / len(products) < 0.25
    for row in hidden.products.filter(pl.col("id").is_in(list(hidden.asked))).iter_rows(named=True):
        assert row["attributes"] == []
    tags = [(len(asked["tag"]), row) for row, asked in hidden.asked.items()]
    kept = hidden.products.filter(pl.col("id").is_in(list(hidden.asked)))["tags"].list.len().sum()
    assert 0.35 < kept / (kept + sum(count for count, _ in tags)) < 0.65


def test_what_is_hidden_is_gone_and_the_rest_is_untouched() -> None:
    products = world_products()
    hidden = hide(products, SCHEMA)
    untouched = ~pl.col("id").is_in(list(hidden.asked))
    assert hidden.products.filter(untouched).equals(products.filter(untouched))
    for row in hidden.products.filter(~untouched).iter_rows(named=True):
        assert not set(row["tags"]) & set(hidden.asked[row["id"]]["tag"])


def test_what_is_known_to_be_absent_stays_absent() -> None:
    rows = [product_row(f"p{number}", "bag", {"Color": None, "Brand": ["Acme"]}) for number in range(40)]
    hidden = hide(products_table(rows), SCHEMA)
    assert hidden.asked
    for row in hidden.products.filter(pl.col("id").is_in(list(hidden.asked))).iter_rows(named=True):
        assert row["attributes"] == [{"name": "Color", "values": None}]
        assert hidden.asked[row["id"]] == {"Brand": ("Acme",)}


@pytest.fixture(scope="module")
def results(world_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, AttributeResult]:
    """The world, evaluated without a tagger."""
    folder: Path = tmp_path_factory.mktemp("evaluation")
    found = evaluate_completion(
        world_products(480), world_settings, folder, train=False, progress=silent, announce=lambda line: None
    )
    return {result.attribute: result for result in found}


def test_colours_that_follow_from_the_brand_are_found_again(results: dict[str, AttributeResult]) -> None:
    color = results["Color"].methods
    assert color[OURS].hits[1] > 0.9
    assert color[OURS].mrr > color["popularity"].mrr


def test_every_method_answers_for_the_same_values(results: dict[str, AttributeResult]) -> None:
    for result in results.values():
        assert len({metrics.answers for metrics in result.methods.values()}) == 1
        assert set(result.methods) > {"popularity", "name", "neighbours", "co-occurrence", "embedding"}
        assert 0 <= result.reliability.error <= 1


def test_all_attributes_together_count_every_answer_once(results: dict[str, AttributeResult]) -> None:
    counts = {name: result.methods[OURS].answers for name, result in results.items()}
    assert counts.pop(ALL) == sum(counts.values())


def test_a_brand_that_is_named_nowhere_else_is_counted_as_unseen(results: dict[str, AttributeResult]) -> None:
    assert results["Brand"].unseen > 0
    assert results["Color"].unseen == 0


def test_the_world_of_all_tests_is_large_enough_to_learn_from(world: World) -> None:
    assert min(world.facts.questions.values()) >= 30
