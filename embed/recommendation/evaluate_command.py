"""`kgtag evaluate recommendation`: how good personal recommendations are, with simple methods beside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from ...kg.commands.options import command_line, json_option, opened, workspace_option
from ...kg.errors import WorkspaceError
from ...kg.terminal import Terminal


@click.command()
@click.option("--seed", type=int, help="Which products are hidden where there are no times.  [default: 13]")
@workspace_option
@json_option
def recommendation(seed: int | None, workspace: Path | None, as_json: bool) -> None:
    """Measure personal recommendations: hide each user's last product, learn without it, and look for it.

    It is looked for among all products that the user did not have. Recall@10 is the share of the users in whose ten
    recommendations it stands; NDCG@10 counts 1 / log2(rank + 1). Beside stand popularity, item neighbours (ItemKNN),
    title neighbours (title kNN), both joined, and EASE. Models stay as they are; `kgtag report` shows the numbers.

    \b
    Examples:
        kgtag evaluate recommendation
        kgtag evaluate recommendation --json
    """
    from ...kg.report.measured import Measured, keep_measured
    from .content import workspace_content
    from .evaluation import evaluate_recommendation

    settings, space = opened(workspace, seed=seed)
    terminal = Terminal(as_json)
    result = evaluate_recommendation(
        space.table("interactions"), workspace_content(space), settings.seed, terminal.progress
    )
    if result is None:
        give = command_line("build", settings, "--interactions", "FILE")
        raise WorkspaceError(f"no user in {space.root} has two products to hide one of; give interactions with: {give}")
    rows = tuple(
        (name, f"{100 * one.recall:.2f}", f"{100 * one.ndcg:.2f}", f"{100 * one.low:+.2f} to {100 * one.high:+.2f}")
        for name, one in result.methods.items()
    )
    columns = ("method", "Recall@10", "NDCG@10", "ours more, 95 %")
    note = "Numbers x 100; the interval is of the difference in NDCG@10 over resampled users."
    measured_on = f"one product of each of {result.users:,} users, hidden among {result.products:,}"
    keep_measured(Measured("recommendation", measured_on, columns, rows, (note,)), space)
    if as_json:
        terminal.json(asdict(result))
        return
    terminal.line(measured_on)
    terminal.table(columns, rows)
    terminal.announce(note)
