"""One product as the graph knows it: its tags with their evidence and its predictions with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import NotFoundError
from .predictions import prediction_as_json, predictions_from
from .types import Prediction
from .workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class ProductPage:
    """What `kgtag show` prints; `tags` holds (attribute, value, confidence, evidence rows, the best first)."""

    id: str
    title: str
    category: tuple[str, ...]
    tags: tuple[tuple[str, str, float, tuple[dict[str, Any], ...]], ...]
    predictions: tuple[Prediction, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the page as users of `--json` see it."""
        return {
            "product": self.id,
            "title": self.title,
            "category": list(self.category),
            "tags": [
                {"attribute": attribute, "tag": value, "confidence": round(confidence, 4), "evidence": list(evidence)}
                for attribute, value, confidence, evidence in self.tags
            ],
            "predictions": [prediction_as_json(prediction) for prediction in self.predictions],
        }


def product_page(workspace: Workspace, product: str) -> ProductPage:
    """Read one product's page; raises NotFoundError that names similar ids."""
    found = require_products(workspace, [product]).row(0, named=True)
    evidence = workspace.rows("evidence", "head", [product]).sort("confidence", descending=True, maintain_order=True)
    groups = evidence.group_by(["relation", "tail"], maintain_order=True)
    tags = [(str(relation), str(tail), rows["confidence"][0], _shown(rows)) for (relation, tail), rows in groups]
    return ProductPage(
        product,
        found["title"],
        tuple(found["category"] or ()),
        tuple(sorted(tags, key=lambda tag: (tag[0], tag[1]))),
        tuple(predictions_from(workspace.rows("predictions", "product", [product]))),
    )


def require_products(workspace: Workspace, ids: list[str]) -> pl.DataFrame:
    """Return the rows of products; raises NotFoundError for the first id that the catalog does not have."""
    found = workspace.rows("products", "id", ids)
    missing = [product for product in ids if product not in set(found["id"])]
    if missing:
        raise NotFoundError(f"there is no product {missing[0]!r} in {workspace.root}{_similar(workspace, missing[0])}")
    return found


def _similar(workspace: Workspace, product: str) -> str:
    from rapidfuzz import process

    ids = workspace.table("products")["id"].to_list()
    close = [match[0] for match in process.extract(product, ids, limit=3, score_cutoff=60)]
    return f"; did you mean {', '.join(close)}?" if close else ""


def _shown(evidence: pl.DataFrame) -> tuple[dict[str, Any], ...]:
    columns = ("origin", "confidence", "field", "start", "end", "quote", "extractor", "version")
    return tuple(
        {name: row[name] for name in columns if row[name] is not None} for row in evidence.iter_rows(named=True)
    )
