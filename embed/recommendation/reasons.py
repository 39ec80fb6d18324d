"""Why a product is recommended: tags it shares, with the evidence of both, most specific first; ranks nothing.

A shared tag is named only if the similarity would be less without it (`falls_without`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ...kg.categories import category_levels
from ...kg.types import tag_id
from .content import CATEGORY, LEAST_PROBABILITY

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from ...kg.workspace import Workspace
    from .content import Content

MOST_REASONS, OWN_ITEMS = 3, 2
Origin = Literal["decision", "catalog", "text", "predicted"]
Tag = tuple[str, str]
_ORIGINS: tuple[Origin, ...] = ("decision", "catalog", "text")
"""Of several kinds of evidence, the first is named."""


@dataclass(frozen=True, slots=True)
class TagEvidence:
    """Where it stands that a product has a tag: `quote` in `field`, or nowhere and `predicted`; `sure` is 0 to 1."""

    product: str
    origin: Origin
    field: str
    quote: str
    sure: float

    @property
    def text(self) -> str:
        """The evidence in a few words."""
        if self.origin == "decision":
            return "a person decided so"
        if self.origin == "predicted":
            return f"predicted, {self.sure:.0%}"
        return f"{self.field if self.origin == 'text' else 'catalog'}: “{self.quote}”"

    def as_json(self) -> dict[str, Any]:
        """Return it as users of `--json` see it."""
        said = {} if self.origin == "predicted" else {"field": self.field, "quote": self.quote}
        return {"product": self.product, "origin": self.origin, **said, "sure": round(self.sure, 4)}


@dataclass(frozen=True, slots=True)
class ItemReason:
    """Why an item is recommended: a `kind` for programs, a sentence for people, and what of the graph it rests on.

    kinds: `shared tag`, `own item` (the user had to do with `products`), `bought together` (with `products`).
    """

    kind: Literal["shared tag", "own item", "bought together"]
    text: str
    products: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    evidence: tuple[TagEvidence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the reason as users of `--json` see it."""
        return {
            "kind": self.kind,
            "text": self.text,
            **({"products": list(self.products)} if self.products else {}),
            **({"tags": [tag_id(*tag) for tag in self.tags]} if self.tags else {}),
            **({"evidence": [entry.as_json() for entry in self.evidence]} if self.evidence else {}),
        }


Evidences = Mapping[tuple[str, str, str], TagEvidence]
"""(product, attribute, value) → the best evidence for it."""


def evidence_of(workspace: Workspace, products: Iterable[str]) -> dict[tuple[str, str, str], TagEvidence]:
    """Read the best evidence for every tag of some products, predictions that count as tags included."""
    ids = list(dict.fromkeys(products))
    found = stated(workspace.rows("evidence", "head", ids))
    return {**_predicted(workspace, ids), **_categories(workspace, ids), **found}


def stated(evidence: pl.DataFrame) -> dict[tuple[str, str, str], TagEvidence]:
    """Return what an evidence table says of each tag: a person before the catalog before the text, the surest first."""
    found: dict[tuple[str, str, str], TagEvidence] = {}
    columns = ("head", "relation", "tail", "origin", "field", "quote", "confidence")
    for product, attribute, value, origin, field, quote, sure in evidence.select(columns).iter_rows():
        entry, key = TagEvidence(product, origin, field, quote, sure), (product, attribute, value)
        if key not in found or _rank(entry) < _rank(found[key]):
            found[key] = entry
    return found


def shared_tags(content: Content, query: csr_array, item: int) -> list[int]:
    """Return the columns of the tags that a query (one row of tags) and an item share, most specific first.

    Left out are tags without which the two would be no less alike, and categories above one that is named.
    """
    mine, theirs = _row(query, 0), _row(content.tags, item)
    both = np.intersect1d(mine[0], theirs[0], assume_unique=True)
    left = mine[1][np.searchsorted(mine[0], both)]
    right = theirs[1][np.searchsorted(theirs[0], both)]
    falls = falls_without(left, right)
    order = np.argsort(-left * right, kind="stable")
    return _without_upper_levels(content, [int(both[place]) for place in order if falls[place]])


def falls_without(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say of each tag that two rows of length 1 share whether their cosine is less when the item loses it.

    `left`, `right`: the weights of the shared tags in the query's and the item's row. A row that loses a tag is brought
    to length 1 again, so that a tag which is heavy in one and light in the other can stand in the way.
    """
    cosine = float(left @ right)
    rest = (cosine - left * right) / np.sqrt(np.maximum(1 - right.astype(np.float64) ** 2, 1e-12))
    found: NDArray[np.bool_] = rest < cosine - 1e-7
    return found


def tag_reasons(
    content: Content, query: csr_array, product: str, item: int, evidences: Evidences
) -> tuple[ItemReason, ...]:
    """Return the tags that a query and an item share as reasons, each with the evidence of both."""
    reasons = []
    for column in shared_tags(content, query, item)[:MOST_REASONS]:
        tag = content.tag_names[column]
        found = tuple(
            evidences[name, *tag] for name in (product, content.ids[item]) if (name, *tag) in evidences
        )  # fmt: skip
        said = " | ".join(dict.fromkeys(entry.text for entry in found))
        reasons.append(ItemReason("shared tag", f"{tag[0]}: {tag[1]}   ({said})", tags=(tag,), evidence=found))
    return tuple(reasons)


def own_item_reasons(
    content: Content, led: Sequence[tuple[int, float]], item: int, evidences: Evidences
) -> tuple[ItemReason, ...]:
    """Name those of a user's own items that led to an item, with the tags that they share with it.

    `led`: rows of own items with what each adds to the item's score, the greatest first.
    """
    total = sum(max(added, 0.0) for _, added in led)
    return tuple(
        _own_item_reason(content, own, added / total, item, evidences) for own, added in led[:OWN_ITEMS] if added > 0
    )


def _own_item_reason(content: Content, own: int, share: float, item: int, evidences: Evidences) -> ItemReason:
    shared = tag_reasons(content, content.tags[[own]], content.ids[own], item, evidences)
    alike = "; ".join(f"{name}: {value}" for reason in shared for name, value in reason.tags)
    text = f"{share:.0%} for {content.ids[own]}  {content.names[own]}{f'   (both {alike})' if alike else ''}"
    tags = tuple(tag for reason in shared for tag in reason.tags)
    evidence = tuple(entry for reason in shared for entry in reason.evidence)
    return ItemReason("own item", text, (content.ids[own],), tags, evidence)


def bought_together_reason(product: str, count: int) -> tuple[ItemReason, ...]:
    """Say how often an item was taken together with a product; nothing where it never was."""
    if count <= 0:
        return ()
    times = "once" if count == 1 else f"{count:,} times"
    return (ItemReason("bought together", f"bought together {times}", (product,)),)


def _predicted(workspace: Workspace, ids: list[str]) -> dict[tuple[str, str, str], TagEvidence]:
    import polars as pl

    rows = workspace.rows("predictions", "product", ids).filter(
        ~pl.col("asserted"), pl.col("probability") >= LEAST_PROBABILITY
    )
    return {
        (product, attribute, value): TagEvidence(product, "predicted", "", "", probability)
        for product, attribute, value, probability in rows.select(
            "product", "attribute", "value", "probability"
        ).iter_rows()
    }


def _categories(workspace: Workspace, ids: list[str]) -> dict[tuple[str, str, str], TagEvidence]:
    return {
        (product, CATEGORY, level): TagEvidence(product, "catalog", CATEGORY, level, 1.0)
        for product, path in workspace.rows("products", "id", ids).select("id", "category").iter_rows()
        for level in category_levels(path)
    }


def _rank(entry: TagEvidence) -> tuple[int, float]:
    return _ORIGINS.index(entry.origin), -entry.sure


def _row(rows: csr_array, row: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    place = slice(rows.indptr[row], rows.indptr[row + 1])
    return rows.indices[place], rows.data[place]


def _without_upper_levels(content: Content, columns: list[int]) -> list[int]:
    paths = [content.tag_names[column][1] for column in columns if content.tag_names[column][0] == CATEGORY]
    deepest = max(paths, key=len, default="")
    return [
        column for column in columns
        if content.tag_names[column][0] != CATEGORY or content.tag_names[column][1] == deepest
    ]  # fmt: skip
