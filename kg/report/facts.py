"""Everything `kgtag report` says, computed from a workspace; knows no page. Equal workspaces give equal facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..coverage import SOURCES, category_coverage, coverage
from ..errors import NotFoundError
from ..predictions import open_predictions
from ..product_page import require_products
from ..vocabulary import read_vocabulary
from ..workspace import Workspace
from .marked_text import shortened
from .measured import Measured, read_measured
from .neighbourhood import Neighbourhood, neighbourhood
from .products import ExampleProduct, chosen_products, example_product
from .records import MeasuredReader, RejectedLine, last_build, measured_readers, rejected_lines
from .shown import MOST_ROWS, Shown
from .suspicions import Contradiction, FarNumber, NearMiss, contradictions, far_numbers, near_misses
from .tag_growth import TagGrowth, growing_tags

if TYPE_CHECKING:
    import polars as pl

    from ..settings import Settings
    from ..vocabulary import Vocabulary

MOST_ATTRIBUTES, MOST_CATEGORIES, MOST_TAGS = 60, 40, 30
_LONGEST_TITLE = 80
_DOUBTFUL_FIRST = {"fuzzy": 0, "decision": 1, "spelling": 2}


@dataclass(frozen=True, slots=True)
class Filled:
    """How many of `of` slots have a value from each source; the sources do not overlap."""

    name: str
    products: int
    of: int
    catalog: int
    decision: int
    text: int
    predicted: int

    @property
    def open(self) -> int:
        """How many have none."""
        return max(0, self.of - self.catalog - self.decision - self.text - self.predicted)


@dataclass(frozen=True, slots=True)
class TagCount:
    """How many products have a tag, and for how many more it is predicted."""

    attribute: str
    value: str
    products: int
    predicted: int


@dataclass(frozen=True, slots=True)
class FoldedValue:
    """Spellings that one rule folded into a value; the least likeness among them is `score`."""

    attribute: str
    value: str
    rule: str
    surfaces: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Version:
    """How many pieces of evidence a version of an extractor gave."""

    origin: str
    extractor: str
    version: str
    evidence: int


@dataclass(frozen=True, slots=True)
class Doubts:
    """What deserves a second look, and the titles of the products it is about."""

    contradictions: Shown[Contradiction]
    far_numbers: Shown[FarNumber]
    near_misses: Shown[NearMiss]
    rejects: Shown[RejectedLine]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report says; the first of the drawn nodes is the product whose neighbourhood is drawn."""

    name: str
    counts: Mapping[str, int]
    asserted_from: float
    predicted_from: float
    whole: Filled
    by_category: Shown[Filled]
    by_attribute: Shown[Filled]
    readers: tuple[MeasuredReader, ...]
    measured: tuple[Measured, ...]
    doubts: Doubts
    examples: tuple[ExampleProduct, ...]
    drawn: Neighbourhood
    tags: Shown[TagCount]
    growing: Shown[TagGrowth]
    folded_by_rule: Mapping[str, int]
    folded: Shown[FoldedValue]
    run: Mapping[str, Any]
    versions: tuple[Version, ...]


def report_facts(workspace: Workspace, settings: Settings, product: str | None = None) -> ReportFacts:
    """Read a workspace; `product` is the one whose neighbourhood is drawn, by default the one that shows most.

    Raises:
        NotFoundError: there is no such product, or none at all.
    """
    import polars as pl

    if product is not None:
        require_products(workspace, [product])
    schema, vocabulary = read_vocabulary(workspace)
    names = ("products", "triples", "evidence", "aliases")
    products, triples, evidence, aliases = (workspace.table(name) for name in names)
    if products.is_empty():
        raise NotFoundError(f"{workspace.root} has no products left; fill it with: kgtag build CATALOG")
    sure = workspace.where("predictions", pl.col("probability") >= settings.graph_probability)
    predictions = open_predictions(sure, triples, schema, settings.graph_probability)
    sources = (products, evidence, predictions, schema)
    by_category = _filled(category_coverage(*sources).rename({"category": "name", "slots": "of"}))
    by_attribute = _filled(coverage(*sources).select("products", *SOURCES, name="attribute", of="products"))
    chosen = chosen_products(products, evidence, predictions)
    drawn = product or chosen[0]
    guessed = predictions.filter(product=drawn).select("attribute", "value").rows()
    return ReportFacts(
        name=workspace.root.resolve().name,
        counts={
            "products": len(products),
            "categories": len(by_category),
            "attributes": len(schema),
            "tags": triples.select("relation", "tail").n_unique(),
            "triples": len(triples),
            "predictions": len(predictions),
        },
        asserted_from=settings.assert_confidence,
        predicted_from=settings.graph_probability,
        whole=_sum(by_category),
        by_category=Shown.first(by_category, MOST_CATEGORIES),
        by_attribute=Shown.first([row for row in by_attribute if row.of], MOST_ATTRIBUTES),
        readers=measured_readers(workspace),
        measured=read_measured(workspace),
        doubts=_doubts(workspace, products, triples, evidence, vocabulary),
        examples=tuple(example_product(workspace, one, predictions.filter(product=one)) for one in chosen),
        drawn=neighbourhood(drawn, triples, guessed, dict(products.select("id", "title").iter_rows())),
        tags=_frequent_tags(triples, predictions),
        growing=growing_tags(workspace.table("interactions"), triples),
        folded_by_rule=dict(sorted(aliases["rule"].value_counts().iter_rows(), key=lambda row: (-row[1], row[0]))),
        folded=_folded(aliases),
        run=last_build(workspace),
        versions=_versions(evidence),
    )


def _filled(counts: pl.DataFrame) -> list[Filled]:
    return [Filled(*row) for row in counts.select(*Filled.__slots__).iter_rows()]


def _sum(rows: list[Filled]) -> Filled:
    products, *counts = (sum(getattr(row, name) for row in rows) for name in Filled.__slots__[1:])
    return Filled("all", products, *counts)


def _doubts(
    workspace: Workspace, products: pl.DataFrame, triples: pl.DataFrame, evidence: pl.DataFrame, vocabulary: Vocabulary
) -> Doubts:
    import polars as pl

    against = Shown.first(contradictions(triples, evidence, vocabulary.schema))
    far = Shown.first(far_numbers(triples, products, vocabulary))
    near = Shown.first(near_misses(triples, vocabulary.schema))
    meant = [
        *(row.product for row in against.rows), *(row.product for row in far.rows), *(row.product for row in near.rows)
    ]  # fmt: skip
    titles = products.filter(pl.col("id").is_in(meant)).select("id", "title").sort("id").iter_rows()
    short = {product: shortened(title or "", _LONGEST_TITLE) for product, title in titles}
    return Doubts(against, far, near, rejected_lines(workspace), short)


def _frequent_tags(triples: pl.DataFrame, predictions: pl.DataFrame) -> Shown[TagCount]:
    import polars as pl

    tag = ["attribute", "value"]
    counts = triples.group_by(attribute="relation", value="tail").len("products")
    guessed = predictions.group_by(tag).len("predicted")
    joined = counts.join(guessed, on=tag, how="left").with_columns(pl.col("predicted").fill_null(0))
    ordered = joined.sort("products", *tag, descending=[True, False, False])
    return Shown(tuple(TagCount(*row) for row in ordered.head(MOST_TAGS).iter_rows()), len(ordered))


def _folded(aliases: pl.DataFrame) -> Shown[FoldedValue]:
    """Group spellings by value and rule; likenesses and decisions, which can be wrong, before plain rules."""
    import polars as pl

    by = ["attribute", "value", "rule"]
    grouped = aliases.sort("surface").group_by(by).agg(pl.col("surface"), pl.col("score").min())
    doubt = pl.col("rule").replace_strict(_DOUBTFUL_FIRST, default=len(_DOUBTFUL_FIRST), return_dtype=pl.Int8())
    ordered = grouped.sort(doubt, pl.col("surface").list.len(), *by, descending=[False, True, False, False, False])
    rows = ordered.head(MOST_ROWS).iter_rows()
    folded = (FoldedValue(name, value, rule, tuple(surfaces), score) for name, value, rule, surfaces, score in rows)
    return Shown(tuple(folded), len(ordered))


def _versions(evidence: pl.DataFrame) -> tuple[Version, ...]:
    import polars as pl

    by = ["origin", "extractor", "version"]
    counts = evidence.select(pl.col(by).fill_null("")).group_by(by).len().sort(by)
    return tuple(Version(*row) for row in counts.iter_rows())
