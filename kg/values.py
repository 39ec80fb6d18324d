"""When two surface forms are the same value; knows no catalog and no frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .schema import Attribute


def value_key(surface: str, attribute: Attribute) -> str:
    """Return the key that equal values of an attribute share."""
    raise NotImplementedError
