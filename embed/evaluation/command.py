"""`kgtag evaluate completion`: how well hidden cells are found again, and how far the probabilities can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...kg.commands.options import command_line, device_option, json_option, opened, workspace_option
from ...kg.terminal import Terminal
from ...kg.wording import counted

if TYPE_CHECKING:
    from .evaluation import Evaluation, Result
    from .hiding import Gaps
    from .measures import Reliability


@click.command()
@click.option("--no-train", is_flag=True, help="Leave the tagger out: known values and rules only.")
@click.option(
    "--gaps",
    type=click.Choice(["chance", "groups"]),
    default="chance",
    show_default=True,
    help="Hide single cells, or whole attributes of whole categories or brands.",
)
@click.option("--details", is_flag=True, help="Every method, claim and plot for every attribute and situation.")
@click.option("--evidence", is_flag=True, help="Also what each kind of evidence is worth, and if reasons are true.")
@device_option
@workspace_option
@json_option
def completion(
    no_train: bool, gaps: Gaps, details: bool, evidence: bool, device: str | None, workspace: Path | None, as_json: bool
) -> None:
    """Measure how well missing values are found, with simple methods beside, and whether probabilities are met.

    Part of a fifth of the products is hidden, everything is learned anew from the rest in a temporary folder, and what
    was hidden is ranked: as the catalog then is (warm), with the names of all values known, and as if nothing but its
    text were known of a product (cold). Takes about as long as a build. The workspace's models stay as they are; the
    numbers are kept for `kgtag report`.

    \b
    Examples:
        kgtag evaluate completion
        kgtag evaluate completion --no-train --gaps groups
        kgtag evaluate completion --evidence
    """
    from tempfile import TemporaryDirectory

    from ...kg.catalog_export.catalog_names import under_own_names
    from ...kg.learned_settings import as_learned
    from ...kg.report.measured import keep_measured
    from ...kg.schema import read_schema
    from .evaluation import evaluate_completion
    from .report import table_of

    settings, space = opened(workspace, device=device)
    settings, terminal = as_learned(settings, space), Terminal(as_json)
    schema = read_schema(space.schema_path)
    products = under_own_names(space.table("products"), schema)
    terminal.announce(
        f"hiding cells of {counted(len(products), 'product')} and learning anew without them: takes about as long as a "
        "build"
    )
    with TemporaryDirectory(prefix="kgtag-") as folder:
        evaluation = evaluate_completion(
            products, schema, settings, Path(folder), train=not no_train, gaps=gaps, evidence=evidence,
            progress=terminal.progress, announce=terminal.announce,
        )  # fmt: skip
    keep_measured(table_of(evaluation), space)
    if terminal.as_json:
        terminal.json(asdict(evaluation))
    else:
        print_evaluation(evaluation, terminal, details=details)
    terminal.next_command(command_line("complete", settings, "--all", "--min-probability", "0.9"))


def print_evaluation(evaluation: Evaluation, terminal: Terminal, *, details: bool) -> None:
    """Print the results: methods with intervals, what probabilities are worth, and what was spent."""
    terminal.line(f"{counted(evaluation.products, 'product')}, of {evaluation.asked:,} some cells were hidden")
    if details:
        for result in evaluation.results:
            _print_methods(result, terminal)
            _print_reliability(result.reliability, terminal)
    elif evaluation.results:
        _print_overview(evaluation.results, terminal)
    if evaluation.listed is not None:
        terminal.line(
            f"\nThe rules between tags say that the catalog lists {evaluation.listed:.0%} of the tags that are true. A "
            "probability is about what is true; 'expected' is how often it should stand in the hidden cells."
        )
    for kind, worth in evaluation.families.items():
        terminal.line(f"\n{kind}-valued: MRR on questions, and what it loses without each kind of evidence")
        terminal.table(("evidence", "MRR"), [(name, f"{value:.4f}") for name, value in worth.items()])
    for one in evaluation.deletions:
        terminal.line(
            f"{one.predictions:,} predictions with a {one.kind} reason: without what it names, {one.lowered:.1%} "
            f"have a lower score, by {one.change:.2f} on average"
        )
    terminal.line("\nprocessor seconds")
    terminal.table(("", "seconds"), sorted(evaluation.seconds.items()))


def _print_overview(results: Sequence[Result], terminal: Terminal) -> None:
    """Print all attributes together, what their claims are worth, and a line an attribute."""
    whole, *rest = results
    together = [one for one in results if one.attribute == whole.attribute]
    terminal.line(f"\n{whole.attribute}: {whole.answers:,} hidden values, mean reciprocal rank (95 % interval)")
    rows = [(name, *(one.mrr.get(name, "-") for one in together)) for name in whole.methods]
    terminal.table(("method", *(one.situation for one in together)), rows)
    _print_reliability(whole.reliability, terminal)
    each = [one for one in rest if one.situation == whole.situation and one.attribute != whole.attribute]
    if each:
        terminal.line(f"\nby attribute, {whole.situation}; everything of each: --details")
        columns = ("attribute", "hidden", "on no other", "MRR", "best simple method", "its MRR", "first answers right")
        terminal.table(columns, [_overview(one) for one in sorted(each, key=lambda one: -one.answers)])


def _overview(one: Result) -> tuple[object, ...]:
    from .hidden_values import OURS

    ours, simple = (f"{one.methods[name].mrr:.3f}" for name in (OURS, one.best_simple))
    return one.attribute, one.answers, one.unseen, ours, one.best_simple, simple, f"{one.reliability.right:.0%}"


def _print_methods(result: Result, terminal: Terminal) -> None:
    terminal.line(
        f"\n{result.attribute}, {result.situation}: {result.answers:,} hidden values, {result.unseen:,} of them values "
        "that no product has left"
    )
    rows = [
        (name, result.mrr[name], *(f"{share:.3f}" for share in metrics.hits.values()))
        for name, metrics in result.methods.items()
    ]
    terminal.table(("method", "MRR (95 % interval)", *(f"H@{depth}" for depth in _depths(result))), rows)
    terminal.line(f"before the best simple method ({result.best_simple}) by {result.lead}")


def _print_reliability(found: Reliability, terminal: Terminal) -> None:
    error = found.error
    terminal.line(
        f"first answers of {found.slots:,} slots: calibration error {error.error:.3f} (95 % interval {error.low:.3f} "
        f"to {error.high:.3f}); claimed {found.claimed:.3f}, expected to be listed {found.expected:.3f}, listed "
        f"{found.right:.3f}"
    )
    columns = ("probability from", "coverage", "listed", "listed or implied by listed tags")
    rows = [
        (one.probability, f"{one.coverage:.3f}", one.precision or "-", one.implied or "-") for one in found.thresholds
    ]
    terminal.table(columns, rows)
    if found.idle_claims is not None and found.idle_unimplied is not None:
        terminal.line(
            f"where nothing was hidden, {found.idle_claims:.1%} of the slots have a claim of .9 and more; "
            f"{found.idle_unimplied:.1%} one that nothing listed implies"
        )
    from .report import plotted

    for line in map(plotted, found.bins):
        terminal.line(line)


def _depths(result: Result) -> list[int]:
    return list(next(iter(result.methods.values())).hits)
