"""What products are made of, as the rows that recommenders compare: tags, words, text vectors, graph vectors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ...kg.categories import category_levels
from ...kg.stored_files import intact
from ..learned_files import TRAIN_ANEW
from ..sparse import matrix, unit_rows
from .word_index import word_index

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

    from ...kg.workspace import Workspace

CATEGORY = "category"
"""What stands for the attribute in the tag of a category; its value is the path, as in `Footwear > Running shoes`."""
LEAST_PROBABILITY = 0.5
"""A predicted tag counts when it is more likely than not."""


@dataclass(frozen=True, slots=True)
class Content:
    """Products as rows, in the order of the products table; every row has length 1, or 0 where nothing is known.

    `tags` [items, tags]: rarity x confidence, a prediction counting with its probability; each level of a category path
    is a tag of the attribute `category`. `words` [items, words]: tf-idf of title and description. `text` [items, d]:
    text vectors, `graph` [items, g]: graph vectors, both without columns where nothing was trained.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    tags: csr_array
    tag_names: tuple[tuple[str, str], ...]
    words: csr_array
    text: NDArray[np.float32]
    graph: NDArray[np.float32]

    def take(self, rows: NDArray[np.int64]) -> Content:
        """Return some products."""
        return Content(
            tuple(self.ids[row] for row in rows), tuple(self.names[row] for row in rows), self.tags[rows],
            self.tag_names, self.words[rows], np.asarray(self.text[rows]), self.graph[rows],
        )  # fmt: skip


def workspace_content(workspace: Workspace) -> Content:
    """Read what a workspace knows of its products; imports no learned model."""
    products = workspace.table("products")
    ids = tuple(products["id"].to_list())
    tags, tag_names = tag_rows(products, workspace.table("triples"), likely_predictions(workspace))
    text, graph = _vectors(workspace.models / "completion", ids)
    words = word_index(workspace, products).rows
    return Content(ids, tuple(products["title"].fill_null("").to_list()), tags, tag_names, words, text, graph)


def likely_predictions(workspace: Workspace) -> pl.DataFrame:
    """Return the predictions that count as tags: more likely than not, and not asserted anyway."""
    import polars as pl

    return workspace.where("predictions", ~pl.col("asserted") & (pl.col("probability") >= LEAST_PROBABILITY))


def tag_rows(
    products: pl.DataFrame, triples: pl.DataFrame, predictions: pl.DataFrame
) -> tuple[csr_array, tuple[tuple[str, str], ...]]:
    """Return the products' tags as rows of length 1, and the tags in the order of their columns.

    A tag weighs log(1 + products / products that have it), times how sure it is.
    """
    import polars as pl

    has = pl.concat([
        triples.select(product="head", attribute="relation", value="tail", sure="confidence"),
        predictions.select("product", "attribute", "value", sure="probability"),
        _levels(products),
    ]).group_by("product", "attribute", "value").agg(pl.col("sure").max())  # fmt: skip
    tags = has.select("attribute", "value").unique().sort("attribute", "value").with_row_index("column")
    coded = has.join(tags, on=["attribute", "value"]).join(
        products.select(product="id").with_row_index("row"), on="product"
    )
    rows, columns, sure = (coded[name].to_numpy() for name in ("row", "column", "sure"))
    held = matrix(rows.astype(np.int64), columns.astype(np.int64), sure, (len(products), len(tags)))
    held.data *= tag_rarity(held)[held.indices]
    return unit_rows(held), tuple(tags.select("attribute", "value").iter_rows())


def tag_rarity(tags: csr_array) -> NDArray[np.float32]:
    """Return how specific each tag is: log(1 + products / products that have it)."""
    frequency = np.bincount(tags.indices, minlength=tags.shape[1])
    return np.log1p(tags.shape[0] / np.maximum(frequency, 1)).astype(np.float32)


def _levels(products: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    rows = [
        (product, CATEGORY, level, 1.0)
        for product, path in products.select("id", "category").iter_rows()
        for level in category_levels(path)
    ]
    schema = {"product": pl.String, "attribute": pl.String, "value": pl.String, "sure": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _vectors(folder: Path, ids: tuple[str, ...]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return text and graph vectors in the order of `ids`; zeros for products that came after the training."""
    import polars as pl

    if not (folder / "completion.json").exists():
        return np.zeros((len(ids), 0), np.float32), np.zeros((len(ids), 0), np.float32)
    from ..export.vector_files import entity_vectors

    with intact(folder / "index", TRAIN_ANEW):
        known = pl.read_parquet(folder / "index" / "products.parquet", columns=["product"])
        trained = tuple(known["product"].to_list())
        text = mapped_array(folder / "index" / "index.safetensors", "vectors")
    graph = entity_vectors(folder).of_products().vectors
    length = np.linalg.norm(graph, axis=1, keepdims=True)
    return _in_order(text, trained, ids), _in_order(graph / np.maximum(length, 1e-12), trained, ids)


def mapped_array(path: Path, name: str) -> NDArray[np.float32]:
    """Map a float32 array of a safetensors file into memory: a header of 8 bytes of length and JSON, then the numbers.

    The format: https://github.com/huggingface/safetensors#format
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entry = json.loads(file.read(length))[name]
    start = 8 + length + entry["data_offsets"][0]
    shape = tuple(entry["shape"])
    if 0 in shape:
        return np.zeros(shape, np.float32)
    return np.memmap(path, dtype="<f4", mode="r", offset=start, shape=shape)


def _in_order(vectors: NDArray[np.float32], have: tuple[str, ...], ids: tuple[str, ...]) -> NDArray[np.float32]:
    if have == ids:
        return vectors
    row_of = {name: row for row, name in enumerate(have)}
    rows = np.array([row_of.get(name, -1) for name in ids], dtype=np.int64)
    found = np.zeros((len(ids), vectors.shape[1]), np.float32)
    found[rows >= 0] = vectors[rows[rows >= 0]]
    return found
