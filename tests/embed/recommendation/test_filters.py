"""--where: which products may be recommended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.recommendation.filters import Condition, allowed_products, parse_condition
from kgtag.kg.errors import NotFoundError, SettingsError
from kgtag.kg.workspace import Workspace

from .shop import PRODUCTS, shop

IDS = [name for name, _, _ in PRODUCTS]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return shop(tmp_path_factory.mktemp("filters") / "shop")


def kept(workspace: Workspace, *conditions: str, min_probability: float = 0.9) -> set[str]:
    mask = allowed_products(workspace, list(map(parse_condition, conditions)), IDS, min_probability)
    return {name for name, meets in zip(IDS, mask, strict=True) if meets}


def test_a_product_must_have_the_value_in_any_spelling(workspace):
    assert kept(workspace, "color = RED") == {"red-acme", "red-zeno", "lamp-red"}


def test_all_conditions_must_hold(workspace):
    assert kept(workspace, "Color=red", "Brand=Zeno") == {"red-zeno"}


def test_unlike_a_value_is_every_product_not_known_to_have_it(workspace):
    assert kept(workspace, "Color!=red") == {"blue-acme", "boot", "lamp", "bare"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Weight<300 g", {"red-acme"}),
        ("Weight<=300", {"red-acme", "red-zeno"}),
        ("Weight>0.5 kg", {"boot"}),
        ("Weight>=1200g", {"boot"}),
        ("Weight=0.25 kg", {"red-acme"}),
        ("Weight=1200", {"boot"}),
    ],
)
def test_numbers_are_compared_in_any_unit(workspace, condition, expected):
    assert kept(workspace, condition) == expected


def test_a_prediction_counts_when_it_is_sure_enough(workspace):
    assert kept(workspace, "Color=brown") == {"boot"}
    with pytest.raises(NotFoundError):
        kept(workspace, "Color=brown", min_probability=0.95)


def test_categories_are_asked_by_a_level_or_the_path(workspace):
    runners = {"red-acme", "red-zeno", "blue-acme"}
    assert kept(workspace, "category=running") == kept(workspace, "category=Shoes > Running") == runners
    assert kept(workspace, "category=Shoes") == {*runners, "boot"}


@pytest.mark.parametrize(
    ("condition", "error", "said"),
    [
        ("Colour=red", NotFoundError, "did you mean 'Color'"),
        ("Qqq=9", NotFoundError, "there are: Brand, Color"),
        ("Color=redd", NotFoundError, "no product has Color=redd; did you mean 'red'"),
        ("Color<red", SettingsError, "holds no numbers"),
        ("Weight<5 L", SettingsError, "Weight is measured in g, not in L"),
        ("Weight<light", SettingsError, "'light' is no number; write Weight<300 g"),
        ("category=Food", NotFoundError, "there is no category 'Food'"),
        ("Color", SettingsError, "must read ATTRIBUTE=VALUE"),
        ("=red", SettingsError, "must read ATTRIBUTE=VALUE"),
        ("Color=", SettingsError, "must read ATTRIBUTE=VALUE"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(workspace, condition, error, said):
    with pytest.raises(error, match=said):
        kept(workspace, condition)


NAMES = st.text(st.characters(exclude_characters="=<>!", categories=["L", "N", "P", "S"]), min_size=1)


@given(NAMES, st.sampled_from(["=", "!=", "<", ">", "<=", ">="]), NAMES)
def test_every_condition_reads_back(attribute, operator, value):
    condition = Condition(attribute, operator, value)
    assert parse_condition(str(condition)) == condition
