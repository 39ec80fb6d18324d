"""Counts of what goes together, and what they say of a candidate."""

from __future__ import annotations

from dataclasses import replace

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from kgtag.embed.candidates import make_pairs
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.embed.queries import make_queries
from kgtag.embed.statistics import Pairs, _first, count_together, given, priors

from .conftest import mentions_table

TAGS = (("Brand", "Acme"), ("Brand", "Zeno"), ("Color", "blue"), ("Color", "red"))
ROWS = [("Acme", "red"), ("Acme", "red"), ("Acme", "red"), ("Zeno", "blue"), ("Zeno", None)]


def index() -> Index:
    texts = Texts(tuple("abcde"), ("Acme x", "Acme y", "Acme z", "Zeno x", "Zeno y"), ("",) * 5, ((),) * 5)
    readers = Readers.learn(texts)
    space = TagSpace(("Brand", "Color"), TAGS)
    known = [[("Brand", brand)] + ([("Color", color)] if color else []) for brand, color in ROWS]
    nothing = np.zeros((5, 0), dtype=np.float32)
    return Index(
        texts.ids, space, readers, readers.read(texts), nothing, np.zeros((4, 0), dtype=np.float32),
        space.rows(known), GraphVectors.none(5, 4, 2),
    )  # fmt: skip


def pairs(columns: list[int], own: list[bool]) -> Pairs:
    count = len(columns)
    chosen = np.array(columns)
    attributes = np.array([0, 0, 1, 1])[chosen]
    return Pairs(np.zeros(count, dtype=np.int64), chosen, attributes, attributes, np.array(own), np.array(own))


def by_tags(asked: Pairs, known: list[tuple[str, str]]) -> np.ndarray:
    own = index()
    together = count_together(own)["tags"]
    context = own.tags.rows([known])
    single = np.array([True, True])
    return given(context, together, asked, priors(own, asked), own.counts, own.tags.attribute_of, single).most


def test_a_tag_that_all_products_with_a_known_tag_have_is_likely() -> None:
    red, blue = by_tags(pairs([3, 2], [False, False]), [("Brand", "Acme")])
    assert red > 0.9
    assert blue < 0.15


def test_products_without_a_value_do_not_speak_against_it() -> None:
    blue = by_tags(pairs([2], [False]), [("Brand", "Zeno")])[0]
    assert blue == pytest.approx((1 + 1.5 / 5) / (1 + 1))


def test_a_product_that_was_counted_does_not_speak_for_itself() -> None:
    counted, not_counted = (by_tags(pairs([2], [own]), [("Brand", "Zeno")])[0] for own in (True, False))
    assert counted < 0.3 < not_counted


@pytest.mark.parametrize("place", range(5))
def test_for_a_product_of_the_index_all_is_counted_as_if_it_were_not_there(place: int) -> None:
    whole, known = index(), [("Brand", ROWS[place][0])]
    without = whole.take(np.arange(5) != place)
    texts = Texts((whole.products[place],), (f"{ROWS[place][0]} {'xyzxy'[place]}",), ("",), ((),))
    counted = []
    for seen in (whole, without):
        queries = make_queries(
            seen, texts, np.zeros((1, 0), dtype=np.float32), [frozenset(known)], [frozenset(known)],
            np.array([[False, True]]), mentions_table([]),
        )  # fmt: skip
        asked = make_pairs(seen, queries, np.zeros(2, dtype=np.int64), np.array([2, 3]))
        prior = priors(seen, asked)
        terms = given(queries.contexts["terms"], seen.together["terms"], asked, prior, seen.counts)
        counted.append([prior, terms.most, terms.mean, terms.total, terms.both, terms.seen])
    np.testing.assert_allclose(*counted)


def test_another_value_of_a_single_valued_attribute_says_nothing() -> None:
    asked = pairs([3], [False])
    own = index()
    assert by_tags(asked, [("Color", "blue")])[0] == pytest.approx(priors(own, asked)[0])


def test_an_index_that_has_seen_fewer_products_counts_fewer() -> None:
    fewer = index().take(np.array([True, False, False, True, True]))
    assert fewer.counts.tolist() == [1, 2, 1, 1]
    assert fewer.sizes.tolist() == [2, 2]


def test_tags_that_no_product_has_can_be_added_and_count_nothing() -> None:
    wider = index().extended([("Color", "green"), ("Size", "S"), ("Color", "red")])
    assert wider.tags.tags[4:] == (("Color", "green"), ("Size", "S"))
    assert wider.counts.tolist() == [3, 2, 1, 3, 0, 0]
    assert wider.sizes.tolist() == [2, 2, 0]


def test_tags_that_no_product_has_add_nothing_to_what_was_counted() -> None:
    whole = index().extended([("Color", "teal"), ("Fit", "slim")])
    assert whole.base is not None
    anew = replace(whole, base=None)
    assert anew.base is None
    for name, counted in count_together(anew).items():
        kept = whole.together[name]
        assert (kept.tags.toarray() == counted.tags.toarray()).all()
        assert (kept.attributes.toarray() == counted.attributes.toarray()).all()
        assert kept.most.tolist() == counted.most.tolist()
    assert (whole.filled.toarray() == anew.filled.toarray()).all()
    assert (whole.weighed.toarray() == anew.weighed.toarray()).all()


@hypothesis.given(
    st.lists(st.lists(st.tuples(*[st.sampled_from([0, 1, 2])] * 3), min_size=1, max_size=6), min_size=1, max_size=6)
)
def test_the_greatest_of_a_group_is_the_one_that_sorting_puts_first(groups: list[list[tuple[int, int, int]]]) -> None:
    lengths = np.array([len(group) for group in groups])
    starts = np.cumsum(lengths) - lengths
    numbers = np.array([row for group in groups for row in group])
    first = _first(starts, lengths, *numbers.T)
    assert [numbers[place].tolist() for place in first] == [list(max(group)) for group in groups]
    assert (np.searchsorted(starts, first, side="right") - 1).tolist() == list(range(len(groups)))
