"""From an index to vectors of its graph: a model on the triples alone, or an R-GCN that reads the texts too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..kg.splits import is_held_out
from ..kg.types import tag_id
from .graph_embeddings import GraphEmbeddings, TripleRows, chosen_epochs, train_embeddings
from .sparse import row_numbers

if TYPE_CHECKING:
    from ..kg.progress import Progress
    from ..kg.settings import Settings
    from .catalog_index import Index

TEXT_NETWORK = "R-GCN"
LAST_SHARE = 4
"""The embeddings see all triples for one epoch in so many, after those that are not held out."""


def embed_graph(index: Index, texts: Sequence[str], settings: Settings, progress: Progress) -> list[GraphEmbeddings]:
    """Embed the graph without what is held out, for the ranker to learn from, and then whole, to serve with.

    Where nothing is asserted there is nothing to learn, and vectors have no numbers.

    Args:
        index: the graph.
        texts: of its products, in its order; only an R-GCN reads them.
        settings: `embedding_model` says which model.
        progress: told of every epoch.
    """
    held_out = np.array([is_held_out(name) for name in index.products], dtype=bool)
    entities = (*index.products, *(tag_id(attribute, value) for attribute, value in index.tags.tags))
    if not index.asserted.nnz:
        return [GraphEmbeddings.none(entities, index.tags.attributes)] * 2
    if settings.embedding_model == TEXT_NETWORK:
        return _embed_texts(index, index.without_tags(held_out), texts, entities, settings, progress)
    heads = row_numbers(index.asserted)
    columns = index.asserted.indices.astype(np.int64)
    rows = np.column_stack([heads, index.tags.attribute_of[columns], len(index.products) + columns])
    epochs = chosen_epochs(len(rows), settings)
    parts = ((rows[~held_out[heads]], epochs), (rows, max(1, epochs // LAST_SHARE)))
    stages = [(TripleRows(entities, index.tags.attributes, part), count) for part, count in parts]
    return train_embeddings(stages, settings, progress)


def _embed_texts(
    whole: Index, visible: Index, texts: Sequence[str], entities: tuple[str, ...], settings: Settings,
    progress: Progress,
) -> list[GraphEmbeddings]:  # fmt: skip
    """Train on the visible graph; the whole one is a forward pass of the same network."""
    from .link_prediction.rgcn import TextGraph, Texts, tags_of_neighbours
    from .link_prediction.rgcn_training import train_rgcn

    space = whole.tags
    products, tags = Texts.of(texts, whole.vectors), Texts.of([value for _, value in space.tags], whole.names)
    graphs = []
    for index in (visible, whole):
        alike = tags_of_neighbours(products, np.arange(len(texts)), products, index.asserted)
        graphs.append(TextGraph(products, tags, index.asserted, alike, space.attribute_of, len(space.attributes)))
    network = train_rgcn(graphs[0], settings, progress)
    return [network.embed(graph, entities, space.attributes) for graph in graphs]
