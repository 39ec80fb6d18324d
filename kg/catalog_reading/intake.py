"""Taking a catalog and interactions into the workspace, and products that are no workspace's into a file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from ..errors import CatalogError
from ..products import write_products
from ..settings import Settings
from ..steps import Run, Voice
from ..tables import empty_table, write_text
from ..workspace import Workspace
from .catalog import CatalogLayout, read_catalog
from .catalog_update import CatalogUpdate, updated_products
from .interaction_file import catalog_mapping, interaction_mapping, read_interactions

if TYPE_CHECKING:
    import polars as pl

BATCH = 1_000


def take_in_catalog(run: Run, source: str, *, update: bool) -> dict[str, Any]:
    """Read a catalog into the `products` table and count products, new, changed, removed, and rejects.

    With `update`, products that the catalog does not name stay; its deletions go. A catalog that is refused leaves its
    rejects in `partial/`.

    Raises:
        CatalogError: the file cannot be read, or no product would be left.
        RemovalError: too many products would go, and nobody agreed.
    """
    import polars as pl

    workspace = run.workspace
    layout, items = read_catalog(source, catalog_mapping(run.settings.map), run.voice.announce, partial=update)
    incoming, rejects = workspace.partial / "incoming.parquet", workspace.partial / workspace.rejects_path.name
    summary = write_products(items, incoming, rejects, progress=run.voice.progress)
    before, read = workspace.table("products"), pl.read_parquet(incoming)
    catalog = _catalog_layout(workspace, layout) if update else layout
    changes = CatalogUpdate(source, layout, read, summary.deleted)
    after = updated_products(workspace.table("products"), catalog, changes, run.voice.announce) if update else read
    if after.is_empty():
        unread = f"no product could be read; the reasons are in {rejects}"
        raise CatalogError(f"{source}: {'every product would be deleted' if summary.deleted else unread}")
    counts = _changes(before, after)
    hint = "" if update else "; if the file holds new and changed products only, say --update"
    run.guard_removal("products", counts["removed"], len(before), hint)
    rejects.replace(workspace.rejects_path)
    workspace.write("products", after)
    write_text(json.dumps(catalog.to_json(), indent=1), workspace.layout_path)
    incoming.unlink()
    return {**counts, "rejects": summary.rejects}


def take_in_interactions(run: Run, source: str) -> dict[str, Any]:
    """Read a file of interactions into the `interactions` table, in place of those before; return their counts.

    Raises:
        CatalogError: the file cannot be read, or is about no product of the catalog.
    """
    workspace, voice = run.workspace, run.voice
    known = workspace.table("products")["id"]
    mapping = interaction_mapping(run.settings.map)
    frame, summary = read_interactions(
        source, mapping, known, workspace.interaction_rejects_path, voice.announce, voice.progress
    )
    workspace.write("interactions", frame)
    if summary.unknown:
        voice.announce(
            f"{summary.unknown:,} of {summary.interactions:,} interactions are with products that the catalog does not "
            f"have; they wait until it does, and are listed in {workspace.interaction_rejects_path}"
        )
    return asdict(summary)


def forget_interactions(workspace: Workspace) -> None:
    """Remove the interactions and what was learned from them."""
    for path in (workspace.table_path("interactions"), workspace.interaction_rejects_path):
        path.unlink(missing_ok=True)
    shutil.rmtree(workspace.models / "recommendation", ignore_errors=True)
    workspace.remember(**dict.fromkeys(("interactions", "learn-recommendation")))


def _catalog_layout(workspace: Workspace, update: CatalogLayout) -> CatalogLayout:
    """Return the form of the catalog that an update of the form `update` changes, with the update's file."""
    path = workspace.layout_path
    return replace(CatalogLayout.read(path) if path.exists() else update, update=update.source)


def _changes(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    import polars as pl

    contents = after.join(before.select("id", previous="content"), on="id")
    return {
        "products": len(after),
        "new": len(after) - len(contents),
        "changed": contents.filter(pl.col("content") != pl.col("previous")).height,
        "removed": len(before) - len(contents),
    }


@dataclass(frozen=True, slots=True)
class ForeignProducts:
    """Products of a catalog that is no workspace's, read into a file for as long as they are needed."""

    path: Path
    rejects: int

    def batches(self) -> Iterator[pl.DataFrame]:
        """Give the products in tables of at most `BATCH` rows."""
        import polars as pl
        import pyarrow.parquet as parquet

        with parquet.ParquetFile(self.path) as file:
            for batch in file.iter_batches(BATCH):
                yield cast("pl.DataFrame", pl.from_arrow(batch))

    def table(self) -> pl.DataFrame:
        """Return all products at once."""
        import polars as pl

        return pl.concat([empty_table("products"), *self.batches()])


@contextmanager
def foreign_products(
    source: str, settings: Settings, voice: Voice, usual: Mapping[str, str] | None = None
) -> Iterator[ForeignProducts]:
    """Read a catalog beside the workspace; each line that cannot be read is announced with its reason.

    `usual`: field → column of another catalog; it holds for the fields that the settings do not map.
    """
    with TemporaryDirectory(prefix="kgtag-") as name:
        path, rejects_path = Path(name, "products.parquet"), Path(name, "rejects.jsonl")
        _, items = read_catalog(source, catalog_mapping(settings.map), voice.announce, usual=usual)
        summary = write_products(items, path, rejects_path, progress=voice.progress)
        with rejects_path.open(encoding="utf-8") as file:
            for reject in map(json.loads, file):
                voice.announce(f"{reject['source']}:{reject['line']}: {reject['reason']}")
        yield ForeignProducts(path, summary.rejects)
