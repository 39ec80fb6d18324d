"""Whether vectors are worth exporting: how many of a product's true neighbours are among its nearest by vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from ...kg.splits import drawn
from ..recommendation.content import tag_rows
from ..recommendation.interaction_matrix import baskets_of
from .vector_files import joined_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...kg.workspace import Workspace
    from .vector_files import EntityVectors

NEIGHBOURS = 10
SAMPLE = 400
"""Products that are asked for their neighbours, drawn by a hash of their ids."""
_CELLS = 1 << 22
"""Pairs of products whose tags are compared at once."""


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
    """Measure the recall of exported vectors and of their parts against each kind of true neighbours.

    Vectors are read batch by batch; those of the products that are asked are held. A product that has left the catalog
    is no true neighbour.
    """
    entities = joined_vectors(workspace.models / "completion").of_products()
    products, ids = workspace.table("products"), entities.ids
    tags, _ = tag_rows(products, workspace.table("triples"), workspace.table("predictions").clear())
    gone = csr_array((1, tags.shape[1]), dtype=tags.dtype)
    row_of = {product: row for row, product in enumerate(products["id"])}
    own = np.array([row_of.get(product, len(products)) for product in ids], dtype=np.int64)
    baskets = baskets_of(workspace.table("interactions"), ids, seed=0)
    truths = {"same tags": csr_array(vstack([tags, gone], format="csr")[own]), "taken together": csr_array(baskets.T)}
    asked = np.array(sorted(drawn(ids, SAMPLE)), dtype=np.int64)
    nearest = _nearest(entities, asked)
    found = [_recall(name, truth, nearest, asked) for name, truth in truths.items()]
    return [recall for recall in found if recall.asked]


@dataclass(frozen=True, slots=True)
class _Nearest:
    """The nearest rows, so far, of each row asked, and how alike they are [asked, at most ten]; never itself."""

    rows: NDArray[np.int64]
    alike: NDArray[np.float32]

    def among(self, rows: NDArray[np.int64], alike: NDArray[np.float32]) -> _Nearest:
        """Look among further `rows` too; `alike`: how alike each is to each row asked."""
        both = np.concatenate([self.alike, alike], axis=1)
        rows = np.concatenate([self.rows, np.broadcast_to(rows, alike.shape)], axis=1)
        count = min(NEIGHBOURS, rows.shape[1])
        best = np.argpartition(-both, count - 1, axis=1)[:, :count]
        return _Nearest(np.take_along_axis(rows, best, axis=1), np.take_along_axis(both, best, axis=1))


def _nearest(entities: EntityVectors, asked: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Find the nearest rows by whole vectors, by texts' and by the graph's part; `asked` ascends."""
    parts = [slice(None), *(slice(*entities.metadata["parts"][part]) for part in ("text", "graph"))]
    own = np.concatenate([
        vectors[asked[(rows.start <= asked) & (asked < rows.stop)] - rows.start] for rows, vectors in entities.batches()
    ])  # fmt: skip
    nothing = np.zeros((len(asked), 0))
    found = [_Nearest(nothing.astype(np.int64), nothing.astype(np.float32)) for _ in parts]
    for batch, vectors in entities.batches():
        rows = np.arange(batch.start, batch.stop)
        for kind, part in enumerate(parts):
            alike = _unit(own[:, part]) @ _unit(vectors[:, part]).T
            alike[asked[:, None] == rows] = -1.0
            found[kind] = found[kind].among(rows, alike)
    return [one.rows for one in found]


def _recall(name: str, truth: csr_array, nearest: Sequence[NDArray[np.int64]], asked: NDArray[np.int64]) -> Recall:
    """Measure what is nearest by several kinds of vectors: exported ones first, then texts', then the graph's."""
    shares, others = [], truth.T.tocsr()
    at_once = max(1, _CELLS // truth.shape[0])
    for start in range(0, len(asked), at_once):
        part = slice(start, start + at_once)
        meant = (truth[asked[part]] @ others).toarray()
        meant[np.arange(len(meant)), asked[part]] = -1.0
        last = min(NEIGHBOURS, meant.shape[1]) - 1
        true = meant >= np.maximum(-np.partition(-meant, last, axis=1)[:, [last]], 1e-9)  # ties are neighbours too
        wanted = np.minimum(true.sum(axis=1), NEIGHBOURS)
        hits = np.column_stack([np.take_along_axis(true, rows[part], axis=1).sum(axis=1) for rows in nearest])
        shares += [row / count for row, count in zip(hits, wanted, strict=True) if count]
    mean = np.mean(shares, axis=0) if shares else np.zeros(len(nearest))
    return Recall(name, len(shares), *map(float, mean))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
