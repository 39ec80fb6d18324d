"""Any text that can be written as a catalog is read back as it was, in every format and packing."""

import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.catalog_reading.catalog import read_catalog
from kgtag.kg.catalog_reading.cells import says_nothing
from kgtag.kg.catalog_reading.html_text import plain_text, with_line_ends
from kgtag.kg.catalog_reading.rows import FORBIDDEN
from kgtag.kg.types import Product


def is_plain(text: str) -> bool:
    """Say whether a text is taken as it is: HTML, and line ends spelled out, are read as what a person sees."""
    return not FORBIDDEN.search(text) and plain_text(with_line_ends(text)) == text


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(is_plain)
SAID = TEXT.filter(lambda text: text.strip())
NAME = SAID.map(str.strip)
VALUES = st.none() | st.lists(
    SAID.filter(lambda text: not says_nothing(text)), min_size=1, max_size=3, unique=True
).map(tuple)

PRODUCTS = st.lists(
    st.builds(
        Product,
        id=NAME,
        title=TEXT,
        description=TEXT,
        category=st.lists(SAID, max_size=3).map(tuple),
        attributes=st.dictionaries(NAME, VALUES, max_size=3),
        tags=st.lists(NAME, max_size=3, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda product: product.id,
)


def rows_of(products: Sequence[Product]) -> list[dict[str, Any]]:
    return [
        {
            "id": product.id,
            "title": product.title,
            "description": product.description,
            "category": list(product.category),
            "attributes": {name: values and list(values) for name, values in product.attributes.items()},
            "tags": list(product.tags),
        }
        for product in products
    ]


def as_json_lines(products: Sequence[Product], *, ascii: bool) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=ascii) + "\n" for row in rows_of(products)).encode()


def as_delimited(products: Sequence[Product], delimiter: str, quoting: Any) -> bytes:
    """Write what a cell can hold: paths and tags are left out, for their separators may stand in them."""
    columns = ["id", "title", "description", "attributes"]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)
    writer.writerow(columns)
    for row in rows_of(products):
        writer.writerow([*(row[column] for column in columns[:-1]), json.dumps(row["attributes"])])
    return text.getvalue().encode()


def as_parquet(products: Sequence[Product]) -> bytes:
    texts = pa.list_(pa.string())
    kinds = {"category": texts, "attributes": pa.map_(pa.string(), texts), "tags": texts}
    rows = [{**row, "attributes": list(row["attributes"].items())} for row in rows_of(products)]
    columns = {name: pa.array([row[name] for row in rows], kinds.get(name, pa.string())) for name in rows[0]}
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


FORMATS: dict[str, Callable[[Sequence[Product]], bytes]] = {
    "jsonl": lambda products: as_json_lines(products, ascii=False),
    "escaped.jsonl": lambda products: as_json_lines(products, ascii=True),
    "csv": lambda products: as_delimited(products, ",", csv.QUOTE_MINIMAL),
    "quoted.csv": lambda products: as_delimited(products, ";", csv.QUOTE_ALL),
    "tsv": lambda products: as_delimited(products, "\t", csv.QUOTE_MINIMAL),
    "parquet": as_parquet,
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=25, deadline=None)
@given(products=PRODUCTS)
def test_what_was_written_is_read_back(format: str, packing: str, products: list[Product]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"catalog.{format}{packing}"
        path.write_bytes(PACKINGS[packing](FORMATS[format](products)))
        items = list(read_catalog(str(path), {}, lambda sentence: None)[1])
    assert all(isinstance(item, Product) for item in items), items
    read = [item for item in items if isinstance(item, Product)]
    complete = format.endswith(("jsonl", "parquet"))
    assert [comparable(product, complete) for product in read] == [
        comparable(product, complete) for product in products
    ]


def comparable(product: Product, complete: bool) -> tuple[object, ...]:
    always = (product.id, product.title, product.description, dict(product.attributes))
    return (*always, product.category, product.tags) if complete else always
