"""The tags worth ranking for an open slot."""

from __future__ import annotations

import numpy as np
import polars as pl
from kgtag.embed.candidates import Knowledge, find_candidates, look_around
from kgtag.embed.catalog_index import Tag, Texts
from kgtag.embed.queries import make_queries

from .conftest import brand_mentions, own_evidence, product_row, products_table, world_products
from .test_learning import make_index

NEW: Tag = ("Brand", "Quux")


def brands_for(title: str, mentions: pl.DataFrame, names_known: frozenset[Tag]) -> set[str]:
    """The candidates for the brand of a product of which only a title is known; no product is of the new brand."""
    index = make_index(own_evidence(world_products()))[0].extended([NEW])
    knowledge = Knowledge(index, np.array([True, True, False]), names_known)
    texts = Texts.of(products_table([product_row("new", title, {})]))
    vectors, nothing = np.ones((1, 4), dtype=np.float32), [frozenset[Tag]()]
    queries = make_queries(index, texts, vectors, nothing, nothing, np.array([[True, False, False]]), mentions)
    pairs = find_candidates(knowledge, queries, look_around(knowledge, queries))
    return {index.tags.tags[column][1] for column in pairs.columns}


def no_mentions() -> pl.DataFrame:
    return brand_mentions(world_products()).clear()


def test_a_brand_of_other_products_that_the_title_names_is_a_candidate() -> None:
    assert "Acme" in brands_for("shoe by Acme", no_mentions(), frozenset())


def test_a_brand_that_no_product_has_is_a_candidate_where_its_name_is_known() -> None:
    assert "Quux" in brands_for("shoe by Quux", no_mentions(), frozenset([NEW]))
    assert "Quux" not in brands_for("shoe by nobody", no_mentions(), frozenset([NEW]))


def test_a_brand_that_only_the_text_of_another_product_proposes_is_none() -> None:
    proposed = brand_mentions(products_table([product_row("other", "bag by Quux", {})]))
    assert "Quux" not in brands_for("shoe by Quux", proposed, frozenset())
    own = proposed.with_columns(product=pl.lit("new"))
    assert "Quux" in brands_for("shoe by Quux", own, frozenset())
