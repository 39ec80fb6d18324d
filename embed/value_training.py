"""Trains the value networks, one for each fold of the products left out; imports torch at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from scipy.sparse import csr_array
from torch.nn import functional

from .sparse import best_of_groups, row_numbers, runs
from .value_networks import FOLDS, Clues, Network, ValueNetworks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kg.progress import Advance, Progress

LEAST_PRODUCTS = 5
"""A value that fewer products have is not told from others by what they say."""
MOST_VALUES = 2_000
MOST_SYMBOLS = 30_000
MOST_EXAMPLES = 300_000
"""Of each attribute its most frequent values, of words the most frequent, of known cells a random part: so that the
networks' size and the time that learning takes are bounded."""
WIDTH, EPOCHS, BATCH, LEARNING_RATE, DROPOUT = 256, 6, 512, 0.01, 0.3


@dataclass(frozen=True, slots=True)
class _Examples:
    """Known cells: the product's row and the value's place [examples].

    `known`: 1 where a product has a value [products, values]; `starts`: where each attribute's values begin.
    """

    clues: Clues
    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    known: csr_array
    starts: NDArray[np.int64]

    def take(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> _Examples:
        return _Examples(self.clues, self.rows[kept], self.places[kept], self.known, self.starts)


def learn_values(
    clues: Clues,
    asserted: csr_array,
    attribute_of: NDArray[np.int64],
    folds: NDArray[np.int64],
    seed: int,
    progress: Progress,
) -> ValueNetworks | None:
    """Learn to guess values; `None` where no attribute has two values that enough products have.

    Args:
        clues: of the products to learn from.
        asserted: 1 where a product has a tag [products, tags].
        attribute_of: [tags].
        folds: see `folds_of` [products].
        seed: of the weights and of the order of the examples.
        progress: told of every epoch.
    """
    columns = _told_apart(asserted, attribute_of)
    if not len(columns):
        return None
    starts, _ = runs(attribute_of[columns])
    symbols = _most_frequent(clues.symbols)
    known = csr_array(asserted[:, columns])
    read = Clues(csr_array(clues.symbols[:, symbols]), clues.vectors)
    examples = _Examples(read, row_numbers(known), known.indices.astype(np.int64), known, starts)
    drawn = np.random.default_rng(seed).permutation(len(examples.rows))[:MOST_EXAMPLES]
    with progress("learning values", FOLDS * EPOCHS, "epochs") as advance:
        networks = [
            _train(examples.take(drawn[folds[examples.rows[drawn]] != fold]), seed + fold, advance)
            for fold in range(FOLDS)
        ]
    return ValueNetworks(symbols, columns, starts, tuple(networks))


def _told_apart(asserted: csr_array, attribute_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the tags that can be guessed, by attribute: frequent ones that are not the only one of theirs."""
    counts = np.asarray(asserted.sum(axis=0), dtype=np.float32).ravel()
    kept = best_of_groups(attribute_of, counts, np.arange(len(counts)), MOST_VALUES) & (counts >= LEAST_PRODUCTS)
    rivals = np.bincount(attribute_of[kept], minlength=int(attribute_of.max(initial=-1)) + 1)
    columns = np.flatnonzero(kept & (rivals[attribute_of] > 1))
    return columns[np.argsort(attribute_of[columns], kind="stable")]


def _most_frequent(symbols: csr_array) -> NDArray[np.int64]:
    frequency = np.bincount(symbols.indices, minlength=symbols.shape[1])
    return np.sort(np.argsort(-frequency, kind="stable")[:MOST_SYMBOLS])


class _Layers(torch.nn.Module):
    """The network while it learns."""

    def __init__(self, symbols: int, vectors: int, values: int) -> None:
        super().__init__()
        self.symbols = torch.nn.EmbeddingBag(symbols, WIDTH, mode="sum")
        self.vectors = torch.nn.Linear(vectors, WIDTH)
        self.values = torch.nn.Linear(WIDTH, values)
        torch.nn.init.normal_(self.symbols.weight, std=0.1)
        torch.nn.init.normal_(self.vectors.weight, std=0.2)

    def hidden(self, clues: Clues) -> torch.Tensor:
        starts, indices, weights = (
            torch.from_numpy(part)
            for part in (
                clues.symbols.indptr[:-1].astype(np.int64),
                clues.symbols.indices.astype(np.int64),
                clues.symbols.data,
            )
        )
        words = self.symbols(indices, starts, per_sample_weights=weights)
        read: torch.Tensor = words + self.vectors(torch.from_numpy(clues.vectors))
        return functional.dropout(functional.relu(read), DROPOUT)

    def loss(self, examples: _Examples) -> torch.Tensor:
        """Return the mean cross-entropy of the right values, each among those that the product is not known to have."""
        hidden = self.hidden(examples.clues.take(examples.rows))
        bounds = np.r_[examples.starts, examples.known.shape[1]]
        attributes = np.searchsorted(bounds, examples.places, side="right") - 1
        sizes = np.diff(bounds).tolist()
        weights, biases = torch.split(self.values.weight, sizes), torch.split(self.values.bias, sizes)
        losses = []
        for attribute in np.unique(attributes):
            own, values = np.flatnonzero(attributes == attribute), slice(*bounds[attribute : attribute + 2])
            right = examples.places[own] - values.start
            others = examples.known[examples.rows[own]][:, values].toarray() > 0
            others[np.arange(len(own)), right] = False
            logits = hidden[own] @ weights[attribute].T + biases[attribute]
            logits = logits.masked_fill(torch.from_numpy(others), -torch.inf)
            losses.append(functional.cross_entropy(logits, torch.from_numpy(right), reduction="sum"))
        return torch.stack(losses).sum() / len(examples.rows)

    def weights(self) -> Network:
        """Return what was learned as arrays that multiply from the right."""
        return Network(
            *(
                tensor.detach().numpy().copy()
                for tensor in (
                    self.symbols.weight, self.vectors.weight.T, self.vectors.bias, self.values.weight.T,
                    self.values.bias,
                )
            )
        )  # fmt: skip


def _train(examples: _Examples, seed: int, advance: Advance) -> Network:
    generator = np.random.default_rng(seed)
    torch.manual_seed(seed)
    network = _Layers(examples.clues.symbols.shape[1], examples.clues.vectors.shape[1], examples.known.shape[1])
    steps = EPOCHS * -(-len(examples.rows) // BATCH)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, fused=True)
    falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, steps)
    for _ in range(EPOCHS):
        order = generator.permutation(len(examples.rows))
        for start in range(0, len(order), BATCH):
            loss = network.loss(examples.take(order[start : start + BATCH]))
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            falling.step()
        advance(1)
    return network.weights()
