"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an s in the plural: “1 product”, “2,000 products”."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def goes_with(quote: str, attribute: str) -> str:
    """Say that words only go with a value of an attribute: they are evidence for it, but do not say it."""
    return f"products whose {attribute} is known and whose text has “{quote}” mostly have it"
