"""The schemas of the workspace's tables, and writing them as Parquet in one step that cannot break halfway."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

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
            "product": text, "attribute": text, "value": text, "probability": number, "rank": whole, "of": whole,
            "asserted": flag, "proposed": flag, "reasons": text, "model": text,
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
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    frame.write_parquet(partial, compression="zstd", statistics=True)
    partial.replace(path)


def write_text(text: str, path: Path) -> None:
    """Write a text file in one step, flushed to the disk before it takes its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
