"""One product as the graph knows it: its tags with their evidence and its predictions with their reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from .errors import NotFoundError
from .predictions import open_predictions, prediction_as_json, predictions_from
from .schema import read_schema
from .types import Evidence, Prediction, Triple
from .wording import did_you_mean
from .workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class ProductPage:
    """What `kgtag show` prints; `tags` holds each triple with its evidence, the best first."""

    id: str
    title: str
    category: tuple[str, ...]
    tags: tuple[tuple[Triple, tuple[Evidence, ...]], ...]
    predictions: tuple[Prediction, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the page as users of `--json` see it."""
        return {
            "product": self.id,
            "title": self.title,
            "category": list(self.category),
            "tags": [
                {
                    "attribute": triple.relation,
                    "tag": triple.tail,
                    "confidence": round(triple.confidence, 4),
                    "evidence": [_said(entry) for entry in evidence],
                }
                for triple, evidence in self.tags
            ],
            "predictions": [prediction_as_json(prediction) for prediction in self.predictions],
        }


def product_page(workspace: Workspace, product: str, min_probability: float = 0.0) -> ProductPage:
    """Read one product's page, with open predictions of at least `min_probability`; raises NotFoundError."""
    catalog = require_products(workspace, [product]).row(0, named=True)
    evidence = workspace.rows("evidence", "head", [product]).sort("confidence", descending=True, maintain_order=True)
    rows: dict[tuple[str, str], list[Evidence]] = {}
    for _, relation, tail, *rest in evidence.select("head", "relation", "tail", *Evidence.__slots__).iter_rows():
        rows.setdefault((relation, tail), []).append(Evidence(*rest))
    schema = read_schema(workspace.schema_path) if workspace.schema_path.exists() else {}
    predictions = workspace.rows("predictions", "product", [product])
    tags = ((Triple(product, *tag, found[0].confidence), tuple(found)) for tag, found in sorted(rows.items()))
    return ProductPage(
        product,
        catalog["title"],
        tuple(catalog["category"]),
        tuple(tags),
        tuple(predictions_from(open_predictions(predictions, evidence, schema, min_probability))),
    )


def require_products(workspace: Workspace, ids: list[str]) -> pl.DataFrame:
    """Return the rows of products; raises NotFoundError for the first id that the catalog does not have."""
    found = workspace.rows("products", "id", ids)
    known = set(found["id"])
    missing = [product for product in ids if product not in known]
    if missing:
        hint = did_you_mean(missing[0], workspace.table("products")["id"].to_list(), most=3)
        raise NotFoundError(f"there is no product {missing[0]!r} in {workspace.root}{hint and f'; {hint}'}")
    return found


def _said(evidence: Evidence) -> dict[str, Any]:
    return {name: value for name, value in asdict(evidence).items() if value is not None}
