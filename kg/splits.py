"""Which products are held out, which fold they are in, and which a sample has: drawn by hashes of their ids.

A hash gives every stage, run and machine the same split, and a new product moves no other one. The hashes are never to
be changed: models that were trained would be measured on what they have seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from .fingerprint import fingerprint

FOLDS = 5
"""What answers for a held-out product in training is learned from the other folds."""


def is_held_out(product_id: str, *, share: float = 0.2, salt: str = "held-out") -> bool:
    """Say whether a product belongs to the part that no model is trained on.

    One split by a hash of the id serves every stage (calibration, thresholds, the ranker's training), so that no score
    a later stage learns from was given by a model that had seen the answer.
    """
    return _number(f"{salt}:{product_id}") < share * 2**64


def held_out_sample(products: Sequence[str], most: int) -> list[bool]:
    """Say which products are held out and, of these, among at most so many, drawn whatever their order."""
    held_out = [product for product in products if is_held_out(product)]
    sample = frozenset(sorted(held_out, key=lambda product: (_number(f"sample:{product}"), product))[:most])
    return [product in sample for product in products]


def fold_of(product_id: str) -> int:
    """Return the fold of a product, of `FOLDS`."""
    return int(fingerprint("fold", product_id)[:8], 16) % FOLDS


def drawn(products: Sequence[str], most: int, *salt: str) -> list[int]:
    """Draw at most so many products whatever their order; return their places, in the order in which they are drawn."""
    return sorted(range(len(products)), key=lambda place: fingerprint(*salt, products[place]))[:most]


def _number(text: str) -> int:
    """Hash a text to a number below 2**64."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
