"""The commands that run the whole line: build and train; thin, as every package's commands are."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .kg.commands.command_group import CommandGroup
from .kg.commands.options import (
    device_option,
    graph_option,
    json_option,
    opened,
    parse_mapping,
    workspace_option,
    yes_option,
)
from .kg.errors import SettingsError
from .kg.settings import Settings, load_settings
from .kg.terminal import Terminal

if TYPE_CHECKING:
    from .pipeline import Request


@click.command()
@click.argument("catalog", required=False)
@click.option(
    "--update", is_flag=True, help='CATALOG only adds and replaces products ({"id": …, "deleted": true} removes).'
)
@click.option("--interactions", metavar="FILE", help="Who bought what: user, product, and where known order and time.")
@click.option("--no-interactions", is_flag=True, help="Forget the interactions, and what was learned from them.")
@click.option("--fresh", is_flag=True, help="Learn everything anew; decisions and schema.toml stay.")
@click.option(
    "--train/--no-train",
    default=None,
    help="Train models, or read by known values and rules.  [default: as last time; a fresh build trains]",
)
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column is what.")
@click.option("--max-rejects", type=int, help="Unreadable lines tolerated before the exit code is 1.  [default: 0]")
@click.option(
    "--epochs", "training_epochs", type=click.IntRange(1),
    help="The tagger's passes over the texts.  [default: from the data]",
)  # fmt: skip
@click.option(
    "--seeds", "training_seeds", type=click.IntRange(1),
    help="Taggers to train and average: slower, surer.  [default: 1]",
)  # fmt: skip
@click.option("--encoder", help="The BERT encoder: a hub name, a folder, or none.  [default: comes with kgtag]")
@click.option("--seed", type=int, help="The same seed gives the same result.  [default: 13]")
@click.option("--plan", is_flag=True, help="Make everything ready, but only say what would change in the graph.")
@click.option("--verify", is_flag=True, help="Compare the whole graph with what it should be, and mend it.")
@click.option(
    "--write-vectors/--no-write-vectors", default=None, help="Products carry their vectors in the graph.  [default: no]"
)
@yes_option
@graph_option
@device_option
@workspace_option
@json_option
def build(
    catalog: str | None,
    update: bool,
    interactions: str | None,
    no_interactions: bool,
    fresh: bool,
    train: bool | None,
    mapping: tuple[str, ...],
    plan: bool,
    verify: bool,
    yes: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Bring the graph in step with CATALOG: read, extract, assert, load, train, complete.

    CATALOG is JSON, CSV, TSV, Parquet, XML or an Excel workbook, also .gz or .xz; `-` reads standard input. Without it
    the products that are in the workspace are used. Running it again redoes only what changed; after Ctrl-C it goes on
    where it stood. FILE has the same formats; what customers did serves `kgtag recommend`, and is kept until another
    FILE is given.

    \b
    Examples:
        kgtag build examples/catalog.jsonl
        kgtag build catalog.csv --map title=Artikel --map id=SKU
        kgtag build delta.jsonl --update
        kgtag build --interactions examples/interactions.csv
        NEO4J_URI=neo4j://localhost:7687 NEO4J_PASSWORD=… kgtag build catalog.jsonl
    """
    from .pipeline import Request

    if interactions is not None and no_interactions:
        raise SettingsError("give either --interactions FILE or --no-interactions")
    if catalog == interactions == "-":
        raise SettingsError("standard input cannot be the catalog and the interactions at once; name a file for one")
    if catalog is None and update:
        raise SettingsError("--update needs a file: kgtag build CHANGES --update")
    if catalog is None and interactions is None and mapping:
        raise SettingsError("--map is about a file that is read: kgtag build CATALOG --map FIELD=COLUMN")
    settings = load_settings({"map": parse_mapping(mapping), **chosen})
    request = Request(
        catalog, update=update, fresh=fresh, train=train, verify=verify, plan=plan,
        interactions=interactions, forget_interactions=no_interactions, agreed=yes,
    )  # fmt: skip
    if run_line(request, settings, as_json=as_json) > settings.max_rejects:
        sys.exit(1)


def run_line(request: Request, settings: Settings, *, as_json: bool) -> int:
    """Run the whole line, print its report, and return how many lines were rejected."""
    from .kg.build_report import print_build_report
    from .pipeline import build as build_graph

    terminal = Terminal(as_json)
    decided = next((decision.product for decision in request.decisions if decision.product), None)
    return print_build_report(build_graph(request, settings, terminal), terminal, decided)


@click.group(cls=CommandGroup)
def train() -> None:
    """Learn the tagger or the graph embeddings anew, and bring everything after them up to date.

    \b
    Example:
        kgtag train tagger --epochs 20
    """


@train.command()
@click.option("--epochs", type=click.IntRange(1), help="Passes over the texts.  [default: as last time]")
@click.option("--seeds", type=click.IntRange(1), help="Taggers to train and average.  [default: as last time]")
@click.option("--seed", type=int, help="The first tagger's seed.  [default: as last time]")
@click.option("--encoder", help="A hub name, a folder, or none.  [default: as last time]")
@click.option("--tensorboard", metavar="FOLDER", help="Write the loss and the held-out F1 of every round here.")
@yes_option
@graph_option
@device_option
@workspace_option
@json_option
def tagger(
    epochs: int | None,
    seeds: int | None,
    seed: int | None,
    encoder: str | None,
    tensorboard: str | None,
    yes: bool,
    graph: str | None,
    device: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Train the tagger anew on the workspace's products, then read, assert and complete with it.

    What is chosen here stays chosen for later builds, until --fresh.

    \b
    Examples:
        kgtag train tagger --epochs 20
        kgtag train tagger --seeds 3
    """
    overrides = {
        "training_epochs": epochs, "training_seeds": seeds, "seed": seed, "encoder": encoder,
        "tensorboard": tensorboard, "graph": graph, "device": device,
    }  # fmt: skip
    _train("learn-extraction", overrides, workspace, as_json, agreed=yes)


@train.command()
@click.option("--model", help="TransE, DistMult, ComplEx, RotatE or R-GCN.  [default: as last time]")
@click.option("--dimension", type=click.IntRange(1), help="Numbers in a vector.  [default: as last time]")
@click.option("--epochs", type=click.IntRange(1), help="Passes over the triples.  [default: as last time]")
@yes_option
@graph_option
@device_option
@workspace_option
@json_option
def embeddings(
    model: str | None,
    dimension: int | None,
    epochs: int | None,
    yes: bool,
    graph: str | None,
    device: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Train graph embeddings and what completes with them anew, then complete.

    \b
    Example:
        kgtag train embeddings --model ComplEx --dimension 128
    """
    overrides = {
        "embedding_model": model, "embedding_dimension": dimension, "embedding_epochs": epochs,
        "graph": graph, "device": device,
    }  # fmt: skip
    _train("learn-completion", overrides, workspace, as_json, agreed=yes)


def _train(step: str, overrides: Mapping[str, Any], workspace: Path | None, as_json: bool, *, agreed: bool) -> None:
    from .pipeline import Request

    settings, _ = opened(workspace, **overrides)
    run_line(Request(train=True, anew=(step,), agreed=agreed), settings, as_json=as_json)
