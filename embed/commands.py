"""Commands over what completion found: complete, export and evaluate."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..kg.errors import SettingsError
from ..kg.options import command_line, device_option, json_option, opened, workspace_option
from ..kg.terminal import Terminal
from ..kg.types import Prediction

if TYPE_CHECKING:
    from ..kg.settings import Settings
    from ..kg.workspace import Workspace


@click.command()
@click.option("--product", "products", multiple=True, metavar="ID", help="A product of the graph (may be repeated).")
@click.option("--products", "ids_file", type=click.File(encoding="utf-8"), help="A file with one product id a line.")
@click.option("--all", "everything", is_flag=True, help="Every product of the graph.")
@click.option("--catalog", help="A catalog file of products that are in no graph (`-` reads standard input).")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column of --catalog is what.")
@click.option("--attribute", "attributes", multiple=True, help="Only this attribute (may be repeated).")
@click.option("--top", default=3, show_default=True, help="Predictions for each attribute.")
@click.option(
    "--min-probability", default=0.0, show_default=True, help="Leave out predictions less probable than this."
)
@click.option("--with-asserted", is_flag=True, help="Rank the values that the text asserts among them.")
@click.option("--write", is_flag=True, help="Put predictions of at least --min-probability into the graph.")
@device_option
@workspace_option
@json_option
def complete(
    products: tuple[str, ...],
    ids_file: Iterable[str] | None,
    everything: bool,
    catalog: str | None,
    mapping: tuple[str, ...],
    attributes: tuple[str, ...],
    top: int,
    min_probability: float,
    with_asserted: bool,
    write: bool,
    device: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Rank a product's missing tags, each with its probability and reasons.

    \b
    Example:
        kgtag complete --product P0001
        kgtag complete --all --min-probability 0.9 --json > filled.jsonl
        kgtag complete --catalog examples/new-products.jsonl
    """
    from ..kg.columns import parse_mapping
    from . import serving

    settings, space = opened(workspace, device=device, map=parse_mapping(mapping) or None)
    terminal = Terminal(as_json)
    ids = [*products, *(line.strip() for line in ids_file or () if line.strip())]
    if (bool(ids) + everything + (catalog is not None)) != 1:
        raise SettingsError("name products with --product or --products, or say --all, or give new ones with --catalog")
    wanted = serving.Wanted(attributes, top, min_probability, with_asserted)
    rejects = 0
    if catalog is not None:
        answers, rejected = serving.complete_catalog(catalog, space, settings, wanted, terminal)
        rejects = len(rejected)
    else:
        answers = serving.stored_answers(space, None if everything else ids, wanted)
    for answer in answers:
        _print_answer(answer, terminal)
    if write:
        written = serving.write_predictions(space, settings, min_probability, terminal)
        terminal.announce(f"{written:,} predictions of at least {min_probability:g} are in the graph")
    if rejects > settings.max_rejects:
        sys.exit(1)
    if len(ids) == 1:
        terminal.next_command(command_line("decide accept", settings, ids[0], "ATTRIBUTE", "TAG"))
