"""What a person is recommended in a shop of two tastes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.embed.recommendation import personal as recommender
from kgtag.embed.recommendation.personal import Personal, RecommendationFacts, learn_recommendation
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.fingerprint import fingerprint_folder
from kgtag.kg.progress import silent
from kgtag.kg.tables import empty_table

from .two_tastes import EACH, IDS, NEW, USERS, content, interactions, row

TEA = {row(f"tea-{number}") for number in range(EACH)}
histories = st.lists(st.lists(st.integers(0, len(IDS) - 1), max_size=6), min_size=1, max_size=3)


def ranked(personal: Personal, *history: str, top: int = 5, **filters: object) -> list[str]:
    rows, _ = personal.recommend([[row(name) for name in history]], content(), top, **filters)  # type: ignore[arg-type]
    return [IDS[one] for one in rows[0] if one >= 0]


def test_a_person_is_recommended_what_is_of_their_taste(personal: Personal) -> None:
    assert {row(name) for name in ranked(personal, "tea-0", "tea-1")} <= TEA
    assert not {row(name) for name in ranked(personal, "tools-0", "tools-1")} & TEA


def test_what_was_bought_with_the_history_comes_first(personal: Personal) -> None:
    assert set(ranked(personal, "tea-3", "tea-4", "tea-5", top=2)) <= {"tea-2", "tea-6", "tea-1", "tea-7"}


def test_a_person_of_whom_nothing_is_known_is_recommended_what_is_bought_most(personal: Personal) -> None:
    famous = np.argsort(-personal.fame, kind="stable")[:5]
    assert ranked(personal) == [IDS[one] for one in famous]


def test_a_product_that_nobody_has_bought_is_recommended_for_what_it_is(personal: Personal) -> None:
    assert personal.fame[row(NEW[0])] == 0
    assert NEW[0] in ranked(personal, "tea-10", top=EACH)
    only_new = np.isin(np.arange(len(IDS)), [row(name) for name in NEW])
    assert ranked(personal, "tools-0", "tools-10", top=1, allowed=only_new) == [NEW[1]]


@given(histories)
@settings(max_examples=30, deadline=None)
def test_a_list_never_holds_what_the_person_has_nor_anything_twice(personal: Personal, many: list[list[int]]) -> None:
    rows, scores = personal.recommend(many, content(), 8)
    for history, found, worth in zip(many, rows, scores, strict=True):
        assert not set(found) & set(history)
        assert len(set(found)) == 8
        assert (np.diff(worth) <= 0).all() and (worth > 0).all()


def test_only_allowed_products_are_recommended_and_the_list_ends_with_them(personal: Personal) -> None:
    allowed = np.zeros(len(IDS), dtype=bool)
    allowed[[row("tea-2"), row("tea-0")]] = True
    assert ranked(personal, "tea-0", "tea-1", allowed=allowed) == ["tea-2"]


def test_a_person_gets_the_same_list_alone_and_in_a_batch(personal: Personal) -> None:
    alone, _ = personal.recommend([[0, 1]], content(), 5)
    batch, _ = personal.recommend([[20], [0, 1], []], content(), 5)
    assert batch[1].tolist() == alone[0].tolist()


def test_many_people_are_answered_in_their_order_as_each_alone(personal: Personal, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(recommender, "BATCH", 2)
    many = [[number % (EACH - 1), number % 5] for number in range(9)]
    batches = list(personal.recommend_all(many, content(), 5))
    assert [len(rows) for rows, _ in batches] == [2, 2, 2, 2, 1]
    alone = [personal.recommend([history], content(), 5) for history in many]
    assert np.array_equal(np.concatenate([rows for rows, _ in batches]), np.concatenate([rows for rows, _ in alone]))
    assert np.array_equal(
        np.concatenate([worth for _, worth in batches]), np.concatenate([worth for _, worth in alone])
    )


@given(st.sets(st.integers(0, EACH - 2), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_what_led_to_a_recommendation_adds_up_to_its_score(personal: Personal, history: set[int]) -> None:
    rows, scores = personal.recommend([sorted(history)], content(), 3)
    for item, score in zip(rows[0].tolist(), scores[0].tolist(), strict=True):
        led = personal.because(sorted(history), item, content())
        assert {own for own, _ in led} <= history
        assert sum(part for _, part in led) == pytest.approx(score)


def test_what_is_of_another_taste_leads_to_nothing(personal: Personal) -> None:
    led = personal.because([row("tools-0"), row("tea-0")], row("tea-1"), content())
    assert led[0][0] == row("tea-0")
    assert row("tools-0") not in [own for own, _ in led]
    assert personal.because([row("tools-0")], row("tea-1"), content()) == []


def test_learning_twice_gives_the_same_files(learned: Path, tmp_path: Path) -> None:
    learn_recommendation(interactions(), content(), tmp_path, 13, silent)
    assert fingerprint_folder(tmp_path) == fingerprint_folder(learned)


def test_what_was_learned_from_is_said(tmp_path: Path) -> None:
    facts = learn_recommendation(interactions(), content(), tmp_path, 13, silent)
    assert facts == RecommendationFacts(
        users=USERS, products=len(IDS) - len(NEW), interactions=4 * USERS, ranked=True, baskets=USERS, paired=False
    )


def test_without_any_interaction_people_are_recommended_something_all_the_same(tmp_path: Path) -> None:
    learn_recommendation(empty_table("interactions"), content(), tmp_path, 13, silent)
    personal = Personal.load(tmp_path)
    assert personal.blend is None
    assert {row(name) for name in ranked(personal, "tea-0", "tea-1")} <= TEA
    assert len(ranked(personal)) == 5


def test_a_catalog_that_has_changed_since_is_refused(personal: Personal) -> None:
    with pytest.raises(WorkspaceError, match="kgtag build"):
        personal.recommend([[0]], replace(content(), ids=IDS[:-1]), 3)
