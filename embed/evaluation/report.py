"""An evaluation of completion laid out: the table that a workspace keeps, and a reliability plot in characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...kg.report.measured import Measured
from .hidden_values import OURS

if TYPE_CHECKING:
    from .evaluation import Evaluation
    from .measures import Bin, Reliability

_PLOT_WIDTH = 40


def table_of(evaluation: Evaluation) -> Measured:
    """Put what matters of an evaluation into the table that a workspace keeps: all attributes, a column a situation."""
    firsts = {result.situation: result for result in reversed(evaluation.results)}
    wholes = [firsts[situation] for situation in dict.fromkeys(result.situation for result in evaluation.results)]
    names = dict.fromkeys(name for result in wholes for name in result.methods)
    rows = tuple((name, *(f"{result.methods[name].mrr:.3f}" for result in wholes)) for name in names)
    notes = [
        f"Mean reciprocal rank. {OURS}, {result.situation}: {result.mrr[OURS]}; before {result.best_simple} by "
        f"{result.lead}."
        for result in wholes
    ]
    notes += [_trust(result.reliability) for result in wholes[:1]]
    answers = wholes[0].answers if wholes else 0
    measured_on = (
        f"{answers:,} values of {evaluation.asked:,} products that were hidden from everything that was learned"
    )
    return Measured("completion", measured_on, ("Method", *(one.situation for one in wholes)), rows, tuple(notes))


def _trust(found: Reliability) -> str:
    error = found.error
    sure = next((one for one in found.thresholds if one.probability >= 0.9), None)
    said = f"Calibration error {error.error:.3f} (95 % interval {error.low:.3f} to {error.high:.3f})."
    if sure is None or sure.implied is None:
        return said
    return (
        f"{said} {sure.coverage:.0%} of the open slots have an answer of .9 and more; the catalog lists or implies "
        f"{sure.implied.value:.0%} of these."
    )


def plotted(one: Bin) -> str:
    """Draw a bin of a reliability plot: a bar as long as what is right, and a mark where it should end.

    >>> from kgtag.embed.evaluation.measures import Bin
    >>> plotted(Bin(200, 0.6, 0.5, 0.25, 0.4))
    'expected 0.50, listed 0.25 ██████████..........│...................'
    """
    bar = "█" * round(one.right * _PLOT_WIDTH)
    line = list(bar.ljust(_PLOT_WIDTH, "."))
    line[min(round(one.expected * _PLOT_WIDTH), _PLOT_WIDTH - 1)] = "│"
    return f"expected {one.expected:.2f}, listed {one.right:.2f} {''.join(line)}"
