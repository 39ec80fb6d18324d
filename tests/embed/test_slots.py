"""What is known and what is open."""

from __future__ import annotations

import numpy as np
from kgtag.embed.slots import Known, hidden_part, open_slots, telling_cells, without
from kgtag.kg.schema import Attribute, Schema

from .conftest import SCHEMA, evidence_table, product_row, products_table

BAG = frozenset({("Brand", "Acme"), ("tag", "Luggage"), ("tag", "Leather")})


def test_what_only_the_text_asserts_is_known_but_not_settled() -> None:
    rows = [("p", "Brand", "Acme", "catalog"), ("p", "Color", "red", "text"), ("p", "Size", "S", "decision")]
    known = Known.of(["p", "q"], evidence_table(rows))
    assert known.asserted[0] == {("Brand", "Acme"), ("Color", "red"), ("Size", "S")}
    assert known.settled[0] == {("Brand", "Acme"), ("Size", "S")}
    assert known.asserted[1] == frozenset()


def test_open_are_many_valued_slots_and_single_ones_that_are_not_settled() -> None:
    products = products_table([product_row("p", "bag", {"Brand": ["Acme"]}), product_row("q", "bag", {"Color": None})])
    settled = [frozenset({("Brand", "Acme")}), frozenset[tuple[str, str]]()]
    asked = open_slots(products, settled, SCHEMA, ("Brand", "Color", "tag"))
    assert asked.tolist() == [[False, True, True], [True, False, True]]


def test_an_attribute_of_other_categories_is_not_open() -> None:
    schema: Schema = {
        "Size": Attribute("Size", categories=("Shoes",)),
        "Volume": Attribute("Volume", categories=("Bottles",)),
    }
    row = {**product_row("p", "trainer", {}), "category": ["Shoes", "Running"]}
    asked = open_slots(products_table([row]), [frozenset()], schema, ("Size", "Volume"))
    np.testing.assert_array_equal(asked, [[True, False]])


def test_hiding_all_asks_for_all_and_hiding_nothing_still_asks_for_tags() -> None:
    assert hidden_part("p", BAG, SCHEMA, 1.0, "x") == (BAG, frozenset({"Brand", "tag"}))
    assert hidden_part("p", BAG, SCHEMA, 0.0, "x") == (frozenset(), frozenset({"tag"}))


def test_what_is_hidden_is_drawn_by_a_hash() -> None:
    drawn = [hidden_part(f"p{number}", BAG, SCHEMA, 0.5, "x")[0] for number in range(200)]
    assert drawn == [hidden_part(f"p{number}", BAG, SCHEMA, 0.5, "x")[0] for number in range(200)]
    assert 60 < sum(("Brand", "Acme") in one for one in drawn) < 140


def test_a_hidden_single_slot_hides_what_the_text_says_for_it_too() -> None:
    asserted = frozenset({("Brand", "Acme"), ("Brand", "Zeno"), ("tag", "Bags"), ("tag", "Luggage")})
    left = without(asserted, frozenset({("Brand", "Acme"), ("tag", "Luggage")}), SCHEMA)
    assert left == {("tag", "Bags")}


def test_cells_that_all_say_the_same_tell_as_much_as_one() -> None:
    settled = [frozenset({("Color", color), ("Pack", "3")}) for color in ("red", "red", "blue")]
    assert telling_cells(settled) == {"Color": 3, "Pack": 1}
