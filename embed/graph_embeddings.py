"""Knowledge-graph embeddings: PyKEEN models trained on triples, scored from plain arrays; knows no text.

TransE (Bordes 2013), DistMult (Yang 2015), ComplEx (Trouillon 2016) and RotatE (Sun 2019). Trained as PyKEEN trains
them; served by numpy alone, so that a process that only scores needs no torch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.errors import SettingsError
from ..kg.tables import write_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.settings import Settings

    Vectors = NDArray[Any]

ARRAYS, NAMES = "embeddings.safetensors", "embeddings.json"


def _trans_e(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray(-np.abs(heads + relation - tails).sum(axis=-1))


def _dist_mult(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray((heads * relation * tails).sum(axis=-1))


def _compl_ex(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray(np.real(heads * relation * np.conj(tails)).sum(axis=-1))


def _rotat_e(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray(-np.sqrt((np.abs(heads * relation - tails) ** 2).sum(axis=-1)))


SCORES: dict[str, Callable[[Vectors, Vectors, Vectors], Vectors]] = {
    "TransE": _trans_e,
    "DistMult": _dist_mult,
    "ComplEx": _compl_ex,
    "RotatE": _rotat_e,
}
"""The score of each model, as a function of vectors [..., dimension]; greater is more probable."""


@dataclass(frozen=True)
class GraphEmbeddings:
    """One vector an entity and a relation, real or complex: [entities, dimension], [relations, dimension]."""

    model: str
    entities: tuple[str, ...]
    relations: tuple[str, ...]
    entity_vectors: Vectors
    relation_vectors: Vectors

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.entities)}

    def score(self, heads: Vectors, relations: Vectors, tails: Vectors) -> Vectors:
        """Score triples given as vectors that broadcast to [..., dimension]; greater is more probable."""
        return SCORES[self.model](heads, relations, tails)

    def save(self, folder: Path) -> None:
        """Write embeddings.safetensors (complex numbers as pairs) and embeddings.json (names, in row order)."""
        from safetensors.numpy import save_file

        folder.mkdir(parents=True, exist_ok=True)
        arrays = {"entities": self.entity_vectors, "relations": self.relation_vectors}
        save_file({name: _as_real(array) for name, array in arrays.items()}, folder / ARRAYS)
        names = {"model": self.model, "complex": bool(np.iscomplexobj(self.entity_vectors)),
                 "entities": self.entities, "relations": self.relations}  # fmt: skip
        write_text(json.dumps(names, ensure_ascii=False), folder / NAMES)

    @classmethod
    def load(cls, folder: Path) -> GraphEmbeddings:
        from safetensors.numpy import load_file

        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        arrays = load_file(folder / ARRAYS)
        entities, relations = (
            arrays[name].view(np.complex64)[..., 0] if names["complex"] else arrays[name]
            for name in ("entities", "relations")
        )
        return cls(names["model"], tuple(names["entities"]), tuple(names["relations"]), entities, relations)


@dataclass(frozen=True, slots=True)
class TripleRows:
    """Triples as row numbers [triples, 3] of head, relation and tail, with what the rows are called."""

    entities: tuple[str, ...]
    relations: tuple[str, ...]
    rows: NDArray[np.int64]


def train_embeddings(
    stages: Sequence[tuple[TripleRows, int]], settings: Settings, progress: Progress
) -> list[GraphEmbeddings]:
    """Train one PyKEEN model on one set of triples after the other, and return its vectors after each.

    Args:
        stages: triples over the same entities and relations, with the epochs to train on them.
        settings: `embedding_model`, `embedding_dimension`, `device` and `seed` are used.
        progress: told of every epoch.

    Raises:
        SettingsError: for a model that is none of `SCORES`.
    """
    import torch
    from pykeen.models import model_resolver
    from pykeen.training import LCWATrainingLoop
    from pykeen.triples import CoreTriplesFactory

    from ..extract.encoder import resolve_device

    if settings.embedding_model not in SCORES:
        raise SettingsError(f"embedding_model {settings.embedding_model!r} is not one of {', '.join(SCORES)}")
    device = resolve_device(settings.device)
    factories = [
        CoreTriplesFactory(torch.from_numpy(triples.rows), len(triples.entities), len(triples.relations))
        for triples, _ in stages
    ]
    torch.manual_seed(settings.seed)
    model = model_resolver.make(
        settings.embedding_model, triples_factory=factories[0], embedding_dim=settings.embedding_dimension,
        random_seed=settings.seed, loss="crossentropy",
    ).to(device)  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    trained = []
    with progress("graph embeddings", sum(epochs for _, epochs in stages), "epochs") as advance:
        for (triples, epochs), factory in zip(stages, factories, strict=True):
            loop = LCWATrainingLoop(model=model, triples_factory=factory, optimizer=optimizer)
            for _ in range(epochs):
                loop.train(factory, num_epochs=1, batch_size=BATCH, use_tqdm=False, use_tqdm_batch=False)
                advance(1)
            trained.append(_taken_out(settings.embedding_model, model, triples))
    return trained


LEARNING_RATE = 0.01
BATCH = 512


def _taken_out(name: str, model: Any, triples: TripleRows) -> GraphEmbeddings:
    import torch

    with torch.inference_mode():
        entities, relations = model.entity_representations[0](), model.relation_representations[0]()
    return GraphEmbeddings(
        name,
        triples.entities,
        triples.relations,
        entities.detach().cpu().numpy().copy(),
        relations.detach().cpu().numpy().copy(),
    )


def _as_real(array: Vectors) -> NDArray[np.float32]:
    paired = np.stack([array.real, array.imag], axis=-1) if np.iscomplexobj(array) else array
    return np.ascontiguousarray(paired, dtype=np.float32)
