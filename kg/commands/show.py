"""The command that shows one product: show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..categories import category_path
from ..product_page import ProductPage
from ..terminal import Terminal
from ..types import Evidence
from ..wording import goes_with
from .options import command_line, json_option, opened, workspace_option


@click.command()
@click.argument("product")
@click.option(
    "--min-probability", type=click.FloatRange(0, 1), default=0.1, show_default=True,
    help="Leave out predictions less probable than this.",
)  # fmt: skip
@workspace_option
@json_option
def show(product: str, min_probability: float, workspace: Path | None, as_json: bool) -> None:
    """Show one product: its tags with their evidence, its predictions with their reasons.

    \b
    Example:
        kgtag show P0301
    """
    from ..product_page import product_page

    settings, space = opened(workspace)
    terminal = Terminal(as_json)
    page = product_page(space, product, min_probability)
    if as_json:
        terminal.json(page.as_json())
        return
    _print_page(terminal, page)
    if space.table_path("predictions").exists():
        terminal.next_command(command_line("complete", settings, "--product", product))
    elif space.state()["steps"].get("load"):
        terminal.next_command(command_line("recommend", settings, "--product", product))
    else:
        terminal.next_command(command_line("build", settings))


def _print_page(terminal: Terminal, page: ProductPage) -> None:
    terminal.line(f"{page.id}  {page.title}")
    if page.category:
        terminal.line(category_path(page.category))
    terminal.line()
    terminal.table(
        ("attribute", "tag", "confidence", "because"),
        [
            (triple.relation, triple.tail, triple.confidence, _because(triple.relation, evidence))
            for triple, evidence in page.tags
        ],
    )
    if page.predictions:
        terminal.line()
        terminal.table(
            ("predicted", "tag", "probability", "because"),
            [(p.attribute, p.value, p.probability, p.reasons[0].text if p.reasons else "") for p in page.predictions],
        )


def _because(attribute: str, evidence: Sequence[Evidence]) -> str:
    saying = [entry for entry in evidence if entry.extractor != "clue"]
    best = (saying or evidence)[0]
    if best.origin == "decision":
        return "a person decided so"
    if best.origin == "text":
        if best.extractor == "clue":
            return f"{goes_with(best.quote, attribute)} ({best.field} at {best.start})"
        return f"the {best.field} says “{best.quote}” at {best.start} ({best.extractor})"
    also = ", and so does the text" if any(entry.origin == "text" for entry in saying) else ""
    says = "tags say" if best.field == "tags" else f"{best.field.removeprefix('attributes.')} says"
    return f"the catalog's {says} “{best.quote}”{also}"
