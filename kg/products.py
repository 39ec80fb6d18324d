"""Products to and from the `products` table; knows nothing of the files they were read from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .catalog_reading.catalog import Deletion, Item, Reject
from .catalog_reading.rows import JsonLine
from .fingerprint import fingerprint
from .progress import Progress, silent
from .stored_files import replaced_file, written_whole
from .tables import empty_table
from .types import Product

if TYPE_CHECKING:
    import polars as pl

BATCH_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class ReadingSummary:
    """How many products and rejects a catalog held, and the ids of the products it takes away."""

    products: int
    deleted: tuple[str, ...]
    rejects: int


def write_products(
    items: Iterable[Item],
    products_path: Path,
    rejects_path: Path,
    *,
    batch: int = BATCH_ROWS,
    progress: Progress = silent,
) -> ReadingSummary:
    """Write products into a `products` table, and rejects as JSON lines; a batch of products is all that is held.

    Both files take their names only when everything is read: when the catalog breaks off (CatalogError), the files of
    the run before stay.
    """
    deleted: list[str] = []
    products = rejects = 0
    with ExitStack() as open_files:
        rejects_file = open_files.enter_context(written_whole(rejects_path))
        write_rows = open_files.enter_context(
            _TableWriter(open_files.enter_context(replaced_file(products_path)), batch)
        )
        advance = open_files.enter_context(progress("reading the catalog", 0, "products"))
        for item in items:
            if isinstance(item, Product):
                products += 1
                write_rows.add(_row(item))
            elif isinstance(item, Deletion):
                deleted.append(item.id)
            else:
                rejects += 1
                rejects_file.write(_reject_line(item))
            advance(1)
    return ReadingSummary(products, tuple(deleted), rejects)


def products_from(frame: pl.DataFrame) -> Iterator[Product]:
    """Give the products of a `products` table in its order."""
    for row in frame.iter_rows(named=True):
        yield Product(
            id=row["id"],
            title=row["title"],
            description=row["description"],
            category=tuple(row["category"]),
            attributes={entry["name"]: _values(entry["values"]) for entry in row["attributes"]},
            tags=tuple(row["tags"]),
            record=JsonLine(json.loads(row["record"]), row["record"]),
        )


def products_table(products: Iterable[Product]) -> pl.DataFrame:
    """Return products as a `products` table."""
    import polars as pl

    return pl.DataFrame(list(map(_row, products)), schema=empty_table("products").schema)


class _TableWriter:
    """Writes rows into a Parquet file, one row group a batch."""

    def __init__(self, path: Path, batch: int) -> None:
        import polars as pl
        import pyarrow.parquet as pq

        self._schema = empty_table("products").to_arrow(compat_level=pl.CompatLevel.oldest()).schema
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._batch = batch
        self._rows: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= self._batch:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
        self._rows.clear()

    def __enter__(self) -> _TableWriter:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._rows and failure[0] is None:
            self._flush()
        self._writer.close()


def _row(product: Product) -> dict[str, Any]:
    attributes = [
        {"name": name, "values": None if values is None else list(values)}
        for name, values in product.attributes.items()
    ]
    record = product.record
    return {
        "id": product.id,
        "title": product.title,
        "description": product.description,
        "category": list(product.category),
        "attributes": attributes,
        "tags": list(product.tags),
        "record": record.text if isinstance(record, JsonLine) else json.dumps(record, ensure_ascii=False),
        "content": fingerprint(
            product.title, product.description, product.category, dict(product.attributes), product.tags
        ),
    }


def _reject_line(reject: Reject) -> bytes:
    return json.dumps(asdict(reject)).encode() + b"\n"


def _values(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
