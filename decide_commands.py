"""The commands by which people say what is right: decide accept, reject, merge, split, from, list and forget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import click

from .commands import run_line
from .kg.commands.command_group import CommandGroup
from .kg.commands.options import graph_option, json_option, opened, workspace_option, yes_option
from .kg.decisions import Decision, parse_decisions
from .kg.terminal import Terminal


@click.group(cls=CommandGroup)
def decide() -> None:
    """Say what is right: accept or reject a tag, merge or split spellings; every later build obeys.

    \b
    Examples:
        kgtag decide reject P0301 tag sport
        kgtag decide list
    """


def _taken_over(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of the commands that bring the graph in step with what was decided."""
    return graph_option(yes_option(workspace_option(json_option(command))))


def _about_a_tag(command: Callable[..., None]) -> Callable[..., None]:
    return _with_arguments(command, "product", "attribute", "value")


def _about_a_spelling(command: Callable[..., None]) -> Callable[..., None]:
    return _with_arguments(command, "attribute", "surface", "value")


def _with_arguments(command: Callable[..., None], *names: str) -> Callable[..., None]:
    command = _taken_over(command)
    for name in reversed(names):
        command = click.argument(name)(command)
    return command


@decide.command()
@_about_a_tag
def accept(product: str, attribute: str, value: str, **options: Any) -> None:
    """Give a product a tag that only a person may take away again.

    \b
    Example:
        kgtag decide accept P0301 Connection "Bluetooth 5.3"
    """
    _take_over([Decision("accept", attribute, value, product=product)], **options)


@decide.command()
@_about_a_tag
def reject(product: str, attribute: str, value: str, **options: Any) -> None:
    """Take a tag from a product; it never comes back by itself.

    \b
    Example:
        kgtag decide reject P0301 tag sport
    """
    _take_over([Decision("reject", attribute, value, product=product)], **options)


@decide.command()
@_about_a_spelling
def merge(attribute: str, surface: str, value: str, **options: Any) -> None:
    """Read one spelling of an attribute's value as another value.

    \b
    Example:
        kgtag decide merge Color anthracite black
    """
    _take_over([Decision("merge", attribute, value, surface=surface)], **options)


@decide.command()
@_about_a_spelling
def split(attribute: str, surface: str, value: str, **options: Any) -> None:
    """Undo that a spelling was folded into a value.

    \b
    Example:
        kgtag decide split Color anthracite black
    """
    _take_over([Decision("split", attribute, value, surface=surface)], **options)


@decide.command("from")
@click.argument("file", type=click.File("rb"))
@_taken_over
def decide_from(file: IO[bytes], **options: Any) -> None:
    """Take over many decisions, one JSON object a line as in decisions.jsonl (`-` reads standard input).

    \b
    Example:
        kgtag decide from reviewed.jsonl
    """
    _take_over(parse_decisions(file.read(), file.name), **options)


@decide.command()
@click.argument("words", nargs=3, metavar="PRODUCT|ATTRIBUTE ATTRIBUTE|SURFACE VALUE")
@_taken_over
def forget(words: tuple[str, str, str], workspace: Path | None, **options: Any) -> None:
    """Withdraw a decision, named by the three words that followed accept, reject, merge or split.

    \b
    Examples:
        kgtag decide forget P0301 tag sport
        kgtag decide forget Color anthracite black
    """
    from .kg.decision_checks import withdrawals

    _, space = opened(workspace)
    _take_over(withdrawals(space, *words), workspace=workspace, **options)


@decide.command("list")
@workspace_option
@json_option
def list_decisions(workspace: Path | None, as_json: bool) -> None:
    """List the decisions in force, in the order they were made.

    \b
    Examples:
        kgtag decide list
        kgtag decide list --json > decided.jsonl
    """
    from .kg.decision_checks import workspace_decisions

    _, space = opened(workspace)
    terminal = Terminal(as_json)
    decisions = workspace_decisions(space)
    if as_json:
        for decision in decisions:
            terminal.json(decision.as_json())
    elif decisions:
        rows = [(one.verdict, one.product, one.attribute, one.surface, one.value) for one in decisions]
        terminal.table(("decision", "product", "attribute", "spelling", "value"), rows)
    else:
        terminal.announce("Nothing was decided yet.")


def _take_over(
    decisions: list[Decision], *, graph: str | None, yes: bool, workspace: Path | None, as_json: bool
) -> None:
    from .pipeline import Request

    settings, _ = opened(workspace, graph=graph)
    run_line(Request(decisions=tuple(decisions), agreed=yes), settings, as_json=as_json)
