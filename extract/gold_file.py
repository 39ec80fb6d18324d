"""Gold files that name products of the catalog by their id alone; knows nothing of how they are measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_TEXTS = ("title", "description", "category")


@contextmanager
def with_catalog_texts(gold: str, catalog: pl.DataFrame) -> Iterator[str]:
    """Give the path of a gold file in which lines without a title have the texts of the catalog's product of their id.

    Files other than plain JSON lines, and standard input, are given as they are; so are lines that cannot be read.
    """
    path = Path(gold)
    if path.suffix not in (".jsonl", ".ndjson", ".json") or not path.is_file():
        yield gold
        return
    with TemporaryDirectory(prefix="kgtag-") as folder:
        complete = Path(folder, path.name)
        texts = {row["id"]: row for row in catalog.select("id", *_TEXTS).iter_rows(named=True)}
        with path.open("rb") as lines, complete.open("wb") as file:
            file.writelines(_completed(line, texts) for line in lines)
        yield str(complete)


def _completed(line: bytes, texts: dict[str, dict[str, Any]]) -> bytes:
    try:
        product = json.loads(line)
        own = texts[str(product["id"])]
    except (ValueError, KeyError, TypeError, RecursionError):
        return line
    if "title" in product:
        return line
    return json.dumps({**product, **{name: own[name] for name in _TEXTS if own[name]}}).encode() + b"\n"
