"""Completion as a whole, on a world with obvious answers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from kgtag.embed.catalog_index import Index, Readers, Texts
from kgtag.embed.completion import Completion, CompletionTables, learn_completion
from kgtag.embed.slots import Known
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.fingerprint import fingerprint_folder
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.tables import empty_table
from kgtag.kg.types import FREE_TAG

from .conftest import (
    SCHEMA,
    World,
    brand_mentions,
    evidence_table,
    mentions_table,
    own_evidence,
    product_row,
    products_table,
)


def predict(
    world: World, products: pl.DataFrame, mentions: pl.DataFrame | None = None, evidence: pl.DataFrame | None = None
) -> pl.DataFrame:
    return world.completion.predict(
        products,
        mentions_table([]) if mentions is None else mentions,
        own_evidence(products) if evidence is None else evidence,
        SCHEMA,
        world.settings,
        silent,
    )


def slot(predictions: pl.DataFrame, attribute: str) -> pl.DataFrame:
    return predictions.filter(pl.col("attribute") == attribute)


def test_a_missing_colour_is_the_one_that_all_things_of_the_brand_have(world: World) -> None:
    found = slot(predict(world, world.tables.products), "Color")
    best = found.filter(pl.col("rank") == 1)
    brands = {row["id"]: row["attributes"][0]["values"][0] for row in world.tables.products.iter_rows(named=True)}
    colors = {"Acme": "red", "Zeno": "blue", "Bolt": "green"}
    of_known_brands = best.filter(pl.col("product").replace_strict(brands).is_in(list(colors)))
    assert len(of_known_brands) == 51
    for product, value in of_known_brands.select("product", "value").iter_rows():
        assert value == colors[brands[product]]
    assert of_known_brands["probability"].min() > 0.8


def test_a_reason_names_tags_and_products_that_exist(world: World) -> None:
    known_tags = {
        f"{relation}={tail}" for relation, tail in world.tables.evidence.select("relation", "tail").iter_rows()
    }
    known_products = set(world.tables.products["id"])
    reasons = [reason for text in predict(world, world.tables.products)["reasons"] for reason in json.loads(text)]
    assert {tag for reason in reasons for tag in reason.get("tags", ())} <= known_tags
    assert {product for reason in reasons for product in reason.get("products", ())} <= known_products
    assert any(reason["kind"] == "co-occurrence" for reason in reasons)
    assert any(reason["kind"] == "neighbours" for reason in reasons)


def test_the_neighbours_of_a_reason_really_have_the_tag(world: World) -> None:
    having: dict[tuple[str, str], set[str]] = {}
    for head, relation, tail in world.tables.evidence.select("head", "relation", "tail").iter_rows():
        having.setdefault((relation, tail), set()).add(head)
    checked = 0
    for row in predict(world, world.tables.products).iter_rows(named=True):
        reasons = json.loads(row["reasons"])
        assert len(reasons) <= 3
        for reason in reasons:
            named = set(reason.get("products", ()))
            assert named <= having[row["attribute"], row["value"]] - {row["product"]}
            checked += len(named)
    assert checked > 0


def test_a_settled_single_value_is_not_asked_for_and_a_known_tag_not_predicted(world: World) -> None:
    found = predict(world, world.tables.products)
    known = world.tables.evidence.select(product="head", attribute="relation", value="tail")
    assert found.join(known, on=["product", "attribute", "value"], how="semi").is_empty()
    settled = known.filter(pl.col("attribute") != FREE_TAG).select("product", "attribute")
    assert found.join(settled, on=["product", "attribute"], how="semi").is_empty()


def test_a_slot_that_is_known_to_be_absent_is_not_completed(world: World) -> None:
    products = products_table([product_row("N1", "shoe by Acme", {"Brand": ["Acme"], "Color": None})])
    assert slot(predict(world, products), "Color").is_empty()


def test_single_valued_probabilities_add_up_to_one_at_most(world: World) -> None:
    found = predict(world, world.tables.products).filter(pl.col("attribute") != FREE_TAG)
    sums = found.group_by("product", "attribute").agg(pl.col("probability").sum())
    assert sums["probability"].max() <= 1 + 1e-5


def test_ranks_count_from_one_in_falling_probability_and_top_cuts_them(world: World) -> None:
    products = products_table([product_row("one", "thing", {}), product_row("two", "shoe by Acme", {})])
    few = world.completion.predict(
        products, mentions_table([]), own_evidence(products), SCHEMA, Settings(top=2, device="cpu"), silent
    )
    for _, rows in few.group_by("product", "attribute"):
        assert rows["rank"].to_list() == list(range(1, len(rows) + 1))
        assert rows["probability"].is_sorted(descending=True)
    assert few["rank"].max() == 2
    assert set(slot(few, FREE_TAG)["of"]) == {4}


def test_a_product_that_is_in_no_graph_is_completed_from_its_text(world: World) -> None:
    products = products_table([product_row("new", "shoe number 9000 by Zeno", {})])
    found = predict(world, products, brand_mentions(products))
    assert slot(found, "Brand")["value"][0] == "Zeno"
    assert slot(found, "Color")["value"][0] == "blue"
    assert slot(found, FREE_TAG)["value"][0] in {"Footwear", "Leather"}
    reasons = json.loads(slot(found, "Brand")["reasons"][0])
    assert {"kind": "text", "text": "the title says “Zeno”"} in reasons


@pytest.mark.parametrize(
    ("clue", "because"),
    [
        ("Acme", "all 68 products with the word “Acme” have it"),
        ("by Acme today", "products whose Color is known and whose text has “by Acme today” mostly have it"),
    ],
)
def test_words_that_only_go_with_a_value_are_quoted_as_company(world: World, clue: str, because: str) -> None:
    products = products_table([product_row("new", "shoe by Acme today", {})])
    mentions = mentions_table([("new", "Color", "red", clue, 5, 0.9, "clue")])
    reasons = json.loads(slot(predict(world, products, mentions), "Color")["reasons"][0])
    texts = [reason["text"] for reason in reasons]
    assert not any("says" in text for text in texts)
    assert because in texts


def test_a_name_is_quoted_before_words_that_only_go_with_it(world: World) -> None:
    products = products_table([product_row("new", "Acme shoe in red", {})])
    mentions = mentions_table([
        ("new", "Color", "red", "Acme", 0, 0.9, "clue"), ("new", "Color", "red", "red", 13, 0.9, "catalog"),
    ])  # fmt: skip
    reasons = json.loads(slot(predict(world, products, mentions), "Color")["reasons"][0])
    assert {"kind": "text", "text": "the title says “red”"} in reasons


def test_products_without_title_or_category_are_no_trouble(world: World) -> None:
    products = products_table([product_row("empty", "", {}), product_row("sign", "&", {})])
    assert set(predict(world, products)["product"]) <= {"empty", "sign"}
    assert predict(world, products.clear()).is_empty()


def test_what_only_the_text_asserts_is_ranked_and_marked(world: World) -> None:
    products = products_table([product_row("new", "red shoe by Acme", {"Brand": ["Acme"]})])
    mentions = mentions_table([("new", "Color", "red", "red", 0, 0.95, "catalog")])
    evidence = evidence_table([("new", "Brand", "Acme", "catalog"), ("new", "Color", "red", "text")])
    found = slot(predict(world, products, mentions, evidence), "Color")
    assert found.filter(pl.col("asserted"))["value"].to_list() == ["red"]
    assert found["value"][0] == "red"
    assert not found["proposed"].any()


def test_a_value_that_no_product_has_is_proposed_from_the_text(world: World) -> None:
    products = products_table([product_row("new", "shoe number 9 by Quorx", {})])
    found = slot(predict(world, products, brand_mentions(products)), "Brand")
    assert found.filter(pl.col("proposed"))["value"].to_list() == ["Quorx"]


def test_a_prediction_does_not_depend_on_who_is_asked_for_beside(world: World) -> None:
    columns = ["product", "attribute", "value", "probability", "rank", "of", "reasons"]
    everyone = predict(world, world.tables.products)
    some = world.tables.products.filter(pl.col("id").is_in(["P000", "P155", "P299"]))
    alone = predict(world, some)
    assert alone.select(columns).equals(
        everyone.join(some, left_on="product", right_on="id", how="semi").select(columns)
    )


def test_learning_twice_gives_the_same_files(world: World, tmp_path: Path) -> None:
    learn_completion(world.tables, world.tables.mentions, SCHEMA, world.settings, tmp_path, silent, pytest.fail)
    assert fingerprint_folder(tmp_path) == fingerprint_folder(world.folder)


def test_too_few_known_values_are_announced_and_nothing_is_predicted(world: World, tmp_path: Path) -> None:
    products = world.tables.products.head(6)
    said: list[str] = []
    tables = CompletionTables(products, mentions_table([]), own_evidence(products))
    learn_completion(tables, tables.mentions, SCHEMA, world.settings, tmp_path, silent, said.append)
    assert len(said) == 2
    assert "too few known values" in said[0]
    loaded = Completion.load(tmp_path)
    assert loaded.predict(*_of(tables), SCHEMA, world.settings, silent).equals(empty_table("predictions"))


def test_an_empty_folder_is_no_completion(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="`kgtag train embeddings`"):
        Completion.load(tmp_path)


def _of(tables: CompletionTables) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    return tables.products, tables.mentions, tables.evidence


def test_attributes_that_more_products_have_come_first(world: World) -> None:
    found = predict(world, products_table([product_row("new", "shoe", {})]))
    assert list(dict.fromkeys(found["attribute"])) in (["Brand", FREE_TAG, "Color"], [FREE_TAG, "Brand", "Color"])


def test_the_first_of_a_slot_is_kept_however_improbable_for_it_tells_that_the_attribute_is_hardly_missing(
    world: World,
) -> None:
    index = world.completion.index
    assert index.missing_cells is not None
    hardly = replace(index.missing_cells, weights=np.array([0.0, 0.0, -20.0]))
    products = products_table([product_row("new", "shoe", {})])
    none = world.completion.on(replace(index, missing_cells=hardly))
    found = slot(
        none.predict(products, mentions_table([]), own_evidence(products), SCHEMA, world.settings, silent), "Color"
    )
    assert found["missing"].to_list() == [pytest.approx(0.001)]
    assert found["probability"].max() < 0.001


def test_what_one_cell_tells_is_no_sure_claim_and_what_many_tell_stays(world: World) -> None:
    index = world.completion.index
    assert index.cells["Color"] > 100
    few = world.completion.on(replace(index, cells={**index.cells, "Color": 1}))
    products = products_table([product_row(f"new{brand}", f"shoe by {brand}", {}) for brand in ("Acme", "Zeno")])
    before = predict(world, products)
    after = few.predict(products, mentions_table([]), own_evidence(products), SCHEMA, world.settings, silent)
    assert slot(before, "Color")["probability"].max() > 0.8
    assert 0.3 < slot(after, "Color")["probability"].max() < 2 / 3 + 1e-6
    assert slot(after, "Color")["value"].to_list() == slot(before, "Color")["value"].to_list()
    for attribute in ("Brand", FREE_TAG):
        assert slot(after, attribute).equals(slot(before, attribute))


def test_an_attribute_that_the_category_does_without_is_not_completed(world: World) -> None:
    index = world.completion.index
    lamps = [number for number, name in enumerate(index.products) if int(name[1:]) // 3 % 3 == KINDS_OF_THINGS]
    categories = [("Home",) if number in lamps else ("Wear",) for number in range(len(index.products))]
    rows = [
        {**row, "category": list(path), "attributes": row["attributes"] if path != ("Home",) else row["attributes"][:1]}
        for row, path in zip(world.tables.products.iter_rows(named=True), categories, strict=True)
    ]
    products = products_table(rows)
    learned = Completion.on(world.completion, with_categories(index, products))
    asked = products_table(
        [{**product_row(path, "thing by Acme", {}), "category": [path]} for path in ("Home", "Wear")]
    )
    found = learned.predict(asked, brand_mentions(asked), own_evidence(asked), SCHEMA, world.settings, silent)
    assert set(slot(found, "Color")["product"]) == {"Wear"}


KINDS_OF_THINGS = 2
"""Lamps, among the kinds of things in the world."""


def with_categories(index: Index, products: pl.DataFrame) -> Index:
    """Return the index as if it had been learned with these categories and cells."""
    texts = Texts.of(products)
    readers = replace(index.readers, categories=Readers.learn(texts).categories)
    asserted = index.tags.rows(Known.of(texts.ids, own_evidence(products)).asserted)
    return replace(index, readers=readers, contexts=readers.read(texts), asserted=asserted)
