"""A world with obvious answers: every Acme thing is red, every Zeno thing blue, and shoes are footwear."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from kgtag.embed.completion import Completion, CompletionFacts, CompletionTables, learn_completion
from kgtag.kg.progress import silent
from kgtag.kg.schema import Attribute, Schema
from kgtag.kg.settings import Settings
from kgtag.kg.tables import table_schema
from kgtag.kg.types import FREE_TAG

SCHEMA: Schema = {
    "Brand": Attribute("Brand"),
    "Color": Attribute("Color"),
    FREE_TAG: Attribute(FREE_TAG, many=True),
}
COLORS = {"Acme": "red", "Zeno": "blue", "Bolt": "green"}
KINDS = {"shoe": ("Footwear", "Leather"), "bag": ("Luggage", "Leather"), "lamp": ("Home",)}


@dataclass(frozen=True, slots=True)
class World:
    """Products as tables, what was learned from them, and where."""

    tables: CompletionTables
    settings: Settings
    folder: Path
    facts: CompletionFacts
    completion: Completion


def product_row(
    name: str, title: str, attributes: dict[str, list[str] | None], tags: tuple[str, ...] = ()
) -> dict[str, object]:
    """One row of the products table."""
    return {
        "id": name,
        "title": title,
        "description": "",
        "category": [],
        "attributes": [{"name": name, "values": values} for name, values in attributes.items()],
        "tags": list(tags),
        "record": "{}",
        "content": "",
    }


def products_table(rows: list[dict[str, object]]) -> pl.DataFrame:
    """A products table."""
    return pl.DataFrame(rows, schema=dict(table_schema("products")), orient="row")


def evidence_table(rows: list[tuple[str, str, str, str]]) -> pl.DataFrame:
    """An evidence table of (head, relation, tail, origin)."""
    full = [
        {"head": head, "relation": relation, "tail": tail, "origin": origin, "confidence": 1.0}
        for head, relation, tail, origin in rows
    ]
    return pl.DataFrame(full, schema=dict(table_schema("evidence")))


def mentions_table(rows: list[tuple[str, str, str, str, int, float, str]]) -> pl.DataFrame:
    """A mentions table of (product, attribute, value, surface, start, confidence, extractor), all in titles."""
    full = [
        {
            "product": product, "attribute": attribute, "value": value, "surface": surface, "field": "title",
            "start": start, "end": start + len(surface), "confidence": confidence, "extractor": extractor,
        }
        for product, attribute, value, surface, start, confidence, extractor in rows
    ]  # fmt: skip
    return pl.DataFrame(full, schema=dict(table_schema("mentions")))


def own_evidence(products: pl.DataFrame) -> pl.DataFrame:
    """What the catalog itself says, as evidence."""
    rows = []
    for product in products.iter_rows(named=True):
        cells = [(entry["name"], value) for entry in product["attributes"] for value in entry["values"] or ()]
        cells += [(FREE_TAG, value) for value in product["tags"]]
        rows += [(product["id"], attribute, value, "catalog") for attribute, value in cells]
    return evidence_table(rows)


def world_products(count: int = 300) -> pl.DataFrame:
    """Products of three brands, and a few of one that makes nothing else; three kinds; some colours are not known."""
    rows = []
    for number in range(count):
        brand, kind = list(COLORS)[number % 3], list(KINDS)[number // 3 % 3]
        known = {"Brand": [brand]} | ({"Color": [COLORS[brand]]} if number % 5 else {})
        if number % 7 == 0:
            brand, known = f"Maker{number}", {"Brand": [f"Maker{number}"]}
        rows.append(product_row(f"P{number:03}", f"{kind} number {number} by {brand}", known, KINDS[kind]))
    return products_table(rows)


def brand_mentions(products: pl.DataFrame) -> pl.DataFrame:
    """What a tagger that knows brands when it sees them would find."""
    rows = []
    for product, title in products.select("id", "title").iter_rows():
        brand = title.split(" by ")[-1]
        rows.append((product, "Brand", brand, brand, title.rindex(brand), 0.7, "tagger"))
    return mentions_table(rows)


@pytest.fixture(scope="session")
def world_settings(tiny_encoder: Path) -> Settings:
    """Settings under which learning takes seconds."""
    return Settings(encoder=str(tiny_encoder), embedding_epochs=3, embedding_dimension=8, device="cpu")


@pytest.fixture(scope="session")
def world(world_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world, learned once."""
    folder = tmp_path_factory.mktemp("completion")
    products = world_products()
    tables = CompletionTables(products, brand_mentions(products), own_evidence(products))
    facts = learn_completion(tables, tables.mentions, SCHEMA, world_settings, folder, silent, pytest.fail)
    return World(tables, world_settings, folder, facts, Completion.load(folder))
