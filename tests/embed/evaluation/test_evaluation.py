"""Measuring how hidden cells are found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from kgtag.embed.evaluation.command import print_evaluation
from kgtag.embed.evaluation.evaluation import ALL, Evaluation, Line, Result, evaluate_completion
from kgtag.embed.evaluation.hidden_values import COLD, NAMES_KNOWN, OURS, WARM
from kgtag.extract.extraction import learn_extraction
from kgtag.kg.errors import CatalogError
from kgtag.kg.progress import silent
from kgtag.kg.schema import Attribute, Schema
from kgtag.kg.settings import Settings
from kgtag.kg.terminal import Terminal
from kgtag.kg.types import FREE_TAG
from kgtag.kg.vocabulary import Vocabulary, learn_vocabulary

from ..conftest import SCHEMA, World, product_row, products_table, world_products


@pytest.fixture(scope="module")
def evaluation(world_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """The world, evaluated without a tagger."""
    folder: Path = tmp_path_factory.mktemp("evaluation")
    return evaluate_completion(
        world_products(480), SCHEMA, world_settings, folder, train=False, progress=silent, announce=lambda line: None
    )


def of(evaluation: Evaluation, situation: str) -> dict[str, Result]:
    return {result.attribute: result for result in evaluation.results if result.situation == situation}


@pytest.mark.parametrize("situation", [WARM, NAMES_KNOWN, COLD])
def test_colours_that_follow_from_the_brand_are_found_again(evaluation: Evaluation, situation: str) -> None:
    color = of(evaluation, situation)["Color"]
    assert color.methods[OURS].hits[1] > 0.9
    assert color.methods[OURS].mrr > color.methods["popularity"].mrr
    assert color.mrr[OURS].low <= color.methods[OURS].mrr <= color.mrr[OURS].high


def test_every_method_answers_for_the_same_values_in_every_situation(evaluation: Evaluation) -> None:
    simple = {"popularity", "name", "neighbours", "co-occurrence", "embedding", "logistic regression"}
    answers: dict[str, set[int]] = {}
    for result in evaluation.results:
        answers.setdefault(result.attribute, set()).update(one.answers for one in result.methods.values())
        assert set(result.methods) > simple
        assert result.best_simple != OURS
        assert simple | {OURS} <= evaluation.seconds.keys()
    assert all(len(counts) == 1 for counts in answers.values())


def test_all_attributes_together_count_every_answer_once(evaluation: Evaluation) -> None:
    counts = {name: result.methods[OURS].answers for name, result in of(evaluation, WARM).items()}
    assert counts.pop(ALL) == sum(counts.values())


def test_a_brand_that_is_named_nowhere_else_is_found_only_where_all_names_are_known(evaluation: Evaluation) -> None:
    seen, known = of(evaluation, WARM)["Brand"], of(evaluation, NAMES_KNOWN)["Brand"]
    assert seen.unseen > 0
    assert of(evaluation, WARM)["Color"].unseen == 0
    assert known.methods["name"].mrr > seen.methods["name"].mrr
    assert known.methods[OURS].mrr > seen.methods[OURS].mrr


def test_a_cold_product_has_nothing_to_go_together_with(evaluation: Evaluation) -> None:
    warm, cold = of(evaluation, WARM)["tag"].methods, of(evaluation, COLD)["tag"].methods
    assert cold["co-occurrence"].mrr < warm["co-occurrence"].mrr


def test_a_cold_product_has_no_vector_either(evaluation: Evaluation) -> None:
    """Without one, all values of an attribute are equal: an answer has the middle rank among those known."""
    warm, cold = (of(evaluation, situation)["tag"].methods["embedding"] for situation in (WARM, COLD))
    assert cold.mrr < warm.mrr
    assert cold.hits[1] == 0


def test_where_no_cell_can_be_hidden_it_says_so_at_once(world_settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="too few products with values"):
        evaluate_completion(
            products_table([product_row("P0", "red shoe", {})]), SCHEMA, world_settings, tmp_path, train=False,
            progress=silent, announce=pytest.fail,
        )  # fmt: skip


def test_what_a_person_says_to_be_complete_is_not_asked_for(world_settings: Settings, tmp_path: Path) -> None:
    complete = {name: replace(attribute, complete=True) for name, attribute in SCHEMA.items()}
    with pytest.raises(CatalogError, match="that are not complete"):
        evaluate_completion(
            world_products(60), complete, world_settings, tmp_path, train=False, progress=silent, announce=pytest.fail
        )


def test_of_a_cold_product_is_known_what_others_have_and_nothing_that_its_own_cells_alone_tell(tmp_path: Path) -> None:
    red = {"Color": ["red"]}
    rows = [product_row(f"P{number}", f"red vegan shoe {number}", red, ("vegan",)) for number in range(9)]
    products = products_table([*rows, product_row("P9", "red vegan oddity", red, ("vegan", "oddity"))])
    line = line_of(products, SCHEMA | {"Color": Attribute("Color", complete=True)}, tmp_path)
    warm, cold = line.read(products.tail(1)), line.read_cold(products.tail(1))
    assert set(warm.mentions["value"]) == {"red", "vegan", "oddity"}
    assert set(cold.mentions["value"]) == {"red", "vegan"}
    assert set(warm.evidence["origin"]) == {"catalog", "text"}
    assert cold.evidence.select("relation", "tail", "origin").sort("tail").rows() == [
        ("Color", "red", "text"), (FREE_TAG, "vegan", "text"),
    ]  # fmt: skip


def line_of(products: pl.DataFrame, schema: Schema, folder: Path) -> Line:
    """The line without a tagger, which takes every mention at its word."""
    tags, aliases = learn_vocabulary(products, schema)
    vocabulary, settings = Vocabulary(tags, aliases, schema), Settings(device="cpu", assert_confidence=0)
    learn_extraction(products, vocabulary, schema, settings, folder, train=False, progress=silent, announce=pytest.fail)
    return Line(vocabulary, tags, aliases, settings, folder, silent)


def test_claims_are_held_against_what_the_catalog_says(evaluation: Evaluation) -> None:
    for result in evaluation.results:
        found = result.reliability
        assert 0 <= found.error.low <= found.error.high <= 1
        assert [one.coverage for one in found.thresholds] == sorted(
            (one.coverage for one in found.thresholds), reverse=True
        )
        assert sum(one.slots for one in found.bins) == found.slots


def test_the_world_of_all_tests_is_large_enough_to_learn_from(world: World) -> None:
    assert min(world.facts.questions.values()) >= 30


def test_of_whole_columns_that_a_group_lacks_every_value_is_asked_for(world_settings: Settings, tmp_path: Path) -> None:
    found = evaluate_completion(
        world_products(480), SCHEMA, world_settings, tmp_path, train=False, gaps="groups", progress=silent,
        announce=lambda line: None,
    )  # fmt: skip
    assert found.gaps == "groups"
    assert found.asked
    for result in found.results:
        assert result.answers == result.methods[OURS].answers > 0
        assert result.reliability.idle_claims is None


def test_an_overview_has_one_table_of_methods_and_details_have_one_for_each_result(
    evaluation: Evaluation, capsys: pytest.CaptureFixture[str]
) -> None:
    print_evaluation(evaluation, Terminal(), details=False)
    overview = capsys.readouterr().out
    print_evaluation(evaluation, Terminal(), details=True)
    details = capsys.readouterr().out
    tables = [text.split("processor seconds")[0].count("\npopularity ") for text in (overview, details)]
    assert tables == [1, len(evaluation.results)]
    assert all(f"\n{attribute} " in overview for attribute in of(evaluation, WARM) if attribute != ALL)
