"""What every saved query answers, on a shop small enough to know the answers by heart."""

import pytest
from kgtag.cypher import saved_queries, statement
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.stores.store import open_store
from shop_graph import SHOP, shop_graph

GIVEN = {"product": "S2"}


def embedded(folder, graph):
    store = open_store(Settings(workspace=folder / SHOP, graph="embedded"))
    store.write(store.difference(graph, silent), silent)
    return store


def asking(store):
    return lambda name, **parameters: store.query(statement(f"query/{name}"), parameters, 1000).rows


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = embedded(tmp_path_factory.mktemp("shop"), shop_graph())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shop(store):
    return asking(store)


@pytest.fixture(scope="module")
def flat_shop(tmp_path_factory):
    """Ask the same shop without categories."""
    opened = embedded(tmp_path_factory.mktemp("flat"), shop_graph(categories=False))
    yield asking(opened)
    opened.close()


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_a_graph_of_another_name_has_nothing_to_say(store, query):
    values = {parameter.name: GIVEN.get(parameter.name, parameter.default) for parameter in query.parameters}
    text = statement(f"query/{query.name}")
    assert store.query(text, values, 1000).rows != ()
    assert store.query(text, {**values, "workspace": "another"}, 1000).rows == ()


def test_product_lists_its_tags_with_evidence(shop):
    assert shop("product", product="S0") == (
        ("Brand", "Acme", 1.0, ["text"], "title", "Acme"),
        ("Color", "black", 1.0, ["text"], "title", "black"),
        ("Color", "white", 0.5, ["text"], "title", "white"),
    )


def test_missing_finds_the_product_without_what_its_category_has(shop):
    assert shop("missing", share=0.5) == (("S1", "Shoe S1", "Brand", "Shoes", 0.95),)
    assert shop("missing", share=0.99) == ()


def test_missing_anywhere_compares_with_the_whole_catalog_and_needs_no_categories(shop, flat_shop):
    assert shop("missing_anywhere", share=0.5) == (("S1", "Shoe S1", "Brand", "Shoes", 0.952),)
    assert flat_shop("missing_anywhere", share=0.5) == (("S1", "Shoe S1", "Brand", None, 0.952),)


def test_coverage_counts_products_by_category_and_attribute_and_those_without_one_as_a_group(shop, flat_shop):
    rows = shop("coverage")
    assert rows[:3] == (("Shoes", "Color", 20, 20, 1.0), ("Shoes", "Brand", 19, 20, 0.95), ("Shoes", "tag", 2, 20, 0.1))
    assert rows[-2:] == ((None, "Brand", 1, 1, 1.0), (None, "Color", 1, 1, 1.0))
    assert flat_shop("coverage")[:2] == ((None, "Color", 21, 21, 1.0), (None, "Brand", 20, 21, 0.952))


def test_popular_tags_counts_assertions_and_predictions_apart(shop):
    assert shop("popular_tags", least=1)[:3] == (
        ("Color", "black", "Shoes", 20, 0), ("Brand", "Acme", "Shoes", 19, 1), ("tag", "limited edition", "Shoes", 2, 0)
    )  # fmt: skip
    assert [row[1] for row in shop("popular_tags", least=3)] == ["black", "Acme"]


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_numbers_are_whole_or_floating_so_that_json_has_them_as_numbers(store, query):
    values = {parameter.name: GIVEN.get(parameter.name, parameter.default) for parameter in query.parameters}
    rows = store.query(statement(f"query/{query.name}"), values, 1000).rows
    assert {type(value) for row in rows for value in row} <= {str, int, float, list, type(None)}


def test_similar_puts_the_rarest_shared_tag_first(shop):
    rows = shop("similar", product="S2")
    assert rows[0] == ("tag", "limited edition", 2, "S3", "Shoe S3")
    assert len(rows) == 1 + 19 + 20


def test_predictions_come_surest_first_and_not_below_the_minimum(shop):
    sure = ("S1", "Shoe S1", "Brand", "Acme", 0.97, "20 of 20 neighbours")
    assert shop("predictions", minimum=0.95) == (sure,)
    assert [row[0] for row in shop("predictions", minimum=0.9)] == ["S1", "S4"]


def test_contradictions_shows_both_values_of_an_attribute_that_nearly_always_has_one(shop):
    assert shop("contradictions", share=0.9) == (
        ("S0", "Shoe S0", "Color", "black", 1.0, "black"), ("S0", "Shoe S0", "Color", "white", 0.5, "white"),
    )  # fmt: skip
    assert shop("contradictions", share=0.99) == ()


def test_values_lists_the_most_used_first_and_measures_as_numbers(shop):
    assert shop("values", attribute="Color") == (("black", None, None, 21), ("white", None, None, 1))
    assert shop("values", attribute="Weight") == (("268 g", 268.0, "g", 1),)
