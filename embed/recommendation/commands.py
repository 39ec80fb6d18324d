"""The command that recommends: items like a product or that go with it, items for a person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...kg.commands.options import command_line, json_option, opened, workspace_option
from ...kg.errors import SettingsError
from ...kg.terminal import Terminal

if TYPE_CHECKING:
    from .filters import Condition
    from .serving import Answer, Recommender


@click.command()
@click.option("--product", "products", multiple=True, metavar="ID", help="A product of the graph (may be repeated).")
@click.option(
    "--products", "products_file", type=click.File(encoding="utf-8-sig"), help="A file with one product id a line."
)
@click.option("--text", help="A product that is in no graph, by its text alone.")
@click.option("--user", "users", multiple=True, metavar="ID", help="A person of the interactions (may be repeated).")
@click.option(
    "--users", "users_file", type=click.File(encoding="utf-8-sig"), help="A file with one user id a line; no reasons."
)
@click.option("--before", metavar="DATE", help="What a person did from this day on is left out (2026-03-31).")
@click.option("--goes-with", is_flag=True, help="What is bought together with a product, instead of what is like it.")
@click.option(
    "--where", "conditions", multiple=True, metavar="CONDITION", help='"Color=black", "Weight<300 g"; also != > <= >=.'
)
@click.option(
    "--diversity",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="How unlike each other the items shall be, 0 to 1.",
)
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Items for each product or person.")
@workspace_option
@json_option
def recommend(
    products: tuple[str, ...],
    products_file: Iterable[str] | None,
    text: str | None,
    users: tuple[str, ...],
    users_file: Iterable[str] | None,
    before: str | None,
    goes_with: bool,
    conditions: tuple[str, ...],
    diversity: float,
    top: int,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Recommend items that are like a product, that go with it, or that a person may want next, with reasons.

    \b
    Examples:
        kgtag recommend --product P0101
        kgtag recommend --product P0101 --where "Color!=black" --where "Weight<300 g" --diversity 0.3
        kgtag recommend --text "waterproof trail running shoes"
        kgtag recommend --product P0101 --goes-with
        kgtag recommend --user u017 --before 2026-03-01
    """
    from .serving import Recommender, Wanted

    items, people = [*products, *_ids(products_file)], [*users, *_ids(users_file)]
    asked = (bool(products or products_file), text is not None, bool(users or users_file))
    if sum(asked) != 1:
        raise SettingsError("name products with --product or --products, or people with --user, or give a --text")
    if goes_with and asked[2]:
        raise SettingsError("--goes-with is asked of a --product or a --text; leave it out for people")
    if before is not None and not asked[2]:
        raise SettingsError("--before is asked of a --user or --users")
    settings, space = opened(workspace)
    wanted = Wanted(top, _conditions(conditions), diversity, reasons=users_file is None)
    recommender = Recommender(space, settings, wanted)
    terminal = Terminal(as_json)
    for answer in _answers(recommender, items, text, people, _day(before), goes_with=goes_with):
        _print_answer(answer, terminal)
    if len(items) == 1:
        terminal.next_command(command_line("show", settings, items[0]))


def _answers(
    recommender: Recommender,
    items: list[str],
    text: str | None,
    people: list[str],
    before: datetime.datetime | None,
    *,
    goes_with: bool,
) -> Iterator[Answer]:
    if people:
        yield from recommender.for_users(people, before)
    elif text is not None:
        yield recommender.for_text(text, goes_with=goes_with)
    else:
        yield from recommender.goes_with(items) if goes_with else recommender.similar(items)


def _conditions(texts: tuple[str, ...]) -> tuple[Condition, ...]:
    if not texts:
        return ()
    from .filters import parse_condition

    return tuple(map(parse_condition, texts))


def _ids(file: Iterable[str] | None) -> list[str]:
    return [line.strip() for line in file or () if line.strip()]


def _day(text: str | None) -> datetime.datetime | None:
    if text is None:
        return None
    try:
        time = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"--before {text!r} is no day; write it as in 2026-03-31") from error
    return time.astimezone(datetime.UTC).replace(tzinfo=None) if time.tzinfo else time


def _print_answer(answer: Answer, terminal: Terminal) -> None:
    if terminal.as_json:
        terminal.json(answer.as_json())
        return
    terminal.line(f"{answer.subject}  {answer.name}".rstrip())
    if not answer.items:
        terminal.line("  nothing is there that could be recommended")
    for item in answer.items:
        terminal.line(f"  {item.score:>6.3f}  {item.id}  {item.name}")
        for reason in item.reasons:
            terminal.line(f"          {reason.text}")
    terminal.line()
