"""Knowledge-graph embeddings: PyKEEN models trained on triples, scored from plain arrays; knows no text.

TransE (Bordes 2013), DistMult (Yang 2015), ComplEx (Trouillon 2016) and RotatE (Sun 2019). Trained by the loop of
`link_prediction`; served by numpy alone, so that a process that only scores needs no torch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kg.stored_files import intact, read_json
from ..kg.tables import write_text
from .learned_files import TRAIN_ANEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kg.progress import Progress
    from ..kg.settings import Settings
    from .link_prediction.training import Recipe, Trainer

    Vectors = NDArray[Any]

ARRAYS, NAMES = "embeddings.safetensors", "embeddings.json"


def _trans_e(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray(-np.sqrt(np.square(heads + relation - tails).sum(axis=-1)))


def _dist_mult(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray((heads * relation * tails).sum(axis=-1))


def _compl_ex(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray(np.real(heads * relation * np.conj(tails)).sum(axis=-1))


def _rotat_e(heads: Vectors, relation: Vectors, tails: Vectors) -> Vectors:
    return np.asarray(-np.sqrt((np.abs(heads * relation - tails) ** 2).sum(axis=-1)))


@dataclass(frozen=True, slots=True)
class Score:
    """How a model scores triples of vectors [..., dimension], greater being more probable; and the same in words."""

    of: Callable[[Vectors, Vectors, Vectors], Vectors]
    formula: str


SCORES = {
    "TransE": Score(_trans_e, "-sqrt(sum(|head + relation - tail|^2))"),
    "DistMult": Score(_dist_mult, "sum(head * relation * tail)"),
    "ComplEx": Score(_compl_ex, "real(sum(head * relation * conjugate(tail)))"),
    "RotatE": Score(_rotat_e, "-sqrt(sum(|head * relation - tail|^2))"),
}
_FORMAT = 2
"""Since 2, distances of TransE are L2."""


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
        return SCORES[self.model].of(heads, relations, tails)

    @classmethod
    def none(cls, entities: tuple[str, ...], relations: tuple[str, ...]) -> GraphEmbeddings:
        """Return vectors of no numbers, of a graph without triples."""
        heads, kinds = (np.zeros((len(names), 0), dtype=np.float32) for names in (entities, relations))
        return cls("DistMult", entities, relations, heads, kinds)

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
        names = {"format": _FORMAT, "model": self.model, "complex": bool(np.iscomplexobj(self.entity_vectors)),
                 "entities": self.entities, "relations": self.relations}  # fmt: skip
        write_text(json.dumps(names, ensure_ascii=False), folder / NAMES)

    @classmethod
    def load(cls, folder: Path) -> GraphEmbeddings:
        """Load what `save` left; raises WorkspaceError when it is damaged or of another version."""
        from safetensors.numpy import load_file

        names = read_json(folder / NAMES, TRAIN_ANEW, _FORMAT)
        with intact(folder / ARRAYS, TRAIN_ANEW):
            arrays = load_file(folder / ARRAYS)
        with intact(folder, TRAIN_ANEW):
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
        return SCORES[self.model].of(heads, self.relations[attributes], self.tags[tags]).astype(np.float32)


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
    from ..extract.encoder import resolve_device
    from .link_prediction.questions import LinkQuestions
    from .link_prediction.training import Trainer

    device = resolve_device(settings.device)
    first, _ = stages[0]
    trainer = Trainer(_recipe(settings), len(first.entities), len(first.relations), device)
    trained: list[GraphEmbeddings] = []
    with progress("training embeddings", sum(epochs for _, epochs in stages), "epochs") as advance:
        for triples, epochs in stages:
            questions = LinkQuestions.of(triples.rows, device)
            for _ in range(epochs):
                trainer.train_epoch(questions)
                advance(1)
            trained.append(_taken_out(trainer, triples))
    return trained


def chosen_epochs(triples: int, settings: Settings) -> int:
    """Return the passes over the triples: those of the settings, or as many as take a quarter of a minute on a core."""
    return settings.embedding_epochs or max(LEAST_EPOCHS, min(MOST_EPOCHS, BUDGET // max(triples, 1)))


BATCH, NEGATIVES, N3 = 1024, 256, 0.03
BUDGET, LEAST_EPOCHS, MOST_EPOCHS = 500_000, 5, 100


def _recipe(settings: Settings) -> Recipe:
    from .link_prediction.scores import score_model
    from .link_prediction.training import Recipe

    model = score_model(settings.embedding_model)
    return Recipe(
        model.name, settings.embedding_dimension, batch=BATCH, negatives=NEGATIVES, n3=0.0 if model.distance else N3,
        seed=settings.seed,
    )  # fmt: skip


def _taken_out(trainer: Trainer, triples: TripleRows) -> GraphEmbeddings:
    """Copy the vectors of entities and of relations without their inverses."""
    import torch

    model, vectors = trainer.model, trainer.vectors
    with torch.inference_mode():
        tables = model.entity_representations[0](), vectors.forward_relations(model.relation_representations[0]())
        entities, relations = (np.array(table.detach().cpu().numpy()) for table in tables)
    if vectors.model.unit:
        relations /= np.abs(relations)
    return GraphEmbeddings(vectors.model.name, triples.entities, triples.relations, entities, relations)


def _as_real(array: Vectors) -> NDArray[np.float32]:
    paired = np.stack([array.real, array.imag], axis=-1) if np.iscomplexobj(array) else array
    return np.ascontiguousarray(paired, dtype=np.float32)
