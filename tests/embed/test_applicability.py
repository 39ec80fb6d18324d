"""Which attributes a category has."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.applicability import applies, narrowest, usual_shares
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.graph_embeddings import GraphVectors

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
