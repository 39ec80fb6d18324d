"""A CRF tagger on disk: its models as bytes in one safetensors file, what is known of them as JSON; trains nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...kg.errors import WorkspaceError
from ...kg.fingerprint import sha256_of
from ...kg.stored_files import intact, read_json, written_whole
from ...kg.tables import write_text

FORMAT = 1
MODELS, CARD = "crf.safetensors", "crf.json"
_FIX = "train one with `kgtag build --fresh --encoder none`"


@dataclass(frozen=True, slots=True)
class CrfCard:
    """What is known of a stored CRF tagger beside its models; `version` is the hash of the models' file.

    `categories`: attribute → the categories in which something was ever known of it; of others it is not asked, but of
    a category that is in none of them everything is. A score s means the probability 1 / (1 + exp(-(slope · logit(s) +
    intercept))), and `threshold` is one of those.
    """

    categories: Mapping[str, tuple[str, ...]]
    slope: float
    intercept: float
    threshold: float
    training: Mapping[str, Any]
    version: str = ""


def write_crf(folder: Path, models: Mapping[str, bytes], card: CrfCard) -> str:
    """Write a tagger, the card last, so that a folder with a card is a whole tagger; returns its version."""
    import numpy as np
    from safetensors.numpy import save

    (folder / CARD).unlink(missing_ok=True)
    with written_whole(folder / MODELS) as file:
        file.write(save({name: np.frombuffer(model, dtype=np.uint8) for name, model in models.items()}))
    version = _version(folder / MODELS)
    content = {"format": FORMAT, **asdict(card), "version": version}
    write_text(json.dumps(content, ensure_ascii=False, indent=1), folder / CARD)
    return version


def read_crf(folder: Path) -> tuple[CrfCard, dict[str, bytes]]:
    """Read a stored tagger; raises WorkspaceError when it is not whole."""
    from safetensors.numpy import load_file

    content = read_json(folder / CARD, _FIX, FORMAT)
    del content["format"]
    with intact(folder / CARD, _FIX):
        card = CrfCard(**content)
    path = folder / MODELS
    if not path.is_file() or _version(path) != card.version:
        raise WorkspaceError(f"{path} does not belong to the card beside it: {_FIX}")
    return card, {name: array.tobytes() for name, array in load_file(path).items()}


def _version(path: Path) -> str:
    return sha256_of(path)[:16]
