"""The command that reads any catalog's text with what a workspace has learned."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..kg.options import device_option, json_option, opened, workspace_option
from ..kg.terminal import Terminal


@click.command()
@click.argument("catalog")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column is what.")
@click.option("--min-confidence", default=0.0, show_default=True, help="Leave out mentions less sure than this.")
@device_option
@workspace_option
@json_option
def extract(
    catalog: str,
    mapping: tuple[str, ...],
    min_confidence: float,
    device: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Read attributes and tags out of a catalog's text, as JSON lines; the workspace is not changed.

    CATALOG may hold products that are in no graph; `-` reads standard input.

    \b
    Example:
        kgtag extract examples/new-products.jsonl > mentions.jsonl
    """
    from ..kg.columns import parse_mapping
    from .reading import mentions_of_catalog

    settings, space = opened(workspace, device=device, map=parse_mapping(mapping) or None)
    terminal = Terminal(as_json=True)
    rejects = 0
    for batch in mentions_of_catalog(catalog, space, settings, terminal):
        rejects += len(batch.rejects)
        for reject in batch.rejects:
            terminal.announce(f"{reject.source}:{reject.line}: {reject.reason}")
        for row in batch.mentions.iter_rows(named=True):
            if row["confidence"] >= min_confidence:
                terminal.json(_as_json(row))
    if rejects > settings.max_rejects:
        sys.exit(1)
