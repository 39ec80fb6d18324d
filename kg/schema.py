"""The attributes of a catalog: inferred from it, kept in a file that a person edits; knows no single value's meaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["text", "quantity", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is known of one attribute; `complete`: a product of its `categories` that does not list it has none."""

    name: str
    kind: Kind = "text"
    unit: str | None = None
    many: bool = False
    complete: bool = False
    categories: tuple[str, ...] = ()


Schema = dict[str, Attribute]


def infer_schema(products: pl.DataFrame) -> Schema:
    """Infer every attribute of a products table."""
    raise NotImplementedError


def read_schema(path: Path) -> Schema:
    """Read schema.toml; raises SchemaError with the place and the fix."""
    raise NotImplementedError


def write_schema(schema: Schema, path: Path) -> None:
    """Write schema.toml, with comments for the person who edits it."""
    raise NotImplementedError
