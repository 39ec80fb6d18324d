"""The products that are to be completed, in rows: what is known of them, and which slots are open; counts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from .catalog_index import Index, Tag, Texts


@dataclass(frozen=True, slots=True)
class Mentions:
    """What extraction found in the text of the queries, one row a (query, tag), in that order.

    `confidence` is the best of its mentions, `count` how many there are, `start` the first one's place in the title
    as a share of its length (1 if it is not there); `tagger` and `rule` say who found it.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    confidence: NDArray[np.float32]
    count: NDArray[np.float32]
    start: NDArray[np.float32]
    tagger: NDArray[np.float32]
    rule: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Queries:
    """Products with their open slots.

    `places`: their rows in the index, -1 for products it does not have. `contexts`: as in the index, and `tags` for
    what is asserted of them [queries, tags]. `settled` [queries, tags]: tags that are certain, and so no candidates.
    `open` [queries, attributes]: which attributes are asked for.
    """

    texts: Texts
    places: NDArray[np.int64]
    contexts: Mapping[str, csr_array]
    vectors: NDArray[np.float32]
    settled: csr_array
    open: NDArray[np.bool_]
    mentions: Mentions

    def __len__(self) -> int:
        return len(self.texts.ids)


def make_queries(
    index: Index,
    texts: Texts,
    vectors: NDArray[np.float32],
    known: Sequence[frozenset[Tag]],
    settled: Sequence[frozenset[Tag]],
    open_slots: NDArray[np.bool_],
    mentions: pl.DataFrame,
) -> Queries:
    """Bring products into an index's columns; `known` is all that is asserted of each, `settled` the certain part."""
    contexts = {**index.readers.read(texts), "tags": index.tags.rows(known)}
    places = np.array([index.row_of.get(name, -1) for name in texts.ids], dtype=np.int64)
    return Queries(
        texts, places, contexts, vectors, index.tags.rows(settled), open_slots, _mentions(index, texts, mentions)
    )


def _mentions(index: Index, texts: Texts, mentions: pl.DataFrame) -> Mentions:
    import polars as pl

    title, extractor = pl.col("title").str.len_chars().clip(1), pl.col("extractor")
    place = pl.when(pl.col("field") == "title").then(pl.col("start") / title).otherwise(1.0)
    traits = {
        "confidence": pl.col("confidence").max(),
        "count": pl.len(),
        "start": place.min(),
        "tagger": extractor.is_in(["tagger", "column", "clue"]).any(),
        "rule": (extractor == "rule").any(),
    }
    found = _in_columns(index, texts, mentions).group_by("row", "column").agg(**traits).sort("row", "column")
    rows, columns = (found[name].to_numpy().astype(np.int64) for name in ("row", "column"))
    return Mentions(rows, columns, **{name: found[name].cast(pl.Float32).to_numpy() for name in traits})


def _in_columns(index: Index, texts: Texts, mentions: pl.DataFrame) -> pl.DataFrame:
    """Give mentions the row and title of their product among the texts, and the column of their tag in the index."""
    import polars as pl

    products = pl.DataFrame({"product": texts.ids, "row": np.arange(len(texts.ids)), "title": texts.titles})
    columns = pl.DataFrame(
        index.tags.tags, schema={"attribute": pl.String, "value": pl.String}, orient="row"
    ).with_row_index("column")
    return mentions.join(products, on="product").join(columns, on=["attribute", "value"])
