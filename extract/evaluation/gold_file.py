"""Gold files that name products of the catalog by their id alone; knows nothing of how they are measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ...kg.errors import CatalogError, KgtagError
from ...kg.wording import counted

if TYPE_CHECKING:
    import polars as pl

    from ...kg.progress import Advance
    from ...kg.settings import Settings
    from ...kg.steps import Voice

_TEXTS = ("title", "description", "category")


def read_gold(gold: str, catalog: pl.DataFrame, settings: Settings, voice: Voice) -> tuple[pl.DataFrame, int]:
    """Return the products table of a gold file, and how many of its lines were rejected, each with its reason told.

    A line without a title means the catalog's product of its id; only lines of plain JSON are completed so. Raises
    CatalogError for a file that cannot be read, or of which no line can.
    """
    from ...kg.catalog_reading.intake import foreign_products

    with _with_catalog_texts(gold, catalog) as path:
        try:
            with foreign_products(path, settings, _Renaming(voice, path, gold)) as read:
                products = read.table()
        except KgtagError as error:
            raise type(error)(str(error).replace(path, gold)) from error
    if products.is_empty():
        raise CatalogError(f"{gold}: no product could be read, {counted(read.rejects, 'line')} rejected; mend them")
    return products, read.rejects


@dataclass(frozen=True, slots=True)
class _Renaming:
    """A voice that calls the completed copy of a gold file by the name that a person gave."""

    voice: Voice
    copy: str
    gold: str

    def announce(self, sentence: str) -> None:
        self.voice.announce(sentence.replace(self.copy, self.gold))

    def progress(self, label: str, total: int, unit: str) -> AbstractContextManager[Advance]:
        return self.voice.progress(label, total, unit)

    def confirm(self, question: str) -> bool:
        return self.voice.confirm(question)


@contextmanager
def _with_catalog_texts(gold: str, catalog: pl.DataFrame) -> Iterator[str]:
    """Give the path of a copy in which lines without a title have their product's texts.

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
