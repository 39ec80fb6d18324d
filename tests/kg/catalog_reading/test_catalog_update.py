"""What an update says of a product counts; what it is silent about stays."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.catalog_reading.catalog import read_catalog
from kgtag.kg.catalog_reading.catalog_update import CatalogUpdate, updated_products
from kgtag.kg.catalog_reading.layout import CatalogLayout
from kgtag.kg.products import products_from, write_products
from kgtag.kg.types import Product

CSV = "Nr,Name,Text,Farbe,Gewicht,Preis\n1,Rad,leicht,rot,15 kg,9\n2,Reifen,rund,,1 kg,2\n3,Helm,,blau,,3\n"


def read(
    path: Path, text: str, mapping: Mapping[str, str] | None = None
) -> tuple[CatalogLayout, pl.DataFrame, tuple[str, ...]]:
    path.write_text(text)
    layout, items = read_catalog(str(path), mapping or {}, lambda line: None, partial=mapping is not None)
    table = path.with_name("products.parquet")
    summary = write_products(items, table, path.with_name("rejects.jsonl"))
    assert summary.rejects == 0
    return layout, pl.read_parquet(table), summary.deleted


def updated(folder: Path, catalog: str, delta: str, names: Sequence[str] = ("c.csv", "d.csv")) -> tuple[
    list[Product], list[str]
]:  # fmt: skip
    layout, before, _ = read(folder / names[0], catalog)
    of_delta, changed, deleted = read(folder / names[1], delta, {"title": "Name"})
    said: list[str] = []
    after = updated_products(before, layout, CatalogUpdate(names[1], of_delta, changed, deleted), said.append)
    assert after.schema == before.schema
    return list(products_from(after)), said


def test_a_column_that_a_table_lacks_stays_and_that_is_said_once(tmp_path: Path) -> None:
    (wheel, tyre, helmet), said = updated(tmp_path, CSV, "Nr,Name,Farbe\n1,Rad neu,grün\n3,Helm,gelb\n")
    assert (wheel.title, wheel.description) == ("Rad neu", "leicht")
    assert wheel.attributes == {"Farbe": ("grün",), "Gewicht": ("15 kg",)}
    assert wheel.record["Preis"] == "9"
    assert (tyre.id, helmet.attributes) == ("2", {"Farbe": ("gelb",)})
    assert said == [
        "d.csv says nothing of Text, Gewicht, Preis: 2 products that it changes keep what is there; an empty cell "
        "would empty it"
    ]


def test_a_table_needs_no_title_and_no_column_that_is_mapped(tmp_path: Path) -> None:
    (wheel, *_, new), said = updated(tmp_path, CSV, "Nr,Preis\n1,8\n4,7\n")
    assert (wheel.title, wheel.attributes, wheel.record["Preis"]) == (
        "Rad",
        {"Farbe": ("rot",), "Gewicht": ("15 kg",)},
        "8",
    )
    assert (new.id, new.title) == ("4", "")
    assert said[:1] == ["d.csv: 1 new product has no title: 4"]


def test_a_column_is_what_it_is_in_the_catalog_whatever_the_update_makes_of_it(tmp_path: Path) -> None:
    long = "die Farbe ist so lang und breit beschrieben wie sonst nur eine Beschreibung"
    (wheel, *_), _ = updated(tmp_path, CSV, f"Nr,Name,Farbe\n1,Rad,{long} von 1\n2,Reifen,{long} von 2\n")
    assert (wheel.description, wheel.attributes["Farbe"]) == ("leicht", (f"{long} von 1",))


def test_an_empty_cell_empties(tmp_path: Path) -> None:
    (wheel, *_), said = updated(tmp_path, CSV, "Nr,Name,Text,Farbe,Gewicht,Preis\n1,Rad,,,15 kg,9\n")
    assert (wheel.description, wheel.attributes) == ("", {"Gewicht": ("15 kg",)})
    assert said == []


def test_a_changed_product_keeps_its_place_and_a_new_one_comes_last(tmp_path: Path) -> None:
    products, _ = updated(tmp_path, CSV, "Nr,Name,Farbe\n4,Korb,rot\n2,Reifen,rot\n")
    assert [product.id for product in products] == ["1", "2", "3", "4"]


def test_a_deletion_of_what_is_not_there_is_counted_and_said(tmp_path: Path) -> None:
    products, said = updated(tmp_path, CSV, "Nr,deleted\n2,yes\nNOPE,yes\n")
    assert [product.id for product in products] == ["1", "3"]
    assert said == ["d.csv: 1 deletion of 2 names a product that the catalog does not have: NOPE"]


def test_an_object_is_the_whole_product_and_its_losses_are_said(tmp_path: Path) -> None:
    catalog = '{"id": "1", "title": "Mug", "description": "Big.", "attributes": {"Color": "red"}}\n'
    (mug,), said = updated(tmp_path, catalog, '{"id": "1", "title": "Mug"}\n', ("c.jsonl", "d.jsonl"))
    assert (mug.description, mug.attributes) == ("", {})
    assert said == [
        "d.jsonl says nothing of description, attributes: 1 product that it changes loses what was there, because an "
        "object is the whole product"
    ]


def test_a_table_may_change_a_catalog_of_json_lines(tmp_path: Path) -> None:
    line = {"sku": "1", "name": "Mug", "description": "Big.", "attributes": {"Color": "red", "Size": "L"}}
    (mug,), _ = updated(tmp_path, json.dumps(line) + "\n", "id,title,Color\n1,Cup,blue\n", ("c.jsonl", "d.csv"))
    assert (mug.title, mug.description) == ("Cup", "Big.")
    assert mug.attributes == {"Size": ("L",), "Color": ("blue",)}


WORD = st.sampled_from(["", "rot", "blau", "15 kg"])
ROWS = st.dictionaries(st.sampled_from("123456"), st.tuples(WORD, WORD, WORD), min_size=1)


def as_csv(rows: Mapping[str, Sequence[str]], columns: Sequence[str]) -> str:
    lines = [",".join([number, f"Ding {number}", *cells[: len(columns)]]) for number, cells in rows.items()]
    return "\n".join([",".join(["Nr", "Name", *columns]), *lines]) + "\n"


@settings(deadline=None, max_examples=40)
@given(catalog=ROWS, delta=ROWS, width=st.integers(0, 3))
def test_an_update_is_the_whole_catalog_with_its_cells_written_over(
    catalog: dict[str, tuple[str, str, str]], delta: dict[str, tuple[str, str, str]], width: int
) -> None:
    columns = ["Farbe", "Gewicht", "Material"]
    whole = {
        number: (*delta[number][:width], *catalog.get(number, ("", "", ""))[width:])
        if number in delta
        else catalog[number]
        for number in [*catalog, *(number for number in delta if number not in catalog)]
    }
    with TemporaryDirectory() as name:
        after, _ = updated(Path(name), as_csv(catalog, columns), as_csv(delta, columns[:width]))
        _, expected, _ = read(Path(name) / "whole.csv", as_csv(whole, columns))
        known = [product.id for product in after]
    assert known == list(whole)
    assert [(p.title, p.attributes) for p in after] == [(p.title, p.attributes) for p in products_from(expected)]
