"""What speaks for each candidate, as numbers: the rows that the ranker learns from; knows no label and no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .neighbours import DEPTHS, Votes
from .sparse import having_in_common, matrix, runs, values_at
from .statistics import given, priors
from .terms import words
from .value_networks import Clues, folds_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .candidates import Knowledge, Surroundings
    from .queries import Queries
    from .statistics import Pairs

    Columns = dict[str, NDArray[np.float32]]

PLACED_BY = 20
"""Neighbours whose mean vector stands for a product in the graph."""
RIVALRY = ("name.share", "name.letters", "mention.confidence", "words.20", "meaning.20", "meaning.name", "tags.lift",
           "terms.lift", "openings.most", "guess.share")  # fmt: skip
"""Features of which the distance to the slot's best candidate is one more feature."""

FAMILIES: dict[str, frozenset[str]] = {
    "text": frozenset({"name", "mention"}),
    "neighbours": frozenset({"words", "meaning"}),
    "tags": frozenset({"tags"}),
    "wording": frozenset({"terms", "openings", "guess"}),
    "category": frozenset({"categories"}),
    "embedding": frozenset({"embedding"}),
}
"""Which features (by the first part of their name) are one kind of evidence."""
ABSENT = {"name.start": -1.0, "mention.start": 2.0}
"""What a feature is where there is no such evidence, unless it is 0."""


def make_features(knowledge: Knowledge, queries: Queries, around: Surroundings, pairs: Pairs) -> Columns:
    """Compute all features, one float32 number a pair each; a name is `family.feature`."""
    prior = priors(knowledge.index, pairs)
    columns = {
        **_names(queries, around, pairs),
        **_spelling(knowledge, queries, pairs),
        **_mentions(queries, pairs),
        **_votes(knowledge, queries, around, pairs),
        **_meaning(knowledge, queries, pairs),
        **_guessed(knowledge, queries, pairs),
        **_embedding(knowledge, around, pairs),
        **_contexts(knowledge, queries, pairs, prior),
        **_commonness(knowledge, pairs, prior),
        **_slot(knowledge, queries, pairs),
    }
    _silence(columns, values_at(around.denied, pairs.rows, pairs.columns) > 0)
    rivalry = {f"{name}.gap": columns[name] - best_of_slot(columns[name], pairs) for name in RIVALRY}
    strongest = {
        f"slot.{name}": best_of_slot(columns[name], pairs) for name in ("mention.confidence", "words.20", "name.whole")
    }
    return {name: values.astype(np.float32) for name, values in {**columns, **rivalry, **strongest}.items()}


def absent(name: str, columns: Columns) -> NDArray[np.float32] | float:
    """Return what a feature is where there is no such evidence, for each pair or for all."""
    return columns["common.share"] if name.endswith((".mean", ".most")) else ABSENT.get(name, 0.0)


def _silence(columns: Columns, denied: NDArray[np.bool_]) -> None:
    """Take away, in place, all that the words of a text say of the pairs that it denies [pairs]."""
    for name, values in columns.items() if denied.any() else ():
        if name.split(".")[0] in FAMILIES["text"] | FAMILIES["wording"]:
            columns[name] = np.where(denied, absent(name, columns), values)


def best_of_slot(values: NDArray[np.float32], pairs: Pairs) -> NDArray[np.float32]:
    """Return for each pair the greatest value in its slot."""
    if not len(values):
        return values
    starts, lengths = runs(pairs.slots)
    return np.repeat(np.maximum.reduceat(values, starts), lengths)


def at_pairs(
    pairs: Pairs, rows: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float32], width: int
) -> NDArray[np.float32]:
    """Return a trait of (query, tag) at the pairs, 0 where it has none."""
    queries = int(max(pairs.rows.max(initial=-1), rows.max(initial=-1))) + 1
    return values_at(matrix(rows, columns, values, (queries, width)), pairs.rows, pairs.columns)


def _names(queries: Queries, around: Surroundings, pairs: Pairs) -> Columns:
    found, width = around.whole_names, around.name_shares.shape[1]
    title = np.array([max(len(words(text)), 1) for text in queries.texts.titles], dtype=np.float32)

    def at(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return at_pairs(pairs, found.rows, found.columns, values, width)

    whole = at(np.ones_like(found.start))
    return {
        "name.share": values_at(around.name_shares, pairs.rows, pairs.columns),
        "name.whole": whole,
        "name.exact": at(found.exact),
        "name.start": np.where(whole > 0, at(found.start), -1),
        "name.first": at((found.start == 0).astype(np.float32)),
        "name.length": at(found.length),
        "name.title": at(found.length) / title[pairs.rows],
        "name.inside": at(found.inside),
        "name.by": at(found.by),
    }


def _spelling(knowledge: Knowledge, queries: Queries, pairs: Pairs) -> Columns:
    names = knowledge.names
    return {
        "name.letters": names.letters_in(queries.texts, pairs.rows, pairs.columns),
        "name.begun": names.begun_by(queries.texts, pairs.rows, pairs.columns),
    }


def _mentions(queries: Queries, pairs: Pairs) -> Columns:
    found, width = queries.mentions, queries.settled.shape[1]
    traits = {name: getattr(found, name) for name in ("confidence", "count", "tagger", "rule")}
    columns = {
        f"mention.{name}": at_pairs(pairs, found.rows, found.columns, values, width) for name, values in traits.items()
    }
    start = at_pairs(pairs, found.rows, found.columns, 2 - found.start, width)
    return {**columns, "mention.start": 2 - start}


def _votes(knowledge: Knowledge, queries: Queries, around: Surroundings, pairs: Pairs) -> Columns:
    index = knowledge.index
    columns: Columns = {}
    for name, near in around.neighbours.items():
        for depth in DEPTHS:
            votes = Votes.count(index, near.weights(depth, len(index.products)))
            columns[f"{name}.{depth}"] = votes.share(pairs.rows, pairs.columns, pairs.attributes)
        kin = near.weights(DEPTHS[-1], len(index.products))
        kin = having_in_common(kin, queries.contexts["tags"], index.asserted)
        columns[f"{name}.kin"] = Votes.count(index, kin).share(pairs.rows, pairs.columns, pairs.attributes)
        columns[f"slot.{name}"] = near.similarities[pairs.rows].max(axis=1, initial=0)
    return columns


def _meaning(knowledge: Knowledge, queries: Queries, pairs: Pairs) -> Columns:
    """The cosine of the product's and the tag's text vectors; nothing for tags that no product has."""
    index = knowledge.index
    cosine = (
        np.einsum("ij,ij->i", queries.vectors[pairs.rows], index.names[pairs.columns]) if len(pairs) else np.zeros(0)
    )
    return {"meaning.name": np.where(index.counts[pairs.columns] - pairs.own > 0, cosine, 0).astype(np.float32)}


def _guessed(knowledge: Knowledge, queries: Queries, pairs: Pairs) -> Columns:
    """The share of each tag among the values of its attribute, by one network of several.

    It is the one that did not learn from products with such an id: so products that are in the graph, that are new, and
    that were hidden to learn from are judged alike.
    """
    index = knowledge.index
    if index.values is None:
        return {"guess.share": np.zeros(len(pairs), dtype=np.float32)}
    clues = Clues.of(index.readers, queries.contexts, queries.vectors)
    share = index.values.probabilities(clues, folds_of(queries.texts.ids), pairs.rows, pairs.columns)
    return {"guess.share": np.where(index.counts[pairs.columns] - pairs.own > 0, share, 0).astype(np.float32)}


def _embedding(knowledge: Knowledge, around: Surroundings, pairs: Pairs) -> Columns:
    """The graph embedding's score, against the slot's best and in its spread.

    A product is placed at the mean of its nearest neighbours by meaning. So one that is in the graph, one that is not,
    and one whose tags were hidden to learn from are judged alike, and none by a vector that has seen the answer.
    """
    index = knowledge.index
    weights = around.neighbours["meaning"].weights(PLACED_BY, len(index.products))
    share = 1 / np.maximum(np.asarray(weights.sum(axis=1)).ravel(), 1e-6)
    placed = (weights @ index.graph.products) * share[:, None]
    score = index.graph.score(placed[pairs.rows], pairs.attributes, pairs.columns)
    embedded = index.counts[pairs.columns] - pairs.own > 0
    best = best_of_slot(np.where(embedded, score, -np.inf), pairs)
    spread = -best_of_slot(np.where(embedded, -score, -np.inf), pairs)
    width = np.where(np.isfinite(best - spread), best - spread, 0)
    place = np.where(embedded & (width > 0), (score - spread) / np.maximum(width, 1e-6), 0)
    return {"embedding.place": place.astype(np.float32)}


def _contexts(knowledge: Knowledge, queries: Queries, pairs: Pairs, prior: NDArray[np.float32]) -> Columns:
    columns: Columns = {}
    for name, together in knowledge.together.items():
        own_tags = name == "tags"
        found = given(
            queries.contexts[name], together, pairs, prior, knowledge.index.counts,
            knowledge.index.tags.attribute_of if own_tags else None, knowledge.single if own_tags else None,
        )  # fmt: skip
        columns |= {f"{name}.mean": found.mean, f"{name}.most": found.most, f"{name}.lift": found.lift,
                    f"{name}.support": np.log1p(found.seen)}  # fmt: skip
        if name in ("tags", "terms"):
            columns |= {f"{name}.reverse": found.reverse, f"{name}.total": found.total}
    return columns


def _commonness(knowledge: Knowledge, pairs: Pairs, prior: NDArray[np.float32]) -> Columns:
    """How many products have the tag, how rare its name is in texts, and the one against the other."""
    index, names = knowledge.index, knowledge.names
    count, rarity = np.log1p(index.counts[pairs.columns] - pairs.own), names.rarities[pairs.columns]
    return {
        "common.count": count,
        "common.share": prior,
        "common.words": np.array([len(names.split[column]) for column in pairs.columns], dtype=np.float32),
        "common.rarity": rarity,
        "common.named": count + rarity - np.log1p(len(index.products)),
    }


def _slot(knowledge: Knowledge, queries: Queries, pairs: Pairs) -> Columns:
    tags = queries.contexts["tags"]
    known = np.diff(tags.indptr)
    same = np.zeros((len(queries), len(knowledge.index.tags.attributes)), dtype=np.float32)
    np.add.at(same, (np.repeat(np.arange(len(queries)), known), knowledge.index.tags.attribute_of[tags.indices]), 1)
    length = np.array([len(words(title)) for title in queries.texts.titles], dtype=np.float32)
    filled = knowledge.index.fillings / max(len(knowledge.index.products), 1)
    return {
        "slot.known": known[pairs.rows].astype(np.float32),
        "slot.values": np.where(knowledge.single, 0, same)[pairs.rows, pairs.attributes]
        - pairs.own * ~knowledge.single[pairs.attributes],
        "slot.length": length[pairs.rows],
        "slot.sizes": np.log1p(knowledge.index.sizes)[pairs.attributes],
        "slot.filled": filled[pairs.attributes],
    }
