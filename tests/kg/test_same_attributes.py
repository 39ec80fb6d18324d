"""Two names of one attribute are found by their values, where their products should have met and never do."""

import polars as pl
from kgtag.kg.same_attributes import SameAttribute, same_attributes
from kgtag.kg.schema import Attribute, Schema
from kgtag.kg.tables import empty_table, table_schema

COLORS = ("red", "Blue", "green", "black")
SCHEMA: Schema = {name: Attribute(name) for name in ("Color", "Colour", "Pocket")}


def found(
    cells: dict[str, dict[str, str]], schema: Schema = SCHEMA, *, origin: str = "catalog", category: str = ""
) -> list[SameAttribute]:
    """Compare the attributes of products; `category` puts those with a Color elsewhere than the others."""
    evidence = [
        {"head": product, "relation": name, "tail": value, "origin": origin}
        for product, own in cells.items()
        for name, value in own.items()
    ]
    products = [
        {"id": product, "category": [category] if "Color" in own else ["Shoes"]} for product, own in cells.items()
    ]
    return same_attributes(
        pl.DataFrame(evidence, schema=dict(table_schema("evidence"))),
        pl.DataFrame(products, schema=empty_table("products").schema),
        schema,
    )


def shop(of_color: int = 30, of_colour: int = 20) -> dict[str, dict[str, str]]:
    cells = {f"a{number}": {"Color": COLORS[number % 4]} for number in range(of_color)}
    return cells | {f"b{number}": {"Colour": COLORS[number % 4].upper()} for number in range(of_colour)}


def test_the_name_with_more_products_is_the_attributes_and_the_other_one_goes_over() -> None:
    assert found(shop(), category="Shoes") == [SameAttribute("Color", "Colour", shared=4, values=4, both=0)]
    assert found(shop(10, 30), category="Shoes") == [SameAttribute("Colour", "Color", shared=4, values=4, both=0)]


def test_names_that_often_stand_on_one_product_are_two_attributes() -> None:
    meeting = {product: dict.fromkeys(("Color", "Colour"), value) for product, own in shop().items()
               for value in own.values()}  # fmt: skip
    assert found(meeting, category="Shoes") == []


def test_names_of_different_categories_never_meet_and_that_says_nothing() -> None:
    assert found(shop(), category="Watches") == []


def test_too_few_products_to_meet_say_nothing() -> None:
    assert found({**shop(12, 10), **{f"c{number}": {"Pocket": "yes"} for number in range(40)}}, category="Shoes") == []


def test_names_with_other_values_are_two_attributes() -> None:
    cells = shop() | {f"b{number}": {"Colour": f"shade {number}"} for number in range(12)}
    assert found(cells, category="Shoes") == [], "12 of 20 have a value that no Color has"


def test_yes_and_no_and_numbers_are_values_of_everything() -> None:
    for kind in ("boolean", "number"):
        schema: Schema = {name: Attribute(name, kind) for name in SCHEMA}  # type: ignore[arg-type]
        assert found(shop(), schema, category="Shoes") == []


def test_what_the_text_says_does_not_count() -> None:
    assert found(shop(), origin="text", category="Shoes") == []
