"""An empty cell is missing, or its attribute does not apply."""

from __future__ import annotations

import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.applicability import filled_near, narrowest, usual_shares
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.embed.missing_cells import MissingCells, learn_habits, learn_missing_cells
from kgtag.embed.neighbours import nearest_by_meaning, nearest_by_words
from kgtag.embed.queries import make_queries
from kgtag.embed.slots import Known
from kgtag.kg.tables import empty_table
from numpy.typing import NDArray

ATTRIBUTES = ("Brand", "Color", "Voltage")
SPACE = TagSpace(ATTRIBUTES, (("Brand", "Acme"), ("Color", "red"), ("Voltage", "18 V")))


def tools(filled: NDArray[np.bool_]) -> tuple[Index, Texts, Known]:
    """One category of tools, the first half cordless and the others hand tools, with such cells filled in."""
    count = len(filled)
    titles = [
        f"cordless battery power saw {row}" if row < count // 2 else f"hand saw fine teeth {row}"
        for row in range(count)
    ]
    texts = Texts(tuple(f"p{row}" for row in range(count)), tuple(titles), ("",) * count, (("Saws",),) * count)
    tags = [frozenset(tag for tag, cell in zip(SPACE.tags, row, strict=True) if cell) for row in filled]
    readers = Readers.learn(texts)
    vectors = np.eye(2, dtype=np.float32)[[0] * (count // 2) + [1] * (count - count // 2)]
    index = Index(
        texts.ids, SPACE, readers, readers.read(texts), vectors, np.zeros((3, 2), np.float32), SPACE.rows(tags),
        GraphVectors.none(count, 3, 3),
    )  # fmt: skip
    return index, texts, Known(tuple(tags), tuple(tags))


def missing(filled: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How likely each cell is missing if it is empty, as learned from the tools themselves [tools, attributes]."""
    index, texts, known = tools(filled)
    asked = np.zeros(filled.shape, dtype=bool)
    queries = make_queries(index, texts, index.vectors, known.asserted, known.settled, asked, empty_table("mentions"))
    near = filled_near(index, (nearest_by_words(index, queries), nearest_by_meaning(index, queries)))
    usual = usual_shares(index)[narrowest(index, queries.contexts["categories"])]
    return learn_missing_cells(index, texts, known).probabilities(ATTRIBUTES, filled, near, usual)


def cells(count: int, *shares: float, seed: int = 1) -> NDArray[np.bool_]:
    """Cells that are filled in by chance, with a share in each column."""
    return np.random.default_rng(seed).random((count, len(shares))) < shares


def test_a_voltage_does_not_apply_to_hand_saws_and_is_missing_from_a_cordless_one() -> None:
    filled = cells(80, 0.8, 0.7, 0.75)
    filled[40:, 2] = False
    found = missing(filled)
    assert found[:40, 2].min() > 0.9
    assert found[40:, 2].max() < 0.1


def test_cells_that_are_empty_by_chance_are_missing() -> None:
    assert missing(cells(80, 0.8, 0.5, 0.3)).min() > 0.8


def test_what_one_supplier_never_fills_in_is_missing_there() -> None:
    """Every second product is of a supplier that leaves colors out, and alike in all else."""
    filled = cells(80, 0.9, 0.9, 0.0)
    filled[::2, 1] = False
    assert missing(filled)[::2, 1].min() > 0.8


def test_an_empty_cell_of_a_full_row_is_missing_less_often_than_that_of_an_empty_row() -> None:
    """Half of the products have a voltage; one habit fills in nine of ten cells, the other one of ten."""
    columns, habits = np.zeros(3), np.full(2, 0.5)
    learned = MissingCells(ATTRIBUTES, columns, columns, np.zeros(3), habits, np.array([[0.9] * 3, [0.1] * 3]))
    filled = np.array([[True, True, False], [False, False, False]])
    full, empty = learned.probabilities(ATTRIBUTES, filled, np.zeros((2, 3)), np.zeros((2, 3)))[:, 2]
    assert full == pytest.approx(0.5 * 0.1 / (1 - 0.5 * 0.9), abs=0.1)
    assert empty == pytest.approx(0.5 * 0.9 / (1 - 0.5 * 0.1), abs=0.1)


def test_suppliers_are_told_by_what_they_fill_in() -> None:
    """One fills in everything, the other one column of six; all columns apply."""
    filled = np.random.default_rng(1).random((200, 6)) < 0.9
    filled[::2, 1:] = False
    compared = np.zeros((*filled.shape, 3))
    compared[..., 2] = 1
    _, habits, fills = learn_habits(filled, compared)
    assert habits[fills[:, 1] < 0.1].sum() == pytest.approx(0.5, abs=0.1)
    assert habits[fills[:, 1] > 0.7].sum() == pytest.approx(0.5, abs=0.1)


def test_what_is_less_usual_in_a_category_than_elsewhere_is_missing_less_often() -> None:
    usual = np.array([[0.4] * 3, [0.01] * 3])
    learned = MissingCells(
        ATTRIBUTES, np.ones(3), np.full(3, 0.4), np.array([0.0, 1.0, 1.0]), np.ones(1), np.full((1, 3), 0.5)
    )
    shoes, lamps = learned.probabilities(ATTRIBUTES, np.zeros((2, 3)) > 0, np.ones((2, 3)), usual)[:, 0]
    assert shoes > 0.7
    assert lamps < 0.2


def test_of_a_row_that_nobody_filled_in_all_is_missing_that_applies() -> None:
    """In a catalog where every cell of every row is filled in, a new product has none."""
    full = missing_of_new(cells(80, 1.0, 1.0, 1.0))
    assert full.min() > 0.9


def missing_of_new(filled: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How likely cells are missing of rows like these without any."""
    index, texts, known = tools(filled)
    near, usual = np.full(filled.shape, 20.0), np.ones(filled.shape)
    return learn_missing_cells(index, texts, known).probabilities(ATTRIBUTES, np.zeros_like(filled), near, usual)


def test_where_a_line_tells_filled_cells_apart_the_weights_stay_within_bounds() -> None:
    filled = cells(200, *[0.5] * 6)
    compared = np.stack([np.where(filled, -4.0, 4.0), np.zeros(filled.shape), np.ones(filled.shape)], axis=-1)
    weights, _, fills = learn_habits(filled, compared)
    assert np.abs(weights).max() < 120
    assert np.isfinite(fills).all()


def test_of_an_attribute_that_nobody_knows_every_cell_is_missing() -> None:
    index, texts, known = tools(cells(40, 0.5, 0.5, 0.5))
    learned = learn_missing_cells(index, texts, known)
    nothing = np.zeros((2, 4))
    found = learned.probabilities((*ATTRIBUTES, "Scent"), nothing > 0, nothing, nothing)
    assert (found[:, 3] == 1).all()
    assert (found[:, :3] < 0.9).all()


def test_what_was_learned_is_read_back_as_it_was_written() -> None:
    learned = learn_missing_cells(*tools(cells(40, 0.5, 0.5, 0.5)))
    again = MissingCells.of_json(json.loads(json.dumps(learned.as_json())))
    for field in fields(MissingCells):
        one, two = getattr(learned, field.name), getattr(again, field.name)
        assert one == two if field.name == "attributes" else one == pytest.approx(two, abs=1e-6)


@given(st.lists(st.tuples(*[st.booleans()] * 3), min_size=1, max_size=30))
def test_any_catalog_gives_probabilities(rows: list[tuple[bool, bool, bool]]) -> None:
    filled = np.array(rows, dtype=bool).reshape(-1, 3)
    found = missing(filled)
    assert ((found >= 0) & (found <= 1 + 1e-9)).all()
    assert found[filled] == pytest.approx(1)
