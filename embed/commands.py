"""Commands over what completion found: complete and export."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..kg.commands.options import (
    command_line,
    device_option,
    graph_option,
    json_option,
    opened,
    parse_mapping,
    workspace_option,
)
from ..kg.errors import SettingsError, WorkspaceError
from ..kg.schema import known_attribute, read_schema
from ..kg.terminal import Terminal

if TYPE_CHECKING:
    from ..kg.settings import Settings
    from ..kg.workspace import Workspace
    from .serving import Answer, Wanted


LEAST_SHOWN = 0.01
NAMED = 5
"""Attributes that do not apply are named up to so many."""


@click.command()
@click.option("--product", "products", multiple=True, metavar="ID", help="A product of the graph (may be repeated).")
@click.option("--products", "ids_file", type=click.File(encoding="utf-8"), help="A file with one product id a line.")
@click.option("--all", "everything", is_flag=True, help="Every product of the graph.")
@click.option("--catalog", help="A catalog file of products that are in no graph (`-` reads standard input).")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column of --catalog is what.")
@click.option("--attribute", "attributes", multiple=True, help="Only this attribute (may be repeated).")
@click.option("--top", type=click.IntRange(min=1), default=3, show_default=True, help="Predictions for each attribute.")
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    help="Leave out what is less probable.  [default: 0.01; with --write: 0.9]",
)
@click.option("--with-asserted", is_flag=True, help="Rank the values that the text asserts among them.")
@click.option("--write", is_flag=True, help="Put predictions of at least --min-probability into the graph.")
@graph_option
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
    min_probability: float | None,
    with_asserted: bool,
    write: bool,
    graph: str | None,
    device: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Rank a product's missing tags, each with its probability and reasons.

    \b
    Example:
        kgtag complete --product P0301
        kgtag complete --all --min-probability 0.9 --json > filled.jsonl
        kgtag complete --catalog examples/new-products.jsonl
    """
    from . import serving

    ids = [*products, *(line.strip() for line in ids_file or () if line.strip())]
    if (bool(ids) + everything + (catalog is not None)) != 1:
        raise SettingsError("name products with --product or --products, or say --all, or give new ones with --catalog")
    settings, space = opened(workspace, device=device, graph=graph, map=parse_mapping(mapping))
    terminal = Terminal(as_json)
    least = LEAST_SHOWN if min_probability is None else min_probability
    schema = read_schema(space.schema_path)
    wanted = serving.Wanted(tuple(known_attribute(schema, name) for name in attributes), top, least, with_asserted)
    if not space.table_path("predictions").exists():
        untrained = f"{space.root} was built without training"
        if catalog is None or write:
            raise WorkspaceError(f"{untrained}; train it with: {command_line('build', settings, '--train')}")
        terminal.announce(f"{untrained}: this tells what the texts say, and predicts nothing")
    if catalog is not None:
        rejects = _complete_catalog(catalog, space, settings, wanted, terminal)
    else:
        rejects = 0
        for answer in serving.stored_answers(space, None if everything else ids, wanted):
            _print_answer(answer, terminal)
    if write:
        sure = settings.graph_probability if min_probability is None else min_probability
        written = serving.write_predictions(space, settings, sure, terminal)
        terminal.announce(f"{written:,} predictions of at least {sure:g} are in the graph")
    if rejects > settings.max_rejects:
        sys.exit(1)
    if len(ids) == 1:
        terminal.next_command(command_line("decide accept", settings, ids[0], "ATTRIBUTE", "TAG"))


def _complete_catalog(catalog: str, space: Workspace, settings: Settings, wanted: Wanted, terminal: Terminal) -> int:
    """Print the answers for a catalog's products and return how many of its lines were rejected.

    Its columns are taken for what those of the workspace's catalog were taken for, but where `--map` says otherwise.
    """
    from ..kg.catalog_reading.intake import foreign_products
    from ..kg.catalog_reading.layout import CatalogLayout
    from .serving import Newcomers

    newcomers = Newcomers.load(space, settings)
    usual = CatalogLayout.read(space.layout_path).mapping
    with foreign_products(catalog, settings, terminal, usual) as products:
        for batch in products.batches():
            for answer in newcomers.answers(batch, wanted, terminal):
                _print_answer(answer, terminal)
        return products.rejects


def _print_answer(answer: Answer, terminal: Terminal) -> None:
    if terminal.as_json:
        terminal.json(answer.as_json())
        return
    terminal.line(f"{answer.product}  {answer.title}")
    for read in answer.read or ():
        terminal.line(f"   read  {read.attribute}: {read.value}   {read.because}")
    if not answer.applicable and not answer.untold and (answer.expected.usual or not answer.read):
        terminal.line("  nothing is missing that could be told")
    for prediction in answer.applicable:
        note = " (new)" if prediction.proposed else ""
        terminal.line(
            f"  {prediction.probability:>5.0%}  {prediction.attribute}: {prediction.value}{note}"
            f"   {prediction.rank} of {prediction.of}"
        )
        for reason in prediction.reasons:
            terminal.line(f"         {reason.text}")
    for name in answer.untold:
        terminal.line(
            f"      ?  {name}: {answer.expected.usual[name]:.0%} of its category have one; nothing tells which"
        )
    if names := answer.expected.inapplicable:
        terminal.line(f"      –  does not apply: {', '.join(names[:NAMED])}{_and_more(len(names) - NAMED)}")
    terminal.line()


def _and_more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""


@click.command()
@click.argument("name", metavar="FORMAT", required=False)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The file (catalog) or folder (others) to write.")
@click.option("--plain", is_flag=True, help="catalog: fill empty cells and add nothing else.")
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.9,
    show_default=True,
    help="catalog --plain: predictions at least this sure.",
)
@click.option(
    "--base-iri", metavar="IRI", help="turtle: what product and value IRIs begin with.  [default: https://example.org/]"
)
@click.option("--list", "list_formats", is_flag=True, help="List the formats.")
@workspace_option
def export(
    name: str | None,
    out: Path | None,
    plain: bool,
    min_probability: float,
    base_iri: str | None,
    list_formats: bool,
    workspace: Path | None,
) -> None:
    """Take the filled catalog, the vectors of products and tags, or the whole graph elsewhere.

    \b
    Example:
        kgtag export catalog -o filled.jsonl
        kgtag export catalog --plain --min-probability 0.95 -o plain.jsonl
        kgtag export npy -o vectors
        kgtag export turtle --base-iri https://shop.example/ -o rdf
        kgtag export neo4j-admin -o import
    """
    from .export.exporters import EXPORTERS, Order
    from .export.exporters import export as write

    terminal = Terminal()
    if list_formats:
        for known, exporter in EXPORTERS.items():
            terminal.line(f"{known:<13}{exporter.purpose}")
        return
    if name is None or out is None:
        raise SettingsError("say what to export and where to: kgtag export FORMAT -o PATH (`kgtag export --list`)")
    settings, space = opened(workspace)
    order = Order(out, settings, min_probability if plain else None, base_iri)
    terminal.announce(f"wrote {out}: {write(space, name, order)}")
