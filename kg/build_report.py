"""What a build says at its end: what was done, what changed, how full the catalog is now, what to do next."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .catalog_reading.interaction_file import unreadable_interactions
from .commands.options import command_line
from .coverage import SOURCES, coverage
from .decision_checks import decision_doubts
from .predictions import open_predictions
from .resources import peak_memory_mib
from .same_attributes import merging_advice
from .schema import Schema, read_schema
from .schema_checks import schema_doubts
from .settings import settable
from .steps import Run
from .terminal import Terminal
from .wording import counted

if TYPE_CHECKING:
    import polars as pl

LONGEST_TABLE = 12
NOUNS = {name: name.removesuffix("s") for name in (
    "attributes", "edges", "interactions", "mentions", "nodes", "predictions", "products", "triples", "users", "values",
)} | {"aliases": "spelling"}  # fmt: skip
"""What a number of a step's facts is a number of."""


def print_build_report(run: Run, terminal: Terminal, product: str | None = None) -> int:
    """Print the report, keep the run's record in the workspace, and return how many lines were rejected.

    `product` is the one that a person may want to look at next, by default the first.
    """
    schema = read_schema(run.workspace.schema_path)
    products, evidence, predictions = (run.workspace.table(name) for name in ("products", "evidence", "predictions"))
    sure = open_predictions(predictions, evidence, schema, run.settings.graph_probability)
    filled = coverage(products, evidence, sure, schema)
    unreadable = _unreadable(run)
    rejects = sum(unreadable.values())
    advice = _advice(run, schema, products, evidence)
    record = {**_record(run), "rejects": rejects, "coverage": filled.to_dicts(), "advice": advice}
    record_path = run.workspace.record_run(str(record["time"]).replace(":", ""), record)
    if terminal.as_json:
        terminal.json(record)
        return rejects
    for sentence in _sentences(run):
        terminal.line(sentence)
    for path, count in unreadable.items():
        if count:
            terminal.announce(f"{counted(count, 'line')} could not be taken in; each with its reason in {path}")
    for sentence in advice:
        terminal.announce(sentence)
    if "plan" in run.steps:
        _print_plan(run, terminal)
        return rejects
    terminal.line()
    heads = {"catalog": "in the catalog", "decision": "decided", "text": "from the text"}
    heads["predicted"] = f"predicted ≥ {run.settings.graph_probability:g}"
    shown = [name for name in SOURCES if name != "decision" or filled[name].sum()]
    terminal.table(
        ("attribute", "products", *(heads[name] for name in shown)),
        [
            (row["attribute"], row["products"], *(_share(row[name], row["products"]) for name in shown))
            for row in filled.head(LONGEST_TABLE).iter_rows(named=True)
        ],
    )
    if len(filled) > LONGEST_TABLE:
        terminal.line(f"… and {counted(len(filled) - LONGEST_TABLE, 'more attribute')}, in {record_path}")
    terminal.next_command(command_line("show", run.settings, product or products["id"][0]))
    return rejects


def _advice(run: Run, schema: Schema, products: pl.DataFrame, evidence: pl.DataFrame) -> list[str]:
    """Say what people wrote that does not go with the catalog and, when values were learned, what may be merged."""
    found = run.workspace, schema, products, evidence
    nowhere = "no product has a value of any attribute; say where they are: kgtag build CATALOG --map attributes=COLUMN"
    learned = run.steps.get("vocabulary", {}).get("done")
    merges = merging_advice(*found) if learned else ()
    return [*(() if schema else (nowhere,)), *schema_doubts(*found), *decision_doubts(run.workspace), *merges]


def _sentences(run: Run) -> list[str]:
    if not run.changed:
        return [f"Nothing changed: {run.workspace.root} is in step with its catalog."]
    said = {
        "read": "{products}: {new:,} new, {changed:,} changed, {removed:,} removed",
        "interactions": "{interactions} of {users} with {products}; {returned:,} returned",
        "vocabulary": "{attributes} with {values}; {aliases} folded",
        "extract": "{mentions}; {products} read",
        "assert": "{triples}: {added:,} new, {removed:,} removed",
        "complete": "{predictions}; {products} completed",
        "load": "{nodes} and {edges}; {added:,} added, {changed:,} changed, {removed:,} removed",
    }
    return [
        f"{name:<18}{step['seconds']:>7.1f} s   {said.get(name, '').format_map(_totals(step))}".rstrip()
        for name, step in run.steps.items()
        if step["done"] and name != "plan"
    ]


def _print_plan(run: Run, terminal: Terminal) -> None:
    changes = run.steps["plan"]["changes"]
    terminal.line()
    if changes:
        rows = [(name, *counts.values()) for name, counts in changes.items()]
        terminal.table(("nodes and edges", "to add", "to change", "to remove"), rows)
    terminal.line("The graph was left as it is." if changes else "The graph is in step already.")
    terminal.next_command(command_line("build", run.settings, *(() if run.trains else ("--no-train",))))


def _totals(step: dict[str, Any]) -> dict[str, Any]:
    whole = {name: sum(value.values()) if name in ("nodes", "edges") else value for name, value in step.items()}
    return {name: counted(value, NOUNS[name]) if name in NOUNS else value for name, value in whole.items()}


def _record(run: Run) -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "time": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "kgtag": version("kgtag"),
        "process": os.getpid(),
        "settings": {name: str(getattr(run.settings, name)) for name in settable()},
        "steps": run.steps,
        "peak_memory_mib": peak_memory_mib(),
    }


def _unreadable(run: Run) -> dict[Path, int]:
    """Count the lines of catalog and interactions that could not be read, by the file that lists them."""
    catalog, interactions = run.workspace.rejects_path, run.workspace.interaction_rejects_path
    return {catalog: run.workspace.count_rejects(), interactions: unreadable_interactions(interactions)}


def _share(count: int, products: int) -> str:
    return f"{count:,} ({count / products:.0%})" if products and count else "·"
