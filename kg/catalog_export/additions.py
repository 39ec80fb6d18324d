"""What the graph adds to each product, and why; knows nothing of how a catalog is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..predictions import open_predictions
from ..schema import Schema, resolve_names
from ..tables import SLOT, TAG, TRIPLE
from ..types import FREE_TAG

if TYPE_CHECKING:
    import polars as pl

DECISION, PREDICTED = "decision", "predicted"
LIKELY = 0.5
"""The least probability of a prediction that is shown beside a catalog's cells: more likely right than wrong."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A value that the catalog does not have.

    `source` is the field that says it (title, description), `decision` or `predicted`; `quote` is what the text says.
    """

    value: str
    probability: float
    source: str
    quote: str | None = None

    @property
    def reason(self) -> str:
        """The source in one cell: `title: "jet black"`."""
        return f'{self.source}: "{self.quote}"' if self.quote else self.source


Additions = Mapping[str, Mapping[str, tuple[Addition, ...]]]
"""Product → attribute → what is added, the most probable first."""


def find_additions(
    products: pl.DataFrame,
    triples: pl.DataFrame,
    evidence: pl.DataFrame,
    predictions: pl.DataFrame,
    schema: Schema,
    *,
    min_probability: float,
    only_empty: bool,
) -> Additions:
    """Collect what text and decisions assert, and predictions of at least `min_probability`, by the schema's names.

    A slot takes several values only of an attribute that may have many. With `only_empty`, slots that the catalog has
    filled get nothing; those it knows to be absent never do.
    """
    import polars as pl

    cells = _cells(products, schema)
    filled = cells.filter(pl.col("values") > 0).select(SLOT)
    absent = cells.filter(pl.col("values").is_null()).select(SLOT).join(filled, on=SLOT, how="anti")
    asserted = _asserted(triples, evidence)
    predicted = open_predictions(predictions, triples, schema, min_probability).select(
        *TAG, "probability", source=pl.lit(PREDICTED), quote=pl.lit(None, pl.String)
    )
    added = pl.concat([asserted, predicted]).join(absent, on=SLOT, how="anti")
    if only_empty:
        added = added.join(filled, on=SLOT, how="anti")
    ordered = added.sort([*SLOT, "probability", "value"], descending=[False, False, True, False])
    is_single = pl.col("attribute").is_in([name for name, attribute in schema.items() if not attribute.many])
    first = ordered.filter(is_single).unique(SLOT, keep="first", maintain_order=True)
    return _by_product(pl.concat([ordered.filter(~is_single), first]))


def _cells(products: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Return columns product, attribute, values: how many each cell gives, null where it is known to have none."""
    import polars as pl

    attributes = (
        products.select(product="id", entry="attributes")
        .explode("entry")
        .drop_nulls("entry")
        .select("product", attribute=pl.col("entry").struct["name"], values=pl.col("entry").struct["values"].list.len())
    )
    names = resolve_names(schema, attributes["attribute"].unique().to_list())
    named = attributes.with_columns(pl.col("attribute").replace_strict(names, return_dtype=pl.String()))
    tags = products.select(product="id", attribute=pl.lit(FREE_TAG), values=pl.col("tags").list.len())
    return pl.concat([named, tags])


def _asserted(triples: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Return what is asserted without the catalog saying it, each with its best evidence, decisions first."""
    import polars as pl

    is_decision = pl.col("origin") == DECISION
    of_catalog = evidence.filter(pl.col("origin") == "catalog")
    return (
        evidence.join(triples, on=TRIPLE, how="semi")
        .join(of_catalog, on=TRIPLE, how="anti")
        .sort(
            [*TRIPLE, is_decision, "confidence", "field", "start"],
            descending=[False, False, False, True, True, True, False],
        )
        .unique(TRIPLE, keep="first", maintain_order=True)
        .select(
            product="head",
            attribute="relation",
            value="tail",
            probability="confidence",
            source=pl.when(is_decision).then(pl.lit(DECISION)).otherwise("field"),
            quote=pl.when(is_decision).then(None).otherwise("quote"),
        )
    )


def _by_product(added: pl.DataFrame) -> Additions:
    additions: dict[str, dict[str, tuple[Addition, ...]]] = {}
    for product, attribute, *rest in added.select(*TAG, "probability", "source", "quote").iter_rows():
        slots = additions.setdefault(product, {})
        slots[attribute] = (*slots.get(attribute, ()), Addition(*rest))
    return additions
