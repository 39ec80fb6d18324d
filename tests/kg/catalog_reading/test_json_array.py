"""JSON need not stand one object a line."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.catalog_reading import json_array
from kgtag.kg.catalog_reading.catalog import CatalogLayout, Item, Reject, read_catalog
from kgtag.kg.catalog_reading.formats import CatalogFile
from kgtag.kg.types import Product

PRODUCTS = [{"id": "1", "title": "Mug", "attributes": {"Color": "red"}}, {"id": "2", "title": 'Cup ]} " \n'}]


def catalog_file(text: str) -> CatalogFile:
    return CatalogFile("c.json", io.BytesIO(text.encode()), "json", "", byte_order_mark=False, delimiter="")


def read(path: Path, text: str) -> tuple[CatalogLayout, list[Item]]:
    path.write_text(text, encoding="utf-8")
    layout, items = read_catalog(str(path), {}, lambda sentence: None)
    return layout, list(items)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PRODUCTS),
        json.dumps(PRODUCTS, indent=2),
        json.dumps({"products": PRODUCTS, "total": 2}),
        json.dumps({"products": PRODUCTS, "total": 2}, indent=2),
        "\n".join(json.dumps(product, indent=2) for product in PRODUCTS),
        "[\n" + ",\n".join(map(json.dumps, PRODUCTS)) + "\n]\n",
    ],
)
def test_an_array_one_in_an_object_and_pretty_printed_objects_are_read(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for piece in (1 << 16, 7):
        monkeypatch.setattr(json_array, "_PIECE_BYTES", piece)
        layout, items = read(tmp_path / "c.json", text)
        assert [item.record for item in items if isinstance(item, Product)] == PRODUCTS
        assert layout.format == "jsonl", "it is handed back as JSON lines"


def test_what_is_no_object_is_rejected_with_its_line(tmp_path: Path) -> None:
    mug, number, cup = read(tmp_path / "c.json", '[{"id": "1", "title": "Mug"},\n5,\n{"id": "2", "title": "Cup"}]')[1]
    assert isinstance(number, Reject)
    assert (number.line, number.reason) == (2, "not a JSON object")
    assert (mug.id, cup.id) == ("1", "2")


def test_bytes_that_are_no_utf8_cost_one_product(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(b'[{"id": "1", "title": "Caf\xe9"}, {"id": "2", "title": "Cup"}]')
    broken, cup = read_catalog(str(path), {}, lambda sentence: None)[1]
    assert isinstance(broken, Reject)
    assert (broken.reason, cup.id) == ("not UTF-8: byte 0xe9", "2")


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())), min_size=1), st.booleans())
def test_any_objects_come_back(objects: list[dict[str, object]], pretty: bool) -> None:
    for text in (json.dumps(objects, indent=2 if pretty else None), "\n".join(json.dumps(one) for one in objects)):
        assert [row.cells for row in json_array.json_objects(catalog_file(text))] == objects
