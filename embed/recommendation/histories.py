"""What people had to do with before a day, as rows of the products, latest first; knows no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ...kg.errors import NotFoundError, SettingsError, WorkspaceError
from ...kg.wording import did_you_mean
from .model_files import is_of

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    import polars as pl

    from ...kg.workspace import Workspace


def learned_folder(workspace: Workspace, products: Sequence[str]) -> Path:
    """Return where what was learned from interactions lies; raises WorkspaceError where nothing was of just these."""
    folder = workspace.models / "recommendation"
    if is_of(products, folder):
        return folder
    if workspace.table_path("interactions").exists():
        raise WorkspaceError(f"the last build stopped before it learned; let it end: kgtag build -w {workspace.root}")
    give = f"kgtag build --interactions FILE -w {workspace.root}"
    raise WorkspaceError(f"{workspace.root} has no interactions yet; give them with: {give}")


def histories_of(
    workspace: Workspace, users: Sequence[str], row_of: Mapping[str, int], before: datetime.datetime | None
) -> list[list[int]]:
    """Return the products of each user, each once, in the order of `users`.

    With `before`, interactions from that time on are left out, and so are those whose time is not known.

    Raises:
        NotFoundError: a user has no interactions at all.
        SettingsError: `before` is given, and no interaction has a time.
    """
    import polars as pl

    found = workspace.rows("interactions", "user", list(dict.fromkeys(users)))
    _require(workspace, users, found)
    if before is not None:
        if found["time"].is_null().all():
            raise SettingsError("--before: these interactions have no time; give the file's time column")
        found = found.filter(pl.col("time") < before)
    known = pl.DataFrame({"product": list(row_of), "row": list(row_of.values())}, schema_overrides={"row": pl.Int64})
    rows = (
        found.sort("time", descending=True, nulls_last=True, maintain_order=True)
        .unique(["user", "product"], keep="first", maintain_order=True)
        .join(known, on="product", maintain_order="left")
        .group_by("user", maintain_order=True)
        .agg("row")
    )
    by_user = dict(rows.iter_rows())
    return [by_user.get(user, []) for user in users]


def _require(workspace: Workspace, users: Sequence[str], found: pl.DataFrame) -> None:
    known = set(found["user"].unique())
    missing = next((user for user in users if user not in known), None)
    if missing is None:
        return
    people = workspace.table("interactions")["user"].drop_nulls().unique().sort().to_list()
    hint = did_you_mean(missing, people, most=3)
    raise NotFoundError(f"there is no user {missing!r} in the interactions of {workspace.root}{hint and f'; {hint}'}")
