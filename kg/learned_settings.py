"""What a workspace was learned with stays its choice: a build without flags goes on with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .settings import Settings
from .stored_files import read_json
from .tables import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from .workspace import Workspace

LEARNED_SETTINGS = (
    "encoder", "seed", "training_epochs", "training_seeds",
    "embedding_model", "embedding_dimension", "embedding_epochs",
)  # fmt: skip
"""The settings that decide what is learned."""
_FIX = "delete it, and build again with the flags that are not the defaults, as --encoder"


def as_learned(settings: Settings, workspace: Workspace) -> Settings:
    """Return settings in which what nobody named and is at its default is as the workspace was learned with."""
    path, default = _path(workspace), Settings()
    if not path.is_file():
        return settings
    kept = read_json(path, _FIX)
    unnamed = (name for name in LEARNED_SETTINGS if name not in settings.named)
    untouched = (name for name in unnamed if getattr(settings, name) == getattr(default, name))
    return settings.with_overrides({name: kept.get(name) for name in untouched}, lambda name: str(path))


def trains_models(workspace: Workspace) -> bool:
    """Say whether a build that is not told trains models: it does, unless the builds before it were told not to."""
    path = _path(workspace)
    return not path.is_file() or bool(read_json(path, _FIX).get("trains", _has_models(workspace)))


def keep_learned(settings: Settings, workspace: Workspace, *, trains: bool, fresh: bool) -> None:
    """Write down what the workspace is learned with, and whether it trains models.

    Where it has some that are not learned anew, it goes on to.
    """
    chosen = {name: getattr(settings, name) for name in LEARNED_SETTINGS}
    goes_on = trains or (not fresh and _has_models(workspace))
    write_text(json.dumps({**chosen, "trains": goes_on}, indent=1), _path(workspace))


def _has_models(workspace: Workspace) -> bool:
    return (workspace.models / "completion").exists()


def _path(workspace: Workspace) -> Path:
    return workspace.models / "settings.json"
