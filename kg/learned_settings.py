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


def as_learned(settings: Settings, workspace: Workspace) -> Settings:
    """Return settings in which what nobody named and is at its default is as the workspace was learned with."""
    path, default = _path(workspace), Settings()
    if not path.is_file():
        return settings
    kept = read_json(path, "delete it, and build again with the flags that are not the defaults, as --encoder")
    unnamed = (name for name in LEARNED_SETTINGS if name not in settings.named)
    untouched = (name for name in unnamed if getattr(settings, name) == getattr(default, name))
    return settings.with_overrides({name: kept.get(name) for name in untouched}, lambda name: str(path))


def keep_learned(settings: Settings, workspace: Workspace) -> None:
    """Write down what the workspace is learned with."""
    chosen = {name: getattr(settings, name) for name in LEARNED_SETTINGS}
    write_text(json.dumps(chosen, indent=1), _path(workspace))


def _path(workspace: Workspace) -> Path:
    return workspace.models / "settings.json"
