"""A shop of ten products whose answers are obvious."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from kgtag.embed.search.search import Search
from kgtag.kg.schema import infer_schema, write_schema
from kgtag.kg.settings import Settings
from kgtag.kg.tables import table_schema
from kgtag.kg.types import FREE_TAG
from kgtag.kg.vocabulary import Vocabulary, canonical_cells, learn_vocabulary
from kgtag.kg.workspace import Workspace

EARPHONES, CASES, SHOES, BOTTLES = (
    ["Audio", "Earphones"],
    ["Audio", "Cases"],
    ["Shoes", "Running shoes"],
    ["Kitchen", "Bottles"],
)
PRODUCTS: list[dict[str, Any]] = [
    {"id": "E1", "title": "Aurivo in-ear", "category": EARPHONES, "tags": ["waterproof", "for running"],
     "attributes": {"Color": "black", "Weight": "40 g", "Battery life": "30 h"}},
    {"id": "E2", "title": "Sonderly earphones", "category": EARPHONES, "tags": ["for running"],
     "attributes": {"Color": "blue", "Weight": "60 g", "Battery life": "8 h"}},
    {"id": "E3", "title": "Zeno earphones", "category": EARPHONES, "tags": ["for running"],
     "attributes": {"Color": "red", "Weight": "45 g", "Battery life": "20 h"}},
    {"id": "C1", "title": "Case for earphones", "category": CASES, "tags": ["waterproof"],
     "attributes": {"Color": "black", "Material": "leather", "Weight": "30 g"}},
    {"id": "S1", "title": "Trail shoe", "category": SHOES, "tags": ["waterproof"],
     "attributes": {"Color": "black", "Material": "leather", "Weight": "250 g"}},
    {"id": "S2", "title": "Road shoe", "category": SHOES, "tags": ["light"],
     "attributes": {"Color": "white", "Material": "mesh", "Weight": "200 g"}},
    {"id": "S3", "title": "Road shoe with laces", "category": SHOES, "tags": [],
     "attributes": {"Material": "nylon", "Weight": "220 g"}},
    {"id": "B1", "title": "Steel bottle", "category": BOTTLES, "tags": ["BPA-free"],
     "attributes": {"Capacity": "500 ml"}},
    {"id": "B2", "title": "Steel bottle, large", "category": BOTTLES, "tags": [],
     "attributes": {"Capacity": "1000 ml"}},
    {"id": "T1", "title": "Umbrella", "description": "Keeps the rain off. 日傘", "category": [], "tags": [],
     "attributes": {}},
]  # fmt: skip
PREDICTED = [("E2", FREE_TAG, "waterproof", 0.8), ("E3", FREE_TAG, "waterproof", 0.2), ("S3", "Color", "black", 0.7)]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The shop's workspace, as a build without training leaves it, and three predictions."""
    workspace = Workspace(tmp_path_factory.mktemp("shop"))
    products = _table("products", [_product(**product) for product in PRODUCTS])
    schema = infer_schema(products)
    tags, aliases = learn_vocabulary(products, schema)
    cells = canonical_cells(products, Vocabulary(tags, aliases, schema))
    triples = [
        {"head": product, "relation": attribute, "tail": value, "confidence": 1.0}
        for product, attribute, value, _ in cells.iter_rows()
    ]
    evidence = [
        {**triple, "origin": "catalog", "field": f"attributes.{attribute}", "quote": surface, "extractor": "catalog"}
        for triple, (_, attribute, _, surface) in zip(triples, cells.iter_rows(), strict=True)
    ]
    predictions = [
        {"product": product, "attribute": attribute, "value": value, "probability": probability, "rank": 1, "of": 2,
         "asserted": False, "proposed": False, "reasons": "[]", "model": "m"}
        for product, attribute, value, probability in PREDICTED
    ]  # fmt: skip
    write_schema(schema, workspace.schema_path)
    for name, table in (("products", products), ("tags", tags), ("aliases", aliases)):
        workspace.write(name, table)
    for name, rows in (("triples", triples), ("evidence", evidence), ("predictions", predictions)):
        workspace.write(name, _table(name, rows))
    workspace.remember()
    return workspace


@pytest.fixture(scope="session")
def search(shop: Workspace) -> Search:
    return Search.load(shop, Settings(workspace=shop.root))


def _product(attributes: dict[str, str], description: str = "", **rest: Any) -> dict[str, Any]:
    cells = [{"name": name, "values": [value]} for name, value in attributes.items()]
    return {**rest, "description": description, "attributes": cells, "record": "{}", "content": ""}


def _table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(table_schema(name)))
