"""Which attributes a category has."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.applicability import applies, applies_near, filled_near, narrowest, seen_near, usual_shares
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.embed.neighbours import nearest_by_meaning, nearest_by_words
from kgtag.embed.queries import make_queries
from kgtag.embed.slots import Known
from kgtag.kg.tables import empty_table

SPACE = TagSpace(("Brand", "Size"), (("Brand", "Acme"), ("Size", "9")))


def shop() -> Index:
    """Forty shoes, half of them with a size, and two hundred lamps, one with a size by mistake; few brands."""
    paths = [("Shoes", "Running")] * 38 + [("Shoes", "Clogs")] * 2 + [("Home", "Lamps")] * 200
    sized = [number % 2 == 0 for number in range(38)] + [False] * 2 + [number == 0 for number in range(200)]
    tags = [
        ({("Brand", "Acme")} if number % 3 == 0 else set()) | ({("Size", "9")} if size else set())
        for number, size in enumerate(sized)
    ]
    count = len(paths)
    texts = Texts(tuple(f"p{row}" for row in range(count)), ("",) * count, ("",) * count, tuple(paths))
    readers = Readers.learn(texts)
    zeros = np.zeros((count, 1), np.float32)
    return Index(
        texts.ids,
        SPACE,
        readers,
        readers.read(texts),
        zeros,
        zeros[:2],
        SPACE.rows(tags),
        GraphVectors.none(count, 2, 2),
    )


def of(index: Index, path: tuple[str, ...]) -> int:
    texts = Texts(("new",), ("",), ("",), (path,))
    return int(narrowest(index, index.readers.read(texts)["categories"])[0])


def test_a_size_is_usual_for_shoes_and_does_not_apply_to_lamps() -> None:
    index = shop()
    shares = usual_shares(index)
    applicable = applies(index, shares)
    running, lamps = of(index, ("Shoes", "Running")), of(index, ("Home", "Lamps"))
    assert shares[running, 1] > 0.4
    assert shares[lamps, 1] < 0.02
    assert applicable[running].all()
    assert applicable[lamps].tolist() == [True, False]


def test_a_category_with_few_products_goes_by_the_one_above_it() -> None:
    index = shop()
    clogs = of(index, ("Shoes", "Clogs"))
    assert usual_shares(index)[clogs, 1] > 0.3
    assert applies(index, usual_shares(index))[clogs].all()


def test_an_unknown_category_goes_by_what_is_known_above_it_and_else_by_all() -> None:
    index = shop()
    assert of(index, ("Shoes", "Boots")) == of(index, ("Shoes",))
    assert of(index, ("Toys",)) == of(index, ()) == -1
    assert usual_shares(index)[-1, 0] == pytest.approx(80 / 240)


def test_without_categories_everything_applies() -> None:
    index = shop()
    bare = Texts(index.products, *((("",) * 240,) * 2), ((),) * 240)
    readers = Readers.learn(bare)
    plain = Index(
        index.products, SPACE, readers, readers.read(bare), index.vectors, index.names, index.asserted, index.graph
    )
    assert applies(plain, usual_shares(plain)).all()


def saws() -> tuple[Index, Texts, Known]:
    """One category of forty saws: the cordless ones have a voltage, three of four times it is filled in."""
    titles = [f"cordless battery power saw {row}" if row < 20 else f"hand saw fine teeth {row}" for row in range(40)]
    texts = Texts(tuple(f"p{row}" for row in range(40)), tuple(titles), ("",) * 40, (("Saws",),) * 40)
    tags = [frozenset({("Voltage", "18 V")} if row < 20 and row % 4 else ()) for row in range(40)]
    space, readers = TagSpace(("Voltage",), (("Voltage", "18 V"),)), Readers.learn(texts)
    vectors = np.eye(2, dtype=np.float32)[[0] * 20 + [1] * 20]
    index = Index(
        texts.ids, space, readers, readers.read(texts), vectors, np.zeros((1, 2), np.float32), space.rows(tags),
        GraphVectors.none(40, 1, 1),
    )  # fmt: skip
    return index, texts, Known(tuple(tags), tuple(tags))


def test_a_voltage_does_not_apply_to_hand_saws_though_it_does_to_saws() -> None:
    index, texts, known = saws()
    seen = seen_near(index, texts, known)
    assert 12 < seen["Voltage"] < 20
    nothing = np.zeros((40, 1), dtype=bool)
    queries = make_queries(index, texts, index.vectors, known.asserted, known.settled, nothing, empty_table("mentions"))
    near = filled_near(index, (nearest_by_words(index, queries), nearest_by_meaning(index, queries)))
    applied = applies_near(near, np.array([seen["Voltage"]]))[:, 0]
    assert (applied[:20] == 1).all()
    assert (applied[20:] < 0.1).all()


def test_where_few_products_have_an_attribute_none_nearby_says_little() -> None:
    often, seldom = applies_near(np.zeros((1, 2)), np.array([12.0, 0.6]))[0]
    assert often < 0.1
    assert seldom > 0.8


def test_where_no_product_has_an_attribute_nothing_speaks_against_it() -> None:
    assert applies_near(np.zeros((1, 1)), np.zeros(1)) == 1
