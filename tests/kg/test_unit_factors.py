"""The table of units against pint, a library that knows them all."""

from __future__ import annotations

from itertools import product

import pint
import pytest
from kgtag.kg.quantities import unit_symbol
from kgtag.kg.unit_factors import conversion_line

NAMES = {
    "ml": "milliliter", "cl": "centiliter", "dl": "deciliter", "L": "liter", "fl oz": "fluid_ounce", "pint": "pint",
    "qt": "quart", "gal": "gallon", "mcg": "microgram", "mg": "milligram", "g": "gram", "kg": "kilogram",
    "oz": "ounce", "lb": "pound", "nm": "nanometer", "mm": "millimeter", "cm": "centimeter", "m": "meter",
    "km": "kilometer", "in": "inch", "ft": "foot", "yd": "yard", "mile": "mile", "m²": "meter**2", "sq ft": "foot**2",
    "ms": "millisecond", "s": "second", "min": "minute", "h": "hour", "day": "day", "week": "week", "month": "month",
    "year": "year", "mW": "milliwatt", "W": "watt", "kW": "kilowatt", "Wh": "watt_hour", "kWh": "kilowatt_hour",
    "mAh": "milliampere_hour", "Ah": "ampere_hour", "mA": "milliampere", "A": "ampere", "mV": "millivolt", "V": "volt",
    "kV": "kilovolt", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "KB": "kilobyte",
    "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "kcal": "kilocalorie", "kJ": "kilojoule",
    "BTU": "british_thermal_unit", "psi": "psi", "°C": "degree_Celsius", "°F": "degree_Fahrenheit",
}  # fmt: skip
COUNTS = ("K", "dB", "%", "rpm", "pcs", "pack", "count", "pair")


def test_every_pair_of_units_converts_as_pint_converts_it() -> None:
    registry = pint.UnitRegistry()
    differing = []
    for (unit, name), (other, other_name) in product(NAMES.items(), repeat=2):
        line = conversion_line(unit, other)
        if registry.Unit(name).dimensionality != registry.Unit(other_name).dimensionality:
            differing += [] if line is None else [(unit, other, line)]
            continue
        for number in (0, 1, 250):
            meant = registry.Quantity(number, name).to(other_name).magnitude
            if line is None or line[0] + line[1] * number != pytest.approx(meant, rel=1e-9, abs=1e-9):
                differing.append((unit, other, line))
    assert differing == []


@pytest.mark.parametrize("unit", COUNTS)
def test_what_is_only_counted_converts_into_nothing(unit: str) -> None:
    assert [other for other in (*NAMES, *COUNTS) if conversion_line(unit, other)] == []


def test_every_unit_of_the_table_is_one_that_texts_can_name() -> None:
    assert [unit for unit in NAMES if unit_symbol(unit) != unit] == []
