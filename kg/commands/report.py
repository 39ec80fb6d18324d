"""The command that writes the report: report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from ..terminal import Terminal
from .options import command_line, json_option, opened, workspace_option


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="The file to write.",
)
@click.option("--product", metavar="ID", help="The product whose neighbourhood is drawn.")
@workspace_option
@json_option
def report(output: Path, product: str | None, workspace: Path | None, as_json: bool) -> None:
    """Write one HTML file about the catalog: how full it is, what to look at, evidence in the products' own text.

    It needs no network and no program but a browser. With --json the same facts are printed and no file is written.

    \b
    Examples:
        kgtag report
        kgtag report -o shop.html --product P0301
        kgtag report --json
    """
    from ..report.facts import report_facts

    settings, space = opened(workspace)
    terminal = Terminal(as_json)
    facts = report_facts(space, settings, product)
    if as_json:
        terminal.json(asdict(facts))
        return
    from ..report.html_report import write_html_report

    write_html_report(facts, output)
    terminal.announce(f"wrote {output.resolve()} ({output.stat().st_size / 1024:.0f} kB); open it in a browser.")
    terminal.next_command(command_line("show", settings, facts.drawn.nodes[0].id))
