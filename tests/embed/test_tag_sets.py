"""Whole sets of tags vote on the scores of single ones."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from kgtag.embed.calibration import LEAST_ANSWERS
from kgtag.embed.catalog_index import TagSpace
from kgtag.embed.neighbours import Neighbours
from kgtag.embed.ranker import learn_ranker
from kgtag.embed.tag_sets import SetVotes, TagSets

NAMES = ("face", "hair", "shampoo", "skin", "soap")
TAGS = (("Brand", "Acme"), ("Brand", "Zeno"), *(("tag", name) for name in NAMES))
SPACE = TagSpace(("Brand", "tag"), TAGS)
MANY = np.array([False, True])
PRODUCTS = [
    *[[("Brand", "Acme"), ("tag", "skin"), ("tag", "face")]] * 3,
    *[[("Brand", "Zeno"), ("tag", "hair"), ("tag", "shampoo")]] * 2,
    [("Brand", "Zeno")],
]
NEAR_SKIN, NEAR_HAIR = [0, 1, 2, 3], [3, 4, 5, 0]


def sets(products: list[list[tuple[str, str]]] = PRODUCTS) -> TagSets:
    asserted = SPACE.rows(products)
    return TagSets.of(SimpleNamespace(products=range(len(products)), tags=SPACE, asserted=asserted), MANY)


def votes(near: list[list[int]], known: list[list[tuple[str, str]]]) -> SetVotes:
    rows = np.array(near)
    neighbours = Neighbours(rows, np.full(rows.shape, 0.5, dtype=np.float32))
    return sets().near(SimpleNamespace(settled=SPACE.rows(known)), {"words": neighbours, "meaning": neighbours})


def agreed(voted: SetVotes, scores: dict[str, float], row: int = 0) -> dict[str, float]:
    columns = np.array([SPACE.columns["tag", name] for name in scores])
    found = voted.agree(np.full(len(columns), row), columns, np.array(list(scores.values())))
    return dict(zip(scores, found, strict=True))


def test_sets_are_of_many_valued_tags_each_once() -> None:
    found = sets()
    names = [{TAGS[column][1] for column in row.indices} for row in (found.members[[0]], found.members[[1]])]
    assert found.members.shape[0] == 2
    assert sorted(map(sorted, names)) == [["face", "skin"], ["hair", "shampoo"]]
    assert found.of_products.sum(axis=1).tolist() == [1, 1, 1, 1, 1, 0]


def test_a_tag_is_likelier_that_stands_in_a_set_with_likely_ones() -> None:
    found = agreed(votes([[0, 1, 3, 4]], [[]]), {"skin": 2.0, "face": -1.0, "hair": -1.0, "shampoo": -1.0})
    assert found["skin"] > found["face"] > found["shampoo"] == found["hair"]


def test_of_equal_scores_the_tags_of_the_neighbours_sets_come_first() -> None:
    scores = {"face": 0.0, "shampoo": 0.0}
    of_skin, of_hair = (agreed(votes([near], [[]]), scores) for near in (NEAR_SKIN, NEAR_HAIR))
    assert of_skin["face"] > of_skin["shampoo"]
    assert of_hair["shampoo"] > of_hair["face"]


def test_a_known_tag_speaks_for_the_sets_that_have_it() -> None:
    found = agreed(votes([NEAR_SKIN], [[("tag", "hair")]]), {"face": 0.0, "shampoo": 0.0})
    assert found["shampoo"] > found["face"]


def test_a_tag_in_no_set_keeps_its_place_among_its_like() -> None:
    found = agreed(votes([NEAR_SKIN], [[]]), {"soap": -4.0, "face": 0.0})
    assert np.isfinite(found["soap"])
    assert found["soap"] < found["face"]


def test_a_query_is_judged_alone() -> None:
    scores = {"skin": 1.0, "face": 0.0, "shampoo": 0.5}
    alone = agreed(votes([NEAR_HAIR], [[("tag", "hair")]]), scores)
    both = votes([NEAR_SKIN, NEAR_HAIR], [[], [("tag", "hair")]])
    assert alone == agreed(both, scores, row=1)


def test_where_no_product_has_tags_scores_keep_their_order() -> None:
    found = sets([[("Brand", "Acme")]])
    near = Neighbours(np.zeros((1, 1), dtype=np.int64), np.ones((1, 1), dtype=np.float32))
    voted = found.near(SimpleNamespace(settled=SPACE.rows([[]])), {"words": near})
    assert list(np.argsort(list(agreed(voted, {"face": 1.0, "hair": -1.0, "skin": 0.0}).values()))) == [1, 2, 0]


def test_sets_vote_where_that_ranks_the_answers_better() -> None:
    count = 3 * LEAST_ANSWERS
    slots = np.repeat(np.arange(count), 2)
    right = np.tile([True, False], count)
    table = np.random.default_rng(1).standard_normal((2 * count, 1)).astype(np.float32)
    for sign, votes_help in ((1.0, True), (-1.0, False)):
        ranker = learn_ranker(
            table, right, slots, slots % 5, ["slot.values"], np.full(len(slots), "tag"), single=False, seed=1,
            agree=lambda scores, sign=sign: scores + sign * 9 * right,
        )  # fmt: skip
        assert ranker is not None
        assert ranker.by_sets is votes_help
