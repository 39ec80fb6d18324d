"""The canonical values of a catalog and the surface forms that stand for them; knows no text and no model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .aliases import fold_surfaces
from .categories import category_column
from .quantities import convert, is_other_system, parse_number, parse_quantity
from .schema import Attribute, Schema, name_key, names_by_key, raw_cells, read_schema, resolve_names
from .tables import SLOT, table_schema
from .values import (
    Case,
    clean_surface,
    holds_names,
    in_case,
    is_label_rounding,
    print_canonically,
    usual_case,
    value_key,
)

if TYPE_CHECKING:
    import polars as pl

    from .workspace import Workspace

_SHORTEST_STEM = 3
NEW_IN_CLOSED, MOST_OF_A_FEW = 0.05, 50
"""A column is closed where so few of its cells would have a new value, and it has so few values."""
KeptApart = frozenset[tuple[str, str, str]]
Merged = Mapping[tuple[str, str], str]
WrittenCells = dict[str, dict[str, dict[str, str]]]
"""Product → attribute → its values as the cell writes them → their canonical values."""
Cells = dict[str, dict[str, frozenset[str]]]
"""Product → attribute → its canonical values; none where the cell is known to be empty."""


@dataclass(frozen=True, slots=True)
class Value:
    """A canonical value; `number` and `unit` are filled for quantities, `number` for numbers."""

    name: str
    number: float | None = None
    unit: str | None = None


class Vocabulary:
    """Maps every surface form, known or new, to exactly one canonical value.

    It is learned and then frozen: what a new surface form becomes depends on the learned tables alone, never on other
    new ones. The canonical value of a canonical value is itself.
    """

    def __init__(self, tags: pl.DataFrame, aliases: pl.DataFrame, schema: Schema) -> None:
        """Take the two learned tables (see `learn_vocabulary`) and the schema they were learned with."""
        self.schema = schema
        self._attributes = names_by_key(schema)
        self._values: dict[str, dict[str, str]] = {}
        self._products = {(attribute, value): count for attribute, value, count in
                          tags.select("attribute", "value", "products").iter_rows()}  # fmt: skip
        for attribute, value in self._products:
            self._values.setdefault(attribute, {})[value] = value
        for attribute, surface, value in aliases.select("attribute", "surface", "value").iter_rows():
            self._values.setdefault(attribute, {}).setdefault(surface, value)
        self._cases: dict[str, Case] = {}
        self._closed: dict[str, bool] = {}
        self._units: dict[str, frozenset[str]] = {}
        self._keys: dict[str, dict[str, str]] = {}
        self._sizes: dict[str, list[tuple[float, str]]] = {}

    def attribute(self, name: str) -> Attribute:
        """Return the schema's attribute of any of its names in any spelling; a new one holds text."""
        known = self._attributes.get(name_key(name), name)
        return self.schema.get(known) or Attribute(known)

    def canonical(self, attribute: str, surface: str) -> Value:
        """Return the value a surface form stands for; of a new one, its own cleaned form."""
        described, surface = self.attribute(attribute), clean_surface(surface)
        name = self._values.get(described.name, {}).get(surface)
        if name is None:
            name = self._by_key(described).get(value_key(surface, described)) or self._by_size(described, surface)
            name = name or self._by_plural(described, surface) or self._as_cells(described, surface)
        return _value(name, described)

    def _by_plural(self, attribute: Attribute, surface: str) -> str | None:
        """Return the one known value that a word is the plural or the singular of, in "s" or "x" ("œufs")."""
        if attribute.kind != "text" or holds_names(attribute.name):
            return None
        known, key = self._by_key(attribute), value_key(surface, attribute)
        forms = {key + ending for ending in "sx"} | ({key[:-1]} if key.endswith(("s", "x")) else set())
        named = {known[form] for form in forms if form in known and min(len(form), len(key)) >= _SHORTEST_STEM}
        return min(named) if len(named) == 1 and key.isalpha() else None

    def _as_cells(self, attribute: Attribute, surface: str) -> str:
        """Print what no cell has; of text in the case of the column's cells, where these all have one."""
        if attribute.kind == "text":
            if attribute.name not in self._cases:
                self._cases[attribute.name] = usual_case(self._values.get(attribute.name, {}).values())
            surface = in_case(surface, self._cases[attribute.name])
        return print_canonically(surface, attribute)

    def _by_size(self, attribute: Attribute, surface: str) -> str | None:
        """Return the known value whose size labels print beside such a quantity of another system of units."""
        quantity = parse_quantity(surface) if attribute.kind == "quantity" else None
        converted = convert(quantity, attribute.unit) if quantity and attribute.unit else None
        if quantity is None or converted is None or not is_other_system(quantity.unit, converted.unit):
            return None
        if attribute.name not in self._sizes:
            values = (_value(name, attribute) for name in sorted(set(self._values.get(attribute.name, {}).values())))
            self._sizes[attribute.name] = [
                (value.number, value.name) for value in values if value.number and value.unit == attribute.unit
            ]
        near = [
            (abs(size - converted.magnitude), name)
            for size, name in self._sizes[attribute.name]
            if is_label_rounding(converted.magnitude, size)
        ]
        return min(near)[1] if near else None

    def is_known(self, attribute: str, value: str) -> bool:
        """Say whether the catalog, or a decision, has this canonical value."""
        return (self.attribute(attribute).name, value) in self._products

    def products(self, attribute: str) -> dict[str, int]:
        """Return how many products have each value of an attribute."""
        name = self.attribute(attribute).name
        return {value: count for (own, value), count in self._products.items() if own == name}

    def is_closed(self, attribute: str) -> bool:
        """Say whether an attribute's cells repeat a few values, so that one they do not have is hardly one of it.

        How probably a further cell would have a new value is estimated by how many values only one cell has (Good,
        "The population frequencies of species", 1953), with one more for caution where there are few cells.
        """
        name = self.attribute(attribute).name
        if name not in self._closed:
            counts = self.products(name).values() if self.attribute(name).kind == "text" else ()
            singles, cells = sum(count == 1 for count in counts), sum(counts)
            repeats = len(counts) <= MOST_OF_A_FEW and singles + 1 <= NEW_IN_CLOSED * (cells + 1)
            self._closed[name] = bool(counts) and repeats
        return self._closed[name]

    def units(self, attribute: str) -> frozenset[str]:
        """Return the units that known values of an attribute are measured in."""
        name = self.attribute(attribute).name
        if name not in self._units:
            quantities = map(parse_quantity, self.products(name))
            self._units[name] = frozenset(quantity.unit for quantity in quantities if quantity)
        return self._units[name]

    def surfaces(self) -> Iterator[tuple[str, str, str]]:
        """Iterate (attribute, surface, canonical value) of all that can be looked for in text.

        Left out are yes and no and bare numbers: they say nothing without the name of their attribute.
        """
        for attribute, values in self._values.items():
            kind = self.attribute(attribute).kind
            if kind in ("text", "quantity"):
                for surface, value in values.items():
                    if kind == "text" or parse_number(surface) is None:
                        yield attribute, surface, value

    def _by_key(self, attribute: Attribute) -> Mapping[str, str]:
        """Map keys to values; of several values that were kept apart, the one with the most products has the key."""
        if attribute.name not in self._keys:
            values = self._values.get(attribute.name, {})
            order = sorted(values.items(), key=lambda row: (-self._products.get((attribute.name, row[1]), 0), row[1]))
            keys: dict[str, str] = {}
            for surface, value in order:
                keys.setdefault(value_key(surface, attribute), value)
            self._keys[attribute.name] = keys
        return self._keys[attribute.name]


def learn_vocabulary(
    products: pl.DataFrame, schema: Schema, kept_apart: KeptApart = frozenset(), merged: Merged | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Learn the `tags` and `aliases` tables from a products table.

    Surface forms with the same key (see `values`) and misspellings (see `aliases`) become one value. It is named by its
    most frequent surface form (of equals, the alphabetically first), quantities and numbers by their canonical print.

    Args:
        products: the products table.
        schema: its attributes.
        kept_apart: (attribute, surface, value) that a person split: the surface form is a value of its own.
        merged: (attribute, surface) -> value, as a person decided: always folded, all spellings of the surface with it.

    Returns:
        The tables `tags` and `aliases` as `tables.table_schema` describes them, sorted by attribute and value.
    """
    import polars as pl

    cells = _named_cells(products, schema)
    counts: dict[str, dict[str, int]] = {}
    for attribute, surface, count in (
        cells.group_by("attribute", "surface").agg(pl.col("product").n_unique()).iter_rows()
    ):
        counts.setdefault(attribute, {})[surface] = count
    for attribute, _ in merged or {}:
        counts.setdefault(attribute, {})
    text_counts = _text_counts(products)
    rows = []
    for name in sorted(counts):
        attribute = schema.get(name) or Attribute(name)
        apart = [
            (clean_surface(one), clean_surface(value)) for other, one, value in sorted(kept_apart) if other == name
        ]
        decided = {
            clean_surface(surface): clean_surface(value)
            for (other, surface), value in sorted((merged or {}).items()) if other == name
        }  # fmt: skip
        for alias in fold_surfaces(attribute, counts[name], text_counts, apart, decided):
            rows.append((name, alias.surface, alias.value, alias.rule, alias.score))
    aliases = pl.DataFrame(rows, schema=dict(table_schema("aliases")), orient="row")
    tags = _tags(aliases, cells, schema)
    return tags, aliases.filter(pl.col("surface") != pl.col("value")).sort("attribute", "value", "surface")


def canonical_cells(products: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Return (product, attribute, value, surface, column), a row for each value that a product's cells and tags state.

    `surface` is the first of the forms in which the product states it, `column` what the catalog calls the attribute
    there.
    """
    import polars as pl

    cells = _named_cells(products, vocabulary.schema)
    pairs = cells.select("attribute", "surface").unique(maintain_order=True)
    values = [vocabulary.canonical(attribute, surface).name for attribute, surface in pairs.iter_rows()]
    named = cells.join(
        pairs.with_columns(pl.Series("value", values, pl.String())),
        on=["attribute", "surface"], how="left", maintain_order="left",
    )  # fmt: skip
    stated = named.unique(["product", "attribute", "value"], keep="first", maintain_order=True)
    return stated.select("product", "attribute", "value", "surface", "column")


def absent_cells(products: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Return (product, attribute) of the cells that are known to be empty.

    These are the cells that the catalog gives as null and fills under no other name of the attribute, and those of a
    complete attribute that it does not list.
    """
    import polars as pl

    cells = products.select(pl.col("id").alias("product"), "attributes").explode("attributes").drop_nulls("attributes")
    cells = _renamed(cells.unnest("attributes").rename({"name": "attribute"}), schema)
    filled = _named_cells(products, schema).select(SLOT)
    absent = [
        cells.filter(pl.col("values").is_null()).select(SLOT).join(filled, on=SLOT, how="anti", maintain_order="left")
    ]
    listed = pl.concat([cells.select(SLOT), filled])
    rows = products.select(pl.col("id").alias("product"), category_column())
    paths = rows["category"].unique().to_list()
    for attribute in schema.values():
        if attribute.complete:
            users = [path for path in paths if attribute.is_used_in(path)]
            expected = rows.filter(pl.col("category").is_in(users)).select(
                "product", pl.lit(attribute.name).alias("attribute")
            )
            absent.append(expected.join(listed, on=SLOT, how="anti", maintain_order="left"))
    return pl.concat(absent).unique(maintain_order=True)


def written_cells(products: pl.DataFrame, vocabulary: Vocabulary) -> WrittenCells:
    """Return the canonical and the absent cells by product; those that are not known are not listed."""
    written: WrittenCells = {}
    for product, attribute, value, surface, _ in canonical_cells(products, vocabulary).iter_rows():
        written.setdefault(product, {}).setdefault(attribute, {})[surface] = value
    for product, attribute in absent_cells(products, vocabulary.schema).iter_rows():
        written.setdefault(product, {}).setdefault(attribute, {})
    return written


def known_cells(written: WrittenCells) -> Cells:
    """Return the canonical values of cells alone, in whatever way they are written."""
    return {
        product: {name: frozenset(values.values()) for name, values in own.items()} for product, own in written.items()
    }


def _value(name: str, attribute: Attribute) -> Value:
    if attribute.kind == "number":
        return Value(name, parse_number(name))
    quantity = parse_quantity(name) if attribute.kind == "quantity" else None
    return Value(name, quantity.magnitude, quantity.unit) if quantity else Value(name)


def _renamed(cells: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    import polars as pl

    names = resolve_names(schema, cells["attribute"].unique().to_list())
    own = pl.col("attribute").replace_strict(names, return_dtype=pl.String())
    return cells.with_columns(own, column=pl.col("attribute"))


def _named_cells(products: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return _renamed(raw_cells(products).drop("category"), schema)


def _text_counts(products: pl.DataFrame) -> dict[str, int]:
    """Count for every word of six or more Latin letters the products whose title or description uses it."""
    import polars as pl

    text = pl.concat_str(pl.col("title", "description").fill_null(""), separator=" ").str.to_lowercase()
    words = products.select(text.str.extract_all("[a-z]{6,}").list.unique().alias("word")).explode("word")
    return dict(words.drop_nulls().group_by("word").len().iter_rows())


def _tags(aliases: pl.DataFrame, cells: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Count the products of every value and list its surface forms, the most frequent first."""
    import polars as pl

    stated = cells.select(*SLOT, "surface").unique().join(aliases, on=["attribute", "surface"], how="right")
    frequency = pl.col("product").drop_nulls().len().alias("frequency")
    forms = stated.group_by("attribute", "value", "surface").agg(frequency)
    forms = forms.sort("attribute", "value", "frequency", "surface", descending=[False, False, True, False])
    surfaces = forms.group_by("attribute", "value", maintain_order=True).agg(pl.col("surface").alias("surfaces"))
    products = stated.group_by("attribute", "value").agg(pl.col("product").drop_nulls().n_unique().alias("products"))
    values = [_value(name, schema.get(attribute) or Attribute(attribute)) for attribute, name in
              surfaces.select("attribute", "value").iter_rows()]  # fmt: skip
    tags = surfaces.join(products, on=["attribute", "value"], how="left", maintain_order="left").with_columns(
        pl.Series("number", [value.number for value in values], pl.Float64()),
        pl.Series("unit", [value.unit for value in values], pl.String()),
    )
    columns = table_schema("tags")
    return tags.select(pl.col(name).cast(kind) for name, kind in columns.items())


def read_vocabulary(workspace: Workspace) -> tuple[Schema, Vocabulary]:
    """Read the schema and the vocabulary that a workspace has learned."""
    schema = read_schema(workspace.schema_path)
    return schema, Vocabulary(workspace.table("tags"), workspace.table("aliases"), schema)
