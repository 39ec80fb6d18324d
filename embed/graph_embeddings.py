"""Knowledge-graph embeddings: PyKEEN models trained on triples, scored from plain arrays; knows no text.

TransE (Bordes 2013), DistMult (Yang 2015), ComplEx (Trouillon 2016) and RotatE (Sun 2019). Trained as PyKEEN trains
them; served by numpy alone, so that a process that only scores needs no torch.
"""

from __future__ import annotations

import gc
import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.errors import SettingsError
from ..kg.tables import write_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kg.progress import Advance, Progress
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

    def score(self, heads: Vectors, relations: Vectors, tails: Vectors) -> Vectors:
        """Score triples given as vectors that broadcast to [..., dimension]; greater is more probable."""
        return SCORES[self.model](heads, relations, tails)

    def by_role(self, products: int) -> GraphVectors:
        """Tell products, the first entities, from tags."""
        heads, tags = self.entity_vectors[:products], self.entity_vectors[products:]
        return GraphVectors(self.model, heads, tags, self.relation_vectors)

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
class GraphVectors:
    """A model's vectors by what they stand for: [products, dimension], [tags, dimension], [attributes, dimension]."""

    model: str
    products: Vectors
    tags: Vectors
    relations: Vectors

    @classmethod
    def none(cls, products: int, tags: int, attributes: int) -> GraphVectors:
        """Return vectors of no numbers, before there are any."""
        heads, tails, relations = (np.zeros((rows, 0), dtype=np.float32) for rows in (products, tags, attributes))
        return cls("DistMult", heads, tails, relations)

    def score(self, heads: Vectors, attributes: NDArray[np.int64], tags: NDArray[np.int64]) -> NDArray[np.float32]:
        """Score heads, given as vectors [pairs, dimension], with attributes and tags, given as rows [pairs]."""
        return SCORES[self.model](heads, self.relations[attributes], self.tags[tags]).astype(np.float32)


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

    from ..extract.encoder import resolve_device

    with _without_pykeens_own_warnings():
        from pykeen.models import model_resolver
        from pykeen.training import SLCWATrainingLoop
        from pykeen.triples import CoreTriplesFactory
        from pykeen.utils import set_random_seed

    name = settings.embedding_model
    if name not in SCORES:
        raise SettingsError(f"embedding_model {name!r} is not one of {', '.join(SCORES)}")
    device = resolve_device(settings.device)
    set_random_seed(settings.seed)
    factories = [
        CoreTriplesFactory(torch.from_numpy(triples.rows), len(triples.entities), len(triples.relations))
        for triples, _ in stages
    ]
    model = model_resolver.make(
        name, triples_factory=factories[0], embedding_dim=settings.embedding_dimension, random_seed=settings.seed,
        loss=LOSSES[name],
    ).to(device)  # fmt: skip
    loop = SLCWATrainingLoop(
        model=model, triples_factory=factories[0], optimizer=torch.optim.Adam(model.parameters(), lr=LEARNING_RATE),
        negative_sampler_kwargs={"num_negs_per_pos": NEGATIVES}, automatic_memory_optimization=False,
    )  # fmt: skip
    trained: list[GraphEmbeddings] = []
    done = 0
    total = sum(epochs for _, epochs in stages)
    with progress("graph embeddings", total, "epochs") as advance, _without_pykeens_own_warnings():
        for (triples, epochs), factory in zip(stages, factories, strict=True):
            _train(loop, factory, done, done + epochs, advance)
            done += epochs
            trained.append(_taken_out(name, model, triples))
    return trained


@contextmanager
def _without_pykeens_own_warnings() -> Iterator[None]:
    """Keep quiet that PyKEEN uses a part of torch, and an argument of its own, that will go."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@contextmanager
def _cheap_collections() -> Iterator[None]:
    """Set aside what is in memory: PyKEEN collects garbage after every epoch, which would look through all of it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def chosen_epochs(triples: int, settings: Settings) -> int:
    """Return the passes over the triples: those of the settings, or as many as a minute on two cores allows."""
    return settings.embedding_epochs or max(LEAST_EPOCHS, min(MOST_EPOCHS, BUDGET // max(triples, 1)))


LOSSES = {"TransE": "nssa", "DistMult": "crossentropy", "ComplEx": "crossentropy", "RotatE": "nssa"}
"""PyKEEN's names: self-adversarial negative sampling (Sun 2019) for distances, cross-entropy for products."""
LEARNING_RATE, BATCH, NEGATIVES = 0.01, 1024, 32
BUDGET, LEAST_EPOCHS, MOST_EPOCHS = 1_000_000, 5, 100


def _train(loop: Any, factory: Any, first: int, last: int, advance: Advance) -> None:
    """Train from one epoch to another; PyKEEN starts anew unless it is told to go on."""
    from pykeen.training.callbacks import TrainingCallback

    class Report(TrainingCallback):  # type: ignore[misc]
        def post_epoch(self, epoch: int, epoch_loss: float, **kwargs: Any) -> None:
            advance(1)

    with _cheap_collections():
        loop.train(
            factory, num_epochs=last, batch_size=BATCH, continue_training=first > 0, pin_memory=False, use_tqdm=False,
            callbacks=Report(),
        )  # fmt: skip


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
