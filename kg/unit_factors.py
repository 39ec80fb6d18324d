"""What units are worth, exact by definition; a table, because importing a library of units takes as long as a search.

Sources: the international yard and pound (1959), the US gallon of 231 in³, the thermochemical calorie, the IT British
thermal unit, the Julian year of 365.25 days and its twelfth.
"""

from __future__ import annotations

_SCALES: tuple[dict[str, float], ...] = (
    {"ml": 1, "cl": 10, "dl": 100, "L": 1000, "fl oz": 29.5735295625, "pint": 473.176473, "qt": 946.352946,
     "gal": 3785.411784},
    {"mcg": 1e-6, "mg": 1e-3, "g": 1, "kg": 1000, "oz": 28.349523125, "lb": 453.59237},
    {"nm": 1e-6, "mm": 1, "cm": 10, "m": 1000, "km": 1e6, "in": 25.4, "ft": 304.8, "yd": 914.4, "mile": 1609344},
    {"m²": 1, "sq ft": 0.09290304},
    {"ms": 1e-3, "s": 1, "min": 60, "h": 3600, "day": 86_400, "week": 604_800, "month": 2_629_800, "year": 31_557_600},
    {"mW": 1e-3, "W": 1, "kW": 1000},
    {"kJ": 1000, "Wh": 3600, "kWh": 3.6e6, "kcal": 4184, "BTU": 1055.056},
    {"mAh": 1e-3, "Ah": 1},
    {"mA": 1e-3, "A": 1},
    {"mV": 1e-3, "V": 1, "kV": 1000},
    {"Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    {"KB": 1, "MB": 1e3, "GB": 1e6, "TB": 1e9},
    {"psi": 1},
)  # fmt: skip
_SCALE_OF = {unit: scale for scale in _SCALES for unit in scale}
_DEGREES = {
    ("°C", "°F"): (32.0, 1.8),
    ("°F", "°C"): (-160 / 9, 5 / 9),
    ("°C", "°C"): (0.0, 1.0),
    ("°F", "°F"): (0.0, 1.0),
    ("%", "% vol"): (0.0, 1.0),
    ("°", "% vol"): (0.0, 1.0),
}


def conversion_line(unit: str, other: str) -> tuple[float, float] | None:
    """Return offset and factor from one unit symbol to another; `None` where they measure different things."""
    scale = _SCALE_OF.get(unit, {})
    return (0.0, scale[unit] / scale[other]) if other in scale else _DEGREES.get((unit, other))
