"""The attributes of a catalog: inferred from it, kept in a file that a person edits; knows no value's meaning."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from .categories import CategoryTree, category_column, is_inside
from .errors import NotFoundError, SchemaError
from .quantities import parse_number, parse_quantity, unit_symbol
from .tables import write_text
from .types import FREE_TAG
from .values import clean_surface, parse_boolean
from .wording import known_instead

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["text", "quantity", "number", "boolean"]

_CLEAR_MAJORITY = 0.8
_SOME = 0.01
_HEADER = """\
# The attributes of this catalog, as kgtag read them from it. Edit what it got wrong; the next build uses your version.
#
# kind        "text", "quantity" (number with a unit), "number" or "boolean"
# unit        of quantities: values are converted to it, where they can be, and bare numbers are in it
# many        true where one product can have several values
# complete    true where every product that has the attribute lists it: a product of these categories that does not
#             list it has none. false (the default) where an empty cell only means that nobody filled it in
# categories  categories whose products have the attribute, with all below them; empty for all
# other_names what else the catalog calls it, such as ["Colour", "Farbe"]: what stands there is this attribute's. A name
#             that is listed here has no section of its own
"""


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is known of one attribute; `products` and `examples` only serve the comments of schema.toml."""

    name: str
    kind: Kind = "text"
    unit: str | None = None
    many: bool = False
    complete: bool = False
    categories: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    products: int = field(default=0, compare=False)
    examples: tuple[str, ...] = field(default=(), compare=False)

    def is_used_in(self, path: str) -> bool:
        """Say whether products of a category, given by its whole path, have this attribute."""
        return not self.categories or is_inside(path, self.categories)


Schema = dict[str, Attribute]


@lru_cache(maxsize=1 << 12)
def name_key(name: str) -> str:
    """Return the key that spellings of one attribute's name share: case, spaces, hyphens and underscores differ."""
    return " ".join(re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", name).casefold()).split()) or name


def names_by_key(schema: Schema) -> dict[str, str]:
    """Map the keys of all names, also of the other ones, to the attributes' own names."""
    return {name_key(name): own for own, attribute in schema.items() for name in (*attribute.other_names, own)}


def resolve_names(schema: Schema, names: Sequence[str]) -> dict[str, str]:
    """Map names as the catalog has them to the schema's names; one the schema does not have stays as it is."""
    known = names_by_key(schema)
    return {name: known.get(name_key(name), name) for name in names}


def known_attribute(schema: Schema, name: str) -> str:
    """Return the schema's name of an attribute in any of its spellings; raises NotFoundError with the nearest one."""
    own = resolve_names(schema, [name])[name]
    if own not in schema and own != FREE_TAG:
        raise NotFoundError(f"there is no attribute {name!r}; {known_instead(name, sorted(schema))}")
    return own


def raw_cells(products: pl.DataFrame) -> pl.DataFrame:
    """Return (product, attribute, surface, category) of every filled cell and free tag, in the catalog's own words.

    `surface` is cleaned; `category` is the whole path (`Shoes > Running`), empty where the product has none.
    """
    import polars as pl

    rows = products.select(pl.col("id").alias("product"), "attributes", "tags", category_column())
    cells = (
        rows.select("product", "category", "attributes").explode("attributes").drop_nulls("attributes")
        .unnest("attributes").rename({"name": "attribute", "values": "surface"})
    )  # fmt: skip
    tags = rows.select("product", "category", pl.lit(FREE_TAG).alias("attribute"), pl.col("tags").alias("surface"))
    columns = ["product", "attribute", "surface", "category"]
    surfaces = pl.concat([cells.select(columns), tags.select(columns)]).explode("surface")
    clean = {surface: clean_surface(surface) for surface in surfaces["surface"].drop_nulls().unique().to_list()}
    cleaned = pl.col("surface").replace_strict(clean, default="", return_dtype=pl.String())
    return surfaces.with_columns(cleaned).filter(pl.col("surface") != "")


def infer_schema(products: pl.DataFrame, named: Schema | None = None) -> Schema:
    """Infer every attribute of a products table, by name.

    Spellings of one name ("Item Weight", "item_weight") become one attribute under the most used spelling, and all the
    names of an attribute of the schema `named` one under its name there. The kind is what at least 80 % of an
    attribute's cells can be read as; the unit is the one most of its quantities are given in. It is multi-valued where
    at least 1 % of its products list several values.
    """
    import polars as pl

    cells = raw_cells(products)
    names = _own_names(dict(cells.group_by("attribute").len().rows()), named or {})
    cells = cells.with_columns(pl.col("attribute").replace_strict(names, return_dtype=pl.String()))
    many = cells.group_by("attribute", "product").agg(pl.col("surface").str.to_lowercase().n_unique())
    shares = dict(many.group_by("attribute").agg((pl.col("surface") > 1).mean()).rows())
    tree = CategoryTree.of(dict(products.group_by(category_column()).len().rows()))
    per_attribute = cells.partition_by("attribute", as_dict=True)
    return {name: _infer(name, part, shares[name] >= _SOME, tree) for (name,), part in sorted(per_attribute.items())}


def extended_schema(edited: Schema, inferred: Schema) -> Schema:
    """Add the attributes that a person's schema lacks; its own stay, with their comments brought up to date."""
    known = {
        name: replace(attribute, products=inferred[name].products, examples=inferred[name].examples)
        if name in inferred
        else attribute
        for name, attribute in edited.items()
    }
    return dict(sorted({**inferred, **known}.items()))


def inferred_anew(schema: Schema, products: pl.DataFrame, visible: pl.DataFrame) -> Schema:
    """Infer the schema of all `products` from what is `visible` of them; what a person has written into it stays."""
    inferred = infer_schema(products, schema)
    edited = {name: attribute for name, attribute in schema.items() if attribute != inferred.get(name)}
    return extended_schema(edited, infer_schema(visible, schema))


def current_schema(path: Path, products: pl.DataFrame) -> Schema:
    """Return the schema that a person may have edited, with attributes that are new to it added to the file."""
    schema = read_schema(path) if path.exists() else None
    inferred = infer_schema(products, schema)
    if schema is None or not inferred.keys() <= schema.keys():
        schema = extended_schema(schema or {}, inferred)
        write_schema(schema, path)
    return schema


def _own_names(counts: Mapping[str, int], named: Schema) -> dict[str, str]:
    """Map names to that of their attribute: as `named` has it, else the spelling with most cells, of equals the first.

    White space around a column's name, and more than one space in it, is no part of the attribute's. `counts` is how
    many cells each name has.
    """
    resolved = resolve_names(named, list(counts))
    cells: Counter[str] = Counter()
    for name, count in counts.items():
        cells[resolved[name]] += count
    ordered = sorted(cells, key=lambda name: (cells[name], [-ord(letter) for letter in name]))
    most_used = {name_key(name): name if name in named else " ".join(name.split()) for name in ordered} | {
        FREE_TAG: FREE_TAG
    }
    return {name: most_used[name_key(own)] for name, own in resolved.items()}


def _infer(name: str, cells: pl.DataFrame, many: bool, tree: CategoryTree) -> Attribute:
    counts = Counter(dict(cells["surface"].value_counts().rows()))
    kind, unit = ("text", None) if name == FREE_TAG else _infer_kind(counts)
    examples = sorted(counts, key=lambda surface: (-counts[surface], surface))[:5]
    paths = cells.select("product", "category").unique().group_by("category").len()
    return Attribute(
        name, kind, unit, many, categories=tree.using(dict(paths.rows())),
        products=cells["product"].n_unique(), examples=tuple(examples),
    )  # fmt: skip


def _infer_kind(counts: Counter[str]) -> tuple[Kind, str | None]:
    needed = _CLEAR_MAJORITY * counts.total()
    units: Counter[str] = Counter()
    for surface, count in counts.items():
        if quantity := parse_quantity(surface):
            units[quantity.unit] += count
    if units.total() >= needed:
        return "quantity", max(sorted(units), key=units.__getitem__)
    if sum(count for surface, count in counts.items() if parse_number(surface) is not None) >= needed:
        return "number", None
    if sum(count for surface, count in counts.items() if parse_boolean(surface) is not None) >= needed:
        return "boolean", None
    return "text", None


def write_schema(schema: Schema, path: Path) -> None:
    """Write schema.toml in one step, with comments for the person who edits it."""
    write_text("\n".join([_HEADER, *(_table(schema[name]) for name in sorted(schema))]), path)


def _table(attribute: Attribute) -> str:
    lines = [heading(attribute.name), f"kind = {_quoted(attribute.kind)}"]
    if attribute.products:
        shown = re.sub(r"[\x00-\x1f\x7f]", " ", ", ".join(attribute.examples))
        lines.insert(0, f"# {attribute.products} products, e.g. {shown}")
    if attribute.unit:
        lines.append(f"unit = {_quoted(attribute.unit)}")
    lines += [f"many = {str(attribute.many).lower()}", f"complete = {str(attribute.complete).lower()}"]
    lines.append(f"categories = {quoted_list(attribute.categories)}")
    if attribute.other_names:
        lines.append(f"other_names = {quoted_list(attribute.other_names)}")
    return "\n".join([*lines, ""])


def heading(name: str) -> str:
    """Return the line that begins an attribute's section: `[Color]`, `["Upper material"]`."""
    return f"[{name if re.fullmatch(r'[A-Za-z0-9_-]+', name) else _quoted(name)}]"


def quoted_list(names: Sequence[str]) -> str:
    """Write names as a TOML list."""
    return f"[{', '.join(map(_quoted, names))}]"


def _quoted(text: str) -> str:
    """Write a TOML basic string, which is a JSON string whose delete character is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_schema(path: Path) -> Schema:
    """Read schema.toml; raises SchemaError that names the file, the attribute, what is wrong and what is allowed."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SchemaError(f"{path} cannot be read ({error.strerror}): build the catalog again") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemaError(
            f"{path} is not valid TOML: {error}. Mend the line, or delete the file to infer it"
        ) from error
    schema = {name: _read_attribute(name, table, path) for name, table in document.items()}
    keys = Counter(map(name_key, schema))
    for name in schema:
        if keys[name_key(name)] > 1:
            raise SchemaError(f"{path}: [{name}] differs from another attribute only in case or spaces: keep one")
    _check_other_names(schema, path)
    return schema


def _check_other_names(schema: Schema, path: Path) -> None:
    """Raise SchemaError where a name does not lead to exactly one attribute."""
    sections = {name_key(name): name for name in schema}
    owners: dict[str, str] = {}
    for own, attribute in schema.items():
        for name in attribute.other_names:
            key, place = name_key(name), f"{path}: {heading(own)} other_names has {name!r}"
            if sections.get(key) == own:
                raise SchemaError(f"{place}, which is its own name: take it out of the list")
            if key in sections:
                raise SchemaError(
                    f"{place}, which is an attribute of its own: delete the section {heading(sections[key])}, and its "
                    "values go over; or take the name out of the list"
                )
            if key == FREE_TAG:
                raise SchemaError(f"{place}, which are the free tags: take it out of the list")
            if owners.setdefault(key, own) != own:
                raise SchemaError(f"{place}, and so has {heading(owners[key])}: keep it in one of them")


def _read_attribute(name: str, table: object, path: Path) -> Attribute:
    place = f"{path}: [{name}]"
    if not isinstance(table, dict):
        raise SchemaError(f"{path}: {name} stands outside a table: write it below the [attribute] it belongs to")
    _check_keys(table, place)
    kind = table.get("kind", "text")
    if kind not in get_args(Kind):
        raise SchemaError(f"{place} kind = {kind!r}: {known_instead(str(kind), get_args(Kind))}")
    return Attribute(
        name, kind, _read_unit(table.get("unit"), kind, place), table.get("many", False), table.get("complete", False),
        tuple(table.get("categories", ())), tuple(table.get("other_names", ())),
    )  # fmt: skip


def _check_keys(table: Mapping[str, Any], place: str) -> None:
    flags, lists = ("many", "complete"), {"categories": '["Shoes", "Bags"]', "other_names": '["Colour", "Farbe"]'}
    known = ("kind", "unit", *flags, *lists)
    for key, value in table.items():
        if key not in known:
            raise SchemaError(f"{place} has an unknown key {key!r}: {known_instead(key, known)}")
        if key in flags and not isinstance(value, bool):
            raise SchemaError(f"{place} {key} = {value!r}: write true or false")
        if key in lists and not (isinstance(value, list) and all(isinstance(entry, str) for entry in value)):
            raise SchemaError(f"{place} {key} = {value!r}: write a list of names, such as {lists[key]}")


def _read_unit(unit: object, kind: str, place: str) -> str | None:
    if unit is None:
        return None
    if kind != "quantity":
        raise SchemaError(f'{place} has a unit but kind = "{kind}": write kind = "quantity" or remove the unit')
    symbol = unit_symbol(unit) if isinstance(unit, str) else None
    if symbol is None:
        raise SchemaError(f"{place} unit = {unit!r} is no known unit: write it as a shop does, such as ml, kg, in or h")
    return symbol
