"""Whether vectors are worth exporting: how many of a product's true neighbours are among its nearest by vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ...kg.fingerprint import fingerprint
from ..recommendation.content import tag_rows
from ..recommendation.interaction_matrix import baskets_of
from .vector_files import joined_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...kg.workspace import Workspace

    Similarities = Callable[[NDArray[np.int64]], NDArray[np.float32]]

NEIGHBOURS = 10
SAMPLE = 400
"""Products that are asked for their neighbours, drawn by a hash of their ids."""
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Recall:
    """Of the products that have true neighbours (`asked` of them), the mean share found among the nearest.

    `exported`: nearest by the whole vector; `text` and `graph`: by one of its two parts alone.
    """

    truth: str
    asked: int
    exported: float
    text: float
    graph: float

    def __str__(self) -> str:
        alone = f"text vectors alone {self.text:.3f}, graph vectors alone {self.graph:.3f}"
        return f"{self.truth} {self.exported:.3f} ({alone}; {self.asked:,} products asked)"


def neighbour_recall(workspace: Workspace) -> str:
    """Say how well the exported vectors know a product's neighbours, beside plain text vectors.

    True neighbours are the ten products whose asserted tags are most alike, rare tags counting more; and, where there
    are interactions, the ten that were most often taken together with it. The graph vectors have learned from these
    tags, and nothing from interactions.
    """
    recalls = recalls_of(workspace)
    return f"of ten neighbours among the nearest ten: {'; '.join(map(str, recalls))}" if recalls else ""


def recalls_of(workspace: Workspace) -> list[Recall]:
    """Measure the recall of exported vectors and of their parts against each kind of true neighbours."""
    import polars as pl

    entities = joined_vectors(workspace.models / "completion").of_products()
    products = workspace.table("products")
    there = pl.DataFrame({"id": entities.ids}).with_row_index("row").join(
        products.with_row_index("own").select("id", "own"), on="id", maintain_order="left"
    )  # fmt: skip
    rows, own = there["row"].to_numpy(), there["own"].to_numpy()
    whole = entities.vectors[rows]
    text, graph = (whole[:, slice(*entities.metadata["parts"][part])] for part in ("text", "graph"))
    kinds = tuple(map(_unit, (whole, text, graph)))
    tags, _ = tag_rows(products, workspace.table("triples"), workspace.table("predictions").clear())
    baskets = baskets_of(workspace.table("interactions"), there["id"].to_list(), seed=0)
    truths = {"same tags": tags[own], "taken together": csr_array(baskets.T)}
    asked = np.array(sorted(range(len(rows)), key=lambda row: fingerprint(there["id"][row]))[:SAMPLE], dtype=np.int64)
    found = [_recall(name, truth, kinds, asked) for name, truth in truths.items()]
    return [recall for recall in found if recall.asked]


def _recall(name: str, truth: csr_array, kinds: Sequence[NDArray[np.float32]], asked: NDArray[np.int64]) -> Recall:
    """Measure vectors of several kinds, exported ones first, then texts', then the graph's."""
    shares = []
    for start in range(0, len(asked), _AT_ONCE):
        rows = asked[start : start + _AT_ONCE]
        meant = _without_itself((truth[rows] @ truth.T).toarray(), rows)
        last = min(NEIGHBOURS, meant.shape[1]) - 1
        true = meant >= np.maximum(-np.partition(-meant, last, axis=1)[:, [last]], 1e-9)  # ties are neighbours too
        wanted = np.minimum(true.sum(axis=1), NEIGHBOURS)
        found = [_hits(_without_itself(vectors[rows] @ vectors.T, rows), true) for vectors in kinds]
        shares += [hits / wanted for hits, wanted in zip(np.column_stack(found), wanted, strict=True) if wanted]
    mean = np.mean(shares, axis=0) if shares else np.zeros(len(kinds))
    return Recall(name, len(shares), *map(float, mean))


def _hits(similarities: NDArray[np.float32], true: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the true neighbours among the nearest of each row, at most ten."""
    count = min(NEIGHBOURS, similarities.shape[1])
    nearest = np.argpartition(-similarities, count - 1, axis=1)[:, :count]
    return np.asarray(np.take_along_axis(true, nearest, axis=1).sum(axis=1))


def _without_itself(similarities: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    similarities[np.arange(len(rows)), rows] = -1.0
    return similarities


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
