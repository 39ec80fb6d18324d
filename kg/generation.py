"""What was learned together: a generation begins with a snapshot of the products and ends when too many changed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .fingerprint import fingerprint, fingerprint_file
from .memo import forget_rows
from .steps import Run
from .stored_files import intact
from .tables import write_table

if TYPE_CHECKING:
    import polars as pl

RELEARNED = ("vocabulary", "learn-extraction", "learn-completion", "extract", "assert", "complete")
"""The steps that a new generation does again."""
_ASKED = "anew"


def forget_learned(run: Run, *, fresh: bool, steps: Sequence[str]) -> None:
    """Forget what is to be learned anew: everything, or some steps.

    Only once until `learned_anew`: the same request goes on where it was broken off.
    """
    asked = fingerprint(fresh, steps)
    if not (fresh or steps) or run.remembered(_ASKED) == asked:
        return
    if fresh:
        _snapshot(run).unlink(missing_ok=True)
    run.workspace.remember(**dict.fromkeys(steps), **{_ASKED: asked})


def learned_anew(run: Run) -> None:
    """Say that the request to learn anew came to its end; made again, it begins again."""
    run.workspace.remember(**{_ASKED: None})


def current_generation(run: Run) -> str:
    """Return what the learned artefacts belong to: a new one at first, when asked, and when too much has changed."""
    snapshot, products = _snapshot(run), run.workspace.table("products")
    if snapshot.exists():
        share = share_changed(products, snapshot)
        if share <= run.settings.relearn_share:
            return fingerprint_file(snapshot)
        run.voice.announce(f"{share:.0%} of the products changed since the models were learned: learning anew")
    run.workspace.remember(**dict.fromkeys(RELEARNED))
    write_table(products.select("id", "content"), snapshot)
    return fingerprint_file(snapshot)


def share_changed(products: pl.DataFrame, snapshot: Path) -> float:
    """Return the share of products that are new, changed or gone since a snapshot (columns id, content) was written."""
    import polars as pl

    with intact(snapshot, "delete it, and learn everything anew with: kgtag build"):
        then = pl.read_parquet(snapshot, columns=["id", "content"])
    same = then.join(products.select("id", "content"), on=["id", "content"], how="semi").height
    return 1 - same / max(len(then), len(products))


def drop_outdated_completion(run: Run) -> None:
    """Remove a completion model, and its predictions, when a generation began that it was not learned in."""
    folder = run.workspace.models / "completion"
    if not folder.exists() or run.remembered("learn-completion") or run.remembered("complete"):
        return
    run.voice.announce(
        "the predictions were learned with an older vocabulary and go; for new ones: kgtag build --train"
    )
    forget_rows(run.workspace, "predictions")
    shutil.rmtree(folder)


def _snapshot(run: Run) -> Path:
    return run.workspace.models / "learned.parquet"
