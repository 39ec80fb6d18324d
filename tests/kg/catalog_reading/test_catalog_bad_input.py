"""Bad catalogs: one clear line for each bad line, one clear error for a file that is none, and never a traceback."""

import gzip
import io
import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.catalog_reading.catalog import Item, Reject, read_catalog
from kgtag.kg.catalog_reading.rows import MAX_LINE_BYTES
from kgtag.kg.errors import CatalogError
from kgtag.kg.types import Product

GOOD = b'{"id": "good", "title": "Mug"}\n'
LAST = b'{"id": "last", "title": "Cup"}\n'

JSON_LINES: dict[str, tuple[bytes, str]] = {
    "broken JSON": (b'{"id": "1", "title": ', "not JSON: Expecting value at character 2"),
    "two objects": (b'{"id": "1", "title": "a"} {"id": "2"}', "not JSON: Extra data"),
    "single quotes": (b"{'id': '1'}", "not JSON: Expecting property name"),
    "plain text": (b"id,title", "not JSON"),
    "a list": (b'["1", "Mug"]', "not a JSON object but a list"),
    "text": (b'"Mug"', "not a JSON object but text"),
    "a number": (b"7", "not a JSON object but a number"),
    "null": (b"null", "not a JSON object but null"),
    "no id": (b'{"title": "Mug"}', "no id"),
    "empty id": (b'{"id": "", "title": "Mug"}', "no id"),
    "blank id": (b'{"id": " \\t", "title": "Mug"}', "no id"),
    "null id": (b'{"id": null, "title": "Mug"}', "no id"),
    "id is a list": (b'{"id": ["1"], "title": "Mug"}', "id must be text, not a list"),
    "id is true": (b'{"id": true, "title": "Mug"}', "id must be text, not true or false"),
    "id is broken": (b'{"id": 1.5, "title": "Mug"}', "id must be text, not a broken number"),
    "duplicate id": (b'{"id": "good", "title": "Other"}', "the id came before"),
    "duplicate name": (b'{"id": "1", "title": "a", "title": "b"}', "the name 'title' stands twice"),
    "title is an object": (b'{"id": "1", "title": {"en": "Mug"}}', "title must be text, not an object"),
    "description is a number": (b'{"id": "1", "title": "a", "description": 1.5}', "description must be text"),
    "category is an object": (b'{"id": "1", "title": "a", "category": {"a": 1}}', "category must be text"),
    "category holds null": (b'{"id": "1", "title": "a", "category": ["a", {}]}', "category must be text"),
    "tags hold an object": (b'{"id": "1", "title": "a", "tags": [{}]}', "tags must be text, not an object"),
    "attributes are a number": (b'{"id": "1", "title": "a", "attributes": 5}', "attributes must be an object"),
    "attributes are text": (b'{"id": "1", "title": "a", "attributes": "red"}', "attributes must be an object"),
    "nested value is infinite": (b'{"id": "1", "title": "a", "attributes": {"a": {"b": 1e999}}}', "'a.b' is inf"),
    "pair without value": (b'{"id": "1", "title": "a", "attributes": [{"name": "S"}]}', "attributes must hold pairs"),
    "nameless attribute": (b'{"id": "1", "title": "a", "attributes": {" ": "x"}}', "a value without a name"),
    "not a number": (b'{"id": "1", "title": "a", "weight": NaN}', "NaN is not a number"),
    "infinity": (b'{"id": "1", "title": "a", "attributes": {"W": -Infinity}}', "-Infinity is not a number"),
    "overflow": (b'{"id": "1", "title": "a", "attributes": {"W": 1e999}}', "attributes 'W' is inf"),
    "5,000 digits": (b'{"id": "1", "title": "a", "n": ' + b"9" * 5000 + b"}", "digits"),
    "Latin-1": (b'{"id": "1", "title": "Caf\xe9"}', "not UTF-8: byte 0xe9 at position 26"),
    "UTF-16 in the middle": ('{"id": "1"}'.encode("utf-16-le"), "not JSON"),
    "NUL byte": (b'{"id": "1", "title": "a\x00b"}', "not JSON: Invalid control character"),
    "NUL escape": (b'{"id": "1", "title": "a\\u0000b"}', "title holds the control character U+0000"),
    "bell": (b'{"id": "1", "title": "a", "tags": ["\\u0007"]}', "tags holds the control character U+0007"),
    "delete": (b'{"id": "1", "title": "a", "attributes": {"a\x7f": 1}}', "control character U+007F"),
    "lone surrogate": (b'{"id": "1", "title": "\\ud83d"}', "title holds half a surrogate pair U+D83D"),
    "surrogate in the id": (b'{"id": "\\udc00", "title": "a"}', "id holds half a surrogate pair"),
    "10 MB": (b'{"id": "1", "title": "' + b"x" * 10_000_000 + b'"}', "longer than 1,024 KiB"),
    "nested lists": (b'{"id": "1", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "nested objects": (b'{"id": "1", "x": ' + b'{"a":' * 90 + b"1" + b"}" * 91, "nested too deeply"),
    "deleted maybe": (b'{"id": "1", "deleted": "maybe"}', "deleted must be true or false, not 'maybe'"),
    "deleted without id": (b'{"deleted": true}', "no id"),
}  # fmt: skip

DELIMITED_LINES: dict[str, tuple[bytes, str]] = {
    "too few cells": (b"1,Mug", "2 cells where the header has 3"),
    "too many cells": (b"1,Mug,red,blue", "4 cells where the header has 3"),
    "quote never closed": (b'1,"Mug,red', "never closed"),
    "text after a quote": (b'1,"Mug" blue,red', "goes on after its closing quote"),
    "carriage return": (b"1,Mug\rCup,red", "a carriage return stands in a cell without quotes"),
    "cell too long": (b"1," + b"x" * 200_000 + b",red", "a cell is longer than 131,072 characters"),
    "line too long": (b"1," + b"x" * 2_000_000 + b",red", "longer than 1,024 KiB"),
    "no id": (b",Mug,red", "no id"),
    "duplicate id": (b"good,Mug,red", "the id came before"),
    "Windows-1252 in UTF-8": ("1,Größe weiß für Möwe ".encode() + b"\xe9,red", "not UTF-8: byte 0xe9 at position 28"),
    "NUL byte": (b"1,M\x00ug,red", "control character U+0000"),
    "escape": (b"1,Mug,\x1b[31mred", "control character U+001B"),
    "encoded surrogate": (b"1,Mug,\xed\xa0\x80", "not UTF-8"),
}


def items_of(path: Path, **mapping: str) -> list[Item]:
    return list(read_catalog(str(path), mapping, lambda sentence: None)[1])


@pytest.mark.parametrize(("line", "reason"), JSON_LINES.values(), ids=JSON_LINES)
def test_a_bad_json_line_is_rejected_with_its_number_and_reason(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(GOOD + line + b"\n" + LAST)
    assert_only_line_2_is_rejected(items_of(path), path, reason)


@pytest.mark.parametrize(("line", "reason"), DELIMITED_LINES.values(), ids=DELIMITED_LINES)
def test_a_bad_row_is_rejected_with_its_number_and_reason(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(b"id,title,color\ngood,Mug,red\n" + line + b"\nlast,Cup,blue\n")
    assert_only_line_2_is_rejected(items_of(path), path, reason, line=3)


def assert_only_line_2_is_rejected(items: list[Item], path: Path, reason: str, line: int = 2) -> None:
    good, reject, last = items
    assert isinstance(good, Product)
    assert good.id == "good"
    assert isinstance(last, Product)
    assert last.id == "last"
    assert isinstance(reject, Reject)
    assert (reject.source, reject.line) == (str(path), line)
    assert reason in reject.reason
    assert "\n" not in reject.reason
    assert len(reject.excerpt) <= 120


def test_a_reject_names_the_product_where_it_is_known(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(GOOD + b'{"id": "7", "title": []}\n')
    assert [item.id for item in items_of(path)] == ["good", "7"]


def test_a_quote_that_is_never_closed_costs_one_line_of_a_long_file(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    rows = "".join(f"{number},{'Mug ' * 20}\n" for number in range(20_000))
    assert len(rows) > MAX_LINE_BYTES
    path.write_text(f'id,title\nx,"Mug\n{rows}')
    items = items_of(path)
    assert len(items) == 20_001
    assert [item.line for item in items if isinstance(item, Reject)] == [2]


def test_bad_bytes_inside_a_row_of_several_lines_reject_it_once(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(b'id,title\n1,"two\nlin\xe9s\nmore"\n2,M\xc3\xbcg w\xc3\xa9i\xc3\x9f\n')
    reject, mug = items_of(path)
    assert isinstance(reject, Reject)
    assert reject.line == 2
    assert mug.id == "2"


def parquet(*columns: tuple[str, pa.Array]) -> bytes:
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([array for _, array in columns], [name for name, _ in columns]), content)
    return content.getvalue()


IDS, TITLES = ("id", pa.array(["1"])), ("title", pa.array(["Mug"]))
MONTHS = pa.array([pa.scalar((1, 2, 3), pa.month_day_nano_interval()).as_py()], pa.month_day_nano_interval())

FILES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("c.jsonl", b"", "is empty"),
    "empty CSV": ("c.csv", b"", "is empty"),
    "blank lines": ("c.jsonl", b"\n \n\n", "is empty"),
    "only a byte order mark": ("c.csv", b"\xef\xbb\xbf", "is empty"),
    "empty gzip": ("c.jsonl.gz", gzip.compress(b""), "is empty"),
    "header only": ("c.csv", b"id,title\n", "has a header but no rows"),
    "blank header": ("c.csv", b"\nid,title\n1,Mug\n", "the header cannot be read"),
    "header with an open quote": ("c.csv", b'id,"title\n1,Mug\n', "the header cannot be read"),
    "two columns of one name": ("c.csv", b"id,title,size,size\n1,Mug,1,2\n", "columns 3 and 4 are both called 'size'"),
    "old Mac line ends": ("c.csv", b"id,title\r1,Mug\r2,Cup\r", "carriage return"),
    "no id column": ("c.csv", b"colour,title\nred,Mug\n", "called like an id; name it with --map id=COLUMN"),
    "no title column": ("c.csv", b"id,colour\n1,red\n", "no column is called like a title"),
    "JSON lines without id": ("c.jsonl", b'{"name": "Mug"}\n', "no column is called like an id"),
    "JSON array cut off": ("c.json", b'[{"id": 1, "title": "Mug"},\n{"id": 2', "line 2: no JSON object can be read"),
    "empty JSON array": ("c.json", b"[\n]", "is empty"),
    "cut packed JSON array": ("c.json.gz", gzip.compress(b'[{"id": 1}, {' + bytes(99))[:-12], "fetch or pack"),
    "no line readable": ("c.jsonl", b"x\ny\n", "none of the first 2 lines can be read; line 1: not JSON"),
    "ZIP": ("c.zip", b"PK\x03\x04rest", "is a ZIP archive; unpack it"),
    "XML without products": ("c.xml", b"<?xml version='1.0'?><rss><a/></rss>", "no element called like a product"),
    "broken XML": ("c.xml", b"<?xml version='1.0'?><rss><item>", "is no XML that can be read"),
    "PDF": ("c.pdf", b"%PDF-1.7", "a PDF document"),
    "bzip2": ("c.csv.bz2", b"BZh91AY", "compressed with bzip2"),
    "Zstandard": ("c.csv.zst", b"\x28\xb5\x2f\xfd", "compressed with Zstandard"),
    "binary": ("catalog", b"\x7fELF\x02\x01\x01\x00\x00\n\x00", "is a binary file"),
    "binary called jsonl": ("c.jsonl", bytes(range(256)), "lines can be read; line 1"),
    "broken gzip": ("c.jsonl.gz", b"\x1f\x8b\x08broken", "is not a readable compressed file"),
    "cut gzip": ("c.jsonl.gz", gzip.compress(GOOD)[:-9], "is not a readable compressed file"),
    "gzip with a wrong sum": ("c.jsonl.gz", gzip.compress(GOOD)[:-8] + b"\0" * 8, "is not a readable compressed file"),
    "cut xz": ("c.jsonl.xz", lzma.compress(GOOD)[:-20], "is not a readable compressed file"),
    "broken xz": ("c.jsonl.xz", lzma.compress(GOOD)[:20] + b"\xff" * 30, "is not a readable compressed file"),
    "no Parquet": ("c.parquet", b"id,title\n1,Mug\n", "is not a Parquet file"),
    "cut Parquet": ("c.parquet", parquet(IDS, TITLES)[:100], "is not a readable Parquet file"),
    "Parquet without rows": ("c.parquet", parquet(("id", pa.array([], pa.string()))), "has columns but no rows"),
    "Parquet without id": ("c.parquet", parquet(TITLES), "no column is called like an id"),
    "Parquet with two columns of one name": ("c.parquet", parquet(IDS, TITLES, TITLES), "are both called 'title'"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_catalog_is_one_error(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CatalogError) as raised:
        items_of(path)
    assert message in str(raised.value)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_folder_is_no_catalog(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="is a folder"):
        items_of(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"nowhere\.csv does not exist"):
        items_of(tmp_path / "nowhere.csv")


@pytest.fixture
def as_nobody() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_file_without_permission_is_named(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    path = tmp_path_factory.mktemp("locked") / "c.jsonl"
    path.write_bytes(GOOD)
    path.chmod(0)
    request.getfixturevalue("as_nobody")
    with pytest.raises(CatalogError, match=r"c\.jsonl cannot be read: Permission denied"):
        items_of(path)


def test_a_parquet_column_of_a_type_nobody_can_hand_back_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    struct = pa.array([{"on": 0}], pa.struct([("on", pa.date32())]))
    path.write_bytes(parquet(IDS, TITLES, ("sale", struct)))
    with pytest.raises(CatalogError, match="column 'sale' has the type struct<on: date32"):
        items_of(path)


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        (pa.array([1.5]), "id must be text, not a broken number"),
        (pa.array([None], pa.string()), "no id"),
        (pa.array([["1"]]), "id must be text, not a list"),
        (pa.array([{"a": 1}]), "id must be text, not an object"),
    ],
)
def test_a_parquet_row_with_a_bad_id_is_rejected(tmp_path: Path, ids: pa.Array, reason: str) -> None:
    path = tmp_path / "c.parquet"
    path.write_bytes(parquet(("id", ids), TITLES))
    (reject,) = items_of(path)
    assert isinstance(reject, Reject)
    assert (reject.line, reject.reason) == (1, reason)


def test_parquet_text_that_is_not_utf8_rejects_its_row_only(tmp_path: Path) -> None:
    offsets = pa.py_buffer(b"\0\0\0\0\2\0\0\0\5\0\0\0")
    titles = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"\xff\xfeMug"))
    path = tmp_path / "c.parquet"
    path.write_bytes(parquet(("id", pa.array(["1", "2"])), ("title", titles)))
    reject, mug = items_of(path)
    assert isinstance(reject, Reject)
    assert (reject.line, reject.reason) == (1, "a cell is not UTF-8 text")
    assert mug.id == "2"


def test_the_limit_of_a_line_is_wide_enough_for_a_long_description(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    line = json.dumps({"id": "1", "title": "Mug", "description": ""})
    path.write_text(line.replace('""', f'"{"x" * (MAX_LINE_BYTES - len(line) - 1)}"') + "\n")
    assert isinstance(items_of(path)[0], Product)


PARTS = st.sampled_from(
    [
        b'{"id": "1", "title": "Mug"}', b"id,title\n1,Mug\n", b"\n", b"\r", b"\0", b'"', b",", b"\t", b"\xff", b"[",
        b"id\ttitle\n", b"\xef\xbb\xbf", b"PAR1", b'{"id": "2", "attributes": [', b"\\ud800", b"id", b"title", b"1e999",
        gzip.compress(b'{"id": "1", "title": "Mug"}'), lzma.compress(b"id,title\n1,Mug"),
    ]
)  # fmt: skip


@settings(deadline=None)
@given(
    content=st.lists(PARTS | st.binary(max_size=8), max_size=12).map(b"".join),
    name=st.sampled_from(["c.csv", "c.tsv", "c.jsonl", "c.parquet", "c.json", "catalog"]),
)
def test_whatever_the_bytes_there_are_items_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(content)
    try:
        for item in items_of(path):
            json.dumps(item.id).encode()
    except CatalogError as error:
        assert str(path) in str(error)


@settings(deadline=None, max_examples=60)
@given(position=st.integers(0), junk=st.binary(min_size=1, max_size=4))
def test_a_damaged_parquet_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, position: int, junk: bytes
) -> None:
    content = bytearray(parquet(IDS, TITLES, ("Color", pa.array(["red"]))))
    start = position % len(content)
    content[start : start + len(junk)] = junk
    path = tmp_path_factory.mktemp("any") / "c.parquet"
    path.write_bytes(content)
    try:
        items_of(path)
    except CatalogError as error:
        assert str(path) in str(error)
