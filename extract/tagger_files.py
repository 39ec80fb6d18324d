"""A tagger on disk: safetensors and JSON; knows nothing of training or tagging."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ..kg.errors import WorkspaceError
from ..kg.tables import write_text
from .tagger_labels import Labels

FORMAT = 1
WEIGHTS, CARD = "model.safetensors", "tagger.json"


@dataclass(frozen=True, slots=True)
class TaggerCard:
    """What is known of a stored tagger beside its weights; `version` is the hash of the weights file."""

    encoder: str
    vocabulary: str
    labels: Labels
    threshold: float
    training: Mapping[str, Any]
    version: str = ""


def write_tagger(folder: Path, weights: Mapping[str, torch.Tensor], card: TaggerCard) -> str:
    """Write a tagger, the card last, so that a folder with a card is a whole tagger; returns its version."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    partial = folder / f".{WEIGHTS}.partial"
    save_file({name: tensor.contiguous().cpu() for name, tensor in weights.items()}, partial)
    partial.replace(folder / WEIGHTS)
    version = _version(folder / WEIGHTS)
    content = {
        "format": FORMAT,
        "version": version,
        "encoder": card.encoder,
        "vocabulary": card.vocabulary,
        "threshold": card.threshold,
        "attributes": card.labels.attributes,
        "categories": card.labels.possible,
        "training": card.training,
    }
    write_text(json.dumps(content, ensure_ascii=False, indent=1), folder / CARD)
    return version


def read_card(folder: Path) -> TaggerCard:
    """Read what is known of a stored tagger without its weights; raises WorkspaceError when it is not whole."""
    try:
        content = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise WorkspaceError(f"the tagger in {folder} has format {content['format']}, not {FORMAT}: {_FIX}")
        labels = Labels(
            tuple(content["attributes"]), {name: tuple(places) for name, places in content["categories"].items()}
        )
        return TaggerCard(
            encoder=content["encoder"],
            vocabulary=content["vocabulary"],
            labels=labels,
            threshold=float(content["threshold"]),
            training=content["training"],
            version=content["version"],
        )
    except FileNotFoundError as error:
        raise WorkspaceError(f"there is no tagger in {folder}: {_FIX}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WorkspaceError(f"{folder / CARD} is not a tagger's card ({error!r}): {_FIX}") from error


def read_weights(folder: Path, card: TaggerCard) -> dict[str, torch.Tensor]:
    """Read a tagger's weights; raises WorkspaceError when they are missing or not those of the card."""
    from safetensors.torch import load_file

    path = folder / WEIGHTS
    if not path.is_file() or _version(path) != card.version:
        raise WorkspaceError(f"{path} does not belong to the card beside it: {_FIX}")
    return load_file(path)


_FIX = "train one with `kgtag train tagger`"


def _version(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
