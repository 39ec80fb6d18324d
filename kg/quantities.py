"""Numbers with units as shops write them, found in text, converted and printed; knows no attribute and no catalog."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A magnitude in one of the unit symbols of `UNITS` ("ml", "in", "pack"); `str()` prints it canonically."""

    magnitude: float
    unit: str


def find_quantities(text: str) -> list[tuple[int, int, Quantity]]:
    """Find every single quantity with its character offsets `[start, end)`; ranges and dimensions are left out."""
    raise NotImplementedError


def parse_quantity(text: str) -> Quantity | None:
    """Read a text that is one quantity and nothing else."""
    raise NotImplementedError


def convert(quantity: Quantity, unit: str) -> Quantity | None:
    """Express a quantity in another unit; `None` where the two measure different things."""
    raise NotImplementedError
