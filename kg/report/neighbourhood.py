"""What stands around one product in the graph, chosen for a picture that can be read, and where each thing is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import TYPE_CHECKING, Literal

from ..types import tag_id
from .marked_text import shortened

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

MOST_TAGS, MOST_PRODUCTS = 10, 4
WIDTH, HEIGHT = 440.0, 560.0
_SEED = 13
_LABEL, _NAME = 15, 200
"""Characters of a label, and of the whole name that stands behind it."""
_LETTER, _LINE, _ABOVE, _BELOW = 8.4, 52.0, 16.0, 42.0
_ROUNDS = 300

NodeKind = Literal["product", "tag", "predicted", "other"]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the picture: the product, its tags, tags predicted for it, other products; drawn at (x, y).

    `below` stands under the label: a tag's attribute, a product's id.
    """

    id: str
    kind: NodeKind
    name: str
    label: str
    below: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The product first, then its tags, then other products; `edges` are pairs of places in `nodes`, product first."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]


def neighbourhood(
    product: str, triples: pl.DataFrame, predicted: Sequence[tuple[str, str]], titles: Mapping[str, str]
) -> Neighbourhood:
    """Choose a product's rarest tags, what is predicted for it, and the products that share most with it.

    A tag that n products have counts log(all products / n), as in every search engine: what all have joins nobody.
    """
    sharing = _sharing(product, triples)
    others = _nearest(product, sharing, len(titles))
    rarest = sorted(sharing, key=lambda tag: (sharing[tag].isdisjoint(others), len(sharing[tag]), tag))
    guessed = sorted(predicted)[: MOST_TAGS // 3]
    asserted = rarest[: MOST_TAGS - len(guessed)]
    nodes = [
        _product(product, "product", titles),
        *(_tag(tag, "tag") for tag in asserted),
        *(_tag(tag, "predicted") for tag in guessed),
        *(_product(other, "other", titles) for other in others),
    ]
    edges = [(0, place) for place in range(1, 1 + len(asserted) + len(guessed))]
    for row, other in enumerate(others, len(edges) + 1):
        edges += [(row, place) for place, tag in enumerate(asserted, 1) if other in sharing[tag]]
    return _placed(nodes, edges)


def _sharing(product: str, triples: pl.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return the products that have each tag of a product."""
    tag = ["relation", "tail"]
    own = triples.filter(head=product).select(tag).sort(tag)
    sharing: dict[tuple[str, str], set[str]] = {row: set() for row in own.iter_rows()}
    for head, relation, tail in triples.join(own, on=tag, how="semi").select("head", *tag).iter_rows():
        sharing[relation, tail].add(head)
    return sharing


def _nearest(product: str, sharing: Mapping[tuple[str, str], set[str]], products: int) -> list[str]:
    scores: dict[str, float] = {}
    for heads in sharing.values():
        for head in heads - {product}:
            scores[head] = scores.get(head, 0.0) + log(products / len(heads))
    return sorted(scores, key=lambda head: (-round(scores[head], 9), head))[:MOST_PRODUCTS]


def _tag(tag: tuple[str, str], kind: NodeKind) -> Node:
    attribute, value = tag
    return Node(
        tag_id(attribute, value), kind, shortened(value, _NAME), shortened(value, _LABEL), shortened(attribute, _LABEL)
    )


def _product(product: str, kind: NodeKind, titles: Mapping[str, str]) -> Node:
    title = titles.get(product) or product
    return Node(product, kind, shortened(title, _NAME), shortened(title, _LABEL), shortened(product, _LABEL))


def _placed(nodes: Sequence[Node], edges: Sequence[tuple[int, int]]) -> Neighbourhood:
    """Lay the nodes out by springs, fill the picture with them, and push labels apart that cover each other."""
    import networkx as nx
    import numpy as np

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from(edges)
    found = nx.spring_layout(graph, k=1.6 / len(nodes) ** 0.5, seed=_SEED, iterations=_ROUNDS)
    places = np.array([found[number] for number in range(len(nodes))], dtype=np.float64)
    low, high = places.min(axis=0), places.max(axis=0)
    widths = np.array([_LETTER * max(len(node.label), len(node.below), 4) for node in nodes])
    first = np.column_stack([widths / 2, np.full(len(nodes), _ABOVE)])
    last = np.array([WIDTH, HEIGHT]) - np.column_stack([widths / 2, np.full(len(nodes), _BELOW)])
    share = (places - low) / (high - low) if len(nodes) > 1 else np.full((1, 2), 0.5)
    places = _apart(first + share * (last - first), widths, first, last)
    drawn = (
        replace(node, x=round(float(x), 1), y=round(float(y), 1)) for node, (x, y) in zip(nodes, places, strict=True)
    )
    return Neighbourhood(tuple(drawn), tuple(edges))


def _apart(
    places: NDArray[np.float64], widths: NDArray[np.float64], first: NDArray[np.float64], last: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Move nodes whose boxes overlap away from each other along the shorter way, between `first` and `last`."""
    import numpy as np

    places = places.copy()
    for _ in range(_ROUNDS):
        moved = False
        for one in range(len(places)):
            for other in range(one + 1, len(places)):
                needed = np.array([(widths[one] + widths[other]) / 2, _LINE])
                gap = places[other] - places[one]
                overlap = needed - np.abs(gap)
                if (overlap > 0).all():
                    axis = int(np.argmin(overlap / needed))
                    step = (overlap[axis] / 2 + 0.5) * (1.0 if gap[axis] >= 0 else -1.0)
                    places[one, axis] -= step
                    places[other, axis] += step
                    moved = True
        places = np.clip(places, first, last)
        if not moved:
            break
    return places
