"""A catalog that was read, and what a test adds to it: for tests of what comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from kgtag.kg.catalog_export.filled_catalog import ExportSummary, export_filled_catalog
from kgtag.kg.catalog_reading.catalog import read_catalog
from kgtag.kg.products import write_products
from kgtag.kg.schema import Schema, infer_schema
from kgtag.kg.tables import table_schema


def rows(table: str, entries: list[dict[str, Any]]) -> pl.DataFrame:
    schema = dict(table_schema(table))
    return pl.DataFrame([{**dict.fromkeys(schema), **entry} for entry in entries], schema=schema)


def said(*facts: tuple[str, str, str, str]) -> pl.DataFrame:
    """Evidence rows of titles: product, attribute, value, quote."""
    return rows(
        "evidence",
        [
            {
                "head": product, "relation": attribute, "tail": value, "origin": "text", "confidence": 0.97,
                "field": "title", "start": 0, "end": len(quote), "quote": quote,
            }
            for product, attribute, value, quote in facts
        ],
    )  # fmt: skip


def predicted(*facts: tuple[str, str, str, float]) -> pl.DataFrame:
    return rows(
        "predictions",
        [
            {"product": product, "attribute": attribute, "value": value, "probability": probability, "asserted": False}
            for product, attribute, value, probability in facts
        ],
    )


NOTHING = predicted()


class Shop:
    """A catalog that was read, to be exported with what a test adds."""

    def __init__(self, path: Path, **mapping: str) -> None:
        self.path = path
        self.layout, items = read_catalog(str(path), mapping, lambda sentence: None)
        write_products(items, path.with_name("products.parquet"), path.with_name("rejects.jsonl"))
        self.products = pl.read_parquet(path.with_name("products.parquet"))

    def export(
        self,
        evidence: pl.DataFrame,
        predictions: pl.DataFrame = NOTHING,
        *,
        schema: Schema | None = None,
        min_probability: float | None = 0.9,
        out: Path | None = None,
    ) -> tuple[bytes, ExportSummary]:
        triples = evidence.select("head", "relation", "tail", "confidence").unique(["head", "relation", "tail"])
        out = out or self.path.with_name(f"filled-{self.path.name}")
        summary = export_filled_catalog(
            self.products, triples, evidence, predictions,
            infer_schema(self.products) if schema is None else schema, self.layout, out,
            min_probability=min_probability,
        )  # fmt: skip
        return out.read_bytes(), summary

    def update(self, path: Path) -> None:
        other = Shop(path)
        self.products = pl.concat([self.products.join(other.products, on="id", how="anti"), other.products])


@pytest.fixture
def shop(tmp_path: Path) -> Callable[..., Shop]:
    def make(name: str, content: str, **mapping: str) -> Shop:
        path = tmp_path / name
        path.write_bytes(content.encode())
        return Shop(path, **mapping)

    return make
