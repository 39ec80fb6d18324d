"""The part of a catalog that no model is trained on, folds and samples: always the same products."""

from __future__ import annotations

from kgtag.kg.splits import drawn, fold_of, held_out_sample, is_held_out

IDS = [f"P{number:04}" for number in range(2_000)]
FIXED = [*(f"P{number}" for number in range(20)), "Größe/7", "商品-1"]


def test_every_release_holds_out_the_same_products() -> None:
    assert [one for one in FIXED if is_held_out(one)] == ["P0", "P10", "P13", "P16", "商品-1"]
    assert [one for one in FIXED if is_held_out(one, share=0.3, salt="values")] == ["P6", "P11", "P15", "P19", "商品-1"]
    assert [one for one, chosen in zip(FIXED, held_out_sample(FIXED, 3), strict=True) if chosen] == [
        "P13", "P16", "商品-1",
    ]  # fmt: skip


def test_every_release_has_the_same_folds_and_draws_the_same_samples() -> None:
    assert [fold_of(one) for one in FIXED] == [2, 3, 2, 4, 2, 1, 1, 4, 3, 4, 0, 2, 3, 2, 0, 4, 3, 0, 0, 1, 3, 4]
    assert [FIXED[place] for place in drawn(FIXED, 5, "columns")] == ["Größe/7", "P3", "P0", "P15", "P11"]
    assert [FIXED[place] for place in drawn(FIXED, 5)] == ["商品-1", "P12", "P15", "P0", "P2"]


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
