"""By which of an attribute's names the catalog has it, product by product; knows nothing of how it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..catalog_reading.json_forms import attribute_cells
from ..catalog_reading.layout import CatalogLayout
from ..schema import Schema, name_key, resolve_names
from ..types import FREE_TAG
from .additions import Additions

if TYPE_CHECKING:
    import polars as pl

_Ranks = Mapping[str, tuple[str, int]]
"""Key of a name → its attribute, and the name's place among the attribute's names."""


def in_catalog_names(additions: Additions, products: pl.DataFrame, layout: CatalogLayout, schema: Schema) -> Additions:
    """Put what is added under the name that the product's own row has for the attribute.

    Of several the one that is filled goes before the others, and then the attribute's own name before its other ones. A
    row that has none of them takes the first that the catalog has.
    """
    ranks = _ranks(schema)
    called = dict.fromkeys([*layout.attribute_columns, *catalog_names(products)], False)
    several = {own for own, place in ranks.values() if place} | {
        ranks[key][0] for name in called if (key := name_key(name)) in ranks and name != ranks[key][0]
    }
    ranks = {key: rank for key, rank in ranks.items() if rank[0] in several}
    usual = _first_of_each(called, ranks)
    asked = [product for product, slots in additions.items() if not several.isdisjoint(slots)]
    rows = products.filter(products["id"].is_in(asked)).select("id", "record")
    names = {product: usual | _names(json.loads(record), layout, ranks) for product, record in rows.iter_rows()}
    return {
        product: {names.get(product, {}).get(attribute, attribute): added for attribute, added in slots.items()}
        for product, slots in additions.items()
    }


def catalog_names(products: pl.DataFrame) -> list[str]:
    """Return the names of all attributes that some product lists, as the catalog has them."""
    import polars as pl

    entries = products.select(entry="attributes").explode("entry").drop_nulls("entry")
    return entries.select(pl.col("entry").struct["name"].unique(maintain_order=True)).to_series().to_list()


def under_own_names(products: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Return a products table whose attributes have the schema's names; values under several of them come together."""
    import polars as pl

    names = resolve_names(schema, catalog_names(products))
    if all(name == own for name, own in names.items()):
        return products
    attributes = [_together(entries, names) for entries in products["attributes"].to_list()]
    return products.with_columns(pl.Series("attributes", attributes, dtype=products.schema["attributes"]))


def _together(entries: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    values: dict[str, list[str] | None] = {}
    for entry in entries:
        own, said = names[entry["name"]], entry["values"]
        known = values.get(own)
        values[own] = said if known is None else list(dict.fromkeys([*known, *(said or ())]))
    return [{"name": name, "values": said} for name, said in values.items()]


def _ranks(schema: Schema) -> _Ranks:
    """Leave out the free tags, which have a place of their own."""
    return {
        name_key(name): (own, place)
        for own, attribute in schema.items()
        if own != FREE_TAG
        for place, name in enumerate((own, *attribute.other_names))
    }


def _names(record: Mapping[str, Any], layout: CatalogLayout, ranks: _Ranks) -> dict[str, str]:
    """Return the name that a row has for each attribute."""
    cells = attribute_cells(record, layout.attribute_columns, layout.mapping.get("attributes"))
    return _first_of_each({".".join(place): cell not in (None, "", []) for place, cell in cells}, ranks)


def _first_of_each(filled: Mapping[str, bool], ranks: _Ranks) -> dict[str, str]:
    """Return the likeliest of the names for each attribute; `filled` says which have a value."""
    known = [(not filled[name], ranks[key][1], name != ranks[key][0], name, ranks[key][0]) for name in filled
             if (key := name_key(name)) in ranks]  # fmt: skip
    return {own: name for *_, name, own in sorted(known, reverse=True)}
