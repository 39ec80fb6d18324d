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

    CATALOG may hold products that are in no graph; `-` reads standard input. What a build would put into the graph is
    `asserted`.

    \b
    Example:
        kgtag extract examples/new-products.jsonl > mentions.jsonl
    """
    import polars as pl

    from ..kg.catalog_reading.intake import foreign_products
    from ..kg.tables import TRIPLE
    from ..kg.triples import assert_triples
    from ..kg.vocabulary import read_vocabulary
    from .extraction import Extraction

    settings, space = opened(workspace, device=device, map=parse_mapping(mapping))
    terminal = Terminal(as_json=True)
    schema, vocabulary = read_vocabulary(space)
    extraction = Extraction.load(space.models / "extraction", vocabulary, schema, settings)
    with foreign_products(catalog, settings, terminal) as products:
        for batch in products.batches():
            mentions = extraction.mentions(batch, terminal.progress)
            assertions = assert_triples(
                batch, mentions, vocabulary, (),
                min_confidence=settings.assert_confidence, text_version=extraction.version,
            )  # fmt: skip
            asserted = frozenset(assertions.triples.select(TRIPLE).iter_rows())
            for row in mentions.filter(pl.col("confidence") >= min_confidence).iter_rows(named=True):
                terminal.json(_as_json(row, asserted))
    if products.rejects > settings.max_rejects:
        sys.exit(1)


def _as_json(mention: dict[str, Any], asserted: frozenset[tuple[str, str, str]]) -> dict[str, Any]:
    renamed = {
        "value": mention["surface"],
        "canonical": mention["value"],
        "confidence": round(mention["confidence"], 4),
        "asserted": (mention["product"], mention["attribute"], mention["value"]) in asserted,
    }
    names = (
        "product", "attribute", "value", "canonical", "field", "start", "end", "confidence", "extractor", "asserted"
    )  # fmt: skip
    return {name: {**mention, **renamed}[name] for name in names}
