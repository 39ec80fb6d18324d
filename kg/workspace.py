"""The workspace: one folder that keeps all kgtag makes of one catalog; knows where things lie, not what they mean."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import WorkspaceError
from .fingerprint import fingerprint_file
from .stored_files import intact, read_json
from .tables import empty_table, table_schema, write_table, write_text

if TYPE_CHECKING:
    import polars as pl

FORMAT_VERSION = 1
_FIXES = {
    "products": "delete it, and read the catalog again with: kgtag build CATALOG",
    "interactions": "delete it, and read them again with: kgtag build --interactions FILE",
}
"""How to mend tables that no build can make from what else there is."""
_HARMLESS = "delete it, nothing else is lost"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Paths and tables of one workspace folder; every write replaces a file whole."""

    root: Path

    @property
    def schema_path(self) -> Path:
        return self.root / "schema.toml"

    @property
    def decisions_path(self) -> Path:
        return self.root / "decisions.jsonl"

    @property
    def rejects_path(self) -> Path:
        return self.root / "rejects.jsonl"

    def count_rejects(self) -> int:
        """Return how many rows of the catalog could not be read."""
        if not self.rejects_path.exists():
            return 0
        with self.rejects_path.open("rb") as file:
            return sum(1 for _ in file)

    @property
    def interaction_rejects_path(self) -> Path:
        return self.root / "interaction-rejects.jsonl"

    @property
    def layout_path(self) -> Path:
        return self.root / "catalog.json"

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def partial(self) -> Path:
        """Where long stages keep finished chunks until the stage is whole."""
        return self.root / "partial"

    def table_path(self, name: str) -> Path:
        """Return where a table lies, whether or not it is there yet."""
        return self.root / f"{name}.parquet"

    def table(self, name: str, columns: list[str] | None = None) -> pl.DataFrame:
        """Read a table, all columns or some; one that was not made yet is empty."""
        import polars as pl

        path = self.table_path(name)
        if not path.exists():
            return empty_table(name).select(columns or pl.all())
        with intact(path, self._fix(name)):
            return pl.read_parquet(path, columns=columns or list(table_schema(name)))

    def has_table(self, name: str) -> bool:
        """Say whether a table was made, with the columns that this version gives it."""
        import polars as pl

        path = self.table_path(name)
        if not path.exists():
            return False
        with intact(path, self._fix(name)):
            return pl.read_parquet_schema(path).keys() >= table_schema(name).keys()

    def where(self, name: str, condition: pl.Expr) -> pl.DataFrame:
        """Read the rows of a table for which a condition holds, without loading the rest."""
        import polars as pl

        path = self.table_path(name)
        if not path.exists():
            return empty_table(name)
        with intact(path, self._fix(name)):
            return pl.scan_parquet(path).select(list(table_schema(name))).filter(condition).collect()

    def rows(self, name: str, column: str, values: list[str]) -> pl.DataFrame:
        """Read the rows of a table whose `column` is one of `values`, without loading the rest."""
        import polars as pl

        return self.where(name, pl.col(column).is_in(values))

    def write(self, name: str, frame: pl.DataFrame) -> None:
        """Replace a table."""
        write_table(frame, self.table_path(name))

    def _fix(self, name: str) -> str:
        return f"{_FIXES.get(name, 'delete it, and make it again with: kgtag build')} -w {self.root}"

    def table_fingerprint(self, *names: str) -> str:
        """Hash the bytes of tables, to see whether a later stage has anything to do."""
        return "+".join(fingerprint_file(self.table_path(name)) for name in names)

    def require(self) -> Workspace:
        """Return self, or raise WorkspaceError when nothing has been built here."""
        self.state()
        if not self.table_path("products").exists():
            raise WorkspaceError(f"{self.root} holds no catalog yet; make it with: kgtag build CATALOG -w {self.root}")
        return self

    def state(self) -> dict[str, Any]:
        """Read what the finished stages were made from; raises WorkspaceError when another version wrote it."""
        path = self.root / "state.json"
        if not path.exists():
            return {"format": FORMAT_VERSION, "steps": {}}
        state = read_json(path, "delete it and build again, nothing else is lost")
        if state.get("format") != FORMAT_VERSION:
            raise WorkspaceError(
                f"{self.root} was written by another version of kgtag (format {state.get('format')}, this is "
                f"{FORMAT_VERSION}); build into a new folder with: kgtag build CATALOG -w NEW_FOLDER"
            )
        if not isinstance(state.get("steps"), dict):
            raise WorkspaceError(f"{path} is damaged (it names no steps): delete it and build again")
        return state

    def remember(self, **entries: str | None) -> None:
        """Record what finished stages were made from (`None` forgets)."""
        state = self.state()
        steps = {**state["steps"], **entries}
        kept = {name: value for name, value in steps.items() if value is not None}
        write_text(
            json.dumps({"format": FORMAT_VERSION, "steps": kept}, indent=1, sort_keys=True), self.root / "state.json"
        )

    def step_facts(self) -> dict[str, dict[str, Any]]:
        """Read what every step took and made when it was last done."""
        path = self.root / "steps.json"
        return read_json(path, _HARMLESS) if path.exists() else {}

    def run_records(self) -> Iterator[dict[str, Any]]:
        """Read the records of runs, the last one first."""
        for path in sorted((self.root / "runs").glob("*.json"), reverse=True):
            yield read_json(path, _HARMLESS)

    def keep_step_facts(self, name: str, facts: Mapping[str, Any]) -> None:
        """Record what a step took and made, as soon as it is done."""
        kept = {**self.step_facts(), name: facts}
        write_text(json.dumps(kept, indent=1, ensure_ascii=False), self.root / "steps.json")

    def record_run(self, name: str, record: Mapping[str, Any]) -> Path:
        """Keep the record of a run as `runs/<name>.json`."""
        path = self.root / "runs" / f"{name}.json"
        write_text(json.dumps(record, indent=1, ensure_ascii=False), path)
        return path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for writing; raises WorkspaceError that names the process holding it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise WorkspaceError(f"cannot write to {self.root}: {error.strerror}; choose a folder with -w") from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                holder = os.pread(handle, 32, 0).decode() or "another process"
                raise WorkspaceError(
                    f"{self.root} is being written by process {holder}; wait for it, or choose another folder with -w"
                ) from error
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(handle)
