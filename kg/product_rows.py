"""A row of the products table: its texts, and the attributes that such a product can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .categories import category_path, is_inside

if TYPE_CHECKING:
    from .schema import Schema
    from .types import TextField

TEXT_FIELDS: tuple[TextField, ...] = ("title", "description")


def texts_of(product: Mapping[str, Any]) -> dict[TextField, str]:
    """Return the text fields that are not empty, title first."""
    return {field: product[field] for field in TEXT_FIELDS if product[field]}


def possible_attributes(product: Mapping[str, Any], schema: Schema) -> frozenset[str]:
    """Return the attributes that the products of its category use: all, if its category is not known."""
    path = category_path(product["category"])
    if not path or not any(is_inside(path, attribute.categories) for attribute in schema.values()):
        return frozenset(schema)
    return frozenset(name for name, attribute in schema.items() if attribute.is_used_in(path))
