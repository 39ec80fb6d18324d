"""Sparse matrices looked up at pairs, as dense ones would be."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from kgtag.embed.sparse import Symbols, having_in_common, matrix, only, places_in_runs, runs, values_at
from scipy.sparse import csr_array

ROWS, COLUMNS = 7, 5
DENSE = arrays(np.float32, (ROWS, COLUMNS), elements=st.sampled_from([0.0, 0.0, 1.0, 2.5]))
PAIRS = st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1)))


@given(dense=DENSE, pairs=PAIRS)
def test_values_are_found_at_any_pairs_in_any_order(dense: np.ndarray, pairs: list[tuple[int, int]]) -> None:
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    assert values_at(csr_array(dense), rows, columns).tolist() == dense[rows, columns].tolist()


@given(weights=arrays(np.float32, (ROWS, ROWS), elements=st.sampled_from([0.0, 0.5])), left=DENSE, right=DENSE)
def test_weights_are_kept_where_two_rows_have_a_column_in_common(
    weights: np.ndarray, left: np.ndarray, right: np.ndarray
) -> None:
    kept = having_in_common(csr_array(weights), csr_array(left), csr_array(right))
    common = (left > 0).astype(float) @ (right > 0).astype(float).T > 0
    assert kept.toarray().tolist() == np.where(common, weights, 0).tolist()


def test_names_are_counted_list_by_list_and_unknown_ones_left_out() -> None:
    known = Symbols.of(["a", "b", "c"])
    counted = known.rows(iter([["c", "a", "c", "x"], [], ["b"]]))
    assert counted.toarray().tolist() == [[1, 0, 2], [0, 0, 0], [0, 1, 0]]
    assert counted.has_sorted_indices


def test_cells_given_twice_are_added_up() -> None:
    twice = np.array([1, 1])
    assert matrix(twice, twice, np.ones(2), (2, 2)).toarray().tolist() == [[0, 0], [0, 2]]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1))).map(sorted))
def test_runs_are_what_stands_together_and_is_equal(pairs: list[tuple[int, int]]) -> None:
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    starts, lengths = runs(*columns)
    assert [pairs[start : start + length] for start, length in zip(starts, lengths, strict=True)] == [
        list(equal) for _, equal in groupby(pairs)
    ]


def test_places_in_a_run_begin_at_zero() -> None:
    assert places_in_runs(np.array([4, 4, 7, 7, 7, 4])).tolist() == [0, 1, 0, 1, 2, 0]


@given(dense=DENSE, marked=st.integers(0, 2**ROWS - 1))
def test_only_the_stored_values_that_are_marked_are_left(dense: np.ndarray, marked: int) -> None:
    stored = csr_array(dense)
    mask = np.array([bool(marked >> place % ROWS & 1) for place in range(stored.nnz)], dtype=bool)
    expected = dense[dense > 0]
    expected[~mask] = 0
    assert only(stored, mask).toarray()[dense > 0].tolist() == expected.tolist()
    assert only(stored, mask).nnz == mask.sum()
