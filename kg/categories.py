"""Category paths, and which of them use an attribute; knows no values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SEPARATOR = " > "
LEAST_EXPECTED = 3.0
"""A subcategory without an attribute is left out when, at its parent's rate, so many products would have it."""


def category_path(path: Sequence[str] | None) -> str:
    """Return a category as it is written: `Shoes > Running`; empty for none."""
    return SEPARATOR.join(path or ())


def category_column() -> pl.Expr:
    """Return the `category` column of the products table as `category_path` writes it."""
    import polars as pl

    return pl.col("category").list.join(SEPARATOR).fill_null("")


def category_levels(path: Sequence[str] | None) -> list[str]:
    """Return a category and those above it, from the top down: `Shoes`, `Shoes > Running`."""
    return list(accumulate(path or (), lambda above, name: f"{above}{SEPARATOR}{name}"))


def is_inside(path: str, categories: Collection[str]) -> bool:
    """Say whether a path lies in one of the categories, or holds one of them."""
    return any(_holds(category, path) or _holds(path, category) for category in categories)


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """How many products lie in each category or below it, and the categories right below each one."""

    products: Mapping[str, int]
    children: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, paths: Mapping[str, int]) -> CategoryTree:
        """Build the tree from the number of products at each path."""
        products = _with_parents(paths)
        children: dict[str, list[str]] = defaultdict(list)
        for path in sorted(products):
            children[path.rpartition(SEPARATOR)[0]].append(path)
        return cls(products, {parent: tuple(below) for parent, below in children.items()})

    def using(self, paths: Mapping[str, int]) -> tuple[str, ...]:
        """Return the categories whose products have an attribute, given how many have it at each path.

        A category stands for all below it. Where some of its subcategories clearly do without, the others are named.
        """
        used = _with_parents(paths)
        tops = (top for top in self.children.get("", ()) if top in used)
        return tuple(category for top in tops for category in self._using(top, used))

    def _using(self, category: str, used: Mapping[str, int]) -> Iterator[str]:
        rate = used.get(category, 0) / self.products[category]
        below = self.children.get(category, ())
        kept = [child for child in below if child in used or rate * self.products[child] < LEAST_EXPECTED]
        if len(kept) == len(below):
            yield category
            return
        for child in kept:
            yield from self._using(child, used)


def _with_parents(paths: Mapping[str, int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path, count in paths.items():
        for level in category_levels(path.split(SEPARATOR) if path else None):
            counts[level] += count
    return counts


def _holds(category: str, path: str) -> bool:
    return path == category or path.startswith(category + SEPARATOR)
