"""Searching for what costs so much: the price is no attribute, but a column of the catalog."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from kgtag.embed.recommendation.filters import allowed_products, parse_condition
from kgtag.embed.search.query import RangeWish
from kgtag.embed.search.search import Search
from kgtag.kg.errors import SettingsError
from kgtag.kg.settings import Settings
from kgtag.kg.workspace import Workspace

COSTS = {"E1": 80, "E2": "35.00 EUR", "E3": None, "S1": 120, "S2": 60}


@pytest.fixture(scope="session")
def priced(shop: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The shop, some of whose products have a price."""
    root = tmp_path_factory.mktemp("priced") / "workspace"
    shutil.copytree(shop.root, root)
    products = pl.read_parquet(Path(root, "products.parquet"))
    records = [json.dumps({"id": name, "price": COSTS.get(name)}) for name in products["id"]]
    products.with_columns(record=pl.Series(records)).write_parquet(Path(root, "products.parquet"))
    return Workspace(root)


@pytest.fixture(scope="session")
def search(priced: Workspace) -> Search:
    return Search.load(priced, Settings(workspace=priced.root))


def test_what_costs_less_comes_first_and_says_so(search: Search) -> None:
    answer = search.answer("earphones under 50 €", 10)
    assert answer.items[0].id == "E2"
    assert answer.full == 1
    [match] = [match for match in answer.items[0].matches if match.attribute == "price"]
    assert match.evidence == {"origin": "catalog", "field": "price", "quote": "35.00 EUR"}


def test_what_costs_more_says_what_it_costs(search: Search) -> None:
    unmet = {item.id: item.unmet for item in search.answer("waterproof earphones under 50 €", 10).items}
    assert unmet["E1"] == ("price < 50 € (is 80)",)


@pytest.mark.parametrize(
    "text", ["shoes under 100", "shoes cheaper than 100", "shoes price below 100", "shoes max 100"]
)
def test_a_bare_number_from_above_is_a_price(search: Search, text: str) -> None:
    answer = search.answer(text, 10)
    [wish] = [wish for wish in answer.query.wishes if isinstance(wish, RangeWish)]
    assert (wish.priced, wish.attributes) == (True, ("price",))
    assert answer.items[0].id == "S2"
    assert answer.query.about == ""


@pytest.mark.parametrize(
    "text", ["shoes weight under 250", "shoes under 250 g", "earphones at least 20", "shoes for kids under 5", "2-3"]
)
def test_a_number_of_something_else_is_no_price(search: Search, text: str) -> None:
    wishes = search.understanding.read(text).wishes
    assert not any(wish.priced for wish in wishes if isinstance(wish, RangeWish))


def test_another_currency_than_the_catalogs_finds_nothing_sure(search: Search) -> None:
    answer = search.answer("sonderly earphones under 50 $", 10)
    assert not any(match.attribute == "price" for item in answer.items if item.id == "E2" for match in item.matches)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("price<=60", {"E2", "S2"}),
        ("Price>100 €", {"S1"}),
        ("price=35 €", {"E2"}),
        ("price<100 $", {"E1", "S2"}),
    ],
)
def test_products_are_filtered_by_what_they_cost(priced: Workspace, condition: str, names: set[str]) -> None:
    ids = priced.table("products")["id"].to_list()
    allowed = allowed_products(priced, [parse_condition(condition)], ids, 0.9)
    assert {name for name, there in zip(ids, allowed, strict=True) if there} == names


def test_a_price_that_is_no_amount_is_an_error(priced: Workspace) -> None:
    with pytest.raises(SettingsError, match="write price<50"):
        allowed_products(priced, [parse_condition("price<cheap")], ["E1"], 0.9)
