"""`kgtag evaluate extraction`: how good what is read out of text is, and a sample for a person to judge."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...kg.commands.options import command_line, device_option, json_option, opened, parse_mapping, workspace_option
from ...kg.terminal import Terminal
from ...kg.wording import counted

if TYPE_CHECKING:
    from ...kg.settings import Settings
    from ...kg.workspace import Workspace
    from .audit import Share
    from .measurement import Measurement

_AUDIT_FILE = Path("kgtag-audit.csv")


@click.command()
@click.argument("gold", required=False)
@click.option("--errors", is_flag=True, help="List the wrong answers with their text.")
@click.option("--audit", type=click.IntRange(min=1), metavar="N", help="Draw N asserted values for a person to mark.")
@click.option(
    "--audit-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where --audit writes; without --audit: the marked file to read back.  [default: kgtag-audit.csv]",
)
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column of GOLD is what.")
@click.option("--encoder", help="Train with this encoder, or none.  [default: the workspace's way]")
@device_option
@workspace_option
@json_option
def extraction(
    gold: str | None,
    errors: bool,
    audit: int | None,
    audit_file: Path | None,
    mapping: tuple[str, ...],
    encoder: str | None,
    device: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Measure how well values are read out of text: per attribute, per confidence, with simple methods beside.

    GOLD holds products whose values a person has checked, as catalog lines: `null` says that a product has none, and a
    list holds all that counts as right. A line without a title means the catalog's product of that id.

    \b
        {"id": "P1", "title": "Acme Trail shoe, red", "attributes": {"Brand": ["Acme"], "Size": null}}
        {"id": "P0301", "attributes": {"Color": ["gray", "grey"]}}

    Without GOLD a fifth of the catalog is taken out, everything is learned anew without it, and its own cells are the
    measure. Without either, trust comes from marks: --audit draws a sample, and its file is read back when marked.

    \b
    Examples:
        kgtag evaluate extraction
        kgtag evaluate extraction gold.jsonl --errors
        kgtag evaluate extraction --audit 200 --audit-file sample.csv
        kgtag evaluate extraction --audit-file sample.csv
    """
    settings, space = opened(workspace, device=device, encoder=encoder, map=parse_mapping(mapping))
    terminal = Terminal(as_json)
    if audit:
        _draw(space, settings, audit, audit_file or _AUDIT_FILE, terminal)
    elif audit_file:
        _read_back(audit_file, terminal)
    else:
        from ...kg.learned_settings import as_learned
        from ...kg.report.measured import keep_measured
        from .measurement import has_tagger, measure_gold, measure_hidden_part
        from .report import laid_out, table_of

        settings, train = (settings, True) if encoder else (as_learned(settings, space), has_tagger(space))
        measurement = (
            measure_gold(gold, space, settings, terminal)
            if gold
            else measure_hidden_part(space, settings, terminal, train=train)
        )
        report = laid_out(measurement)
        keep_measured(table_of(report, Path(gold).name if gold else None), space)
        _print(report, measurement, terminal, errors=errors)
        if measurement.rejects > settings.max_rejects:
            sys.exit(1)


def _print(report: Mapping[str, Any], measurement: Measurement, terminal: Terminal, *, errors: bool) -> None:
    from .report import wrong_answers

    wrong = list(wrong_answers(measurement)) if errors else []
    if terminal.as_json:
        terminal.json({**report, **({"errors": [asdict(one) for one in wrong]} if errors else {})})
        return
    terminal.line(f"{report['products']:,} products, {report['filled']:,} slots with a value")
    _print_methods(report, terminal)
    _print_attributes(report, terminal)
    _print_thresholds(report, terminal)
    if wrong:
        terminal.line()
        columns = ("", "product", "attribute", "expected", "answer", "confidence", "text")
        rows = [
            (one.kind, one.product, one.attribute, one.expected, one.answer, one.confidence, one.text) for one in wrong
        ]
        terminal.table(columns, rows)
    if measurement.rejects:
        terminal.announce(f"{counted(measurement.rejects, 'line')} of the gold file could not be read: not measured")
    if not errors:
        terminal.announce("The wrong answers with their text: --errors")


def _print_methods(report: Mapping[str, Any], terminal: Terminal) -> None:
    terminal.line()
    columns = (
        "method, from confidence",
        *("precision", "recall", "F1", "strict P", "strict R", "strict F1"),
        *("answered", "seen values right", "unseen"),
    )
    terminal.table(
        columns,
        [
            (
                f"{name}, {method['threshold']:.2f}",
                *_percents(method["micro"]),
                *_percents(method["strict"]),
                _percent(method["coverage"]),
                _percent(method["seen_recall"]),
                _percent(method["unseen_recall"]),
            )
            for name, method in report["methods"].items()
        ],
    )
    terminal.line(
        "strict counts an answer as wrong where the gold is silent, which is too harsh for a half-filled catalog"
    )


def _print_attributes(report: Mapping[str, Any], terminal: Terminal) -> None:
    terminal.line()
    rows = [
        (name, counts["correct"] + counts["wrong"] + counts["missed"], *_percents(counts))
        for name, counts in report["attributes"].items()
    ]
    terminal.table(("attribute (strict)", "slots", "precision", "recall", "F1"), rows)


def _print_thresholds(report: Mapping[str, Any], terminal: Terminal) -> None:
    terminal.line()
    rows = [
        (row["threshold"], *_percents(row["micro"]), _percent(row["strict"]["f1"]), _percent(row["coverage"]))
        for row in report["thresholds"]
    ]
    terminal.table(("confidence from", "precision", "recall", "F1", "strict F1", "answered"), rows)
    found = report["calibration"]
    terminal.line(
        f"calibration error {found['error']:.3f} (95 % interval {found['low']:.3f} to {found['high']:.3f}, "
        f"{found['answers']:,} answers in 10 bins)"
    )


def _draw(space: Workspace, settings: Settings, count: int, path: Path, terminal: Terminal) -> None:
    from .audit import draw_sample, write_sample

    rows = draw_sample(space, count, seed=settings.seed)
    write_sample(rows, path)
    terminal.announce(f"wrote {len(rows):,} values to {path}: put yes or no into the column right?")
    terminal.next_command(command_line("evaluate extraction", settings, "--audit-file", str(path)))


def _read_back(path: Path, terminal: Terminal) -> None:
    from .audit import read_audit

    audit = read_audit(path)
    if terminal.as_json:
        attributes = {name: _share_as_json(share) for name, share in audit.attributes.items()}
        terminal.json({**_share_as_json(audit.overall), "unmarked": audit.unmarked, "attributes": attributes})
        return
    rows = [("all", audit.overall), *audit.attributes.items()]
    terminal.table(
        ("attribute", "marked", "right", "precision", "95 % interval"),
        [
            (name, share.marked, share.right, _percent(share.precision), " to ".join(map(_percent, share.interval)))
            for name, share in rows
        ],
    )
    if audit.unmarked:
        terminal.announce(f"{audit.unmarked:,} rows have no mark yet; they are not counted")


def _share_as_json(share: Share) -> dict[str, Any]:
    return {"marked": share.marked, "right": share.right, "precision": share.precision, "interval": share.interval}


def _percents(ratios: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(_percent(ratios[name]) for name in ("precision", "recall", "f1"))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
