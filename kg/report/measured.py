"""What `kgtag evaluate` measured of a workspace, kept as small tables for the report; knows no method."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..stored_files import intact, read_json
from ..tables import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from ..workspace import Workspace

_FIX = "delete it, and measure again with: kgtag evaluate"


@dataclass(frozen=True, slots=True)
class Measured:
    """A table to read: what was measured on what, a row a method (ours first), and what else should be known."""

    name: str
    measured_on: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def keep_measured(measured: Measured, workspace: Workspace) -> None:
    """Put a table in the place of the last one of its name."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    content = json.dumps({**asdict(measured), "when": when}, ensure_ascii=False, indent=1)
    write_text(content, workspace.root / "measured" / f"{measured.name}.json")


def read_measured(workspace: Workspace) -> tuple[Measured, ...]:
    """Return the tables that are kept, in the order of their names; raises WorkspaceError for a damaged one."""
    return tuple(map(_read, sorted((workspace.root / "measured").glob("*.json"))))


def _read(path: Path) -> Measured:
    content = read_json(path, _FIX)
    with intact(path, _FIX):
        return Measured(
            content["name"],
            content["measured_on"],
            tuple(content["columns"]),
            tuple(tuple(row) for row in content["rows"]),
            tuple(content["notes"]),
        )
