"""A group of commands whose help gives each command's whole first sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click


class CommandGroup(click.Group):
    """Lists its commands by `sections`, what people want to do; without any, in one list."""

    def __init__(self, *arguments: Any, sections: Mapping[str, Sequence[str]] | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sections = sections

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that has seen enough, such as `head`, is no failure (click exits with 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one list of commands a section."""
        for section, names in (self.sections or {"Commands": sorted(self.commands)}).items():
            rows = [(name, self.commands[name].get_short_help_str(200)) for name in names if name in self.commands]
            with formatter.section(section):
                formatter.write_dl(rows)
