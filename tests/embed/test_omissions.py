"""How many tags are left out, told by rules that should hold always."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.embed.omissions import expected_found, find_rules, implied, probability_true, share_listed
from scipy.sparse import csr_array

LEAVES, PARENTS = 60, 12
SPACE = TagSpace(
    ("tag",), tuple(("tag", f"{kind}{number:02}") for kind, many in (("leaf", LEAVES), ("parent", PARENTS))
                    for number in range(many)),
)  # fmt: skip
MANY = np.array([True])


def index_of(rows: np.ndarray) -> Index:
    texts = Texts(tuple(f"p{row}" for row in range(len(rows))), *((("",) * len(rows),) * 2), ((),) * len(rows))
    readers = Readers.learn(texts)
    vectors, names = np.zeros((len(rows), 1), np.float32), np.zeros((len(SPACE.tags), 1), np.float32)
    graph = GraphVectors.none(len(rows), len(SPACE.tags), 1)
    return Index(
        texts.ids, SPACE, readers, readers.read(texts), vectors, names, csr_array(rows.astype(np.float32)), graph
    )


def catalog(listed: float, *, seed: int = 0) -> Index:
    """Products with a leaf and its parent, each listed by chance."""
    rng = np.random.default_rng(seed)
    rows = np.zeros((12_000, LEAVES + PARENTS), dtype=bool)
    leaf = rng.integers(LEAVES, size=len(rows))
    rows[np.arange(len(rows)), leaf] = rows[np.arange(len(rows)), LEAVES + leaf % PARENTS] = True
    return index_of(rows & (rng.random(rows.shape) < listed))


@pytest.mark.parametrize("listed", [0.65, 0.8])
def test_the_rate_at_which_all_rules_hold_is_the_share_listed(listed: float) -> None:
    assert share_listed(find_rules(catalog(listed), MANY)) == pytest.approx(listed, abs=0.03)


def test_a_catalog_whose_rules_always_hold_is_taken_to_leave_out_a_tenth() -> None:
    assert share_listed(find_rules(catalog(1.0), MANY)) == 0.9


def test_rules_that_hold_at_all_kinds_of_rates_tell_nothing() -> None:
    rng = np.random.default_rng(0)
    rows = np.zeros((12_000, LEAVES + PARENTS), dtype=bool)
    leaf = rng.integers(LEAVES, size=len(rows))
    rows[np.arange(len(rows)), leaf] = True
    rate = np.linspace(0.5, 0.95, LEAVES)[leaf]
    rows[np.arange(len(rows)), LEAVES + leaf % PARENTS] = rng.random(len(rows)) < rate
    assert share_listed(find_rules(index_of(rows), MANY)) is None


def test_no_rules_tell_nothing() -> None:
    rng = np.random.default_rng(0)
    assert share_listed(find_rules(index_of(rng.random((2_000, LEAVES + PARENTS)) < 0.05), MANY)) is None


def test_a_leaf_implies_its_parent() -> None:
    rules = find_rules(catalog(0.8), MANY)
    tags = SPACE.rows([[("tag", "leaf03")], []])
    found = implied(rules, tags).toarray()
    assert np.flatnonzero(found[0]).tolist() == [LEAVES + 3]
    assert not found[1].any()


@given(st.floats(0.3, 0.9), st.floats(0.2, 1.0), st.floats(0.01, 0.99))
def test_what_is_claimed_to_be_true_comes_back_as_what_is_found_in_hidden_cells(
    listed: float, hidden: float, true: float
) -> None:
    shown = 1 - listed * (1 - hidden)
    found = np.array([true * listed * hidden / shown])
    claimed = probability_true(found, listed, hidden)
    assert claimed[0] <= true + 1e-9
    assert expected_found(claimed, listed, listed, hidden, np.array([False])) == pytest.approx(found)
