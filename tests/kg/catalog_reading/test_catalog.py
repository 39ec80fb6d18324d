"""What a catalog may look like, and the products it gives."""

import gzip
import io
import json
import lzma
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from kgtag.kg.catalog_reading.catalog import CatalogLayout, Deletion, Item, Reject, read_catalog
from kgtag.kg.errors import CatalogError
from kgtag.kg.products import products_from, write_products
from kgtag.kg.types import Product


def read(path: Path | str, **mapping: str) -> tuple[CatalogLayout, list[Item]]:
    layout, items = read_catalog(str(path), mapping, lambda sentence: None)
    return layout, list(items)


def products(path: Path | str, **mapping: str) -> list[Product]:
    items = read(path, **mapping)[1]
    assert all(isinstance(item, Product) for item in items), items
    return [item for item in items if isinstance(item, Product)]


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def jsonl(path: Path, *rows: Mapping[str, object]) -> Path:
    return write(path, "".join(json.dumps(row) + "\n" for row in rows))


SHOE = {"id": "1", "title": "Shoe", "attributes": {"Color": ["red"]}}


def test_a_json_line_gives_a_product_and_keeps_its_row(tmp_path: Path) -> None:
    row = {
        "id": "A1",
        "title": "Trail shoe",
        "description": "Light.",
        "category": ["Shoes", "Running"],
        "attributes": {"Color": ["red", "black"], "Size": 42, "Vegan": True, "Heel": None, "Sole": ""},
        "tags": ["new", "sale"],
        "price": 9.90,
    }
    (product,) = products(jsonl(tmp_path / "catalog.jsonl", row))
    assert product == Product(
        id="A1",
        title="Trail shoe",
        description="Light.",
        category=("Shoes", "Running"),
        attributes={"Color": ("red", "black"), "Size": ("42",), "Vegan": ("true",), "Heel": None},
        tags=("new", "sale"),
        record=row,
    )


def test_text_is_kept_as_it_came(tmp_path: Path) -> None:
    title = "  Cafe\u0301\u00a0\u200bmug \U0001f642\r\n"
    (product,) = products(jsonl(tmp_path / "c.jsonl", {"id": "1", "title": title}))
    assert product.title == title


@pytest.mark.parametrize(
    "header",
    [
        "id,title",
        "SKU,Product Name",
        "Product_ID,NAME",
        "asin,item-name",
        "itemId,productTitle",
        " ID ,Title",
        "Artikelnummer,Bezeichnung",
    ],
)
def test_columns_are_found_by_common_names_in_any_spelling(tmp_path: Path, header: str) -> None:
    (product,) = products(write(tmp_path / "c.csv", f"{header}\n7,Mug\n"))
    assert (product.id, product.title) == ("7", "Mug")


def test_every_column_of_a_wide_catalog_is_an_attribute_unless_technical(tmp_path: Path) -> None:
    text = "sku,title,Image URL,Price,GTIN,Stock,Color,Heel height\n1,Shoe,http://x,9.90,400,3,red,\n"
    layout, (product,) = read(write(tmp_path / "c.csv", text))
    assert isinstance(product, Product)
    assert layout.attribute_columns == ("Color", "Heel height")
    assert product.attributes == {"Color": ("red",)}, "an empty cell says nothing"
    assert product.record["Price"] == "9.90"


def test_beside_a_column_of_attributes_only_well_known_columns_are_attributes(tmp_path: Path) -> None:
    row = {**SHOE, "Brand": "Acme", "cluster": "7", "Normalised": "x"}
    (product,) = products(jsonl(tmp_path / "c.jsonl", row))
    assert product.attributes == {"Color": ("red",), "Brand": ("Acme",)}


def test_a_column_called_features_that_holds_sentences_is_no_column_of_attributes(tmp_path: Path) -> None:
    (product,) = products(write(tmp_path / "c.csv", "id,title,features,color\n1,Mug,Keeps warm,red\n"))
    assert product.attributes == {"features": ("Keeps warm",), "color": ("red",)}


@pytest.mark.parametrize(
    "attributes",
    [
        {"Color": "red", "Heel": None},
        [{"name": "Color", "value": "red"}, {"name": "Heel", "value": None}],
        [{"key": "Color", "value": ["red"]}, {"key": "Heel", "value": None}],
        [["Color", "red"], ["Heel", None]],
        '{"Color": "red", "Heel": null}',
        '[{"Name": "Color", "Values": ["red"]}, {"Name": "Heel", "Values": null}]',
    ],
)
def test_attributes_come_as_object_pairs_or_json_text(tmp_path: Path, attributes: object) -> None:
    (product,) = products(jsonl(tmp_path / "c.jsonl", {"id": "1", "title": "Shoe", "attributes": attributes}))
    assert product.attributes == {"Color": ("red",), "Heel": None}


@pytest.mark.parametrize(
    ("value", "attributes"),
    [
        ({"fat": "3 g", "salt": None}, {"Food.fat": ("3 g",), "Food.salt": None}),
        ({"per 100 g": {"fat": ["3 g"]}, "kcal": 4}, {"Food.per 100 g.fat": ("3 g",), "Food.kcal": ("4",)}),
        ([{"fat": "3 g"}, {"fat": "4 g"}, "raw"], {"Food.fat": ("3 g", "4 g"), "Food": ("raw",)}),
        ([["a"], [["b"]]], {"Food": ("a", "b")}),
        ({"id": 4, "name": "Oats"}, {"Food": ("Oats",)}),
        ({"value": 3, "unit": "g"}, {"Food": ("3 g",)}),
        ({}, {}),
    ],
)
def test_an_object_inside_an_attribute_is_attributes_of_its_own(
    tmp_path: Path, value: object, attributes: object
) -> None:
    path = jsonl(tmp_path / "c.jsonl", {"id": "1", "title": "Bar", "attributes": {"Food": value}})
    assert products(path)[0].attributes == attributes
    wide = [{"id": str(number), "title": "Bar", "Food": "raw"} for number in range(300)]
    assert products(jsonl(tmp_path / "d.jsonl", *wide, {"id": "x", "title": "Bar", "Food": value}))[-1].attributes == {
        name: values
        for name, values in dict(attributes).items()
        if values  # type: ignore[call-overload]
    }


@pytest.mark.parametrize(
    "category", ["A > B > C", "A>B>C", "A / B / C", "A | B | C", ["A", "B", "C"], [["A", "B", "C"], ["D"]]]
)
def test_a_category_is_a_path(tmp_path: Path, category: object) -> None:
    (product,) = products(jsonl(tmp_path / "c.jsonl", {"id": "1", "title": "Shoe", "category": category}))
    assert product.category == ("A", "B", "C")


def test_a_slash_inside_a_category_name_does_not_part_it(tmp_path: Path) -> None:
    (product,) = products(jsonl(tmp_path / "c.jsonl", {"id": "1", "title": "Shoe", "category": "TV/Audio > Hi-Fi"}))
    assert product.category == ("TV/Audio", "Hi-Fi")


@pytest.mark.parametrize("tags", ["a b, c; d", ["a b", "c", "d", "c"]])
def test_tags_are_a_list_or_text(tmp_path: Path, tags: object) -> None:
    (product,) = products(jsonl(tmp_path / "c.jsonl", {"id": "1", "title": "Shoe", "tags": tags}))
    assert product.tags == ("a b", "c", "d")


def test_a_cell_of_a_wide_catalog_may_hold_several_values(tmp_path: Path) -> None:
    layout, (product,) = read(write(tmp_path / "c.csv", 'id,title,Color,Pack\n1,Shoe,red | blue,"1,000"\n'))
    assert isinstance(product, Product)
    assert product.attributes == {"Color": ("red", "blue"), "Pack": ("1,000",)}
    assert layout.separators == {"Color": " | "}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.csv", "id,title\r\n1,Mug\r\n"),
        ("c.csv", "id;title\n1;Mug\n"),
        ("c.tsv", "id\ttitle\n1\tMug"),
        ("c.jsonl", '{"id": 1, "title": "Mug"}\n\n'),
        ("c.ndjson", '{"id": "1", "title": "Mug"}'),
        ("c.json", '{"id": "1", "title": "Mug"}'),
        ("catalog", "id|title\n1|Mug\n"),
    ],
)
def test_format_and_delimiter_are_told_from_name_and_content(tmp_path: Path, name: str, text: str, mark: str) -> None:
    (product,) = products(write(tmp_path / name, mark + text))
    assert (product.id, product.title) == ("1", "Mug")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_compression_is_told_from_the_bytes_not_the_name(tmp_path: Path, pack: object) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(pack(b"id,title\n1,Mug\n"))  # type: ignore[operator]
    assert products(path)[0].title == "Mug"


@pytest.mark.parametrize(
    "content", [b'{"id": "1", "title": "Mug"}\n', b"id,title\n1,Mug\n", gzip.compress(b"id\ttitle\n1\tMug\n")]
)
def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    assert products("-")[0].title == "Mug"
    assert not sys.stdin.buffer.closed


def test_parquet_comes_from_standard_input_and_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO()
    pl.DataFrame({"id": ["1"], "title": ["Mug"]}).write_parquet(content)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content.getvalue())))
    packed = tmp_path / "c.parquet.gz"
    packed.write_bytes(gzip.compress(content.getvalue()))
    assert products("-")[0].title == products(packed)[0].title == "Mug"


def test_parquet_of_every_shape(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    table = pa.table(
        {
            "id": pa.array([1, 2]),
            "title": pa.array(["Mug", "Cup"]).dictionary_encode(),
            "attributes": pa.array(
                [[("Color", ["red"]), ("Lid", None)], None], pa.map_(pa.string(), pa.list_(pa.string()))
            ),
            "category": pa.array([["Home", "Mugs"], None]),
            "added": pa.array([0, None], pa.timestamp("ns")),
            "picture": pa.array([b"\xff", None]),
        }
    )
    pq.write_table(table, path)
    mug, cup = products(path)
    assert mug.attributes == {"Color": ("red",), "Lid": None}
    assert mug.category == ("Home", "Mugs")
    assert (cup.id, cup.title, cup.attributes) == ("2", "Cup", {})


def test_what_is_missing_in_a_struct_of_attributes_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    attributes = [{"Color": "red", "Size": None}, {"Color": None, "Size": 4.5}]
    pq.write_table(pa.table({"id": ["1", "2"], "title": ["a", "b"], "attributes": attributes}), path)
    assert [product.attributes for product in products(path)] == [{"Color": ("red",)}, {"Size": ("4.5",)}]


def test_a_line_marked_deleted_is_a_deletion(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "c.jsonl", {"id": "1", "deleted": True}, {"id": "2", "title": "Mug", "deleted": False})
    deletion, product = read(path)[1]
    assert deletion == Deletion("1", 1)
    assert isinstance(product, Product)
    assert read(write(tmp_path / "c.csv", "id,deleted\n9,yes\n"))[1] == [Deletion("9", 2)]
    assert read(write(tmp_path / "c.csv", "id,Gelöscht\n9,Ja\n"))[1] == [Deletion("9", 2)]


def test_a_cell_may_span_lines_and_lines_are_counted_in_the_file(tmp_path: Path) -> None:
    text = 'id,title,description\n1,Mug,"two\nlines, ""quoted"""\n1,again,\n'
    mug, again = read(write(tmp_path / "c.csv", text))[1]
    assert isinstance(mug, Product)
    assert mug.description == 'two\nlines, "quoted"'
    assert isinstance(again, Reject)
    assert again.line == 4


def test_a_column_that_turns_up_late_is_understood(tmp_path: Path) -> None:
    rows = [{"id": str(number), "title": "Mug"} for number in range(500)]
    last = products(
        jsonl(tmp_path / "c.jsonl", *rows, {"id": "x", "title": "Mug", "Description": "Blue.", "Glaze": "matt"})
    )[-1]
    assert last.description == "Blue."
    assert last.attributes == {"Glaze": ("matt",)}


def test_products_go_into_the_table_and_come_back(tmp_path: Path) -> None:
    attributes = '{"Color": ["red"], "Lid": null}'
    line = '{"id": "1", "title": "Caf\\u00e9", "price": 1.10, "attributes": ' + attributes + ', "tags": ["a"]}'
    path = write(tmp_path / "c.jsonl", f'{line}\n{{"id": "2", "deleted": true}}\nbroken\n')
    _, items = read_catalog(str(path), {}, lambda sentence: None)
    table, rejects = tmp_path / "w" / "products.parquet", tmp_path / "w" / "rejects.jsonl"
    summary = write_products(items, table, rejects)
    assert (summary.products, summary.deleted, summary.rejects) == (1, ("2",), 1)
    frame = pl.read_parquet(table)
    assert frame["record"].to_list() == [line], "the line is kept byte for byte"
    assert list(products_from(frame)) == products(write(tmp_path / "one.jsonl", line))
    (reject,) = map(json.loads, rejects.read_text().splitlines())
    assert reject == {
        "source": str(path),
        "line": 3,
        "reason": "not JSON: Expecting value at character 1",
        "id": None,
        "excerpt": "broken",
    }


def test_the_content_hash_follows_what_is_read_and_nothing_else(tmp_path: Path) -> None:
    def content(**changes: object) -> str:
        path = jsonl(tmp_path / "c.jsonl", {**SHOE, "price": 1, **changes})
        write_products(read(path)[1], tmp_path / "p.parquet", tmp_path / "r.jsonl")
        return str(pl.read_parquet(tmp_path / "p.parquet")["content"][0])

    assert content() == content(price=2)
    changed = [
        content(title="Boot"), content(description="x"), content(category="y"), content(tags=["z"]),
        content(attributes={"Color": ["blue"]}), content(attributes={"Color": None}),
    ]  # fmt: skip
    assert len({content(), *changed}) == 1 + len(changed)


def test_batches_do_not_change_the_table(tmp_path: Path) -> None:
    rows = [{"id": str(number), "title": "Mug", "tags": ["a"] * (number % 2)} for number in range(7)]
    items = read(jsonl(tmp_path / "c.jsonl", *rows))[1]
    write_products(items, tmp_path / "small.parquet", tmp_path / "r.jsonl", batch=2)
    write_products(items, tmp_path / "large.parquet", tmp_path / "r.jsonl")
    assert pl.read_parquet(tmp_path / "small.parquet").equals(pl.read_parquet(tmp_path / "large.parquet"))


def test_a_catalog_that_breaks_off_leaves_the_files_of_the_run_before(tmp_path: Path) -> None:
    table, rejects = tmp_path / "products.parquet", tmp_path / "rejects.jsonl"
    write_products(read(jsonl(tmp_path / "c.jsonl", SHOE))[1], table, rejects)
    before = table.read_bytes()
    lines = "".join(json.dumps({"id": str(number), "title": f"Mug {number * 7919}"}) + "\n" for number in range(9_000))
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(lines.encode())[:-2_000])
    _, items = read_catalog(str(cut), {}, lambda sentence: None)
    with pytest.raises(CatalogError, match=r"cut\.jsonl\.gz breaks off after line \d+"):
        write_products(items, table, rejects)
    assert table.read_bytes() == before
    assert not list(tmp_path.glob("*.partial")) + list(tmp_path.glob(".*.partial"))


def test_the_layout_survives_json(tmp_path: Path) -> None:
    layout, _ = read(write(tmp_path / "c.csv", '\ufeff"id";"title";"Color"\r\n"1";"Mug";"red; blue"\r\n'))
    assert (layout.format, layout.delimiter, layout.quote_all, layout.line_end) == ("csv", ";", True, "\r\n")
    assert layout.byte_order_mark
    assert CatalogLayout.from_json(json.loads(json.dumps(layout.to_json()))) == layout


def test_columns_are_taken_for_what_they_were_in_another_catalog_unless_they_are_mapped(tmp_path):
    path = jsonl(tmp_path / "new.jsonl", {"Ref": "P1", "Xq": "shoe", "Zw": "of leather", "Brand": "Acme"})
    usual = {"id": "Ref", "title": "Xq", "category": "Shelf"}
    layout, items = read_catalog(str(path), {}, print, usual=usual)
    assert [(item.id, item.title) for item in items if isinstance(item, Product)] == [("P1", "shoe")]
    mapped, _ = read_catalog(str(path), {"title": "Zw"}, print, usual=usual)
    taken, _ = read_catalog(str(path), {"id": "Ref", "description": "Xq", "title": "Zw"}, print, usual=usual)
    assert layout.mapping == {"id": "Ref", "title": "Xq"}
    assert mapped.mapping == {"id": "Ref", "title": "Zw"}
    assert taken.mapping == {"id": "Ref", "title": "Zw", "description": "Xq"}
