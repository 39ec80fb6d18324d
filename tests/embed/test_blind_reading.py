"""Held-out products are read as if their own cells were empty."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from kgtag.embed.blind_reading import read_blindly
from kgtag.extract.extraction import learn_extraction
from kgtag.kg.progress import silent
from kgtag.kg.schema import infer_schema
from kgtag.kg.settings import Settings
from kgtag.kg.types import is_held_out
from kgtag.kg.vocabulary import Vocabulary, learn_vocabulary

from .conftest import world_products


@pytest.fixture(scope="module")
def mentions(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What is read in the world without a tagger."""
    folder: Path = tmp_path_factory.mktemp("extraction")
    products, settings = world_products(), Settings(device="cpu")
    schema = infer_schema(products)
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
