"""What a text denies speaks for nothing, but where denials are how an attribute is spoken of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from kgtag.embed.candidates import Knowledge, Surroundings, look_around
from kgtag.embed.catalog_index import Tag, Texts
from kgtag.embed.features import make_features
from kgtag.embed.names import denying_attributes
from kgtag.embed.queries import Queries, make_queries
from kgtag.embed.statistics import Pairs
from kgtag.kg.schema import Attribute, Kind

from .conftest import mentions_table, own_evidence, product_row, products_table, world_products
from .test_learning import make_index

LEATHER: Tag = ("tag", "Leather")
TITLES = ("leather bag", "bag without leather", "bag without leather, but a strap of leather", "bag")


def asked(titles: tuple[str, ...], mentions: pl.DataFrame, denying: frozenset[str] = frozenset()) -> Asked:
    index = replace(make_index(own_evidence(world_products()))[0], denying=denying)
    texts = Texts.of(products_table([product_row(f"new{row}", title, {}) for row, title in enumerate(titles)]))
    vectors, nothing = np.ones((len(titles), 4), dtype=np.float32), [frozenset[Tag]()] * len(titles)
    is_open = np.ones((len(titles), 3), dtype=bool)
    knowledge = Knowledge(index, np.array([True, True, False]))
    queries = make_queries(index, texts, vectors, nothing, nothing, is_open, mentions)
    return knowledge, queries, look_around(knowledge, queries)


Asked = tuple[Knowledge, Queries, Surroundings]


def leather_features(answer: Asked) -> dict[str, list[float]]:
    knowledge, queries, around = answer
    space, rows = knowledge.index.tags, np.arange(len(queries))
    column, none = np.full(len(rows), space.columns[LEATHER]), np.zeros(len(rows), dtype=bool)
    pairs = Pairs(rows, column, space.attribute_of[column], rows * 3 + space.attribute_of[column], none, none)
    return {name: values.tolist() for name, values in make_features(knowledge, queries, around, pairs).items()}


@pytest.mark.parametrize("feature", ["name.whole", "name.share", "name.letters"])
def test_a_name_counts_where_the_text_does_not_deny_it(feature: str) -> None:
    assert leather_features(asked(TITLES, mentions_table([])))[feature] == [1, 0, 1, 0]


def test_the_words_of_a_denied_name_speak_for_it_no_more_than_no_words() -> None:
    found = leather_features(asked(TITLES, mentions_table([])))
    for name in ("terms.lift", "terms.total", "terms.most", "openings.most", "guess.share"):
        values = found[name]
        assert values[1] == (found["common.share"][1] if name.endswith(".most") else 0)


def test_under_an_attribute_that_denials_speak_of_a_denied_name_counts_and_no_other() -> None:
    found = leather_features(asked(TITLES, mentions_table([]), frozenset({"tag"})))
    assert found["name.whole"] == [0, 1, 1, 0]


def denying(titles: tuple[str, ...], settled: list[frozenset[Tag]], **kinds: Kind) -> frozenset[str]:
    texts = Texts.of(products_table([product_row(f"p{row}", title, {}) for row, title in enumerate(titles)]))
    return denying_attributes(texts, settled, {name: Attribute(name, kind) for name, kind in kinds.items()})


def test_denials_speak_of_an_attribute_whose_values_the_texts_deny() -> None:
    titles = ("bag without leather", "shoe, no glue", "red bag, not blue", "glue")
    settled = [
        frozenset({("Omitted", "leather"), ("Material", "cotton")}),
        frozenset({("Omitted", "glue")}),
        frozenset({("Color", "red")}),
        frozenset({("Omitted", "nickel")}),
    ]
    assert denying(titles, settled) == {"Omitted"}


def test_denials_speak_of_an_attribute_that_is_called_so_whatever_the_texts_say() -> None:
    settled = [frozenset({("Sin", "siliconas")})]
    assert denying(("siliconas",), settled, Sin="text", Color="text") == {"Sin"}
    assert denying(("siliconas",), settled, Sin="boolean") == frozenset()
