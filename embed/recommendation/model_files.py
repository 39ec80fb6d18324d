"""Item models as a safetensors file, and back; knows none of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ...kg.fingerprint import fingerprint
from ...kg.stored_files import intact, read_json
from ...kg.tables import write_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 2
"""Raised whenever models that were written before cannot be read any more."""
FAME = "fame"
LEARN_ANEW = "delete the folder models/recommendation, and learn it anew with `kgtag build`"
_STAMP = "recommendation.json"
_FILE = "models.safetensors"
_PARTS = ("data", "indices", "indptr")


def write_stamp(products: Sequence[str], folder: Path) -> None:
    """Write down, when all else is there, which products in which order the models are of."""
    write_text(json.dumps(_stamp(products)), folder / _STAMP)


def is_of(products: Sequence[str], folder: Path) -> bool:
    """Say whether a folder holds models of just these products in this order, as this version writes them."""
    path = folder / _STAMP
    return path.is_file() and read_json(path, LEARN_ANEW) == _stamp(products)


def _stamp(products: Sequence[str]) -> dict[str, object]:
    return {"format": FORMAT, "products": fingerprint(*products)}


def save_models(models: Mapping[str, csr_array], fame: NDArray[np.float32], folder: Path) -> None:
    """Write matrices [products, products] by their names, and how often each product was taken."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    arrays = {f"{name}.{part}": getattr(model, part) for name, model in models.items() for part in _PARTS}
    save_file({name: np.ascontiguousarray(one) for name, one in {**arrays, FAME: fame}.items()}, folder / _FILE)


def load_models(names: Sequence[str], folder: Path) -> tuple[dict[str, csr_array], NDArray[np.float32]]:
    """Read the matrices of these names, in this order, and how often each product was taken.

    Raises WorkspaceError when they are damaged.
    """
    from safetensors.numpy import load_file

    with intact(folder / _FILE, LEARN_ANEW):
        arrays = load_file(folder / _FILE)
        fame = arrays[FAME]
        parts = {name: tuple(arrays[f"{name}.{part}"] for part in _PARTS) for name in names}
        return {name: csr_array(part, shape=(len(fame), len(fame))) for name, part in parts.items()}, fame
