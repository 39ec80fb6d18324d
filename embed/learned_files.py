"""What the loaders of learned models share: the fix for a damaged one, and boosted trees that are sure to be whole."""

from __future__ import annotations

from pathlib import Path

from ..kg.stored_files import intact

TRAIN_ANEW = "learn it anew with `kgtag train embeddings`"
_LAST_LINE = "\npandas_categorical:"


def read_trees(path: Path, fix: str) -> str:
    """Read boosted trees as LightGBM writes them; raises WorkspaceError with the `fix` where the end is missing.

    LightGBM reads on behind the end of a text that was cut, and hangs or takes the process down.
    """
    with intact(path, fix):
        text = path.read_text(encoding="utf-8")
        if _LAST_LINE not in text:
            raise ValueError("its end is missing")
        return text
