"""The tags worth ranking for an open slot: named, voted for, likely given what is known, or common; scores none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array

from .applicability import applies, usual_shares
from .catalog_index import Index, Tag
from .names import Names, WholeNames
from .neighbours import MOST, Neighbours, Votes, nearest_by_meaning, nearest_by_words
from .sparse import best_of_groups, matrix, only, row_numbers, values_at
from .statistics import Pairs, Together
from .tag_sets import TagSets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .queries import Queries

PER_SOURCE = {
    "words": 25,
    "meaning": 25,
    "names": 10,
    "tags": 20,
    "terms": 20,
    "openings": 10,
    "categories": 10,
    "common": 5,
}
"""How many tags each source may put forward for a slot."""
LEAST_NAME_SHARE = 0.3


@dataclass(frozen=True)
class Knowledge:
    """An index with all that is counted from it; `names_known`: tags whose names are known, had by a product or not."""

    index: Index
    single: NDArray[np.bool_]
    names_known: frozenset[Tag] = frozenset()

    @cached_property
    def named(self) -> NDArray[np.bool_]:
        """The tags whose names are looked for in texts [tags]: what products have, and what is known by name."""
        known = np.zeros(len(self.index.tags.tags), dtype=bool)
        known[self.index.tags.rows([self.names_known]).indices] = True
        return known | (self.index.counts > 0)

    @cached_property
    def together(self) -> Mapping[str, Together]:
        return self.index.together

    @cached_property
    def names(self) -> Names:
        return Names(self.index)

    @cached_property
    def tag_sets(self) -> TagSets:
        return TagSets.of(self.index, ~self.single)

    @cached_property
    def usual(self) -> NDArray[np.float64]:
        return usual_shares(self.index)

    @cached_property
    def applicable(self) -> NDArray[np.bool_]:
        return applies(self.index, self.usual)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is near some queries: neighbours with their votes, names in the text.

    `denied` [queries, tags]: 1 where the text names a tag, but denies it wherever it does (where denials speak of the
    attribute: nowhere): its words speak for nothing.
    """

    neighbours: Mapping[str, Neighbours]
    votes: Mapping[str, Votes]
    name_shares: csr_array
    whole_names: WholeNames
    denied: csr_array


def look_around(knowledge: Knowledge, queries: Queries) -> Surroundings:
    """Find a few hundred queries' neighbours and names."""
    index = knowledge.index
    return surroundings(
        knowledge, queries, {"words": nearest_by_words(index, queries), "meaning": nearest_by_meaning(index, queries)}
    )


def surroundings(knowledge: Knowledge, queries: Queries, neighbours: Mapping[str, Neighbours]) -> Surroundings:
    """Count the votes of neighbours, and find names."""
    index, names, texts = knowledge.index, knowledge.names, queries.texts
    mentioned: dict[int, set[int]] = defaultdict(set)
    for row, column in zip(queries.mentions.rows.tolist(), queries.mentions.columns.tolist(), strict=True):
        mentioned[row].add(column)
    votes = {name: Votes.count(index, near.weights(MOST, len(index.products))) for name, near in neighbours.items()}
    whole = names.whole_in(texts, knowledge.named, mentioned)
    own = queries.mentions
    denied = _without(whole.denied, matrix(own.rows, own.columns, np.ones(len(own.rows)), whole.denied.shape))
    return Surroundings(neighbours, votes, _without(names.shares_in(texts), denied), whole, denied)


def _without(found: csr_array, taken: csr_array) -> csr_array:
    """Return a matrix without the values that stand where another one has some."""
    return only(found, values_at(taken, row_numbers(found), found.indices.astype(np.int64)) == 0)


def find_candidates(knowledge: Knowledge, queries: Queries, around: Surroundings) -> Pairs:
    """Gather the candidates of every open slot; a tag that no product has is one only if the text names it."""
    sources = _sources(knowledge, queries, around)
    cut = [_best(found, PER_SOURCE[name], knowledge, queries.open) for name, found in sources.items()]
    names, mentions = around.whole_names, queries.mentions
    seen = knowledge.named[names.columns]
    rows = np.concatenate([*(part[0] for part in cut), names.rows[seen], mentions.rows])
    columns = np.concatenate([*(part[1] for part in cut), names.columns[seen], mentions.columns])
    return make_pairs(knowledge.index, queries, rows, columns)


def make_pairs(index: Index, queries: Queries, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Pairs:
    """Put candidates in order, each once, without those of slots that are not open and those that are certain."""
    count = len(index.tags.tags)
    keys = np.unique(rows * count + columns)
    rows, columns = keys // count, keys % count
    attributes = index.tags.attribute_of[columns]
    asked = queries.open[rows, attributes] & (values_at(queries.settled, rows, columns) == 0)
    rows, columns, attributes = rows[asked], columns[asked], attributes[asked]
    order = np.lexsort((columns, attributes, rows))
    rows, columns, attributes = rows[order], columns[order], attributes[order]
    places = queries.places[rows]
    own, own_slot = (
        values_at(counted, np.maximum(places, 0), asked) * (places >= 0) > 0
        for counted, asked in ((index.asserted, columns), (index.filled, attributes))
    )
    return Pairs(rows, columns, attributes, rows * len(index.tags.attributes) + attributes, own, own_slot)


def _sources(knowledge: Knowledge, queries: Queries, around: Surroundings) -> dict[str, csr_array]:
    likely = {
        name: _likely(queries.contexts[name], knowledge.together[name])
        for name in ("tags", "terms", "openings", "categories")
    }
    shares = around.name_shares
    named = only(shares, shares.data >= LEAST_NAME_SHARE)
    common = csr_array(np.ones((len(queries), 1), dtype=np.float32)) @ csr_array(_most_common(knowledge.index))
    return {
        "words": around.votes["words"].by_tag,
        "meaning": around.votes["meaning"].by_tag,
        "names": named,
        **likely,
        "common": csr_array(common),
    }


def _likely(context: csr_array, together: Together) -> csr_array:
    """Sum P(tag | symbol) over the symbols of each query, not smoothed but for symbols seen once or twice."""
    weighed = csr_array(context @ diags_array((1 / (together.most + 2)).astype(np.float32)))
    return csr_array(weighed @ together.tags)


def _most_common(index: Index) -> NDArray[np.float32]:
    kept = best_of_groups(index.tags.attribute_of, index.counts, np.arange(len(index.counts)), PER_SOURCE["common"])
    return np.where(kept, index.counts, 0)[None, :]


def _best(
    found: csr_array, count: int, knowledge: Knowledge, open_slots: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of the greatest values of every open slot, tags that nobody knows left out."""
    index, rows, columns = knowledge.index, row_numbers(found), found.indices.astype(np.int64)
    useful = (found.data > 0) & knowledge.named[columns] & open_slots[rows, index.tags.attribute_of[columns]]
    rows, columns, values = rows[useful], columns[useful], found.data[useful]
    slots = rows * len(index.tags.attributes) + index.tags.attribute_of[columns]
    kept = best_of_groups(slots, values, columns, count)
    return rows[kept], columns[kept]
