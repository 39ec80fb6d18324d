"""The example files keep what examples/README.md says of them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
Row = dict[str, Any]


def read_rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (EXAMPLES / name).read_text(encoding="utf-8").splitlines()]


def category_path(row: Row) -> tuple[str, ...]:
    category = row["category"]
    return tuple(category.split(" > ") if isinstance(category, str) else category)


def by_category(rows: list[Row]) -> dict[tuple[str, ...], list[Row]]:
    grouped: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[category_path(row)].append(row)
    return grouped


def values_by_attribute(rows: list[Row]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name, given in row["attributes"].items():
            values[name].update(given or ())
    return values


def says(text: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None


def lacks_a_value_that_its_text_says(row: Row, values: dict[str, set[str]]) -> bool:
    text = f"{row['title']}. {row['description']}"
    empty = [name for name in values if name not in row["attributes"]]
    telling = [value for name in empty for value in values[name] if len(value) > 3]  # "no" or "all" may mean anything
    return any(says(text, value) for value in telling)


@pytest.fixture(scope="module")
def catalog() -> list[Row]:
    return read_rows("catalog.jsonl")


def test_the_catalog_has_432_products_with_readable_unique_ids(catalog: list[Row]) -> None:
    ids = [row["id"] for row in catalog]
    assert len(ids) == len(set(ids)) == 432
    assert all(re.fullmatch(r"P\d{4}", product) for product in ids)


def test_nine_categories_have_about_45_products_each_and_both_ways_of_writing_the_path(catalog: list[Row]) -> None:
    grouped = by_category(catalog)
    assert len(grouped) == 9
    for rows in grouped.values():
        assert 40 <= len(rows) <= 60
        assert {type(row["category"]) for row in rows} == {str, list}


def test_every_product_has_text_and_well_formed_fields(catalog: list[Row]) -> None:
    for row in catalog:
        assert row["title"] and row["description"]
        assert all(given is None or (given and all(given)) for given in row["attributes"].values())
        assert len(row["tags"]) == len(set(row["tags"]))
        assert set(row) <= {"id", "title", "description", "category", "attributes", "tags", "price", "gtin", "url"}


def test_a_category_uses_five_to_eight_attributes_and_fills_35_to_65_percent_of_their_cells(catalog: list[Row]) -> None:
    for category, rows in by_category(catalog).items():
        names = values_by_attribute(rows)
        filled = sum(given is not None for row in rows for given in row["attributes"].values())
        assert 5 <= len(names) <= 8, category
        assert 0.35 <= filled / (len(rows) * len(names)) <= 0.65, category


def test_some_values_are_known_to_be_absent(catalog: list[Row]) -> None:
    assert sum(given is None for row in catalog for given in row["attributes"].values()) >= 50


def test_at_least_150_products_lack_a_value_that_their_text_says(catalog: list[Row]) -> None:
    found = 0
    for rows in by_category(catalog).values():
        values = values_by_attribute(rows)
        found += sum(lacks_a_value_that_its_text_says(row, values) for row in rows)
    assert found >= 150


def test_a_brand_is_named_in_a_column_often_enough_to_be_learned(catalog: list[Row]) -> None:
    brands = [brand for row in catalog for brand in row["attributes"].get("Brand", ())]
    assert len(set(brands)) >= 60
    assert all(brands.count(brand) >= 2 for brand in brands)


@pytest.mark.parametrize(
    "spellings",
    [("grey", "gray"), ("500 ml", "0.5 L", "50 cl"), ("IPX4", "IPX 4"), ("stainless steel", "stainless-steel")],
)
def test_columns_spell_the_same_value_in_several_ways(catalog: list[Row], spellings: tuple[str, ...]) -> None:
    written = set().union(*values_by_attribute(catalog).values())
    assert set(spellings) <= written


def test_some_texts_are_long_and_some_are_in_another_script(catalog: list[Row]) -> None:
    texts = [f"{row['title']} {row['description']}" for row in catalog]
    assert sum(len(text.split()) >= 150 for text in texts) >= 4
    assert sum(re.search(r"[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff]", text) is not None for text in texts) >= 4


def test_no_address_or_article_number_belongs_to_a_real_shop(catalog: list[Row]) -> None:
    everything = "".join(path.read_bytes().decode("utf-8", "replace") for path in EXAMPLES.glob("*.jsonl"))
    assert set(re.findall(r"(?:https?://|www\.)([^/\s\"]+)", everything)) == {"shop.example.com"}
    assert all(row["gtin"].startswith("200") and len(row["gtin"]) == 13 for row in catalog if "gtin" in row)


def test_the_catalog_is_small_enough_to_read() -> None:
    assert (EXAMPLES / "catalog.jsonl").stat().st_size < 400_000


def test_new_products_are_not_in_the_catalog_and_have_only_text_and_category(catalog: list[Row]) -> None:
    new = read_rows("new-products.jsonl")
    assert len(new) == 5
    assert {row["id"] for row in new}.isdisjoint(row["id"] for row in catalog)
    assert all(set(row) == {"id", "title", "description", "category"} for row in new)


def test_the_delta_changes_two_products_adds_one_and_removes_one(catalog: list[Row]) -> None:
    delta = read_rows("delta.jsonl")
    known = {row["id"]: row for row in catalog}
    removed = [row for row in delta if row.get("deleted")]
    changed = [row for row in delta if row["id"] in known and row not in removed]
    assert len(delta) == 4
    assert [row["id"] in known for row in removed] == [True]
    assert len(changed) == 2 and all(row != known[row["id"]] for row in changed)


def test_the_broken_file_has_six_good_lines_among_thirteen() -> None:
    lines = (EXAMPLES / "catalog-broken.jsonl").read_bytes().splitlines()
    ids: list[str] = []
    for line in lines:
        row = readable_row(line)
        if row is not None and row["id"] not in ids:
            ids.append(row["id"])
    assert len(lines) == 13
    assert ids == [f"B000{number}" for number in range(1, 7)]


def readable_row(line: bytes) -> Row | None:
    if b"\0" in line:
        return None
    try:
        row = json.loads(line)
    except ValueError:
        return None
    if not isinstance(row, dict) or "id" not in row:
        return None
    return row if isinstance(row.get("attributes", {}), dict) else None
