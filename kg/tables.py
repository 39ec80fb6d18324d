"""The schemas of the workspace's tables, and writing tables and texts in one step that cannot break halfway."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .stored_files import replaced_file, written_whole

if TYPE_CHECKING:
    import polars as pl

SLOT = ["product", "attribute"]
TAG = ["product", "attribute", "value"]
TRIPLE = ["head", "relation", "tail"]
"""The columns that name a slot, a product's tag, and the same tag as a triple."""


def table_schema(name: str) -> Mapping[str, pl.DataType]:
    """Return the columns of one of the workspace's tables.

    products     one row a product; `record` is the row as it came, as JSON; `content` is a hash of all a stage reads
    tags         the vocabulary: one row a canonical value, with the surface forms that stand for it
    aliases      which surface form was folded into which value, and by what rule, so that it can be undone
    mentions     values found in text, also those too weak to assert
    triples      what the graph asserts, unique by (head, relation, tail)
    evidence     one or more rows a triple
    predictions  ranked answers for open slots; `reasons` is JSON
    interactions one row a time that a user had to do with a product; what has the same `basket` was taken together
    """
    import polars as pl

    text, number, whole, flag = pl.String(), pl.Float64(), pl.Int64(), pl.Boolean()
    texts = pl.List(pl.String())
    schemas: dict[str, dict[str, pl.DataType]] = {
        "products": {
            "id": text, "title": text, "description": text, "category": texts,
            "attributes": pl.List(pl.Struct({"name": pl.String(), "values": texts})),
            "tags": texts, "record": text, "content": text,
        },
        "tags": {
            "attribute": text, "value": text, "number": number, "unit": text, "products": whole, "surfaces": texts,
        },
        "aliases": {"attribute": text, "surface": text, "value": text, "rule": text, "score": number},
        "mentions": {
            "product": text, "attribute": text, "value": text, "surface": text, "field": text,
            "start": whole, "end": whole, "confidence": number, "extractor": text,
        },
        "triples": {"head": text, "relation": text, "tail": text, "confidence": number},
        "evidence": {
            "head": text, "relation": text, "tail": text, "origin": text, "confidence": number, "field": text,
            "start": whole, "end": whole, "quote": text, "extractor": text, "version": text,
        },
        "predictions": {
            "product": text, "attribute": text, "value": text, "probability": number, "missing": number,
            "rank": whole, "of": whole, "asserted": flag, "proposed": flag, "reasons": text, "model": text,
        },
        "interactions": {
            "user": text, "product": text, "basket": text, "weight": number, "time": pl.Datetime("us"),
        },
    }  # fmt: skip
    return schemas[name]


def empty_table(name: str) -> pl.DataFrame:
    """Return one of the workspace's tables without rows."""
    import polars as pl

    return pl.DataFrame(schema=dict(table_schema(name)))


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write a table so that a reader sees either the old file or the whole new one."""
    with replaced_file(path) as partial:
        frame.write_parquet(partial, compression="zstd", statistics=True)


def write_text(text: str, path: Path) -> None:
    """Write a text file in UTF-8 so that a reader sees either the old file or the whole new one."""
    with written_whole(path) as file:
        file.write(text.encode())
