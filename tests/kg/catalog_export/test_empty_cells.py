"""Exporting a plain catalog fills blank cells; what stands in a cell stays, in every format."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from kgtag.kg.types import FREE_TAG

from .exported_shop import Shop, predicted, said, shop

__all__ = ["shop"]

PREDICTIONS = predicted(("1", "Color", "red", 0.99), ("1", "Size", "L", 0.99), ("1", FREE_TAG, "warm", 0.99))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("c.csv", "id,title,Color,Size,tags\n1,Mug,n/a,,\n", "id,title,Color,Size,tags\n1,Mug,n/a,L,warm\n"),
        ("c.csv", "id;title;Color;Size;tags\n1;Mug;-; ;,\n", "id;title;Color;Size;tags\n1;Mug;-;L;,\n"),
        ("c.tsv", "id\ttitle\tColor\tSize\n1\tMug\tk. A.\t\n",
         "id\ttitle\tColor\tSize\ttags\n1\tMug\tk. A.\tL\twarm\n"),
        ("c.csv", "id;title;attributes\n1;Mug;Color=n/a,Depth=2\n2;Cup;Color=blue,Depth=3\n",
         "id;title;attributes;tags\n1;Mug;Color=n/a,Depth=2,Size=L;warm\n2;Cup;Color=blue,Depth=3;\n"),
        ("c.jsonl", '{"id":"1","title":"Mug","Color":"null","Size":null,"tags":[]}\n',
         '{"id":"1","title":"Mug","Color":"null","Size":"L","tags":["warm"]}\n'),
        ("c.jsonl", '{"id":"1","title":"Mug","attributes":{"Color":["?"],"Size":[" "]},"tags":[""]}\n',
         '{"id":"1","title":"Mug","attributes":{"Color":["?"],"Size":["L"]},"tags":["warm"]}\n'),
        ("c.jsonl", '{"id":"1","title":"Mug","attributes":[{"name":"Color","value":"n/a"}],"tags":["-"]}\n',
         '{"id":"1","title":"Mug","attributes":[{"name":"Color","value":"n/a"},{"name":"Size","value":"L"}],'
         '"tags":["-"]}\n'),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_blank_stays_even_where_it_says_no_value(
    shop: Callable[..., Shop], name: str, before: str, after: str
) -> None:
    text, _ = shop(name, before).export(said(), PREDICTIONS)
    assert text.decode().replace(", {", ",{").replace('": ', '":').replace(', "', ',"') == after


def test_a_parquet_cell_stays_too(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["1"], "title": ["Mug"], "Color": ["N/A"], "Size": [""]}), tmp_path / "c.parquet")
    Shop(tmp_path / "c.parquet").export(said(), PREDICTIONS, out=tmp_path / "out.parquet")
    (row,) = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert (row["Color"], row["Size"]) == ("N/A", "L")


def test_an_xml_catalog_keeps_its_cells_too(shop: Callable[..., Shop], tmp_path: Path) -> None:
    item = "<item><id>{}</id><title>Mug</title><Color>{}</Color><Size>{}</Size></item>"
    made = shop("c.xml", f"<items>{item.format(1, 'n/a', '')}{item.format(2, 'blue', 'M')}</items>")
    text, _ = made.export(said(), PREDICTIONS, out=tmp_path / "out.jsonl")
    assert b'"Color": "n/a"' in text
    assert b'"Size": "L"' in text


def test_what_is_left_out_is_not_counted_as_added(shop: Callable[..., Shop]) -> None:
    _, summary = shop("c.csv", "id,title,Color,Size\n1,Mug,n/a,M\n").export(said(), predicted(("1", "Color", "red", 1)))
    assert summary.predicted == 0


@pytest.mark.parametrize(("yes", "no"), [("あり", "なし"), ("yes", "no"), ("con", "sin"), ("ja", "nein"), ("有", "无")])
def test_no_is_a_value_as_yes_is(shop: Callable[..., Shop], yes: str, no: str) -> None:
    lines = f'{{"id":"1","title":"a","Cover":"{no}"}}\n{{"id":"2","title":"b","attributes":{{"Lid":"{yes}"}}}}\n'
    made = shop("c.jsonl", lines + f'{{"id":"3","title":"c","attributes":{{"Lid":"{no}"}}}}\n')
    values = {
        one["id"]: {cell["name"]: cell["values"] for cell in one["attributes"]} for one in made.products.to_dicts()
    }
    assert values["3"] == {"Lid": [no]}
    text, _ = made.export(said(("3", "Lid", yes, yes)), predicted(("3", "Lid", yes, 0.99)))
    assert text.decode() == made.path.read_text(encoding="utf-8")
