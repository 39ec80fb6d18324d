"""The command that reads any catalog's text with what a workspace has learned."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..kg.commands.options import device_option, opened, parse_mapping, workspace_option
from ..kg.terminal import Terminal


@click.command()
@click.argument("catalog")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column is what.")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True,
    help="Leave out mentions less sure than this.",
)  # fmt: skip
@device_option
@workspace_option
def extract(
    catalog: str,
    mapping: tuple[str, ...],
    min_confidence: float,
    device: str | None,
    workspace: Path | None,
) -> None:
    """Read attributes and tags out of a catalog's text, as JSON lines; the workspace is not changed.

    CATALOG may hold products that are in no graph; `-` reads standard input.

    \b
    Example:
        kgtag extract examples/new-products.jsonl > mentions.jsonl
    """
    from ..kg.catalog_reading.intake import foreign_products
    from ..kg.vocabulary import read_vocabulary
    from .extraction import Extraction

    settings, space = opened(workspace, device=device, map=parse_mapping(mapping))
    terminal = Terminal(as_json=True)
    schema, vocabulary = read_vocabulary(space)
    extraction = Extraction.load(space.models / "extraction", vocabulary, schema, settings)
    with foreign_products(catalog, settings, terminal) as products:
        for batch in products.batches():
            for row in extraction.mentions(batch, terminal.progress).iter_rows(named=True):
                if row["confidence"] >= min_confidence:
                    terminal.json(_as_json(row))
    if products.rejects > settings.max_rejects:
        sys.exit(1)


def _as_json(mention: dict[str, Any]) -> dict[str, Any]:
    renamed = {
        "value": mention["surface"],
        "canonical": mention["value"],
        "confidence": round(mention["confidence"], 4),
    }
    names = ("product", "attribute", "value", "canonical", "field", "start", "end", "confidence", "extractor")
    return {name: {**mention, **renamed}[name] for name in names}
