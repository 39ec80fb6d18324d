"""Held-out products are read as if their own cells were empty."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from kgtag.embed.blind_reading import read_blindly
from kgtag.extract.extraction import learn_extraction
from kgtag.kg.progress import silent
from kgtag.kg.schema import Schema, infer_schema
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out
from kgtag.kg.vocabulary import Vocabulary, learn_vocabulary

from .conftest import product_row, products_table, world_products


@pytest.fixture(scope="module")
def mentions(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What is read in the world without a tagger."""
    products = world_products()
    return read(products, infer_schema(products), tmp_path_factory.mktemp("extraction"))


def read(products: pl.DataFrame, schema: Schema, folder: Path) -> pl.DataFrame:
    settings = Settings(device="cpu")
    tags, aliases = learn_vocabulary(products, schema)
    learn_extraction(
        products, Vocabulary(tags, aliases, schema), schema, settings, folder, train=False, progress=silent,
        announce=lambda line: None,
    )  # fmt: skip
    return read_blindly(products, tags, aliases, schema, folder, settings, silent)


def test_only_held_out_products_are_read(mentions: pl.DataFrame) -> None:
    assert len(mentions)
    assert all(map(is_held_out, mentions["product"]))


def test_a_brand_that_only_the_product_itself_has_is_not_known_and_one_of_many_is(mentions: pl.DataFrame) -> None:
    brands = set(mentions.filter(attribute="Brand")["value"])
    assert brands == {"Acme", "Zeno", "Bolt"}
    assert any(is_held_out(f"P{number:03}") for number in range(0, 300, 7))


LOCK = next(f"L{number}" for number in range(100) if is_held_out(f"L{number}"))


def shop(cells: dict[str, list[str] | None]) -> pl.DataFrame:
    """Tyres have sizes, locks have weights; the title of one lock has a size too."""
    tyres = [
        product_row(f"T{number}", f"tyre {20 + number % 9} in", {"Size": [f"{20 + number % 9} in"]})
        for number in range(60)
    ]
    locks = [product_row(f"K{number}", f"lock {number} kg", {"Weight": [f"{number} kg"]}) for number in range(1, 60)]
    rows = [*tyres, *locks, product_row(LOCK, "lock 40 in", cells)]
    return products_table([{**row, "category": [str(row["title"]).split()[0]]} for row in rows])


def test_what_a_product_itself_has_does_not_count_for_its_category(tmp_path: Path) -> None:
    filled = shop({"Size": ["40 in"]})
    blind, served = (
        read(products, infer_schema(filled), tmp_path / name).filter(product=LOCK, attribute="Size")
        for name, products in (("filled", filled), ("open", shop({})))
    )
    assert blind["confidence"].to_list() == served["confidence"].to_list() == [0.3]
