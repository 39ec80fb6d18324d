"""What can be exported, by name: each exporter writes one format and says what it wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..kg.errors import SettingsError
from ..kg.filled_catalog import export_filled_catalog
from ..kg.layout import CatalogLayout
from .vector_files import export_npy, export_parquet

if TYPE_CHECKING:
    from ..kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What one export is asked for; `min_probability` chooses the plainly filled catalog."""

    out: Path
    min_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is good for, and the function that writes it and returns a sentence about it."""

    purpose: str
    write: Callable[[Workspace, Order], str]


def _filled_catalog(workspace: Workspace, order: Order) -> str:
    layout = CatalogLayout.from_json(json.loads(workspace.layout_path.read_text(encoding="utf-8")))
    summary = export_filled_catalog(
        workspace.table("products"),
        workspace.table("triples"),
        workspace.table("evidence"),
        workspace.table("predictions"),
        layout,
        order.out,
        min_probability=order.min_probability,
    )
    unfit = f"; {summary.unfit:,} values fit no cell of their column's type" if summary.unfit else ""
    return (
        f"{summary.products:,} products with {summary.asserted:,} values from the text and "
        f"{summary.predicted:,} predicted ones{unfit}"
    )


EXPORTERS: Mapping[str, Exporter] = {
    "catalog": Exporter("the catalog in its own format, filled", _filled_catalog),
    "npy": Exporter(
        "a vector for every product and tag: vectors.npy, ids.json, metadata.json",
        lambda space, order: export_npy(space, order.out),
    ),
    "parquet": Exporter(
        "the same vectors in one table, with metadata.json", lambda space, order: export_parquet(space, order.out)
    ),
}


def export(workspace: Workspace, name: str, order: Order) -> str:
    """Write one format; raises SettingsError for a format nobody knows."""
    if name not in EXPORTERS:
        raise SettingsError(f"there is no format {name!r}; there are: {', '.join(EXPORTERS)}")
    return EXPORTERS[name].write(workspace, order)
