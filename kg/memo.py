"""Per-product stages that redo only what changed: rows are kept by a key of everything they were made from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .fingerprint import fingerprint
from .stored_files import intact
from .tables import empty_table, write_table
from .workspace import Workspace

if TYPE_CHECKING:
    import polars as pl

CHUNK = 2_000


def remake_changed(
    workspace: Workspace,
    name: str,
    keys: pl.DataFrame,
    make: Callable[[pl.DataFrame], pl.DataFrame],
) -> int:
    """Bring a table up to date, calling `make` for new and changed products only; return how many those were.

    Args:
        workspace: holds the table `name`, whose column `product` says whom a row belongs to.
        name: the table.
        keys: columns product, key: every product of the catalog, and a hash of all its rows are made from.
        make: gives the rows of the products whose `keys` rows it is handed, in chunks. A finished chunk is kept on
            disk until the table is whole, so that a run that was broken off goes on where it stood.
    """
    import polars as pl

    done_path = workspace.table_path(f"{name}-done")
    whole = done_path.exists() and workspace.has_table(name)
    done = _stored(done_path) if whole else keys.clear()
    current = keys.join(done, on=["product", "key"], how="semi")
    stale = keys.join(done, on=["product", "key"], how="anti").sort("product")
    before = workspace.table(name) if whole else empty_table(name)
    kept = before.join(current, on="product", how="semi")
    parts = [_chunk(workspace, name, chunk, make) for chunk in stale.iter_slices(CHUNK)]
    rows = pl.concat([kept, *parts])
    order = [column for column in rows.columns if rows.schema[column] != pl.List]
    done_path.unlink(missing_ok=True)
    workspace.write(name, rows.sort(order, maintain_order=True))
    write_table(keys, done_path)
    shutil.rmtree(workspace.partial / name, ignore_errors=True)
    return len(stale)


def forget_rows(workspace: Workspace, name: str) -> None:
    """Remove a table that `remake_changed` made, so that all of it is made again."""
    for part in (f"{name}-done", name):
        workspace.table_path(part).unlink(missing_ok=True)


def product_keys(products: pl.DataFrame, seen: list[pl.DataFrame], version: str) -> pl.DataFrame:
    """Hash, product by product, all that its rows are made from: its content and its rows in `seen`."""
    import polars as pl

    rows = [
        frame.sort(frame.columns).select(
            "product", row=pl.concat_str(pl.exclude("product"), separator="\x1f", ignore_nulls=True)
        )
        for frame in seen
    ]
    grouped = pl.concat(rows).group_by("product", maintain_order=True).agg(pl.col("row").str.join("\x1e"))
    joined = products.select("content", product="id").join(grouped, on="product", how="left", maintain_order="left")
    hashes = [fingerprint(version, *parts) for parts in joined.select("content", "row").iter_rows()]
    return joined.select("product").with_columns(pl.Series("key", hashes, dtype=pl.String))


def _chunk(
    workspace: Workspace, name: str, keys: pl.DataFrame, make: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    path = workspace.partial / name / f"{fingerprint(*keys.rows())}.parquet"
    if not path.exists():
        write_table(make(keys), path)
    return _stored(path)


def _stored(path: Path) -> pl.DataFrame:
    import polars as pl

    with intact(path, "delete it and build again, nothing else is lost"):
        return pl.read_parquet(path)
