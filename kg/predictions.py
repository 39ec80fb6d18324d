"""The predictions table: taking out what people rejected, and reading rows back as predictions with reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .tables import SLOT, TAG, TRIPLE
from .types import Prediction, Reason

if TYPE_CHECKING:
    import polars as pl

    from .schema import Attribute


def without_tags(predictions: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    """Drop the tags (product, attribute, value) that were rejected; those below move up a rank."""
    import polars as pl

    kept = predictions.join(rejected, on=TAG, how="anti")
    return kept.with_columns(pl.col("rank").rank("ordinal").over(SLOT).cast(pl.Int64))


def open_predictions(
    predictions: pl.DataFrame, triples: pl.DataFrame, schema: Mapping[str, Attribute], min_probability: float
) -> pl.DataFrame:
    """Keep the predictions of at least `min_probability` that can stand beside what is asserted, in their order.

    Those go whose value is asserted, and those of a single-valued attribute of which any value is. `triples` are the
    rows of the triples or of the evidence table.
    """
    import polars as pl

    single = [name for name, attribute in schema.items() if not attribute.many]
    asserted = triples.select(pl.col(name).alias(column) for name, column in zip(TRIPLE, TAG, strict=True))
    taken = asserted.filter(pl.col("attribute").is_in(single))
    probable = predictions.filter(pl.col("probability") >= min_probability)
    free = probable.join(asserted, on=TAG, how="anti", maintain_order="left")
    return free.join(taken, on=SLOT, how="anti", maintain_order="left")


def predictions_from(frame: pl.DataFrame) -> list[Prediction]:
    """Read rows of the predictions table, the most probable first."""
    ordered = frame.sort(["probability", "attribute", "rank"], descending=[True, False, False])
    return [
        Prediction(
            row["product"],
            row["attribute"],
            row["value"],
            row["probability"],
            row["rank"],
            row["of"],
            row["asserted"],
            row["proposed"],
            reasons_from(row["reasons"]),
        )
        for row in ordered.iter_rows(named=True)
    ]


def reasons_as_json(reasons: Sequence[Reason]) -> str:
    """Write reasons as the table's JSON text."""
    return json.dumps([reason_as_json(reason) for reason in reasons], ensure_ascii=False)


def reasons_from(text: str) -> tuple[Reason, ...]:
    """Read the table's JSON text."""
    return tuple(
        Reason(entry["kind"], entry["text"], tuple(entry.get("products", ())), tuple(entry.get("tags", ())))
        for entry in json.loads(text)
    )


def reason_as_json(reason: Reason) -> dict[str, Any]:
    """Return a reason as users of `--json` see it."""
    entries: dict[str, Any] = {"kind": reason.kind, "text": reason.text}
    if reason.products:
        entries["products"] = list(reason.products)
    if reason.tags:
        entries["tags"] = list(reason.tags)
    return entries


def prediction_as_json(prediction: Prediction) -> dict[str, Any]:
    """Return a prediction in the shape that `kgtag complete --json` promises."""
    return {
        "attribute": prediction.attribute,
        "tag": prediction.value,
        "probability": round(prediction.probability, 4),
        "rank": prediction.rank,
        "of": prediction.of,
        "asserted": prediction.asserted,
        "proposed": prediction.proposed,
        "reasons": [reason_as_json(reason) for reason in prediction.reasons],
    }
