"""Per-product stages that redo only what changed: rows are kept by a key of everything they were made from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from .fingerprint import fingerprint
from .tables import write_table
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

    done_name = f"{name}-done"
    done_path = workspace.table_path(done_name)
    done = pl.read_parquet(done_path) if done_path.exists() else keys.clear()
    current = keys.join(done, on=["product", "key"], how="semi")
    stale = keys.join(done, on=["product", "key"], how="anti").sort("product")
    kept = workspace.table(name).join(current, on="product", how="semi")
    parts = [_chunk(workspace, name, chunk, make) for chunk in stale.iter_slices(CHUNK)]
    rows = pl.concat([kept, *parts])
    order = [column for column in rows.columns if rows.schema[column] != pl.List]
    workspace.write(name, rows.sort(order, maintain_order=True))
    write_table(keys, done_path)
    shutil.rmtree(workspace.partial / name, ignore_errors=True)
    return len(stale)


def _chunk(
    workspace: Workspace, name: str, keys: pl.DataFrame, make: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    import polars as pl

    path = workspace.partial / name / f"{fingerprint(*keys.rows())}.parquet"
    if not path.exists():
        write_table(make(keys), path)
    return pl.read_parquet(path)
