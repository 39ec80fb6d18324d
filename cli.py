"""The `kgtag` command: assembles every package's commands, and prints an error once."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from contextlib import closing
from pathlib import Path
from typing import IO

import click

from .embed.commands import complete, export
from .extract.commands import extract
from .extract.evaluate_command import extraction
from .kg.browse_command import browse
from .kg.commands import query, show
from .kg.decisions import Decision, append_decisions, check_decisions, parse_decision
from .kg.errors import KgtagError
from .kg.options import device_option, graph_option, json_option, opened, parse_mapping, workspace_option
from .kg.report_command import report
from .kg.settings import SETTINGS_FILE, default_settings_file, load_settings
from .kg.terminal import Terminal

INTERRUPTED = 130

SECTIONS = {
    "Make the graph": ("build", "decide"),
    "Ask it": ("show", "complete", "query", "browse", "report"),
    "Take it elsewhere": ("export", "extract"),
    "Check": ("evaluate", "doctor", "init"),
}


class SectionedGroup(click.Group):
    """A group whose help lists its commands by what people want to do."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one list of commands a section."""
        for section, names in SECTIONS.items():
            rows = [(name, self.commands[name].get_short_help_str(200)) for name in names if name in self.commands]
            with formatter.section(section):
                formatter.write_dl(rows)


@click.group(cls=SectionedGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="kgtag")
def kgtag() -> None:
    """Turn a half-filled product catalog into a knowledge graph that completes its own tags.

    \b
    Start here:
        kgtag build examples/catalog.jsonl
        kgtag show P0301
        kgtag complete --product P0301
    """


@kgtag.command()
@click.argument("catalog", required=False)
@click.option(
    "--update", is_flag=True, help='CATALOG only adds and replaces products ({"id": …, "deleted": true} removes).'
)
@click.option("--fresh", is_flag=True, help="Learn everything anew; decisions and schema.toml stay.")
@click.option("--no-train", is_flag=True, help="Known values and rules only: no model is trained.")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column is what.")
@click.option("--max-rejects", type=int, help="Unreadable lines tolerated before the exit code is 1.  [default: 0]")
@click.option("--training-titles", type=int, help="The tagger's budget in titles x passes.  [default: from the data]")
@click.option("--encoder", help="The BERT encoder: a hub name, a folder, or none.  [default: comes with kgtag]")
@click.option("--seed", type=int, help="The same seed gives the same result.  [default: 13]")
@click.option("--plan", is_flag=True, help="Make everything ready, but only say what would change in the graph.")
@click.option("--verify", is_flag=True, help="Compare the whole graph with what it should be, and mend it.")
@click.option(
    "--write-vectors/--no-write-vectors", default=None, help="Products carry their vectors in the graph.  [default: no]"
)
@click.option("--yes", is_flag=True, help="Agree to removing more than a tenth of the graph.")
@graph_option
@device_option
@workspace_option
@json_option
def build(
    catalog: str | None,
    update: bool,
    fresh: bool,
    no_train: bool,
    mapping: tuple[str, ...],
    max_rejects: int | None,
    training_titles: int | None,
    encoder: str | None,
    seed: int | None,
    plan: bool,
    verify: bool,
    write_vectors: bool | None,
    yes: bool,
    graph: str | None,
    device: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Bring the graph in step with CATALOG: read, extract, assert, load, train, complete.

    CATALOG is JSONL, CSV, TSV or Parquet, also .gz or .xz; `-` reads standard input. Without it the products that are
    in the workspace are used. Running it again redoes only what changed; after Ctrl-C it goes on where it stood.

    \b
    Examples:
        kgtag build examples/catalog.jsonl
        kgtag build catalog.csv --map title=Artikel --map id=SKU
        kgtag build delta.jsonl --update
        NEO4J_URI=neo4j://localhost:7687 NEO4J_PASSWORD=… kgtag build catalog.jsonl
    """
    from .kg.report import print_build_report
    from .pipeline import Request
    from .pipeline import build as build_graph

    settings = load_settings(
        {
            "workspace": workspace,
            "map": parse_mapping(mapping),
            "max_rejects": max_rejects,
            "training_titles": training_titles,
            "encoder": encoder,
            "seed": seed,
            "graph": graph,
            "write_vectors": write_vectors,
            "device": device,
            "max_removed_share": 1.0 if yes else None,
        }
    )
    terminal = Terminal(as_json)
    request = Request(catalog, update=update, fresh=fresh, train=not no_train, verify=verify, plan=plan)
    run = build_graph(request, settings, terminal)
    rejects = print_build_report(run, terminal)
    if rejects > settings.max_rejects:
        sys.exit(1)


@kgtag.group()
def decide() -> None:
    """Say what is right: accept or reject a tag, merge or split spellings; every later build obeys.

    \b
    Example:
        kgtag decide reject P0301 tag sport
    """


@decide.command()
@click.argument("product")
@click.argument("attribute")
@click.argument("value")
@workspace_option
def accept(product: str, attribute: str, value: str, workspace: Path | None) -> None:
    """Give a product a tag that only a person may take away again.

    \b
    Example:
        kgtag decide accept P0301 Connection "Bluetooth 5.3"
    """
    _decide(workspace, [Decision("accept", attribute, value, product=product)])


@decide.command()
@click.argument("product")
@click.argument("attribute")
@click.argument("value")
@workspace_option
def reject(product: str, attribute: str, value: str, workspace: Path | None) -> None:
    """Take a tag from a product; it never comes back by itself.

    \b
    Example:
        kgtag decide reject P0301 tag sport
    """
    _decide(workspace, [Decision("reject", attribute, value, product=product)])


@decide.command()
@click.argument("attribute")
@click.argument("surface")
@click.argument("value")
@workspace_option
def merge(attribute: str, surface: str, value: str, workspace: Path | None) -> None:
    """Read one spelling of an attribute's value as another value.

    \b
    Example:
        kgtag decide merge Color anthracite black
    """
    _decide(workspace, [Decision("merge", attribute, value, surface=surface)])


@decide.command()
@click.argument("attribute")
@click.argument("surface")
@click.argument("value")
@workspace_option
def split(attribute: str, surface: str, value: str, workspace: Path | None) -> None:
    """Undo that a spelling was folded into a value.

    \b
    Example:
        kgtag decide split Color anthracite black
    """
    _decide(workspace, [Decision("split", attribute, value, surface=surface)])


@decide.command("from")
@click.argument("file", type=click.File(encoding="utf-8"))
@workspace_option
def decide_from(file: IO[str], workspace: Path | None) -> None:
    """Take over many decisions, one JSON object a line as in decisions.jsonl (`-` reads standard input).

    \b
    Example:
        kgtag decide from reviewed.jsonl
    """
    lines = enumerate(file, 1)
    _decide(workspace, [parse_decision(line, f"{file.name}:{number}") for number, line in lines if line.strip()])


def _decide(workspace: Path | None, decisions: list[Decision]) -> None:
    from .kg.report import print_build_report
    from .kg.store import open_store
    from .pipeline import Request
    from .pipeline import build as build_graph

    settings, space = opened(workspace, max_removed_share=1.0)
    check_decisions(space, decisions)
    with closing(open_store(settings)) as store:
        store.check()
    append_decisions(decisions, space.decisions_path)
    terminal = Terminal()
    run = build_graph(Request(train=False), settings, terminal)
    print_build_report(run, terminal)


@kgtag.group()
def evaluate() -> None:
    """Measure what was learned, on a gold file or on a part of the catalog that it hides itself.

    \b
    Example:
        kgtag evaluate extraction
    """


evaluate.add_command(extraction)


@kgtag.command()
@click.argument("path", default=SETTINGS_FILE)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(path: str, force: bool) -> None:
    """Write a commented kgtag.toml with every setting and its default (`-` prints it).

    \b
    Example:
        kgtag init
    """
    text = default_settings_file()
    if path == "-":
        click.echo(text, nl=False)
        return
    if Path(path).exists() and not force:
        raise KgtagError(f"{path} is there already; replace it with: kgtag init {path} --force")
    Path(path).write_text(text, encoding="utf-8")
    Terminal().announce(f"wrote {path}")


@kgtag.command()
@workspace_option
@json_option
def doctor(workspace: Path | None, as_json: bool) -> None:
    """Check the installation, the encoder's weights, the device, the workspace and its graph.

    \b
    Example:
        kgtag doctor
    """
    from .doctor import examine

    settings = load_settings({"workspace": workspace})
    terminal = Terminal(as_json)
    findings = examine(settings)
    for finding in findings:
        if as_json:
            terminal.json(finding.as_json())
        else:
            terminal.line(f"{finding.mark} {finding.subject}: {finding.fact}")
    if any(finding.fails for finding in findings):
        sys.exit(1)


for command in (browse, complete, export, extract, query, report, show):
    kgtag.add_command(command)


def main() -> None:
    """Run the command line; a person's mistake is one line and exit code 2, never a traceback."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads starve each other on a machine that is busy
    debug = os.environ.get("KGTAG_DEBUG") == "1"
    if not debug:
        warnings.simplefilter("ignore")  # what libraries say to programmers; kgtag's own warnings are announced
        logging.disable(logging.WARNING)
    try:
        kgtag(standalone_mode=False)
    except click.exceptions.Abort:
        _stop("stopped; nothing that was finished is lost. Run the same command again to go on", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KgtagError as error:
        _stop(f"error: {error}", 2)
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        _stop(f"error: kgtag failed unexpectedly ({kind}: {error}); KGTAG_DEBUG=1 shows where. Please report it", 2)


def _stop(sentence: str, code: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(code)
