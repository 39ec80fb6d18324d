"""What a column's cells show of it."""

import pytest
from kgtag.kg.catalog_reading.column_content import is_technical, lists_values


@pytest.mark.parametrize(
    "cells",
    [
        ["https://shop.example/1", "https://shop.example/2"],
        ["/img/1.jpg", "m/h/2.PNG"],
        ["2026-04-01", "2026/04/02 10:00:00"],
        ["12.03.2026", "2/15/26, 3:36 PM"],
        ["1.234,56 €", "EUR 12", "3,980円", "12,90 €/l"],
        ["4012345678901", "4012345678918"],
        ["variable", "variation", "simple"],
        ["0"] * 20,
        ["yes"] * 20,
    ],
)
def test_addresses_dates_prices_barcodes_and_dead_switches_are_no_values(cells: list[str]) -> None:
    assert is_technical(cells)


@pytest.mark.parametrize("cells", [["red"] * 20, ["36/38/40"], ["yes", "no"] * 20, ["1.5 kg"], ["42"], ["", None], []])
def test_sizes_colors_and_switches_that_differ_are_values(cells: list[str]) -> None:
    assert not is_technical(cells)


@pytest.mark.parametrize("cells", [["red", "blue", "red, blue"], ["a, b", "b, c", "a,c"], ["S, M, L"], ["38, 39, 40"]])
def test_commas_part_values_that_stand_in_other_cells_too(cells: list[str]) -> None:
    assert lists_values(cells)


@pytest.mark.parametrize(
    "cells",
    [["1,5 l", "0,5 l"], ["95% cotton, 5% elastane", "wool"], ["Paris, France", "Lyon, France"], ["red", "blue"], []],
)
def test_other_commas_belong_to_the_value(cells: list[str]) -> None:
    assert not lists_values(cells)
