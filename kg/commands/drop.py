"""The command that takes a workspace's graph out of its store: drop."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from ..errors import SettingsError
from ..stores.store import graph_place, open_store
from ..terminal import Terminal
from .options import command_line, graph_option, json_option, opened, workspace_option


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@graph_option
@workspace_option
@json_option
def drop(yes: bool, graph: str | None, workspace: Path | None, as_json: bool) -> None:
    """Take the graph out of its store; what others keep there stays, and so does the workspace.

    \b
    Examples:
        kgtag drop
        kgtag drop --graph neo4j://localhost:7687 --yes
    """
    settings, space = opened(workspace, graph=graph)
    terminal = Terminal(as_json)
    with closing(open_store(settings)) as store:
        where = graph_place(settings)
        if not yes and not terminal.confirm(f"remove {where}?"):
            raise SettingsError(f"nothing was removed; with --yes {where} is removed without a question")
        with space.lock():
            store.check()
            removed = store.drop(terminal.progress)
    if as_json:
        terminal.json({"nodes": sum(removed.nodes.values()), "edges": sum(removed.edges.values())})
        return
    terminal.announce(f"removed {where}: {removed}" if removed.total else f"{where} is empty: nothing was removed")
    terminal.next_command(command_line("build", settings))
