"""A unit in a column's name is the unit of its bare numbers."""

import pytest
from kgtag.kg.catalog_reading.header_units import (
    header_unit,
    with_unit,
    without_header_unit,
    without_unit,
)


@pytest.mark.parametrize(
    ("column", "unit"),
    [("Weight (kg)", "kg"), ("Gewicht in g", "g"), ("Länge [mm]", "mm"), ("length_cm", "cm"), ("Poids (en kg)", None),
     ("Weight", None), ("Made in China", None), ("color_id", None), ("Size (EU)", None),
     ("Volume (litres)", "L"), ("Вес, г", "g"), ("重量（kg）", "kg")],
)  # fmt: skip
def test_units_are_found_in_names(column: str, unit: str | None) -> None:
    assert header_unit(column) == unit


def test_only_bare_numbers_get_the_unit_and_lose_it_when_handed_back() -> None:
    assert [with_unit(value, "kg") for value in ("0,45", "1 kg", "light")] == ["0,45 kg", "1 kg", "light"]
    assert [without_unit(value, "Weight (kg)") for value in ("0.45 kg", "2 g", "light")] == ["0.45", "2 g", "light"]


@pytest.mark.parametrize(
    ("column", "name"),
    [("Weight (kg)", "Weight"), ("Gewicht in g", "Gewicht"), ("Länge [in mm]", "Länge"), ("length_cm", "length"),
     ("Вес, г", "Вес"), ("重量（kg）", "重量"),
     ("Size (EU)", "Size (EU)"), ("Made in China", "Made in China"), ("g", "g")],
)  # fmt: skip
def test_a_name_is_known_without_its_unit(column: str, name: str) -> None:
    assert without_header_unit(column) == name
