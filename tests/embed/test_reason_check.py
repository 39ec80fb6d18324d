"""What a reason names is what the prediction rests on."""

from __future__ import annotations

import polars as pl
import pytest
from kgtag.embed.completion import CompletionTables
from kgtag.embed.reason_check import Deletion, check_reasons
from kgtag.kg.progress import silent

from .conftest import SCHEMA, World, brand_mentions, own_evidence, products_table, world_products


@pytest.fixture(scope="module")
def deletions(world: World) -> dict[str, Deletion]:
    """New products without brand, as far as their reasons go."""
    rows = [{**row, "id": f"new {row['id']}"} for row in world_products().iter_rows(named=True)]
    products = products_table([{**row, "attributes": row["attributes"][1:], "tags": row["tags"][:1]} for row in rows])
    tables = CompletionTables(products, brand_mentions(products), own_evidence(products))
    return {one.kind: one for one in check_reasons(world.completion, tables, SCHEMA, world.settings, silent)}


def test_a_prediction_from_the_text_falls_when_the_words_are_gone(deletions: dict[str, Deletion]) -> None:
    assert deletions["text"].predictions >= 20
    assert deletions["text"].lowered > 0.95


def test_every_kind_of_evidence_counts(deletions: dict[str, Deletion]) -> None:
    """Where ten neighbours go, a hundred of the same brand are left: some scores fall, not all."""
    for one in deletions.values():
        assert one.change > 0
        assert 0 < one.lowered <= 1
        assert one.lost <= one.lowered


def test_products_that_miss_nothing_have_nothing_to_check(world: World) -> None:
    empty = CompletionTables(*(table.clear() for table in (world.tables.products, world.tables.mentions, pl.DataFrame(
        schema=world.tables.evidence.schema))))  # fmt: skip
    assert check_reasons(world.completion, empty, SCHEMA, world.settings, silent) == []
