"""An attribute with several names: each product gets its value under the one that its own row has."""

import json
from collections.abc import Callable

import pytest
from kgtag.kg.catalog_export.catalog_names import under_own_names
from kgtag.kg.schema import Attribute

from .exported_shop import Shop, predicted, said, shop

__all__ = ["shop"]

SCHEMA = {"Color": Attribute("Color", other_names=("Colour", "Farbe")), "Size": Attribute("Size")}
CSV = "sku,Name,Farbe,Color,Size\n1,Mug,rot,,L\n2,Cup,,red,\n3,Bowl,,,\n4,Jar,blau,blue,\n"


def test_every_source_value_stays_in_its_column_and_gaps_go_into_the_attributes_own(shop: Callable[..., Shop]) -> None:
    predictions = predicted(*((product, "Color", "green", 0.99) for product in "1234"))
    text, summary = shop("c.csv", CSV).export(said(), predictions, schema=SCHEMA)
    assert text.decode() == CSV.replace("3,Bowl,,,", "3,Bowl,,green,"), "a product with a color under any name has one"
    assert summary.predicted == 1


def test_what_is_added_to_a_product_stands_beside_the_name_that_it_fills(shop: Callable[..., Shop]) -> None:
    rows = "sku,Name,Farbe,Color\n1,Mug,rot;grau,\n2,Cup,,red\n"
    evidence = said(("1", "Color", "green", "green"), ("2", "Color", "blue", "blue"))
    text, _ = shop("c.csv", rows).export(evidence, schema=SCHEMA, min_probability=None)
    header, mug, cup = (line.split(",") for line in text.decode().splitlines())
    assert dict(zip(header, mug, strict=True))["Farbe (kgtag)"] == "green"
    assert dict(zip(header, cup, strict=True))["Color (kgtag)"] == "blue"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"Farbe": "rot"', '"Farbe": "rot"'),
        ('"Farbe": ""', '"Farbe": "red"'),
        ('"Farbe": "", "Colour": ""', '"Farbe": "", "Colour": "red"'),
        ('"Farbe": null', '"Farbe": null'),
        ('"Farbe": null, "Color": ""', '"Farbe": null, "Color": ""'),
        ('"Size": "L"', '"Size": "L", "Color": "red"'),
    ],
)
def test_an_object_is_filled_under_a_name_that_it_has(shop: Callable[..., Shop], before: str, after: str) -> None:
    others = "".join(f'{{"id": "{name}", "title": "Cup", "attributes": {{"{name}": "x"}}}}\n' for name in SCHEMA)
    line = '{"id": "1", "title": "Mug", "attributes": {%s}}\n'
    text, _ = shop("c.jsonl", line % before + others).export(
        said(), predicted(("1", "Color", "red", 0.99)), schema=SCHEMA
    )
    assert text.decode() == line % after + others


def test_an_attribute_that_the_catalog_never_calls_by_its_own_name_is_filled_under_its_first_other_one(
    shop: Callable[..., Shop],
) -> None:
    schema = {"Shade": Attribute("Shade", other_names=("Farbe", "COLOR"))}
    text, _ = shop("c.csv", CSV).export(said(), predicted(("3", "Shade", "green", 0.99)), schema=schema)
    assert text.decode() == CSV.replace("3,Bowl,,,", "3,Bowl,green,,")
    lines = (
        '{"id": "1", "title": "Mug", "attributes": {"Farbe": "rot"}}\n{"id": "3", "title": "Bowl", "attributes": {}}\n'
    )
    text, _ = shop("c.jsonl", lines).export(said(), predicted(("3", "Shade", "green", 0.99)), schema=schema)
    assert text.decode() == lines.replace("{}", '{"Farbe": "green"}')


def test_numbers_are_written_as_in_the_column_that_they_go_into(shop: Callable[..., Shop]) -> None:
    lines = [
        {"id": "1", "title": "A", "attributes": {"Weight": "2.5 kg"}},
        {"id": "2", "title": "B", "attributes": {"Gewicht": "2,5 Kilo"}},
        {"id": "3", "title": "C", "attributes": {"Gewicht": ""}},
    ]
    schema = {"Weight": Attribute("Weight", "quantity", "kg", other_names=("Gewicht",))}
    made = shop("c.jsonl", "".join(f"{json.dumps(line)}\n" for line in lines))
    text, _ = made.export(said(), predicted(("3", "Weight", "1.5 kg", 0.99)), schema=schema)
    assert json.loads(text.decode().splitlines()[2])["attributes"] == {"Gewicht": "1,5 Kilo"}


def test_a_spelling_of_the_name_is_a_name_too(shop: Callable[..., Shop]) -> None:
    line = '{"id": "%s", "title": "A", "attributes": {"%s": "%s"}}\n'
    lines = line % (1, "item_size", "") + line % (2, "Item Size", "L") + line % (3, "item_size", "S")
    text, _ = shop("c.jsonl", lines).export(
        said(), predicted(("1", "Item Size", "M", 0.99)), schema={"Item Size": Attribute("Item Size")}
    )
    assert text.decode() == lines.replace('"item_size": ""', '"item_size": "M"')


def test_a_table_under_own_names_joins_what_stands_under_several(shop: Callable[..., Shop]) -> None:
    lines = [
        {"id": "1", "title": "A", "attributes": {"Farbe": ["rot", "blau"], "Color": "rot", "Size": None}},
        {"id": "2", "title": "B", "attributes": {"colour": None, "Farbe": "rot"}},
        {"id": "3", "title": "C", "attributes": {"Farbe": None}},
    ]
    products = shop("c.jsonl", "".join(f"{json.dumps(line)}\n" for line in lines)).products
    assert under_own_names(products, SCHEMA)["attributes"].to_list() == [
        [{"name": "Color", "values": ["rot", "blau"]}, {"name": "Size", "values": None}],
        [{"name": "Color", "values": ["rot"]}],
        [{"name": "Color", "values": None}],
    ]
