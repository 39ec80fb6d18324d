"""Trains the R-GCN with PyG's `RGCNConv` on parts of the graph, batch by batch; imports torch at once."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from ..sparse import row_numbers
from .rgcn import BUCKETS, RGCN, TextGraph, Texts
from .rgcn_sampling import BATCH, Batch, NeighbourSampler

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    from torch_geometric.nn import RGCNConv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...kg.progress import Progress
    from ...kg.settings import Settings

    Whole = NDArray[np.int64]

STATES, MATCHES, BASES = 128, 256, 4
OWN = 0.3
"""How far tags differ at first by what no text says of them."""
EPOCHS, LEARNING_RATE = 6, 5e-3
DROPOUT, WORD_DROPOUT = 0.3, 0.3


class Layers(torch.nn.Module):
    """The network while it learns; what it computes is what `RGCN` computes with its weights."""

    def __init__(self, graph: TextGraph) -> None:
        super().__init__()
        count, width = graph.attributes, graph.tags.vectors.shape[1]
        seen = np.bincount(graph.products.words.indices, minlength=BUCKETS)
        rarity = np.log((1 + graph.asserted.shape[0]) / (1 + seen)) + 1
        self.table = torch.nn.EmbeddingBag(BUCKETS, MATCHES, mode="sum")
        torch.nn.init.normal_(self.table.weight, std=MATCHES**-0.5)
        self.rarity = torch.nn.Parameter(torch.from_numpy((rarity / rarity.max()).astype(np.float32)))
        self.text = torch.nn.Linear(width, STATES, bias=False)
        self.word = torch.nn.Linear(MATCHES, STATES, bias=False)
        self.kinds = torch.nn.Parameter(torch.zeros(count + 1, STATES))
        self.to_tags = RGCNConv((STATES, STATES), STATES, count, num_bases=min(BASES, count))
        self.to_products = RGCNConv((STATES, STATES), STATES, 2 * count, num_bases=min(BASES, 2 * count))
        self.relations = torch.nn.Parameter(torch.full((count, STATES), STATES**-0.5))
        self.matches = torch.nn.Parameter(torch.full((count, MATCHES), 3.0))
        self.popularity = torch.nn.Parameter(torch.zeros(graph.asserted.shape[1]))
        self.own = torch.nn.Parameter(torch.randn(graph.asserted.shape[1], STATES) * OWN)

    def read(self, texts: Texts, kinds: Whole, *, named: bool) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the nodes' first states, and what their words are matched by."""
        starts, indices, where = (
            self._tensor(part)
            for part in (texts.words.indptr[:-1].astype(np.int64), texts.words.indices.astype(np.int64),
                         row_numbers(texts.words))
        )  # fmt: skip
        weights = self.rarity[indices]
        if not named:
            weights = functional.dropout(weights, WORD_DROPOUT, self.training)
        matched = self.table(indices, starts, per_sample_weights=weights)
        total = torch.zeros(len(starts), device=weights.device).index_add(0, where, weights.abs()).clamp(min=1e-6)
        total = total[:, None]
        read = self.text(self._tensor(texts.vectors)) + self.word(matched / total.sqrt())
        return functional.relu(read + self.kinds[self._tensor(kinds)]), matched / total if named else matched

    def forward(self, graph: TextGraph, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the vectors of the products asked about and of the tags, their matched words included."""
        attributes = graph.attribute_of[batch.tags]
        tags, names = self.read(graph.tags.take(batch.tags), attributes + 1, named=True)
        products, titles = self.read(
            graph.products.take(batch.products), np.zeros(len(batch.products), dtype=np.int64), named=False
        )  # fmt: skip
        tags = tags + self.own[self._tensor(batch.tags)]
        own = products[: len(batch.true)]
        heard = tags + functional.relu(
            self._hear(self.to_tags, products, tags, batch.to_tags, attributes[batch.to_tags[1]])
        )
        placed = own + self._hear(self.to_products, heard, own, batch.to_products, batch.heard)
        asked_for = torch.cat([self._drop(placed), titles[: len(own)]], dim=1)
        return asked_for, torch.cat([self._drop(heard), names], dim=1)

    def _drop(self, states: torch.Tensor) -> torch.Tensor:
        return functional.dropout(states, DROPOUT, self.training)

    def _hear(
        self, layer: RGCNConv, others: torch.Tensor, own: torch.Tensor, edges: Whole, kinds: Whole
    ) -> torch.Tensor:
        heard: torch.Tensor = layer((self._drop(others), self._drop(own)), self._tensor(edges), self._tensor(kinds))
        return heard

    def loss(self, graph: TextGraph, batch: Batch) -> torch.Tensor:
        """Return the mean cross-entropy of the hidden tags, each among those that its product has not (1-vs-all)."""
        products, tags = self(graph, batch)
        relations = torch.cat([self.relations, self.matches], dim=1)
        popularity = self.popularity[self._tensor(batch.tags)]
        attributes = graph.attribute_of[batch.tags]
        losses = []
        for attribute in np.unique(attributes[batch.asked[:, 1]]):
            columns = np.flatnonzero(attributes == attribute)
            rows, answers = batch.asked[attributes[batch.asked[:, 1]] == attribute].T
            right = np.searchsorted(columns, answers)
            others = batch.true[rows][:, columns]
            others[np.arange(len(rows)), right] = False
            own, heads = np.unique(rows, return_inverse=True)
            at = self._tensor(columns)
            scores = (products[self._tensor(own)] * relations[attribute]) @ tags[at].T + popularity[at]
            scores = scores[self._tensor(heads)].masked_fill(self._tensor(others), -torch.inf)
            losses.append(functional.cross_entropy(scores, self._tensor(right), reduction="sum"))
        return torch.stack(losses).sum() / len(batch.asked)

    def _tensor(self, array: NDArray[np.generic]) -> torch.Tensor:
        return torch.from_numpy(array).to(self.rarity.device)

    def weights(self) -> RGCN:
        """Return what was learned as arrays that multiply from the right."""
        tensors = {
            "table": self.table.weight, "rarity": self.rarity, "text": self.text.weight.T, "word": self.word.weight.T,
            "kinds": self.kinds, "own": self.own, "relations": self.relations, "matches": self.matches,
            "popularity": self.popularity,
        }  # fmt: skip
        for name, layer in (("to_tags", self.to_tags), ("to_products", self.to_products)):
            parts = {"bases": layer.weight, "mixed": layer.comp, "root": layer.root, "bias": layer.bias}
            tensors |= {f"{name}.{part}": tensor for part, tensor in parts.items()}
        return RGCN({name: tensor.detach().cpu().numpy().copy() for name, tensor in tensors.items()})


def train_rgcn(graph: TextGraph, settings: Settings, progress: Progress) -> RGCN:
    """Train on a graph: the tags of products are hidden, batch by batch, and found again.

    Args:
        graph: with no edge that the network must not learn from.
        settings: `device`, `seed` and, unless it is 0, `embedding_epochs` are used.
        progress: told of every epoch.
    """
    from ...extract.encoder import resolve_device

    torch.manual_seed(settings.seed)
    sampler = NeighbourSampler(graph, np.random.default_rng(settings.seed))
    layers = Layers(graph).to(resolve_device(settings.device))
    optimizer = torch.optim.Adam(layers.parameters(), lr=LEARNING_RATE, fused=True)
    epochs = settings.embedding_epochs or EPOCHS
    steps = epochs * -(-np.count_nonzero(np.diff(graph.asserted.indptr)) // BATCH)
    falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, max(int(steps), 1))
    with progress("training the R-GCN", epochs, "epochs") as advance:
        for _ in range(epochs):
            for batch in sampler.batches():
                if len(batch.asked):
                    optimizer.zero_grad()
                    torch.autograd.backward(layers.loss(graph, batch))
                    optimizer.step()
                falling.step()
            advance(1)
    return layers.weights()
