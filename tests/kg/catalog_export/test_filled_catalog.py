"""The filled catalog comes back in the catalog's own form, and says where every added value is from."""

import gzip
import json
import lzma
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.catalog_export import catalog_records
from kgtag.kg.catalog_export.filled_catalog import ExportSummary
from kgtag.kg.catalog_export.json_edit import append_elements, set_members
from kgtag.kg.catalog_reading.catalog import CatalogLayout, read_catalog
from kgtag.kg.catalog_reading.columns import Role
from kgtag.kg.catalog_reading.items import Item, item_of
from kgtag.kg.catalog_reading.rows import Row
from kgtag.kg.errors import CatalogError
from kgtag.kg.types import FREE_TAG, Product

from .exported_shop import Shop, predicted, said, shop

__all__ = ["shop"]

CSV = "sku,Name,Color,Size,Price\n1,Black mug,,L,9.90\n2,Cup,red,,1.10\n3,Bowl,,,5\n"


def test_a_plain_csv_has_its_empty_cells_filled_and_nothing_else_changed(shop: Callable[..., Shop]) -> None:
    predictions = predicted(("2", "Size", "M", 0.95), ("3", "Color", "blue", 0.93), ("3", "Size", "S", 0.4))
    text, summary = shop("c.csv", CSV).export(said(("1", "Color", "black", "Black")), predictions)
    assert text.decode() == "sku,Name,Color,Size,Price\n1,Black mug,black,L,9.90\n2,Cup,red,M,1.10\n3,Bowl,blue,,5\n"
    assert summary == ExportSummary(products=3, decided=0, read=1, predicted=2, unfit=0)


def test_an_annotated_csv_shows_value_probability_and_source_beside_the_column(shop: Callable[..., Shop]) -> None:
    predictions = predicted(("2", "Size", "M", 0.75), ("3", "Size", "S", 0.4))
    text, _ = shop("c.csv", CSV).export(said(("1", "Color", "black", "Black")), predictions, min_probability=None)
    assert pl.read_csv(text, infer_schema=False).fill_null("").to_dicts() == [
        {
            "sku": "1", "Name": "Black mug", "Color": "", "Color (kgtag)": "black",
            "Color (kgtag probability)": "0.9700", "Color (kgtag source)": 'title: "Black"', "Size": "L",
            "Size (kgtag)": "", "Size (kgtag probability)": "", "Size (kgtag source)": "", "Price": "9.90",
        },
        {
            "sku": "2", "Name": "Cup", "Color": "red", "Color (kgtag)": "", "Color (kgtag probability)": "",
            "Color (kgtag source)": "", "Size": "", "Size (kgtag)": "M", "Size (kgtag probability)": "0.7500",
            "Size (kgtag source)": "predicted", "Price": "1.10",
        },
        {
            "sku": "3", "Name": "Bowl", "Color": "", "Color (kgtag)": "", "Color (kgtag probability)": "",
            "Color (kgtag source)": "", "Size": "", "Size (kgtag)": "", "Size (kgtag probability)": "",
            "Size (kgtag source)": "", "Price": "5",
        },
    ]  # fmt: skip


@pytest.mark.parametrize("min_probability", [0.9, None])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.csv", CSV),
        ("c.csv", CSV.replace("\n", "\r\n")),
        ("c.csv", '\ufeff"id";"title"\r\n"1";"Mug; ""blue"""\r\n'),
        ("c.tsv", 'id\ttitle\tnote\n1\t"two\nlines"\t"a\rb"\n'),
        (
            "c.jsonl",
            '{"id":"1","title":"Caf\\u00e9","price":1.10,"x":1e3}\n{ "id": "2" , "title":"b","attributes":{} }\n',
        ),
    ],
)
def test_where_nothing_is_added_the_file_is_the_same_byte_for_byte(
    shop: Callable[..., Shop], name: str, text: str, min_probability: float | None
) -> None:
    assert shop(name, text).export(said(), min_probability=min_probability)[0].decode() == text


def test_several_values_are_joined_as_the_catalog_joins_them(shop: Callable[..., Shop]) -> None:
    content = 'id,title,Color,Tags\n1,Mug,red | blue,\n2,Cup,,\n3,Jar,,"a,b"\n'
    evidence = said(("2", "Color", "red", "red"), ("2", "Color", "green", "green"))
    predictions = predicted(("1", FREE_TAG, "new", 0.99), ("1", FREE_TAG, "warm", 0.95))
    text, _ = shop("c.csv", content).export(evidence, predictions)
    assert text.decode() == 'id,title,Color,Tags\n1,Mug,red | blue,"new,warm"\n2,Cup,green | red,\n3,Jar,,"a,b"\n'


def test_an_attribute_that_never_has_two_values_gets_the_best_one(shop: Callable[..., Shop]) -> None:
    predictions = predicted(("1", "Color", "red", 0.91), ("1", "Color", "blue", 0.96))
    text, summary = shop("c.csv", CSV).export(said(), predictions)
    assert b"1,Black mug,blue,L" in text
    assert summary.predicted == 1


def test_what_the_text_says_goes_before_what_is_predicted(shop: Callable[..., Shop]) -> None:
    text, _ = shop("c.csv", CSV).export(said(("1", "Color", "black", "Black")), predicted(("1", "Color", "navy", 0.99)))
    assert b"1,Black mug,black,L" in text


def test_a_filled_cell_and_a_known_absence_stay(shop: Callable[..., Shop]) -> None:
    line = '{"id": "1", "title": "Mug", "attributes": {"Color": "red", "Lid": null, "Size": ""}}\n'
    predictions = predicted(("1", "Color", "blue", 0.99), ("1", "Lid", "cork", 0.99), ("1", "Size", "L", 0.99))
    text, _ = shop("c.jsonl", line).export(said(), predictions)
    assert text.decode() == line.replace('"Size": ""', '"Size": "L"')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"attributes": {"Size": "L"}', '"attributes": {"Size": "L", "Color": "black"}'),
        ('"attributes":{"Size":["L"]},"price":1.10', '"attributes":{"Size":["L"],"Color":["black"]},"price":1.10'),
        ('"attributes": {}', '"attributes": {"Color": "black"}'),
        ('"attributes": null', '"attributes": {"Color": "black"}'),
        ('"attributes": [{"key": "Size", "value": "L"}]',
         '"attributes": [{"key": "Size", "value": "L"}, {"key": "Color", "value": "black"}]'),
        ('"attributes": [["Size", ["L"]]]', '"attributes": [["Size", ["L"]], ["Color", ["black"]]]'),
        ('"attributes": "{\\"Size\\": \\"L\\"}"', '"attributes": "{\\"Size\\": \\"L\\", \\"Color\\": \\"black\\"}"'),
        ('"Size": "L", "Color": null', '"Size": "L", "Color": "black"'),
        ('"Size": "L"', '"Size": "L", "Color": "black"'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_the_catalog_writes_attributes(
    shop: Callable[..., Shop], before: str, after: str
) -> None:
    made = shop("c.jsonl", f'{{"id": "1", "title": "Black mug", {before}}}\n')
    text, _ = made.export(said(("1", "Color", "black", "Black")))
    assert text.decode() == f'{{"id": "1", "title": "Black mug", {after}}}\n'


def test_json_lines_are_annotated_in_a_member_of_their_own(shop: Callable[..., Shop]) -> None:
    line = '{"id": "1", "title": "Black mug", "price": 1.10, "tags": ["a", "b"]}'
    predictions = predicted(("1", FREE_TAG, "warm", 0.7), ("1", FREE_TAG, "cold", 0.3))
    made = shop("c.jsonl", line)
    text, _ = made.export(said(("1", "Color", "black", "Black")), predictions, min_probability=None)
    assert text.decode().startswith(line[:-1])
    assert json.loads(text)["kgtag"] == {
        "Color": [{"value": "black", "probability": 0.97, "source": "title", "quote": "Black"}],
        "tag": [{"value": "warm", "probability": 0.7, "source": "predicted"}],
    }


def test_an_annotated_catalog_can_be_a_catalog_again(shop: Callable[..., Shop], tmp_path: Path) -> None:
    evidence = said(("1", "Color", "black", "Black"))
    for name, content in {"c.csv": CSV, "c.jsonl": '{"id": "1", "title": "Black mug"}\n'}.items():
        once, _ = shop(name, content).export(evidence, min_probability=None)
        again = shop(f"again-{name}", once.decode())
        assert "Color (kgtag)" not in again.layout.attribute_columns
        assert again.export(evidence, min_probability=None)[0] == once


def test_a_decision_is_named_as_the_source(shop: Callable[..., Shop]) -> None:
    evidence = said(("1", "Color", "black", "black")).with_columns(origin=pl.lit("decision"))
    text, summary = shop("c.jsonl", '{"id": "1", "title": "Mug"}').export(evidence, min_probability=None)
    assert json.loads(text)["kgtag"]["Color"][0]["source"] == "decision"
    assert summary == ExportSummary(products=1, decided=1, read=0, predicted=0, unfit=0)


def test_what_the_catalog_says_itself_is_not_added(shop: Callable[..., Shop]) -> None:
    text_too = said(("2", "Color", "red", "Red"))
    evidence = pl.concat([text_too, text_too.with_columns(origin=pl.lit("catalog"))])
    content, summary = shop("c.csv", CSV).export(evidence, min_probability=None)
    assert content.decode() == CSV
    assert summary.read == 0


@pytest.mark.parametrize(("suffix", "unpack"), [(".gz", gzip.decompress), (".xz", lzma.decompress)])
def test_a_packed_catalog_comes_back_packed_and_twice_the_same(
    shop: Callable[..., Shop], tmp_path: Path, suffix: str, unpack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"c.csv{suffix}"
    path.write_bytes((gzip if suffix == ".gz" else lzma).compress(CSV.encode()))  # type: ignore[attr-defined]
    made = Shop(path)
    assert unpack(made.export(said())[0]).decode() == CSV
    assert made.export(said())[0] == made.export(said())[0]


PARQUET: dict[str, pa.Array] = {
    "id": pa.array([1, 2]),
    "title": pa.array(["Black mug", "Cup"], pa.large_string()),
    "Color": pa.array([None, "red"]).dictionary_encode(),
    "Weight": pa.array([None, 1.5]),
    "Sizes": pa.array([None, ["S", "M"]], pa.list_(pa.string())),
    "added": pa.array([0, None], pa.timestamp("ns", "UTC")),
    "picture": pa.array([b"\xff\x00", None]),
    "price": pa.array([1, None]).cast(pa.decimal128(24, 2)),
}


def parquet(path: Path, columns: Mapping[str, pa.Array]) -> Shop:
    pq.write_table(pa.table(dict(columns)), path)
    return Shop(path)


def test_a_plain_parquet_keeps_every_type(tmp_path: Path) -> None:
    made = parquet(tmp_path / "c.parquet", PARQUET)
    evidence = said(("1", "Color", "black", "Black"), ("1", "Sizes", "L", "L"), ("1", "Sizes", "M", "M"))
    _, summary = made.export(evidence, predicted(("1", "Weight", "2.5", 0.99)))
    before, after = pq.read_table(made.path), pq.read_table(tmp_path / "filled-c.parquet")
    assert after.schema.equals(before.schema)
    assert after.drop(["Color", "Weight", "Sizes"]).equals(before.drop(["Color", "Weight", "Sizes"]))
    assert after.select(["Color", "Weight", "Sizes"]).to_pylist() == [
        {"Color": "black", "Weight": 2.5, "Sizes": ["L", "M"]},
        {"Color": "red", "Weight": 1.5, "Sizes": ["S", "M"]},
    ]
    assert summary.unfit == 0


def test_a_value_that_a_typed_column_cannot_hold_is_counted(tmp_path: Path) -> None:
    made = parquet(tmp_path / "c.parquet", PARQUET)
    _, summary = made.export(said(("1", "Weight", "2.5 kg", "2.5 kg")))
    assert pq.read_table(tmp_path / "filled-c.parquet")["Weight"].to_pylist() == [None, 1.5]
    assert summary.unfit == 1


def test_an_annotated_parquet_has_a_column_of_additions_beside(tmp_path: Path) -> None:
    made = parquet(tmp_path / "c.parquet", PARQUET)
    made.export(said(("1", "Color", "black", "Black")), min_probability=None)
    after = pq.read_table(tmp_path / "filled-c.parquet")
    assert after.column_names[2:5] == ["Color", "Color (kgtag)", "Weight"]
    assert after["Color (kgtag)"].to_pylist() == [
        [{"value": "black", "probability": 0.97, "source": "title", "quote": "Black"}],
        None,
    ]
    assert after.drop(["Color (kgtag)"]).equals(pq.read_table(made.path))


TEXTS = pa.list_(pa.string())
COLOR_AND_SIZE = pa.struct([("Size", pa.string()), ("Color", pa.string())])
PAIR = pa.struct([("name", pa.string()), ("value", pa.string())])


@pytest.mark.parametrize(
    ("attributes", "filled"),
    [
        (pa.array([[("Size", ["L"])]], pa.map_(pa.string(), TEXTS)), [("Size", ["L"]), ("Color", ["black"])]),
        (pa.array([None], pa.map_(pa.string(), pa.string())), [("Color", "black")]),
        (pa.array([[{"name": "Size", "value": "L"}]], pa.list_(PAIR)),
         [{"name": "Size", "value": "L"}, {"name": "Color", "value": "black"}]),
        (pa.array([{"Size": "L", "Color": None}], COLOR_AND_SIZE), {"Size": "L", "Color": "black"}),
        (pa.array(['{"Size": "L"}']), '{"Size": "L", "Color": "black"}'),
    ],
)  # fmt: skip
def test_parquet_attributes_of_every_shape_are_filled(tmp_path: Path, attributes: pa.Array, filled: object) -> None:
    columns = {"id": pa.array(["1"]), "title": pa.array(["Black mug"]), "attributes": attributes}
    made = parquet(tmp_path / "c.parquet", columns)
    _, summary = made.export(said(("1", "Color", "black", "Black")))
    assert pq.read_table(tmp_path / "filled-c.parquet")["attributes"].to_pylist() == [filled]
    assert summary.unfit == 0


def test_a_struct_inside_a_parquet_struct_is_filled(tmp_path: Path) -> None:
    attributes = pa.array([{"Food": {"fat": "3 g", "salt": None}}, {"Food": {"fat": None, "salt": "2 g"}}])
    columns = {"id": pa.array(["1", "2"]), "title": pa.array(["Bar", "Bar"]), "attributes": attributes}
    made = parquet(tmp_path / "c.parquet", columns)
    _, summary = made.export(said(("1", "Food.salt", "1 g", "1 g"), ("2", "Food.sugar", "4 g", "4 g")))
    filled = pq.read_table(tmp_path / "filled-c.parquet")["attributes"].to_pylist()
    assert filled == [{"Food": {"fat": "3 g", "salt": "1 g"}}, {"Food": {"fat": None, "salt": "2 g"}}]
    assert summary.unfit == 1


@pytest.mark.parametrize("min_probability", [0.9, None])
def test_products_of_an_update_in_another_format_are_written_in_the_catalogs(
    shop: Callable[..., Shop], tmp_path: Path, min_probability: float | None
) -> None:
    update = tmp_path / "update.jsonl"
    update.write_text(
        '{"id": "4", "title": "Jar", "attributes": {"Color": ["red", "blue"]}, "tags": ["new"], "Price": 2}\n'
    )
    made = shop("c.csv", CSV)
    made.update(update)
    text, _ = made.export(said(), min_probability=min_probability)
    assert text.decode().splitlines()[0] == "sku,Name,Color,Size,Price,tags"
    assert text.decode().splitlines()[-1] == "4,Jar,red; blue,,2,new"
    lines = shop("d.jsonl", '{"sku": "1", "name": "Mug", "attributes": [{"name": "Lid", "value": null}]}\n')
    lines.update(tmp_path / "c.csv")
    assert json.loads(lines.export(said())[0].splitlines()[-2]) == {
        "sku": "2", "name": "Cup", "Price": "1.10", "attributes": [{"name": "Color", "value": "red"}],
    }  # fmt: skip
    types = {**PARQUET, "id": pa.array(["1", "2"])}
    table = parquet(tmp_path / "c.parquet", types)
    table.update(update)
    table.export(said())
    assert pq.read_table(tmp_path / "filled-c.parquet").to_pylist()[-1]["Color"] == "red; blue"


def test_each_product_is_read_once_and_of_an_update_once_more_those_with_new_columns(
    shop: Callable[..., Shop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(row: Row, roles: dict[str, Role], source: str) -> Item:
        item = item_of(row, roles, source)
        assert isinstance(item, Product)
        read.append(item.id)
        return item

    monkeypatch.setattr(catalog_records, "item_of", counted)
    made = shop("c.csv", CSV)
    made.export(said())
    assert read == made.products["id"].to_list()
    (tmp_path / "update.csv").write_text("sku,Name,Color,Gloss\n4,Jar,red,high\n")
    made.update(tmp_path / "update.csv")
    read.clear()
    text, _ = made.export(said())
    assert read == ["4", *made.products["id"]]
    assert text.decode().splitlines()[0] == "sku,Name,Color,Size,Price,Gloss"


def test_an_update_that_does_not_fit_a_parquet_catalog_is_named(tmp_path: Path) -> None:
    update = tmp_path / "update.jsonl"
    update.write_text('{"id": "X4", "title": "Jar"}\n')
    made = parquet(tmp_path / "c.parquet", PARQUET)
    made.update(update)
    with pytest.raises(CatalogError, match="product 'X4' came with an update in other types"):
        made.export(said())
    assert not (tmp_path / "filled-c.parquet").exists()


VALUE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and not set(text) & set(";|")
)


@given(value=VALUE, name=st.sampled_from(["c.csv", "c.tsv", "c.jsonl"]))
def test_a_filled_catalog_is_read_again_with_what_was_added(
    tmp_path_factory: pytest.TempPathFactory, value: str, name: str
) -> None:
    path = tmp_path_factory.mktemp("round") / name
    delimiter = "\t" if name.endswith("tsv") else ","
    line = '{"id": "1", "title": "Mug"}' if name.endswith("jsonl") else "id,title,Color\n1,Mug,".replace(",", delimiter)
    path.write_text(line + "\n")
    Shop(path).export(said(("1", "Color", value, value)))
    _, items = read_catalog(str(path.with_name(f"filled-{name}")), {}, lambda sentence: None)
    (product,) = items
    assert isinstance(product, Product)
    assert product.attributes == {"Color": (value,)}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    content=st.dictionaries(st.text(max_size=5), JSON, max_size=5),
    changes=st.dictionaries(st.text(max_size=5), JSON, max_size=3),
    indent=st.sampled_from([None, 2]),
)
def test_setting_members_of_json_text_is_setting_them_in_the_object(
    content: dict[str, Any], changes: dict[str, Any], indent: int | None
) -> None:
    text = set_members(json.dumps(content, indent=indent), {name: json.dumps(value) for name, value in changes.items()})
    assert json.loads(text) == content | changes
    assert list(json.loads(text)) == list(content | changes)


@given(content=st.lists(JSON, max_size=4), more=st.lists(JSON, min_size=1, max_size=3))
def test_appending_to_the_text_of_a_list_is_appending_to_the_list(content: list[Any], more: list[Any]) -> None:
    assert json.loads(append_elements(json.dumps(content), [json.dumps(value) for value in more])) == content + more


def test_the_layout_may_come_from_its_file(shop: Callable[..., Shop]) -> None:
    made = shop("c.csv", CSV)
    made.layout = CatalogLayout.from_json(json.loads(json.dumps(made.layout.to_json())))
    assert made.export(said())[0].decode() == CSV
