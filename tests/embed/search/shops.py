"""Builds the workspace of a small shop, as a build without training leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from kgtag.kg.schema import infer_schema, write_schema
from kgtag.kg.tables import table_schema
from kgtag.kg.vocabulary import Vocabulary, canonical_cells, learn_vocabulary
from kgtag.kg.workspace import Workspace

Said = tuple[str, str, str, float]
"""Product, attribute, value and how sure that is."""


def build_shop(
    folder: Path, shop: Sequence[dict[str, Any]], predicted: Sequence[Said] = (), mentioned: Sequence[Said] = ()
) -> Workspace:
    """Write a shop's tables: what its cells assert, what is predicted, and what texts say too weakly."""
    workspace = Workspace(folder)
    products = _table("products", [_product(**product) for product in shop])
    schema = infer_schema(products)
    tags, aliases = learn_vocabulary(products, schema)
    cells = canonical_cells(products, Vocabulary(tags, aliases, schema))
    triples = [
        {"head": product, "relation": attribute, "tail": value, "confidence": 1.0}
        for product, attribute, value, *_ in cells.iter_rows()
    ]
    evidence = [
        {**triple, "origin": "catalog", "field": f"attributes.{attribute}", "quote": surface, "extractor": "catalog"}
        for triple, (_, attribute, _, surface, _) in zip(triples, cells.iter_rows(), strict=True)
    ]
    predictions = [
        {"product": product, "attribute": attribute, "value": value, "probability": probability, "missing": 1.0,
         "rank": 1, "of": 2, "asserted": False, "proposed": False, "reasons": "[]", "model": "m"}
        for product, attribute, value, probability in predicted
    ]  # fmt: skip
    mentions = [
        {"product": product, "attribute": attribute, "value": value, "surface": value, "field": "description",
         "start": 0, "end": len(value), "confidence": confidence, "extractor": "catalog"}
        for product, attribute, value, confidence in mentioned
    ]  # fmt: skip
    write_schema(schema, workspace.schema_path)
    for name, table in (("products", products), ("tags", tags), ("aliases", aliases)):
        workspace.write(name, table)
    rows = {"triples": triples, "evidence": evidence, "predictions": predictions, "mentions": mentions}
    for name in rows:
        workspace.write(name, _table(name, rows[name]))
    workspace.remember()
    return workspace


def _product(attributes: dict[str, str], description: str = "", **rest: Any) -> dict[str, Any]:
    cells = [{"name": name, "values": [value]} for name, value in attributes.items()]
    return {**rest, "description": description, "attributes": cells, "record": "{}", "content": ""}


def _table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(table_schema(name)))
