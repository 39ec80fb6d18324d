"""Which column of a catalog is what: told from common names in any spelling, overridable; knows nothing of files."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from .errors import CatalogError, SettingsError

Field = Literal["id", "title", "description", "category", "attributes", "tags", "deleted"]
Role = Literal["id", "title", "description", "category", "attributes", "tags", "deleted", "attribute", "record"]
"""A field of the product, an attribute of its own, or only part of the record."""

FIELD_NAMES: Mapping[Field, tuple[str, ...]] = {
    "id": (
        "id", "product id", "item id", "sku", "asin", "article id", "variant sku", "product code", "item code",
        "article number", "item number", "product number", "productid", "itemid", "uid", "key", "artikelnummer",
        "artikel nr", "référence", "referencia", "handle", "mpn", "gtin", "ean", "upc", "barcode",
    ),
    "title": (
        "title", "product title", "item title", "name", "product name", "item name", "article name", "productname",
        "display name", "headline", "product", "titel", "bezeichnung", "artikelbezeichnung", "produktname", "titre",
        "nom", "título", "nombre", "titolo", "nome", "商品名称", "商品名", "标题", "タイトル",
    ),
    "description": (
        "description", "product description", "item description", "long description", "body html", "body",
        "short description", "details", "text", "content", "beschreibung", "produktbeschreibung", "descripción",
        "descrizione", "描述", "商品说明",
    ),
    "category": (
        "category", "categories", "category path", "product category", "google product category", "breadcrumb",
        "breadcrumbs", "product type", "type", "department", "taxonomy", "kategorie", "kategorien", "catégorie",
        "categoría", "categoria", "类目", "カテゴリ",
    ),
    "attributes": (
        "attributes", "attribute", "specs", "specifications", "specification", "features", "properties",
        "product attributes", "facets", "attribute json", "eigenschaften", "merkmale",
    ),
    "tags": ("tags", "tag", "keywords", "keyword", "labels", "label", "schlagworte", "schlagwörter"),
    "deleted": ("deleted", "is deleted"),
}  # fmt: skip

_WELL_KNOWN = frozenset({
    "brand", "manufacturer", "vendor", "color", "colour", "size", "material", "gender", "pattern", "style", "flavor",
    "flavour", "scent", "age group", "model", "marke", "farbe", "größe",
})  # fmt: skip
_TECHNICAL_WORDS = frozenset({
    "url", "urls", "uri", "link", "links", "href", "image", "images", "img", "imgs", "picture", "pictures", "photo",
    "photos", "thumbnail", "video", "price", "prices", "cost", "msrp", "currency", "discount", "tax", "vat", "stock",
    "inventory", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean", "ean13", "upc", "isbn", "isbn10", "isbn13",
    "mpn", "barcode", "hs", "sku", "asin", "id", "ids", "uuid", "guid", "slug", "seo", "meta", "preis", "bild",
    "kgtag", "unnamed",
})  # fmt: skip
_TECHNICAL_NAMES = frozenset({
    "", "index", "row", "cluster", "quantity", "qty", "availability", "available", "status", "published", "active",
    "visible", "visibility", "enabled", "created", "created at", "updated", "updated at", "modified", "modified at",
    "date", "timestamp", "rating", "ratings", "average rating", "rating count", "review", "reviews", "review count",
    "number of reviews", "stars", "rank", "sales rank", "salesrank", "seller", "shipping", "position", "language",
    "locale", "lang", "taxable", "fulfillment", "sold", "views", "clicks",
})  # fmt: skip
_OTHER_TEXT = frozenset({*FIELD_NAMES["id"], *FIELD_NAMES["title"], *FIELD_NAMES["description"]})


def map_columns(
    columns: Sequence[str], sample: Sequence[Mapping[str, object]], mapping: Mapping[str, str], source: str
) -> dict[str, Role]:
    """Give every column its role, in the columns' order.

    Args:
        columns: the names as they came.
        sample: the first rows, to see what kind of cells a column has.
        mapping: field → column, which goes before what the names tell.
        source: the catalog's name, for errors.

    Raises:
        SettingsError: `mapping` names a field or a column that does not exist.
        CatalogError: there is no column for the id, or none for the title.
    """
    fields = dict(_checked(mapping, columns, source))
    for field, names in FIELD_NAMES.items():
        if field not in fields and (column := _first_named(names, columns, sample, field, fields.values())):
            fields[field] = column
    _require(fields, columns, source)
    by_column: dict[str, Field] = {column: field for field, column in fields.items()}
    wide = "attributes" not in fields
    return {
        column: by_column.get(column) or other_role(column, (row.get(column) for row in sample), wide=wide)
        for column in columns
    }


def other_role(column: str, cells: Iterable[object], *, wide: bool) -> Role:
    """Say whether a column that is no field is an attribute of its own.

    In a wide catalog, one without a column that holds all attributes, every column is that is neither technical
    (addresses, prices, stock, codes …), nor another id or text, nor nested.
    """
    name = plain_name(column)
    if name in _WELL_KNOWN:
        return "attribute"
    technical = name in _TECHNICAL_NAMES or name in _OTHER_TEXT or not _TECHNICAL_WORDS.isdisjoint(name.split())
    if not wide or technical or any(_is_nested(cell) for cell in cells):
        return "record"
    return "attribute"


def late_role(column: str, cell: object, roles: Mapping[str, Role]) -> Role:
    """Give a role to a column that turns up only after the others were given theirs."""
    taken = set(roles.values())
    for field, names in FIELD_NAMES.items():
        if field not in taken and plain_name(column) in names and _fits(field, column, [cell]):
            return field
    return other_role(column, [cell], wide="attributes" not in taken)


def describe_roles(roles: Mapping[str, Role], source: str) -> str:
    """Say in one line which column was taken for what."""
    fields = [f"{role} = {column}" for column, role in roles.items() if role not in ("attribute", "record")]
    own = [column for column, role in roles.items() if role == "attribute"]
    rest = [column for column, role in roles.items() if role == "record"]
    parts = [", ".join(sorted(fields, key=lambda entry: list(FIELD_NAMES).index(_field_of(entry))))]
    if own:
        parts.append(f"attributes of their own: {shortened(own)}")
    if rest:
        parts.append(f"kept but not read: {shortened(rest)}")
    return f"{source}: {'; '.join(parts)} (change with --map field=column)"


def is_field_name(column: str) -> bool:
    """Say whether a column is called like one of the fields."""
    return any(plain_name(column) in names for names in FIELD_NAMES.values())


@lru_cache(maxsize=10_000)
def plain_name(column: str) -> str:
    """Return a name without its case, spacing and punctuation: `Product_ID`, `productId` → `product id`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", column.replace("\N{BYTE ORDER MARK}", ""))
    return re.sub(r"[\W_]+", " ", spaced.casefold()).strip()


def _checked(mapping: Mapping[str, str], columns: Sequence[str], source: str) -> Mapping[Field, str]:
    for field, column in mapping.items():
        if field not in FIELD_NAMES:
            raise SettingsError(f"--map {field}={column}: there is no field {field!r}; {closest(field, FIELD_NAMES)}")
        if column not in columns:
            raise SettingsError(
                f"--map {field}={column}: {source} has no column {column!r}; {closest(column, columns)}"
            )
    if len(set(mapping.values())) < len(mapping):
        raise SettingsError(f"--map gives one column to two fields: {dict(mapping)}")
    return mapping  # type: ignore[return-value]


def closest(name: str, known: Iterable[str]) -> str:
    """Say which of the known names may have been meant, or which there are."""
    names = list(known)
    close = difflib.get_close_matches(name.casefold(), [entry.casefold() for entry in names], n=1, cutoff=0.5)
    if close:
        return f"did you mean {next(entry for entry in names if entry.casefold() == close[0])!r}?"
    return f"there are: {shortened(names)}"


def _first_named(
    names: Sequence[str],
    columns: Sequence[str],
    sample: Sequence[Mapping[str, object]],
    field: Field,
    taken: Iterable[str],
) -> str | None:
    free = [column for column in columns if column not in taken]
    for name in names:
        for column in free:
            if plain_name(column) == name and _fits(field, column, [row.get(column) for row in sample]):
                return column
    return None


def _fits(field: Field, column: str, cells: Iterable[object]) -> bool:
    """Say whether a column is what its name promises: `features` may hold attributes, and may hold sentences."""
    return field != "attributes" or plain_name(column) == field or any(map(_holds_attributes, cells))


def _holds_attributes(cell: object) -> bool:
    if isinstance(cell, str):
        try:
            return _holds_attributes(json.loads(cell)) if cell.lstrip()[:1] in ("{", "[") else False
        except (ValueError, RecursionError):
            return False
    return isinstance(cell, Mapping) or _is_nested(cell)


def _is_nested(cell: object) -> bool:
    return isinstance(cell, Mapping) or (
        isinstance(cell, list) and any(isinstance(entry, Mapping | list) for entry in cell)
    )


def _require(fields: Mapping[Field, str], columns: Sequence[str], source: str) -> None:
    for field in ("id", "title"):
        if field not in fields and (field == "id" or "deleted" not in fields):
            raise CatalogError(
                f"{source}: no column is called like {'an' if field == 'id' else 'a'} {field}; name it with "
                f"--map {field}=COLUMN. The columns are: {shortened(columns)}"
            )


def _field_of(entry: str) -> Field:
    return entry.split(" = ")[0]  # type: ignore[return-value]


def shortened(names: Sequence[str], most: int = 12) -> str:
    """Join names, and count those after the first `most`."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
