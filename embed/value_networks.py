"""Values that stand in no text (a sleeve's style, a skin type), guessed from all that a text says; knows no ranker.

One network for all attributes: a layer that they share reads words, category and sentence vector together, and a
softmax for each attribute weighs its values, as in fastText (Joulin et al. 2017). It answers with numpy alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from ..kg.splits import is_held_out
from ..kg.stored_files import intact
from .learned_files import TRAIN_ANEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .catalog_index import Readers

FOLDS = 3
"""Networks, each of which has not seen a third of the products: none answers for a product that it learned from."""
WEIGHTS = "values.safetensors"


@dataclass(frozen=True, slots=True)
class Clues:
    """What is read of some products: `symbols` [products, words and categories], `vectors` [products, width]."""

    symbols: csr_array
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, readers: Readers, contexts: Mapping[str, csr_array], vectors: NDArray[np.float32]) -> Clues:
        """Take words by tf-idf and category paths from the contexts of an index, or of queries, and text vectors."""
        parts = (readers.weigh(contexts["terms"]), contexts["categories"])
        return cls(csr_array(hstack(parts, format="csr", dtype=np.float32)), vectors)

    def take(self, rows: NDArray[np.int64]) -> Clues:
        """Return some products."""
        return Clues(csr_array(self.symbols[rows]), self.vectors[rows])


@dataclass(frozen=True, slots=True)
class Network:
    """Weights from symbols and vectors to hidden numbers, and from these to one number a value."""

    symbols: NDArray[np.float32]
    vectors: NDArray[np.float32]
    hidden: NDArray[np.float32]
    values: NDArray[np.float32]
    popularity: NDArray[np.float32]

    def logits(self, clues: Clues) -> NDArray[np.float32]:
        """Return what speaks for each value, float32 [products, values]."""
        hidden = np.maximum(clues.symbols @ self.symbols + clues.vectors @ self.vectors + self.hidden, 0)
        return np.asarray(hidden @ self.values + self.popularity, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class ValueNetworks:
    """Networks that tell the values with these `columns` apart.

    `symbols`: which symbols of the clues they read. `columns` [values]: tags, those of an attribute together, which
    begin at `starts` [attributes].
    """

    symbols: NDArray[np.int64]
    columns: NDArray[np.int64]
    starts: NDArray[np.int64]
    networks: tuple[Network, ...]

    def probabilities(
        self, clues: Clues, folds: NDArray[np.int64], rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return each tag's share among the values of its attribute, 0 for tags that are not told apart [pairs].

        Args:
            clues: of the products asked for, a few hundred: all values are weighed for each.
            folds: of these products, see `folds_of`: the network of its fold answers for each [products].
            rows: rows of the clues [pairs].
            columns: tags [pairs].
        """
        place = np.full(max(self.columns.max(initial=0), columns.max(initial=0)) + 1, -1)
        place[self.columns] = np.arange(len(self.columns))
        known = place[columns] >= 0
        shares = np.zeros(len(rows), dtype=np.float32)
        if known.any():
            shares[known] = self._shares(clues, folds)[rows[known], place[columns[known]]]
        return shares

    def _shares(self, clues: Clues, folds: NDArray[np.int64]) -> NDArray[np.float32]:
        read = Clues(csr_array(clues.symbols[:, self.symbols]), clues.vectors)
        shares = np.zeros((len(folds), len(self.columns)), dtype=np.float32)
        for fold, network in enumerate(self.networks):
            rows = np.flatnonzero(folds == fold)
            shares[rows] = self._softmax(network.logits(read.take(rows)))
        return shares

    def _softmax(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        sizes = np.diff(np.r_[self.starts, len(self.columns)])
        powers = np.exp(logits - np.repeat(np.maximum.reduceat(logits, self.starts, axis=1), sizes, axis=1))
        return np.asarray(powers / np.repeat(np.add.reduceat(powers, self.starts, axis=1), sizes, axis=1))

    def save(self, folder: Path) -> None:
        """Write values.safetensors; the weights in half precision."""
        from safetensors.numpy import save_file

        folder.mkdir(parents=True, exist_ok=True)
        arrays = {"symbols": self.symbols, "columns": self.columns, "starts": self.starts}
        for number, network in enumerate(self.networks):
            arrays |= {f"{number}.{one.name}": getattr(network, one.name).astype(np.float16) for one in fields(network)}
        save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / WEIGHTS)

    @classmethod
    def load(cls, folder: Path) -> ValueNetworks:
        """Read what `save` wrote; raises WorkspaceError when it is damaged."""
        from safetensors.numpy import load_file

        with intact(folder / WEIGHTS, TRAIN_ANEW):
            arrays = load_file(folder / WEIGHTS)
            weights = [
                Network(*(arrays[f"{number}.{one.name}"].astype(np.float32) for one in fields(Network)))
                for number in range(FOLDS)
                if f"{number}.values" in arrays
            ]
            return cls(arrays["symbols"], arrays["columns"], arrays["starts"], tuple(weights))


def folds_of(products: Sequence[str]) -> NDArray[np.int64]:
    """Return the fold of each product, drawn by a hash of its id [products]."""
    shares = [(fold + 1) / FOLDS for fold in range(FOLDS - 1)]
    return np.array(
        [sum(not is_held_out(name, share=share, salt="values") for share in shares) for name in products],
        dtype=np.int64,
    )
