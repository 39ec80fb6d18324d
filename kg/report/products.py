"""The products that a report shows with what their tags rest on, marked in their own text; knows no page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..categories import category_column, category_path
from ..predictions import predictions_from
from ..product_page import require_products
from ..product_rows import TEXT_FIELDS
from ..workspace import Workspace
from .marked_text import Mark, MarkedText, mark_text

if TYPE_CHECKING:
    import polars as pl

MOST_PRODUCTS = 5
MOST_TAGS = 25


@dataclass(frozen=True, slots=True)
class ExampleTag:
    """A tag with the best of what it rests on; a predicted one has a reason instead of a field and a quote."""

    attribute: str
    value: str
    confidence: float
    origin: str
    field: str = ""
    quote: str = ""
    extractor: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExampleProduct:
    """A product whose text is marked where it is evidence; `tags` are the surest, of `tags_in_all`."""

    id: str
    category: str
    title: MarkedText
    description: MarkedText
    tags: tuple[ExampleTag, ...]
    tags_in_all: int


def chosen_products(products: pl.DataFrame, evidence: pl.DataFrame, predictions: pl.DataFrame) -> list[str]:
    """Choose a handful of products whose text or neighbours say most that the catalog does not, one for a category."""
    import polars as pl

    own = evidence.filter(pl.col("origin") != "text").select("head", "relation").unique()
    read = evidence.filter(origin="text").join(own, on=["head", "relation"], how="anti")
    added = [
        read.select(product="head", attribute="relation").unique(),
        predictions.select("product", "attribute").unique(),
    ]
    counts = pl.concat(added).group_by("product").len("added")
    rows = products.select(pl.col("id").alias("product"), category_column()).join(counts, on="product", how="left")
    ordered = rows.with_columns(pl.col("added").fill_null(0)).sort("added", "product", descending=[True, False])
    first = ordered.unique("category", keep="first", maintain_order=True)
    rest = ordered.join(first, on="product", how="anti", maintain_order="left")
    return pl.concat([first, rest])["product"].head(MOST_PRODUCTS).to_list()


def example_product(workspace: Workspace, product: str, predictions: pl.DataFrame) -> ExampleProduct:
    """Read one product with the marks in its text and its tags; `predictions` are those that count of it."""
    row = require_products(workspace, [product]).row(0, named=True)
    evidence = workspace.rows("evidence", "head", [product]).sort(
        "confidence", "relation", "tail", "field", "start", "origin",
        descending=[True, False, False, False, False, False],
    )  # fmt: skip
    marks: dict[str, list[Mark]] = {field: [] for field in TEXT_FIELDS}
    tags: dict[tuple[str, str], ExampleTag] = {}
    columns = ("relation", "tail", "confidence", "origin", "field", "quote", "extractor", "start", "end")
    for relation, tail, confidence, origin, field, quote, extractor, start, end in evidence.select(columns).iter_rows():
        if field in marks and start is not None and end is not None:
            marks[field].append(Mark(start, end, relation, tail, confidence, extractor or ""))
        known = tags.get((relation, tail))
        if known is None or (known.origin == "text" and origin != "text" and confidence >= known.confidence):
            tags[relation, tail] = ExampleTag(relation, tail, confidence, origin, field, quote, extractor or "")
    guessed = [
        ExampleTag(
            one.attribute, one.value, one.probability, "predicted", reason=one.reasons[0].text if one.reasons else ""
        )
        for one in predictions_from(predictions)
    ]
    listed = sorted(tags.values(), key=lambda tag: (tag.attribute, -tag.confidence, tag.value)) + guessed
    return ExampleProduct(
        product,
        category_path(row["category"]),
        mark_text(row["title"] or "", marks["title"]),
        mark_text(row["description"] or "", marks["description"]),
        tuple(listed[:MOST_TAGS]),
        len(listed),
    )
