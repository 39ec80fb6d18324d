"""What a reason names is what the prediction rests on."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from kgtag.embed.completion import Completion, CompletionTables, learn_completion
from kgtag.embed.evaluation.reason_check import Deletion, check_reasons
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings

from ..conftest import KINDS, SCHEMA, World, brand_mentions, own_evidence, product_row, products_table, world_products


def of_kind(deletions: list[Deletion], kind: str) -> Deletion:
    """The one of a kind, which has to be there."""
    return next(one for one in deletions if one.kind == kind)


def tables_of(products: pl.DataFrame) -> CompletionTables:
    """Tables of products, whose titles a tagger has read that knows the brands after “by”."""
    naming = products.filter(pl.col("title").str.contains(" by "))
    return CompletionTables(products, brand_mentions(naming), own_evidence(products))


def no_tags(said: str) -> None:
    """Many-valued attributes cannot be learned in a world that has none."""
    assert "many-valued" in said


def test_a_prediction_from_the_text_falls_when_the_words_are_gone(world_settings: Settings, tmp_path: Path) -> None:
    """Of every brand one product names it, and is like no other of the brand: only the words can tell."""
    kinds, rows = list(KINDS), []
    for number in range(600):
        title = f"{kinds[number % 3]} number {number}" + (f" by Maker{number}" if number < 300 else "")
        rows.append(product_row(f"P{number:03}", title, {"Brand": [f"Maker{number % 300}"]}))
    known = tables_of(products_table(rows))
    learn_completion(known, known.mentions, SCHEMA, world_settings, tmp_path, silent, no_tags)
    new = tables_of(products_table([{**row, "id": f"new {row['id']}", "attributes": []} for row in rows[:300]]))
    fell = of_kind(check_reasons(Completion.load(tmp_path), new, SCHEMA, world_settings, silent), "text")
    assert fell.predictions >= 20
    assert fell.lowered > 0.95


def test_a_prediction_from_neighbours_falls_when_none_of_them_has_the_value(world: World) -> None:
    rows = [{**row, "id": f"new {row['id']}"} for row in world_products().iter_rows(named=True)]
    new = tables_of(
        products_table([{**row, "attributes": row["attributes"][1:], "tags": row["tags"][:1]} for row in rows])
    )
    fell = of_kind(check_reasons(world.completion, new, SCHEMA, world.settings, silent), "neighbours")
    assert fell.predictions >= 20
    assert fell.lowered > 0.95


def test_products_that_miss_nothing_have_nothing_to_check(world: World) -> None:
    empty = CompletionTables(*(table.clear() for table in (world.tables.products, world.tables.mentions, pl.DataFrame(
        schema=world.tables.evidence.schema))))  # fmt: skip
    assert check_reasons(world.completion, empty, SCHEMA, world.settings, silent) == []
