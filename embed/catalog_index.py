"""What completion keeps of a graph: every product's words, vector, category and tags as rows; ranks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array, diags_array

from ..kg.categories import category_levels
from .sparse import Symbols, binary, matrix, unit_rows, wider
from .terms import openings, terms

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from .graph_embeddings import GraphVectors
    from .missing_cells import MissingCells
    from .statistics import Together
    from .value_networks import ValueNetworks

Tag = tuple[str, str]
"""An attribute and one of its canonical values."""

CONTEXTS = ("tags", "terms", "openings", "categories")
"""What a product's tags are counted together with: its other tags, its words, its title's start, its category path."""
LEAST_TEXTS = 2
"""A word that stands in one text only says nothing about another."""
MOST_POSTINGS = 15_000
"""A word that more products have is not what finds the nearest, so that the search grows no faster than the shop."""


@dataclass(frozen=True)
class TagSpace:
    """All tags, each with a column; `attribute_of` [tags] points into `attributes`."""

    attributes: tuple[str, ...]
    tags: tuple[Tag, ...]

    @cached_property
    def columns(self) -> dict[Tag, int]:
        return {tag: column for column, tag in enumerate(self.tags)}

    @cached_property
    def attribute_of(self) -> NDArray[np.int64]:
        position = {name: number for number, name in enumerate(self.attributes)}
        return np.array([position[attribute] for attribute, _ in self.tags], dtype=np.int64)

    @cached_property
    def columns_of(self) -> dict[str, NDArray[np.int64]]:
        """The columns of each attribute's tags."""
        return {name: np.flatnonzero(self.attribute_of == number) for number, name in enumerate(self.attributes)}

    def extended(self, tags: Iterable[Tag]) -> TagSpace:
        """Return a space that has these tags too; the columns of the others stay."""
        new = sorted(set(tags) - self.columns.keys())
        attributes = (*self.attributes, *sorted({attribute for attribute, _ in new} - set(self.attributes)))
        return TagSpace(attributes, (*self.tags, *new)) if new else self

    def rows(self, lists: Sequence[Iterable[Tag]]) -> csr_array:
        """Return 1 for each tag of each list, float32 [len(lists), tags]."""
        found = [(row, self.columns[tag]) for row, tags in enumerate(lists) for tag in set(tags) if tag in self.columns]
        rows, columns = np.array(found, dtype=np.int64).reshape(-1, 2).T
        return matrix(rows, columns, np.ones(len(rows)), (len(lists), len(self.tags)))


@dataclass(frozen=True, slots=True)
class Texts:
    """Products as text, row by row: what a tag is guessed from besides the graph."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    descriptions: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, products: pl.DataFrame) -> Texts:
        """Take them from the products table."""
        ids, titles, descriptions = (
            tuple(products[name].fill_null("").to_list()) for name in ("id", "title", "description")
        )
        return cls(ids, titles, descriptions, tuple(tuple(path or ()) for path in products["category"].to_list()))

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Texts:
        """Return some rows."""
        ids, titles, descriptions = (
            tuple(column[row] for row in rows) for column in (self.ids, self.titles, self.descriptions)
        )
        return Texts(ids, titles, descriptions, tuple(self.categories[row] for row in rows))

    def read(self, row: int) -> str:
        """Return the text that is searched for names and counted by words."""
        return f"{self.titles[row]}\n{self.descriptions[row]}" if self.descriptions[row] else self.titles[row]

    def terms(self) -> Iterator[list[str]]:
        """Give what each text is counted by."""
        return (terms(self.read(row)) for row in range(len(self.ids)))


@dataclass(frozen=True, slots=True)
class Readers:
    """What turns texts into rows: the words, title starts and category paths that were seen, and how rare words are."""

    terms: Symbols
    openings: Symbols
    categories: Symbols
    rarity: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Texts) -> Readers:
        """Take the words that more than one text has."""
        known = Symbols.learn(texts.terms(), LEAST_TEXTS)
        frequency = np.asarray(binary(known.rows(texts.terms())).sum(axis=0)).ravel()
        rarity = np.log((1 + len(texts.ids)) / (1 + frequency)) + 1
        starts = Symbols.learn(map(openings, texts.titles), LEAST_TEXTS)
        paths = Symbols.learn(map(category_levels, texts.categories), LEAST_TEXTS)
        return cls(known, starts, paths, rarity.astype(np.float32))

    def read(self, texts: Texts) -> dict[str, csr_array]:
        """Return the rows of texts by context, 1 where something stands, float32 [texts, symbols]."""
        return {
            "terms": binary(self.terms.rows(texts.terms())),
            "openings": self.openings.rows(map(openings, texts.titles)),
            "categories": binary(self.categories.rows(map(category_levels, texts.categories))),
        }

    def weigh(self, found: csr_array) -> csr_array:
        """Return word rows weighed by rarity and brought to length 1 (tf-idf)."""
        return unit_rows(csr_array(found @ diags_array(self.rarity)))


@dataclass(frozen=True)
class Index:
    """The products of a graph as rows; all that is learned of tags is counted from them.

    `contexts` [products, symbols] by name, `vectors` float32 [products, width] of length 1, `names` the same for tags
    (zeros where a tag's name was not encoded), `asserted` 1 where a product has a tag [products, tags]; `graph` are the
    vectors of products and tags as nodes; `values` guesses values from all that a text says. `cells`: how much cells
    tell of each attribute, see `slots.telling_cells`; `denying`: attributes that texts speak of by denials, see
    `names.denying_attributes`; `missing_cells` tells those from cells that do not apply. `base` is an index that
    differs only by lacking columns of tags which no product has: what is counted there need not be counted again.
    """

    products: tuple[str, ...]
    tags: TagSpace
    readers: Readers
    contexts: Mapping[str, csr_array]
    vectors: NDArray[np.float32]
    names: NDArray[np.float32]
    asserted: csr_array
    graph: GraphVectors
    values: ValueNetworks | None = None
    cells: Mapping[str, int] = field(default_factory=dict)
    denying: frozenset[str] = frozenset()
    missing_cells: MissingCells | None = None
    base: Index | None = field(default=None, repr=False, compare=False)

    def take(self, rows: NDArray[np.bool_]) -> Index:
        """Return an index that has seen only some of the products."""
        return replace(
            self,
            products=tuple(name for name, kept in zip(self.products, rows, strict=True) if kept),
            contexts={name: context[rows] for name, context in self.contexts.items()},
            vectors=self.vectors[rows],
            asserted=self.asserted[rows],
            graph=replace(self.graph, products=self.graph.products[rows]),
            base=None,
        )

    def knowing(self, asserted: csr_array) -> Index:
        """Return an index of the same products that knows these tags of them [products, tags], and no others."""
        return replace(self, asserted=asserted, base=None)

    def without_tags(self, rows: NDArray[np.bool_]) -> Index:
        """Return an index that knows no tag of some of the products, nor what their graph vectors learned from them."""
        kept = csr_array(diags_array((~rows).astype(np.float32)) @ self.asserted)
        kept.eliminate_zeros()
        vectors = np.where(rows[:, None], 0, self.graph.products)
        return replace(self.knowing(kept), graph=replace(self.graph, products=vectors))

    def extended(self, tags: Iterable[Tag]) -> Index:
        """Return an index whose columns include these tags, which no product has."""
        space = self.tags.extended(tags)
        added = len(space.tags) - len(self.tags.tags)
        if not added:
            return self
        more_attributes = len(space.attributes) - len(self.tags.attributes)
        graph = replace(
            self.graph, tags=_longer(self.graph.tags, added), relations=_longer(self.graph.relations, more_attributes)
        )
        asserted = wider(self.asserted, len(space.tags))
        return replace(self, tags=space, names=_longer(self.names, added), asserted=asserted, graph=graph, base=self)

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.products)}

    @cached_property
    def weighed(self) -> csr_array:
        """Word rows by tf-idf [products, terms]."""
        return self.readers.weigh(self.contexts["terms"]) if self.base is None else self.base.weighed

    @cached_property
    def postings(self) -> csr_array:
        """The products of each word, by tf-idf [terms, products]; none of words that more than `MOST_POSTINGS` have."""
        if self.base is not None:
            return self.base.postings
        found = np.bincount(self.weighed.indices, minlength=self.weighed.shape[1])
        kept = csr_array(self.weighed @ diags_array((found <= MOST_POSTINGS).astype(np.float32)))
        kept.eliminate_zeros()
        return csr_array(kept.T.tocsr())

    @cached_property
    def together(self) -> Mapping[str, Together]:
        """How often what each context holds goes with each tag."""
        from .statistics import count_together, widened

        return count_together(self) if self.base is None else widened(self.base.together, self.tags)

    @cached_property
    def filled(self) -> csr_array:
        """1 where a product has a value of an attribute [products, attributes]."""
        if self.base is not None:
            return wider(self.base.filled, len(self.tags.attributes))
        filled = self.attributes_of(self.asserted)
        filled.sort_indices()
        return filled

    def attributes_of(self, tags: csr_array) -> csr_array:
        """Return 1 where rows have a tag of an attribute [rows, attributes]; `tags` are theirs [rows, tags]."""
        columns = len(self.tags.tags)
        belongs = matrix(
            np.arange(columns), self.tags.attribute_of, np.ones(columns), (columns, len(self.tags.attributes))
        )
        return binary(csr_array(tags @ belongs))

    @cached_property
    def fillings(self) -> NDArray[np.float32]:
        """How many products have a value of each attribute."""
        return np.asarray(self.filled.sum(axis=0), dtype=np.float32).ravel()

    @cached_property
    def counts(self) -> NDArray[np.float32]:
        """How many products have each tag."""
        return np.asarray(self.asserted.sum(axis=0), dtype=np.float32).ravel()

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many values of each attribute products have."""
        return np.bincount(self.tags.attribute_of[self.counts > 0], minlength=len(self.tags.attributes))


def _longer(rows: NDArray[Any], added: int) -> NDArray[Any]:
    return np.vstack([rows, np.zeros((added, rows.shape[1]), dtype=rows.dtype)])
