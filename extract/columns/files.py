"""Readers of columns on disk: what is counted and chosen as JSON, the classifiers' weights as safetensors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...kg.stored_files import intact, read_json
from ...kg.tables import write_text
from .columns import Columns
from .reader import ColumnReader
from .value_classifier import ValueClassifier
from .value_forms import Conversion, Forms, Pattern, Rewriting

FORMAT = 3
COLUMNS, WEIGHTS = "columns.json", "columns.safetensors"
_ARRAYS = ("idf", "weights", "intercepts")
_FIX = "learn them again with `kgtag build --fresh`"


def write_columns(columns: Columns, folder: Path) -> None:
    """Write all readers into `folder`, the JSON last; no readers leave no file."""
    from safetensors.numpy import save_file

    if not columns.readers:
        return
    arrays = {
        f"{number}/{name}": getattr(reader.classifier, name)
        for number, reader in enumerate(columns.readers.values())
        for name in _ARRAYS
    }
    folder.mkdir(parents=True, exist_ok=True)
    save_file(arrays, folder / WEIGHTS)
    readers = {name: _laid_out(reader) for name, reader in columns.readers.items()}
    write_text(json.dumps({"format": FORMAT, "readers": readers}, ensure_ascii=False), folder / COLUMNS)


def read_columns(folder: Path) -> Columns:
    """Read what `write_columns` wrote; no file means no readers. Raises WorkspaceError when they are broken."""
    from safetensors.numpy import load_file

    if not (folder / COLUMNS).is_file():
        return Columns({})
    content = read_json(folder / COLUMNS, _FIX, FORMAT)
    with intact(folder / WEIGHTS, _FIX):
        arrays = load_file(folder / WEIGHTS)
    with intact(folder / COLUMNS, _FIX):
        return Columns(
            {
                name: _reader(stored, {key: arrays[f"{number}/{key}"] for key in _ARRAYS})
                for number, (name, stored) in enumerate(content["readers"].items())
            }
        )


def _laid_out(reader: ColumnReader) -> dict[str, Any]:
    return {
        "forms": asdict(reader.forms),
        "classes": reader.classifier.classes,
        "terms": list(reader.classifier.terms),
        "common": sorted(reader.common),
        "products": dict(reader.products),
        "weights": dict(reader.weights),
        "threshold": reader.threshold,
        "closed": reader.closed,
    }


def _reader(stored: Mapping[str, Any], arrays: Mapping[str, Any]) -> ColumnReader:
    forms = stored["forms"]
    return ColumnReader(
        Forms(
            tuple(Conversion(one["unit"], Pattern(**one["pattern"]), one["factor"]) for one in forms["conversions"]),
            tuple(Rewriting(**one) for one in forms["rewritings"]),
            forms["longest"], forms["clues"], forms["aliases"], forms["usual"],
        ),
        ValueClassifier(
            tuple(stored["classes"]), {term: place for place, term in enumerate(stored["terms"])}, **arrays
        ),
        frozenset(stored["common"]), stored["products"], stored["weights"], stored["threshold"],
        stored["closed"],
    )  # fmt: skip
