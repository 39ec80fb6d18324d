"""Taking a catalog into the workspace, as the whole or as an update, and telling how far it has moved on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .catalog import read_catalog
from .errors import CatalogError
from .products import write_products
from .steps import Run
from .tables import write_text

if TYPE_CHECKING:
    import polars as pl


def take_in_catalog(run: Run, source: str, *, update: bool) -> dict[str, Any]:
    """Read a catalog into the `products` table and count products, new, changed, removed, and rejects.

    With `update`, products that the catalog does not name stay; its deletions go.

    Raises:
        CatalogError: the file cannot be read, or has not one good product.
        RemovalError: too many products would go, and nobody agreed.
    """
    import polars as pl

    workspace = run.workspace
    layout, items = read_catalog(source, run.settings.map, run.voice.announce)
    incoming = workspace.partial / "incoming.parquet"
    summary = write_products(items, incoming, workspace.rejects_path, progress=run.voice.progress)
    before, read = workspace.table("products"), pl.read_parquet(incoming)
    after = _updated(before, read, summary.deleted) if update else read
    if after.is_empty():
        raise CatalogError(f"{source}: no product could be read; the reasons are in {workspace.rejects_path}")
    counts = _changes(before, after)
    run.guard_removal("products", counts["removed"], len(before))
    workspace.write("products", after)
    if not update:
        write_text(json.dumps(layout.to_json(), indent=1), workspace.layout_path)
    incoming.unlink()
    return {**counts, "rejects": summary.rejects}


def share_changed(products: pl.DataFrame, snapshot: Path) -> float:
    """Return the share of products that are new, changed or gone since a snapshot (columns id, content) was written."""
    import polars as pl

    then = pl.read_parquet(snapshot)
    same = then.join(products.select("id", "content"), on=["id", "content"], how="semi").height
    return 1 - same / max(len(then), len(products))


def _updated(before: pl.DataFrame, read: pl.DataFrame, deleted: tuple[str, ...]) -> pl.DataFrame:
    import polars as pl

    gone = pl.DataFrame({"id": deleted}, schema={"id": pl.String})
    return pl.concat([before.join(read, on="id", how="anti").join(gone, on="id", how="anti"), read])


def _changes(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    import polars as pl

    contents = after.join(before.select("id", previous="content"), on="id")
    return {
        "products": len(after),
        "new": len(after) - len(contents),
        "changed": contents.filter(pl.col("content") != pl.col("previous")).height,
        "removed": len(before) - len(contents),
    }
