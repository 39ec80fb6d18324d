"""The command that searches: products by what they are, by their tags and by their words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...kg.commands.options import command_line, json_option, opened, workspace_option
from ...kg.errors import SettingsError
from ...kg.terminal import Terminal
from ...kg.wording import goes_with

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ...kg.settings import Settings
    from .answers import Answer, Item, Match
    from .query import Query
    from .search import Search


@click.command()
@click.argument("text")
@click.option(
    "--where", "conditions", multiple=True, metavar="CONDITION", help='"Color=black", "Weight<300 g"; also != > <= >=.'
)
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Products at most.")
@workspace_option
@json_option
def search(text: str, conditions: tuple[str, ...], top: int, workspace: Path | None, as_json: bool) -> None:
    """Find products by tags, measures and words, and say what was understood.

    Products that have all that is asked for come first; where none has, the least important part is given up.
    --where is exact: nothing else is shown.

    \b
    Examples:
        kgtag search "waterproof earphones for running under 50 g"
        kgtag search "black or blue suitcase, not leather" --where "Capacity>=35 l" --top 3
    """
    from .search import Search

    if not text.strip():
        raise SettingsError('say what to search for, as in: kgtag search "waterproof running shoes"')
    settings, space = opened(workspace)
    found = Search.load(space, settings)
    answer = found.answer(text, top, _allowed(found, conditions, settings) if conditions else None)
    terminal = Terminal(as_json)
    if as_json:
        terminal.json(answer.as_json())
        return
    _say(answer, terminal)
    for item in answer.items:
        _print_item(item, terminal)
    if answer.items:
        terminal.next_command(command_line("show", settings, answer.items[0].id))


def _allowed(found: Search, conditions: Sequence[str], settings: Settings) -> NDArray[np.bool_]:
    from ..recommendation.filters import allowed_products, parse_condition

    parsed = [parse_condition(condition) for condition in conditions]
    ids = found.facts.products["id"].to_list()
    return allowed_products(found.facts.workspace, parsed, ids, settings.graph_probability)


def _say(answer: Answer, terminal: Terminal) -> None:
    """Say what was understood, what was not, and what had to be given up."""
    terminal.announce(f"understood: {'; '.join(answer.query.understood()) or 'nothing'}")
    for note in answer.query.unused:
        terminal.announce(f"not used: {note}")
    if not answer.items:
        terminal.announce("no product is like that")
    elif answer.relaxed:
        what = _all_of(answer.query)
        terminal.announce(f"no product has {what}; these come nearest, without: {'; '.join(answer.relaxed)}")
    elif answer.full is not None:
        counted = _counted(answer.full, answer.perhaps, _all_of(answer.query))
        about = f"; “{answer.query.about}” is only compared with their texts" if answer.query.about else ""
        terminal.announce(counted + about)


def _all_of(query: Query) -> str:
    """Name what products were looked through for: all that was asked, or what of it was understood."""
    return "all of what was understood" if query.unused else "all of that"


def _counted(full: int, perhaps: int, what: str) -> str:
    """Say how many products have all that was asked, and how many perhaps have."""
    if not full:
        return f"no product is known to have {what}; {perhaps:,} perhaps {'has' if perhaps == 1 else 'have'}"
    known = f"{full:,} {'product has' if full == 1 else 'products have'} {what}"
    return f"{known}, {perhaps:,} more perhaps" if perhaps else known


def _print_item(item: Item, terminal: Terminal) -> None:
    terminal.line(f"{item.score:>6.3f}  {item.id}  {item.name}")
    for match in item.matches:
        perhaps = "" if match.asserted else ", perhaps"
        terminal.line(f"          {match.attribute} = {match.tag}{perhaps}: {_because(match)}")
    for wish in item.unmet:
        terminal.line(f"          missing: {wish}")


def _because(match: Match) -> str:
    if match.evidence is None:
        return f"predicted, {match.probability:.0%}"
    if match.evidence["origin"] == "decision":
        return "a person decided so"
    place = str(match.evidence["field"]).removeprefix("attributes.")
    whose = "the catalog's" if match.evidence["origin"] == "catalog" else "the"
    quote, says = str(match.evidence["quote"]), "say" if place == "tags" else "says"
    said = (
        goes_with(quote, match.attribute)
        if match.evidence.get("extractor") == "clue"
        else f"{whose} {place} {says} “{quote}”"
    )
    return said if match.asserted else f"{said}, {match.probability:.0%} sure"
