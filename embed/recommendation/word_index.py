"""The words of every product as tf-idf rows, counted once and kept beside the models; knows no tags and no ranking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ...kg.errors import WorkspaceError
from ...kg.stored_files import intact, written_whole
from ...kg.tables import write_text
from ..sparse import matrix, unit_rows
from ..terms import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

    from ...kg.workspace import Workspace

ARRAYS, NAMES = "words.safetensors", "words.json"
LEAST_PRODUCTS = 2
"""A word that one product has says nothing about another."""
SLICE = 20_000
_FORMAT = 2


@dataclass(frozen=True, slots=True)
class WordIndex:
    """`rows` [products, words] tf-idf of title and description, of length 1; `rarity` is the words' weight (idf)."""

    rows: csr_array
    rarity: NDArray[np.float32]
    names: tuple[str, ...]

    def read(self, texts: Sequence[str]) -> csr_array:
        """Return the rows of other texts, float32 [texts, words]; words that no two products have are left out."""
        column_of = {name: column for column, name in enumerate(self.names)}
        found = [(row, column_of[word]) for row, text in enumerate(texts) for word in words(text) if word in column_of]
        rows, columns = np.array(found, dtype=np.int64).reshape(-1, 2).T
        return _weighed(matrix(rows, columns, np.ones(len(rows)), (len(texts), len(self.names))), self.rarity)


def word_index(workspace: Workspace, products: pl.DataFrame) -> WordIndex:
    """Return the words of the products table; counted again only when the table has changed.

    They are kept in the workspace where that can be written: counting takes seconds for each 100,000 products.
    """
    folder, key = workspace.models / "words", f"{_FORMAT}:{workspace.table_fingerprint('products')}"
    with suppress(WorkspaceError), intact(folder, "it is made anew"):
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        if names["key"] == key:
            return _loaded(folder, tuple(names["words"]))
    index = count_words(products)
    with suppress(OSError):
        _save(index, folder, key)
    return index


def count_words(products: pl.DataFrame) -> WordIndex:
    """Count the words of titles and descriptions, as `terms.words` cuts them."""
    import polars as pl

    texts = products.select(
        text=pl.concat_str("title", "description", separator="\n", ignore_nulls=True)
    )["text"]  # fmt: skip
    column_of: dict[str, int] = {}
    parts = list(_coded(texts, column_of))
    rows, columns, counts = (np.concatenate([part[place] for part in parts]) for place in range(3))
    found = matrix(rows, columns, counts, (len(products), len(column_of)))
    frequency = np.bincount(found.indices, minlength=len(column_of))
    kept = sorted(name for name, column in column_of.items() if frequency[column] >= LEAST_PRODUCTS)
    order = np.array([column_of[name] for name in kept], dtype=np.int64)
    rarity = (np.log((1 + len(products)) / (1 + frequency[order])) + 1).astype(np.float32)
    return WordIndex(_weighed(csr_array(found[:, order]), rarity), rarity, tuple(kept))


def _coded(
    texts: pl.Series, column_of: dict[str, int]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
    """Cut texts at white space, each distinct piece into words once; gives rows, columns and counts slice by slice."""
    import polars as pl

    for start in range(0, max(len(texts), 1), SLICE):
        part = texts.slice(start, SLICE)
        found = pl.DataFrame({"row": np.arange(start, start + len(part)), "piece": part.str.extract_all(r"\S+")})
        counted = found.explode("piece").drop_nulls().group_by("row", "piece").len()
        pieces = counted["piece"].unique()
        columns = [[column_of.setdefault(word, len(column_of)) for word in words(piece)] for piece in pieces]
        cut = pl.DataFrame({"piece": pieces, "column": columns}, schema_overrides={"column": pl.List(pl.Int64)})
        coded = counted.join(cut.explode("column").drop_nulls(), on="piece")
        yield tuple(coded[name].to_numpy() for name in ("row", "column", "len"))  # type: ignore[misc]


def _weighed(counts: csr_array, rarity: NDArray[np.float32]) -> csr_array:
    """Weigh counts, damped by a logarithm, by rarity (Salton & Buckley 1988), and bring rows to length 1."""
    data = (1 + np.log(counts.data)) * rarity[counts.indices]
    return unit_rows(csr_array((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape))


def _save(index: WordIndex, folder: Path, key: str) -> None:
    from safetensors.numpy import save

    rows = index.rows
    arrays = {
        "data": rows.data, "indices": rows.indices.astype(np.int32), "starts": rows.indptr.astype(np.int64),
        "rarity": index.rarity,
    }  # fmt: skip
    (folder / NAMES).unlink(missing_ok=True)
    with written_whole(folder / ARRAYS) as file:
        file.write(save(arrays))
    write_text(json.dumps({"key": key, "words": index.names}, ensure_ascii=False), folder / NAMES)


def _loaded(folder: Path, names: tuple[str, ...]) -> WordIndex:
    from safetensors.numpy import load_file

    arrays = load_file(folder / ARRAYS)
    shape = (len(arrays["starts"]) - 1, len(names))
    rows = csr_array((arrays["data"], arrays["indices"], arrays["starts"]), shape=shape)
    return WordIndex(rows, arrays["rarity"], names)
