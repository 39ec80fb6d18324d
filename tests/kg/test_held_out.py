"""The part of a catalog that no model is trained on."""

from __future__ import annotations

from kgtag.kg.types import held_out_sample, is_held_out

IDS = [f"P{number:04}" for number in range(2_000)]


def test_about_a_fifth_is_held_out() -> None:
    assert 0.17 < sum(map(is_held_out, IDS)) / len(IDS) < 0.23


def test_a_sample_that_all_fit_into_is_all_that_is_held_out() -> None:
    assert held_out_sample(IDS, len(IDS)) == [is_held_out(one) for one in IDS]


def test_a_sample_has_as_many_as_it_may_and_only_held_out_ones() -> None:
    drawn = [one for one, chosen in zip(IDS, held_out_sample(IDS, 50), strict=True) if chosen]
    assert len(drawn) == 50
    assert all(map(is_held_out, drawn))


def test_a_sample_does_not_depend_on_the_order_of_the_catalog() -> None:
    forward = {one for one, chosen in zip(IDS, held_out_sample(IDS, 50), strict=True) if chosen}
    backward = {one for one, chosen in zip(IDS[::-1], held_out_sample(IDS[::-1], 50), strict=True) if chosen}
    assert forward == backward


def test_a_sorted_catalog_is_drawn_from_its_whole_length() -> None:
    places = [place for place, chosen in enumerate(held_out_sample(IDS, 50)) if chosen]
    assert min(places) < len(IDS) / 4 < 3 * len(IDS) / 4 < max(places)
