"""What a person or a program sees: results to stdout, talk to stderr, bars only where somebody looks.

The only module that writes; it decides nothing about what is said.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from .progress import Advance


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where output goes; `as_json` replaces tables and sentences on stdout by JSON."""

    as_json: bool = False
    quiet: bool = False

    def announce(self, sentence: str) -> None:
        """Say something about the work on stderr."""
        if not self.quiet:
            click.echo(sentence, err=True)

    def next_command(self, command: str) -> None:
        """Close a success with the one command that people run next."""
        if not self.as_json:
            self.announce(f"Next: {command}")

    def line(self, text: str = "") -> None:
        """Write a line of the result."""
        click.echo(text)

    def json(self, value: Any) -> None:
        """Write one JSON object on one line; what is no finite number is null."""
        try:
            text = json.dumps(value, ensure_ascii=False, default=str, allow_nan=False)
        except ValueError:
            text = json.dumps(_finite(value), ensure_ascii=False, default=str)
        click.echo(text)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write an aligned table; cells are cut to the terminal's width only where a person looks."""
        from rich import box
        from rich.console import Console
        from rich.table import Table

        width = None if sys.stdout.isatty() else 1_000
        console = Console(width=width, highlight=False, markup=False, emoji=False)
        table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        with console.capture() as written:  # rich would exit with 1 where a reader such as `head` has seen enough
            console.print(table)
        click.echo(written.get(), nl=False)

    @contextmanager
    def progress(self, label: str, total: int, unit: str) -> Iterator[Advance]:
        """Show a bar with rate and time left, when stderr is a terminal."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda count: None
            return
        with _bar(label, total, unit) as advance:
            yield advance

    def confirm(self, question: str) -> bool:
        """Ask a person; where nobody can answer the answer is no."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        return click.confirm(question, err=True)


@contextmanager
def _bar(label: str, total: int, unit: str) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Units a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f} {unit}/s" if task.speed else "")

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total or None)
        yield lambda count: progress.advance(task, count)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(_cell(entry) for entry in value)
    return str(value)
