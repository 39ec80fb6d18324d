"""An attribute belongs to the categories whose products have it, named as high up as is true."""

from __future__ import annotations

import pytest
from kgtag.kg.categories import CategoryTree, category_levels, category_path, is_inside

TREE = CategoryTree.of({"Shoes > Running": 40, "Shoes > Hiking": 40, "Shoes > Rare": 2, "Pans": 30})


@pytest.mark.parametrize(
    ("used", "categories"),
    [
        ({"Shoes > Running": 20, "Shoes > Hiking": 20}, ("Shoes",)),
        ({"Shoes > Hiking": 20}, ("Shoes > Hiking", "Shoes > Rare")),
        ({"Shoes > Hiking": 20, "Pans": 1}, ("Pans", "Shoes > Hiking", "Shoes > Rare")),
        ({"Shoes > Hiking": 1}, ("Shoes",)),
        ({}, ()),
    ],
    ids=["all use it", "one does without", "several tops", "too few to tell", "nobody uses it"],
)
def test_subcategories_are_named_where_some_clearly_do_without(used: dict[str, int], categories: tuple[str, ...]):
    assert TREE.using(used) == categories


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("Shoes > Hiking", True),
        ("Shoes > Hiking > Boots", True),
        ("Shoes", True),
        ("Shoes > Running", False),
        ("", False),
    ],
)
def test_a_path_is_inside_what_it_lies_in_or_holds(path: str, inside: bool):
    assert is_inside(path, ("Shoes > Hiking",)) is inside


def test_a_name_that_begins_alike_is_another_category():
    assert not is_inside("Shoes2", ("Shoes",))


def test_a_path_is_written_with_arrows():
    assert (category_path(["Shoes", "Hiking"]), category_path(None)) == ("Shoes > Hiking", "")


def test_the_levels_of_a_category_lead_down_to_it():
    assert category_levels(("Shoes", "Running", "Trail")) == ["Shoes", "Shoes > Running", "Shoes > Running > Trail"]
    assert category_levels(None) == []
