"""The ranker's training questions have not seen their answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from kgtag.embed.candidates import Knowledge
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.embed.graph_training import embed_graph
from kgtag.embed.learning import Questions, make_questions, with_care
from kgtag.embed.slots import Known
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.splits import FOLDS, is_held_out

from .conftest import SCHEMA, brand_mentions, own_evidence, world_products

ATTRIBUTES = ("Brand", "Color", "tag")


def make_index(evidence: pl.DataFrame, products: pl.DataFrame | None = None) -> tuple[Index, Texts, Known]:
    texts = Texts.of(world_products() if products is None else products)
    space = TagSpace(ATTRIBUTES, tuple(sorted(evidence.select("relation", "tail").unique().rows())))
    known, readers = Known.of(texts.ids, evidence), Readers.learn(texts)
    vectors = np.array([np.random.default_rng([*own.encode()]).normal(size=4) for own in texts.ids], dtype=np.float32)
    names = np.zeros((len(space.tags), 4), dtype=np.float32)
    graph = GraphVectors.none(len(texts.ids), len(space.tags), 3)
    index = Index(texts.ids, space, readers, readers.read(texts), vectors, names, space.rows(known.asserted), graph)
    return index, texts, known


def all_questions(evidence: pl.DataFrame, informed: pl.DataFrame | None = None) -> Questions:
    index, texts, known = make_index(evidence)
    blind = brand_mentions(world_products())
    made = make_questions(index, texts, known, blind, blind if informed is None else informed, SCHEMA, silent)
    assert made is not None
    return made


def asked(made: Questions) -> list[str]:
    """The product of each candidate."""
    ids = world_products()["id"].to_list()
    return [ids[row] for row in made.slots // len(ATTRIBUTES) % len(ids)]


def questions(evidence: pl.DataFrame, informed: pl.DataFrame | None = None) -> Questions:
    """Those of held-out products."""
    made = all_questions(evidence, informed)
    return made.take(np.array([is_held_out(product) for product in asked(made)]))


def with_other_colors_where_held_out(evidence: pl.DataFrame) -> pl.DataFrame:
    turned = {"red": "blue", "blue": "green", "green": "red"}
    held_out = pl.col("head").map_elements(is_held_out, return_dtype=pl.Boolean) & (pl.col("relation") == "Color")
    return evidence.with_columns(tail=pl.when(held_out).then(pl.col("tail").replace(turned)).otherwise(pl.col("tail")))


def with_brands_of_their_own_where_held_out(evidence: pl.DataFrame) -> pl.DataFrame:
    held_out = pl.col("head").map_elements(is_held_out, return_dtype=pl.Boolean) & (pl.col("relation") == "Brand")
    return evidence.with_columns(tail=pl.when(held_out).then("Maker of " + pl.col("head")).otherwise(pl.col("tail")))


def of_attribute(made: Questions, attribute: str) -> np.ndarray:
    return made.slots % len(ATTRIBUTES) == ATTRIBUTES.index(attribute)


def test_another_hidden_value_changes_the_answer_and_no_feature() -> None:
    evidence = own_evidence(world_products())
    first, second = questions(evidence), questions(with_other_colors_where_held_out(evidence))
    colors, other_colors = of_attribute(first, "Color"), of_attribute(second, "Color")
    np.testing.assert_array_equal(first.table[colors], second.table[other_colors])
    assert (first.right[colors] != second.right[other_colors]).any()


@pytest.mark.parametrize("model", ["DistMult", "R-GCN"])
def test_embeddings_for_the_questions_have_not_seen_the_answers(world_settings: Settings, model: str) -> None:
    evidence, settings = own_evidence(world_products()), replace(world_settings, embedding_model=model)
    texts = world_products()["title"].to_list()
    visible, whole = embed_graph(make_index(evidence)[0], texts, settings, silent)
    turned = make_index(with_other_colors_where_held_out(evidence))[0]
    visible_turned, whole_turned = embed_graph(turned, texts, settings, silent)
    np.testing.assert_array_equal(visible.entity_vectors, visible_turned.entity_vectors)
    assert not np.array_equal(whole.entity_vectors, whole_turned.entity_vectors)


def test_where_enough_products_are_held_out_no_other_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtag.embed.learning.FEW_PRODUCTS", 1)
    products = asked(all_questions(own_evidence(world_products())))
    assert products
    assert all(is_held_out(product) for product in products)


def test_where_few_are_held_out_others_are_asked_for_what_their_texts_do_not_say() -> None:
    """Every title of this world names its brand."""
    made = all_questions(own_evidence(world_products()))
    others = ~np.array([is_held_out(product) for product in asked(made)])
    assert set(made.attributes[~others]) == {"Brand", "Color", "tag"}
    assert set(made.attributes[others]) == {"Color", "tag"}
    assert not made.table[others, made.features.index("slot.mention.confidence")].any()


def test_of_others_the_graph_is_not_asked_for_its_vectors_have_seen_them() -> None:
    made = all_questions(own_evidence(world_products()))
    others = ~np.array([is_held_out(product) for product in asked(made)])
    unknown = np.isnan(made.table).any(axis=0)
    assert [name for name, without in zip(made.features, unknown, strict=True) if without] == ["embedding.place"]
    assert np.isnan(made.table[others, made.features.index("embedding.place")]).all()


def test_whole_sets_of_tags_vote_on_every_question_as_if_its_products_were_asked_alone() -> None:
    made = all_questions(own_evidence(world_products()))
    scores = np.linspace(-3, 3, len(made.rows))
    agreed, first = made.agree(scores), 0
    assert len(made.votes) > FOLDS
    for votes in made.votes:
        own = (made.rows >= first) & (made.rows < first + len(votes))
        alone = votes.agree(made.rows[own] - first, made.columns[own], scores[own])
        np.testing.assert_allclose(agreed[own], alone)
        first += len(votes)


def test_a_product_is_in_the_same_fold_wherever_it_stands_in_the_catalog() -> None:
    found = []
    for products in (world_products(), world_products().reverse()):
        index, texts, known = make_index(own_evidence(products), products)
        blind = brand_mentions(products)
        made = make_questions(index, texts, known, blind, blind, SCHEMA, silent)
        assert made is not None
        rows = made.slots // len(ATTRIBUTES) % len(products)
        found.append({index.products[row]: int(fold) for row, fold in zip(rows, made.folds, strict=True)})
    assert found[0] == found[1]
    assert 1 < len(set(found[0].values())) <= FOLDS


def test_where_all_products_are_held_out_there_is_nobody_to_learn_from() -> None:
    products = world_products().filter(pl.col("id").map_elements(is_held_out, return_dtype=pl.Boolean))
    index, texts, known = make_index(own_evidence(products), products)
    assert (
        make_questions(index, texts, known, brand_mentions(products), brand_mentions(products), SCHEMA, silent) is None
    )


@pytest.mark.parametrize("attribute", ["Brand", "Color", "tag"])
def test_every_kind_of_slot_has_questions_with_right_answers(attribute: str) -> None:
    made = questions(own_evidence(world_products()))
    assert made.right[of_attribute(made, attribute)].any()
    assert np.isfinite(made.table).all()


def test_a_brand_that_no_other_product_has_is_an_answer_where_all_names_are_known_and_there_alone() -> None:
    informed = brand_mentions(world_products()).with_columns(value="Maker of " + pl.col("product"))
    made = questions(with_brands_of_their_own_where_held_out(own_evidence(world_products())), informed)
    mask = made.slots // (len(world_products()) * len(ATTRIBUTES))
    right = made.right & of_attribute(made, "Brand")
    assert (made.table[right, made.features.index("common.count")] == 0).all()
    assert set(mask[right]) == {2}


def test_a_product_with_empty_cells_is_not_what_probabilities_are_calibrated_on() -> None:
    index, _, known = make_index(own_evidence(world_products()))
    careful = with_care(known, Knowledge(index, np.array([True, True, False])))
    colored = [any(attribute == "Color" for attribute, _ in tags) for tags in known.settled]
    assert careful.tolist() == colored


def test_where_all_cells_are_as_full_every_product_counts() -> None:
    index, _, known = make_index(own_evidence(world_products()))
    assert with_care(known, Knowledge(index, np.array([False, False, False]))).all()
