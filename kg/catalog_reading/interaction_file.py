"""Reading who had to do with which product, row by row: a file becomes the `interactions` table and rejects.

Knows nothing of what they are used for.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..errors import CatalogError, SettingsError
from ..stored_files import intact, written_whole
from ..tables import empty_table, table_schema
from ..wording import known_instead, listed
from .catalog import open_rows
from .column_names import plain_name
from .formats import open_catalog
from .interaction_cells import interaction_of
from .rows import Reject, Row

if TYPE_CHECKING:
    import polars as pl

    from ..progress import Progress

INTERACTION_FIELDS: Mapping[str, tuple[str, ...]] = {
    "user": (
        "user", "user id", "userid", "customer", "customer id", "customerid", "customer number", "client", "client id",
        "visitor", "visitor id", "visitorid", "member", "member id", "buyer", "buyer id", "account", "account id",
        "reviewer id", "reviewerid", "person", "uid", "kunde", "kundennummer",
    ),
    "product": (
        "product", "product id", "productid", "item", "item id", "itemid", "sku", "stock code", "stockcode", "asin",
        "parent asin", "article", "article id", "article number", "product code", "item code", "variant sku", "id",
        "artikel", "artikelnummer",
    ),
    "basket": (
        "basket", "basket id", "order", "order id", "orderid", "order number", "invoice", "invoice no", "invoiceno",
        "invoice id", "invoice number", "transaction", "transaction id", "transactionid", "receipt", "receipt id",
        "cart", "cart id", "session", "session id", "sessionid", "bestellung", "bestellnummer",
    ),
    "time": (
        "time", "timestamp", "ts", "datetime", "date", "invoice date", "invoicedate", "order date", "event time",
        "created at", "ordered at", "purchased at", "purchase date", "unix review time", "unixreviewtime", "datum",
    ),
    "weight": ("weight", "rating", "quantity", "qty", "count", "score", "overall", "stars", "menge"),
}  # fmt: skip
"""What a column may be called, field by field; a RecBole column's type (`user_id:token`) is no part of its name."""

SAMPLE_ROWS = 200
BATCH_ROWS = 100_000
CLOCK_SKEW = datetime.timedelta(days=1)
_UNKNOWN = "the catalog has no such product"


@dataclass(frozen=True, slots=True)
class InteractionSummary:
    """What a file of interactions held.

    `unreadable`: lines that cannot be used; `unknown`: interactions with products that the catalog does not have;
    `returned`: rows that were returns, or were cancelled by them.
    """

    interactions: int
    users: int
    products: int
    unreadable: int
    unknown: int
    returned: int


def interaction_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what of a `--map` speaks of interactions."""
    return {field: column for field, column in mapping.items() if field in INTERACTION_FIELDS}


def catalog_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what of a `--map` speaks of the catalog."""
    return {field: column for field, column in mapping.items() if field not in INTERACTION_FIELDS}


def read_interactions(
    source: str,
    mapping: Mapping[str, str],
    known: pl.Series,
    rejects_path: Path,
    announce: Callable[[str], None],
    progress: Progress,
) -> tuple[pl.DataFrame, InteractionSummary]:
    """Read a file of interactions, `-` being standard input.

    Args:
        source: JSON, CSV, TSV, Parquet, XML or a workbook's first sheet, also packed with gzip or xz.
        mapping: field (user, product, basket, time, weight) → column, where the columns' names do not tell.
        known: the catalog's product ids. Others stay in the table, for the catalog may get them; they are announced.
        rejects_path: gets a JSON line for each line that cannot be used, and for each product that is not known.
        announce: is told which column was taken for what.
        progress: is told how many lines are read.

    Raises:
        CatalogError: the file as a whole cannot be read, has no column for the product, or none for user or basket,
            or not one of its products is in the catalog.
        SettingsError: `mapping` names a column that does not exist.
    """
    import polars as pl

    file = open_catalog(source)
    with ExitStack() as on_failure:
        on_failure.callback(file.stream.close)
        rows = open_rows(file)[1]
        sample = list(islice(rows, SAMPLE_ROWS))
        columns = list(dict.fromkeys(column for row in sample if isinstance(row, Row) for column in row.cells))
        fields = _fields(columns, mapping, file.name, sample)
        on_failure.pop_all()
    announce(_described(fields, columns, file.name))
    with written_whole(rejects_path) as rejects_file:
        rejects = _Rejects(rejects_file)
        with progress("reading interactions", 0, "lines") as advance:
            batches = list(_batches(chain(sample, rows), fields, file.name, rejects, advance))
        read = pl.concat([frame for frame, _ in batches] or [empty_table("interactions")])
        lines = pl.concat([numbers for _, numbers in batches]) if batches else pl.Series([], dtype=pl.Int64)
        if read.is_empty():
            raise CatalogError(f"{file.name}: not one interaction could be read{_reason(rejects.first)}")
        unreadable, unknown = rejects.count, _unknown(read, lines, known, file.name)
        if sum(count for _, count in unknown) == len(read):
            raise CatalogError(
                f"{file.name}: the catalog has none of its {len(unknown):,} products (the first is "
                f"{unknown[0][0].id!r}, the catalog's first is {known[0]!r}); name the column with --map product=COLUMN"
            )
        for reject, _ in unknown:
            rejects.add(reject)
    kept = _without_returns(read)
    summary = InteractionSummary(
        len(kept), kept["user"].drop_nulls().n_unique(), kept["product"].n_unique(), unreadable,
        sum(count for _, count in unknown), len(read) - len(kept),
    )  # fmt: skip
    return kept, summary


@dataclass(slots=True)
class _Rejects:
    """Writes rejects as they come, however many there are, and keeps their count and the first one."""

    file: IO[bytes]
    count: int = 0
    first: Reject | None = None

    def add(self, reject: Reject) -> None:
        self.count += 1
        self.first = self.first or reject
        self.file.write(json.dumps(asdict(reject)).encode() + b"\n")


def unreadable_interactions(rejects_path: Path) -> int:
    """Count the lines of the last file that could not be used; products that are not known are no fault of a line."""
    if not rejects_path.exists():
        return 0
    with intact(rejects_path, "delete it, nothing else is lost"), rejects_path.open(encoding="utf-8") as file:
        return sum(not json.loads(line)["reason"].startswith(_UNKNOWN) for line in file)


def _fields(
    columns: Sequence[str], mapping: Mapping[str, str], source: str, sample: Sequence[Row | Reject]
) -> dict[str, str]:
    """Find the column of each field; raises CatalogError where there is none for what is needed."""
    if not sample:
        raise CatalogError(f"{source} has a header but no rows")
    if not columns:
        first = next((row for row in sample if isinstance(row, Reject)), None)
        raise CatalogError(f"{source}: not one interaction could be read{_reason(first)}")
    for field, column in mapping.items():
        if column not in columns:
            raise SettingsError(
                f"--map {field}={column}: {source} has no column {column!r}; {known_instead(column, columns)}"
            )
    fields = dict(mapping)
    for field, names in INTERACTION_FIELDS.items():
        free = {plain_name(column.partition(":")[0]): column for column in columns if column not in fields.values()}
        found = next((free[name] for name in names if name in free), None)
        if field not in fields and found:
            fields[field] = found
    if "product" not in fields:
        raise _no_column("product", columns, source)
    if "user" not in fields and "basket" not in fields:
        raise _no_column("user", columns, source)
    return fields


def _no_column(field: str, columns: Sequence[str], source: str) -> CatalogError:
    return CatalogError(
        f"{source}: no column is called like a {field}; name it with --map {field}=COLUMN. "
        f"The columns are: {listed(columns)}"
    )


def _described(fields: Mapping[str, str], columns: Sequence[str], source: str) -> str:
    said = ", ".join(f"{field} = {fields[field]}" for field in INTERACTION_FIELDS if field in fields)
    rest = [column for column in columns if column not in fields.values()]
    unread = f"; not read: {listed(rest)}" if rest else ""
    return f"{source}: {said}{unread} (change with --map field=column)"


def _batches(
    rows: Iterator[Row | Reject],
    fields: Mapping[str, str],
    source: str,
    rejects: _Rejects,
    advance: Callable[[int], None],
) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
    """Give interactions some thousand at a time, with the lines they stand on."""
    import polars as pl

    latest = datetime.datetime.now(datetime.UTC).replace(tzinfo=None) + CLOCK_SKEW
    while part := list(islice(rows, BATCH_ROWS)):
        read, lines = [], []
        for row in part:
            interaction = row if isinstance(row, Reject) else interaction_of(row, fields, source, latest)
            if isinstance(interaction, Reject):
                rejects.add(interaction)
            else:
                read.append(interaction)
                lines.append(row.line)
        advance(len(part))
        frame = pl.DataFrame(read, schema=dict(table_schema("interactions")), orient="row")
        yield frame, pl.Series(lines, dtype=pl.Int64)


def _unknown(read: pl.DataFrame, lines: pl.Series, known: pl.Series, source: str) -> list[tuple[Reject, int]]:
    """Return a reject for each product that is not known, and how many interactions it has."""
    import polars as pl

    found = (
        read.select("product")
        .with_columns(lines.alias("line"))
        .join(known.to_frame("product"), on="product", how="anti")
        .group_by("product")
        .agg(pl.len(), pl.col("line").first())
        .sort("line")
    )
    return [
        (Reject(source, line, f"{_UNKNOWN} ({count:,} interactions with it are left out)", product, product), count)
        for product, count, line in found.iter_rows()
    ]


def _without_returns(read: pl.DataFrame) -> pl.DataFrame:
    """Take out returns, and what a user bought of a product where all of it was returned."""
    import polars as pl

    returns = read.filter(pl.col("weight") < 0).select("user", "product").unique()
    if returns.is_empty():
        return read
    bought = read.join(returns, on=["user", "product"], how="semi").group_by("user", "product")
    cancelled = bought.agg(pl.col("weight").sum()).filter(pl.col("weight") <= 0)
    return read.filter(pl.col("weight") > 0).join(cancelled, on=["user", "product"], how="anti", maintain_order="left")


def _reason(reject: Reject | None) -> str:
    return f"; line {reject.line}: {reject.reason}" if reject else ""
