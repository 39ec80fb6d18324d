"""Which tags customers take to: the share of each in the last quarter of timed interactions beside that before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .shown import Shown

if TYPE_CHECKING:
    import polars as pl

LATE_SHARE = 0.25
LEAST_INTERACTIONS = 20
MOST_TAGS = 12


@dataclass(frozen=True, slots=True)
class TagGrowth:
    """A tag's share of the interactions before and in the last quarter; `z` says how far that is beyond chance."""

    attribute: str
    value: str
    interactions: int
    before: float
    late: float
    z: float


def growing_tags(interactions: pl.DataFrame, triples: pl.DataFrame) -> Shown[TagGrowth]:
    """Return the tags that gained the most beyond chance, by the z of two shares; none without times.

    Tags with fewer than 20 interactions are left out; `total` counts those that gained with z of 2 or more.
    """
    import polars as pl

    timed = interactions.filter(pl.col("time").is_not_null()).select("product", "time")
    if timed.is_empty() or timed["time"].min() == timed["time"].max():
        return Shown((), 0)
    cut = timed["time"].quantile(1 - LATE_SHARE, "nearest")
    marked = timed.select("product", late=pl.col("time") > cut)
    late, early = int(marked["late"].sum()), int((~marked["late"]).sum())
    if not late:
        return Shown((), 0)
    tagged = marked.join(triples.select("relation", "tail", product="head"), on="product")
    counts = tagged.group_by(attribute="relation", value="tail").agg(all=pl.len(), late=pl.col("late").sum())
    pooled = pl.col("all") / (early + late)
    shares = counts.filter(pl.col("all") >= LEAST_INTERACTIONS).select(
        "attribute", "value", "all", before=(pl.col("all") - pl.col("late")) / early, now=pl.col("late") / late,
        noise=(pooled * (1 - pooled) * (1 / early + 1 / late)).sqrt(),
    )  # fmt: skip
    rated = shares.filter(pl.col("noise") > 0).with_columns(z=(pl.col("now") - pl.col("before")) / pl.col("noise"))
    grown = (
        rated.filter(pl.col("z") >= 2).drop("noise").sort("z", "attribute", "value", descending=[True, False, False])
    )
    return Shown(tuple(TagGrowth(*row) for row in grown.head(MOST_TAGS).iter_rows()), len(grown))
