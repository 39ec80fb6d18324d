"""The `kgtag` command: assembles every package's commands, and prints an error once."""

from __future__ import annotations

import errno
import logging
import os
import sys
import warnings
from pathlib import Path

import click

from .__main__ import INTERRUPTED
from .commands import build, train
from .decide_commands import decide
from .embed.commands import complete, export
from .embed.evaluation.command import completion
from .embed.recommendation.commands import recommend
from .embed.recommendation.evaluate_command import recommendation
from .embed.search.commands import search
from .extract.commands import extract
from .extract.evaluation.command import extraction
from .kg.commands.browse import browse
from .kg.commands.command_group import CommandGroup
from .kg.commands.drop import drop
from .kg.commands.options import json_option, workspace_option
from .kg.commands.query import query
from .kg.commands.report import report
from .kg.commands.show import show
from .kg.errors import KgtagError
from .kg.settings import SETTINGS_FILE, default_settings_file
from .kg.terminal import Terminal

SECTIONS = {
    "Make the graph": ("build", "train", "decide", "drop"),
    "Ask it": ("show", "search", "complete", "recommend", "query", "browse", "report"),
    "Take it elsewhere": ("export", "extract"),
    "Check": ("evaluate", "doctor", "init"),
}


@click.group(
    cls=CommandGroup,
    sections=SECTIONS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
@click.version_option(package_name="kgtag")
def kgtag() -> None:
    """Turn a half-filled product catalog into a knowledge graph that completes its own tags.

    \b
    Start here:
        kgtag build examples/catalog.jsonl
        kgtag show P0301
        kgtag complete --product P0301
    """


@kgtag.group(cls=CommandGroup)
def evaluate() -> None:
    """Measure what was learned, on a gold file or on a part of the catalog that it hides itself.

    \b
    Example:
        kgtag evaluate extraction
    """


evaluate.add_command(extraction)
evaluate.add_command(completion)
evaluate.add_command(recommendation)


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
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise KgtagError(f"cannot write {path}: {error.strerror}; choose another file") from error
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

    terminal = Terminal(as_json)
    findings = examine(workspace)
    for finding in findings:
        if as_json:
            terminal.json(finding.as_json())
        else:
            terminal.line(f"{finding.mark} {finding.subject}: {finding.fact}")
    if any(finding.fails for finding in findings):
        sys.exit(1)


for command in (browse, build, complete, decide, drop, export, extract, query, recommend, report, search, show, train):
    kgtag.add_command(command)


def main() -> None:
    """Run the command line; a person's mistake is one line and exit code 2, never a traceback."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads starve each other on a machine that is busy
    debug = os.environ.get("KGTAG_DEBUG") == "1"
    if not debug:
        warnings.simplefilter("ignore")  # what libraries say to programmers; kgtag's own warnings are announced
        logging.disable(logging.WARNING)
    for argument in sys.argv[1:]:
        if not _is_text(argument):
            _stop(f"error: {argument!r} is not text in this terminal's encoding; write it in UTF-8", 2)
    try:
        kgtag(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _stop("stopped; nothing that was finished is lost. Run the same command again to go on", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except KgtagError as error:
        _stop(f"error: {error}", 2)
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _stop("error: no space is left where this was to be written; make room, or write to another disk", 2)
        if debug:
            raise
        kind = type(error).__name__
        _stop(f"error: kgtag failed unexpectedly ({kind}: {error}); KGTAG_DEBUG=1 shows where. Please report it", 2)


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


def _stop(sentence: str, code: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(code)
