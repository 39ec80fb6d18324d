"""Options that several commands share, and turning them into settings and a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ..errors import SettingsError
from ..settings import Settings, load_settings
from ..workspace import Workspace

workspace_option = click.option(
    "-w",
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KGTAG_WORKSPACE",
    show_envvar=True,
    help="Folder with all kgtag makes of one catalog.  [default: kgtag-workspace]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
graph_option = click.option(
    "--graph", metavar="ADDRESS", help="embedded, or a Neo4j server's address.  [default: NEO4J_URI, else embedded]"
)
yes_option = click.option(
    "--yes",
    is_flag=True,
    help="Agree to removing more than max_removed_share allows, and to taking over another workspace's graph.",
)
device_option = click.option("--device", help="auto, cpu, cuda or mps.  [default: auto]")

ON_THE_GRAPH = ("browse", "build", "complete", "decide", "drop", "query", "train")
"""The commands that take `--graph`."""


def opened(workspace: Path | None, **overrides: Any) -> tuple[Settings, Workspace]:
    """Read the settings and open the workspace they name; raises WorkspaceError when nothing was built there."""
    settings = load_settings({"workspace": workspace, **overrides})
    return settings, Workspace(settings.workspace).require()


def command_line(name: str, settings: Settings, *arguments: str) -> str:
    """Write a command that can be pasted, with `-w` and `--graph` where workspace and graph are not the default ones.

    An id such as `-5` would be read as an option: it stands last, behind `--`.
    """
    import shlex

    options = [] if settings.workspace == Settings().workspace else ["-w", str(settings.workspace)]
    if settings.graph and name.split()[0] in ON_THE_GRAPH:
        options += ["--graph", settings.graph]
    like_an_option = arguments and arguments[0].startswith("-") and not arguments[0].startswith("--")
    words = [*options, "--", *arguments] if like_an_option else [*arguments, *options]
    return shlex.join(["kgtag", *name.split(), *words])


def parse_mapping(entries: Sequence[str]) -> dict[str, str] | None:
    """Read `--map FIELD=COLUMN` options; raises SettingsError for one without `=`."""
    pairs = [entry.partition("=") for entry in entries]
    wrong = [entry for entry, (_, equals, _) in zip(entries, pairs, strict=True) if not equals]
    if wrong:
        raise SettingsError(f"--map {wrong[0]!r} must read FIELD=COLUMN, as in --map title=Artikel")
    return {field: column for field, _, column in pairs} or None
