"""Sparse matrices as counts and votes need them: looked up at pairs, cut to the best of a row; knows no catalog."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array, diags_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Symbols:
    """A set of names, each with a column of its own."""

    names: tuple[str, ...]
    columns: dict[str, int]

    @classmethod
    def of(cls, names: Iterable[str]) -> Symbols:
        ordered = tuple(names)
        return cls(ordered, {name: column for column, name in enumerate(ordered)})

    @classmethod
    def learn(cls, lists: Iterable[Sequence[str]], least: int) -> Symbols:
        """Take the names that stand in at least `least` of the lists, in the order of the alphabet."""
        found: dict[str, int] = {}
        for names in lists:
            for name in dict.fromkeys(names):
                found[name] = found.get(name, 0) + 1
        return cls.of(sorted(name for name, count in found.items() if count >= least))

    def rows(self, lists: Iterable[Iterable[str]]) -> csr_array:
        """Return how often each name stands in each list, float32 [lists, len(names)]; others are left out.

        Each list is read once and let go: all of them together may be much larger than the matrix.
        """
        columns, starts = array("i"), array("q", [0])
        for names in lists:
            columns.extend(self.columns[name] for name in names if name in self.columns)
            starts.append(len(columns))
        found = np.ones(len(columns), dtype=np.float32), np.array(columns, dtype=np.int32), np.array(starts)
        counted = csr_array(found, shape=(len(starts) - 1, len(self.names)))
        counted.sum_duplicates()
        return counted


def matrix(rows: Whole, columns: Whole, values: NDArray[np.floating], shape: tuple[int, int]) -> csr_array:
    """Build a float32 matrix with sorted indices; values of the same cell are added up."""
    built = csr_array((np.asarray(values, dtype=np.float32), (rows, columns)), shape=shape)
    built.sum_duplicates()
    return built


def binary(counts: csr_array) -> csr_array:
    """Return 1 wherever there is something."""
    return csr_array((np.ones_like(counts.data), counts.indices, counts.indptr), shape=counts.shape)


def wider(counts: csr_array, columns: int) -> csr_array:
    """Return the matrix with empty columns added up to a number of columns."""
    return csr_array((counts.data, counts.indices, counts.indptr), shape=(counts.shape[0], columns))


def unit_rows(rows: csr_array) -> csr_array:
    """Return the matrix with every row brought to length 1; empty rows stay empty."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scaled = csr_array(diags_array((1 / np.maximum(length, 1e-12)).astype(np.float32)) @ rows)
    scaled.sort_indices()
    return scaled


def row_numbers(counts: csr_array) -> Whole:
    """Return the row of every stored value."""
    return np.repeat(np.arange(counts.shape[0], dtype=np.int64), np.diff(counts.indptr))


def only(counts: csr_array, mask: NDArray[np.bool_]) -> csr_array:
    """Return the matrix with only those of its stored values that a mask marks [stored values]."""
    return matrix(row_numbers(counts)[mask], counts.indices[mask].astype(np.int64), counts.data[mask], counts.shape)


def values_at(counts: csr_array, rows: Whole, columns: Whole) -> Real:
    """Return the values at pairs (row, column), 0 where nothing is stored; needs sorted indices without duplicates."""
    asked = np.zeros(counts.shape[0], dtype=bool)
    asked[rows] = True
    asked_rows = csr_array(counts[asked])
    if asked_rows.nnz == 0:
        return np.zeros(len(rows), dtype=np.float32)
    keys = row_numbers(asked_rows) * counts.shape[1] + asked_rows.indices
    wanted = (np.cumsum(asked) - 1)[rows] * counts.shape[1] + columns
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, asked_rows.data[place], np.float32(0)).astype(np.float32)


def having_in_common(weights: csr_array, left: csr_array, right: csr_array) -> csr_array:
    """Keep the weights [rows of left, rows of right] of those rows that have a column in common."""
    rows, columns = row_numbers(weights), weights.indices.astype(np.int64)
    shared = np.asarray(left[rows].multiply(right[columns]).sum(axis=1)).ravel() > 0
    return only(weights, shared)


def runs(*keys: NDArray[Any]) -> tuple[Whole, Whole]:
    """Return where each run of entries with equal keys begins, and how long it is; what is equal stands together."""
    changes = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    starts = np.flatnonzero(np.r_[True, changes][: len(keys[0])])
    return starts, np.diff(np.r_[starts, len(keys[0])])


def places_in_runs(key: NDArray[Any]) -> Whole:
    """Return the place of each entry in its run, from 0."""
    starts, lengths = runs(key)
    return np.arange(len(key)) - np.repeat(starts, lengths)


def best_of_groups(groups: Whole, values: NDArray[np.floating], ties: Whole, count: int) -> NDArray[np.bool_]:
    """Mark the `count` greatest values of every group; equal values go by `ties`."""
    order = np.lexsort((ties, -values, groups))
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order] = places_in_runs(groups[order]) < count
    return chosen
