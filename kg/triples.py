"""One slot, one decision: the catalog's cells, people's decisions and the text's mentions become triples with evidence.

Knows nothing of how a mention was found beside its confidence, and whether its words say the value: what only goes with
a value (a "clue") asserts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .decisions import Decision, decided_tags
from .tables import SLOT, TAG, TRIPLE, table_schema
from .vocabulary import absent_cells, canonical_cells

if TYPE_CHECKING:
    import polars as pl

    from .vocabulary import Vocabulary

CATALOG_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Assertions:
    """What the graph asserts, and why: the `triples` and `evidence` tables."""

    triples: pl.DataFrame
    evidence: pl.DataFrame


def assert_triples(
    products: pl.DataFrame,
    mentions: pl.DataFrame,
    vocabulary: Vocabulary,
    decisions: Sequence[Decision],
    *,
    min_confidence: float,
    text_version: str,
) -> Assertions:
    """Decide every slot.

    Args:
        products: the `products` table; its cells are what the catalog says.
        mentions: the `mentions` table.
        vocabulary: the canonical values of cells; its schema tells which attributes may have many.
        decisions: those in force, about products of the catalog, in canonical values; they go before the catalog, and
            the catalog before the text.
        min_confidence: the least confidence at which text alone fills a slot.
        text_version: version of the extractors, written into the evidence.
    """
    import polars as pl

    accepted, rejected = decided_tags(decisions, "accept"), decided_tags(decisions, "reject")
    single = pl.DataFrame(
        {"attribute": [name for name, attribute in vocabulary.schema.items() if not attribute.many]},
        schema={"attribute": pl.String},
    )
    decided_slots = accepted.join(single, on="attribute", how="semi").select(SLOT)
    cells, absent = canonical_cells(products, vocabulary), absent_cells(products, vocabulary.schema)
    catalog = cells.join(decided_slots, on=SLOT, how="anti").join(rejected, on=TAG, how="anti")
    known = pl.concat([accepted.select(TAG), catalog.select(TAG)]).unique()
    candidates = mentions.join(rejected, on=TAG, how="anti").join(absent, on=SLOT, how="anti")
    text = _text_that_counts(_extending_only_by_known(candidates, known, vocabulary), known, single, min_confidence)
    evidence = pl.concat([_of_decisions(accepted), _of_catalog(catalog), _of_text(text, text_version)])
    evidence = evidence.sort([*TRIPLE, "confidence", "origin", "field", "start", "quote"],
                             descending=[False, False, False, True, False, True, False, False])  # fmt: skip
    triples = evidence.group_by(TRIPLE, maintain_order=True).agg(pl.col("confidence").max())
    return Assertions(triples, evidence)


def _extending_only_by_known(mentions: pl.DataFrame, known: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Leave out values that no cell of the catalog has where a product's own cell already says some."""
    import polars as pl

    further = mentions.join(known.select(SLOT).unique(), on=SLOT, how="semi").join(known, on=TAG, how="anti")
    added = further.select(TAG).unique()
    is_new = [not vocabulary.is_known(attribute, value) for _, attribute, value in added.iter_rows()]
    return mentions.join(added.filter(pl.Series(is_new, dtype=pl.Boolean)), on=TAG, how="anti")


def _text_that_counts(
    mentions: pl.DataFrame, known: pl.DataFrame, single: pl.DataFrame, min_confidence: float
) -> pl.DataFrame:
    """Keep mentions that support a known tag, and those sure enough to fill a slot that is open to them.

    A value that only clues speak for is left to completion.
    """
    import polars as pl

    supporting = mentions.join(known, on=TAG, how="semi")
    taken = known.join(single, on="attribute", how="semi").select(SLOT).unique()
    sure = (
        mentions.join(known, on=TAG, how="anti")
        .join(taken, on=SLOT, how="anti")
        .filter(pl.col("confidence") >= min_confidence, pl.col("extractor") != "clue")
    )
    best = (
        sure.join(single, on="attribute", how="semi")
        .sort([*SLOT, "confidence", "value"], descending=[False, False, True, False])
        .unique(SLOT, keep="first", maintain_order=True)
        .select(TAG)
    )
    winners = pl.concat([best, sure.join(single, on="attribute", how="anti").select(TAG)]).unique()
    filling = mentions.join(winners, on=TAG, how="semi")
    return pl.concat([supporting, filling])


def _of_catalog(cells: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    from .types import FREE_TAG

    field = (
        pl.when(pl.col("column") == FREE_TAG)
        .then(pl.lit("tags"))
        .otherwise("attributes." + pl.col("column").str.strip_chars())
    )
    return _evidence(
        cells.unique(maintain_order=True),
        origin=pl.lit("catalog"),
        confidence=pl.lit(1.0),
        field=field,
        start=pl.lit(None),
        end=pl.lit(None),
        quote=pl.col("surface"),
        extractor=pl.lit("catalog"),
        version=pl.lit(CATALOG_VERSION),
    )


def _of_decisions(accepted: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    nothing = pl.lit(None)
    return _evidence(
        accepted,
        origin=pl.lit("decision"),
        confidence=pl.lit(1.0),
        field=pl.lit("decisions.jsonl"),
        start=nothing,
        end=nothing,
        quote=pl.col("value"),
        extractor=nothing,
        version=nothing,
    )


def _of_text(mentions: pl.DataFrame, version: str) -> pl.DataFrame:
    import polars as pl

    return _evidence(
        mentions,
        origin=pl.lit("text"),
        confidence=pl.col("confidence"),
        field=pl.col("field"),
        start=pl.col("start"),
        end=pl.col("end"),
        quote=pl.col("surface"),
        extractor=pl.col("extractor"),
        version=pl.lit(version),
    )


def _evidence(frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    import polars as pl

    named = {"head": pl.col("product"), "relation": pl.col("attribute"), "tail": pl.col("value"), **columns}
    return frame.select(named[name].cast(kind).alias(name) for name, kind in table_schema("evidence").items())
