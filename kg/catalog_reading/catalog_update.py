"""Changes to a catalog that was read before: what a file of them says of each product, and what it leaves as it was.

The header of a table says what it is about: a column that it lacks stays as it was, an empty cell empties. An object of
JSON or XML is the whole product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..catalog_export.catalog_records import catalog_records
from ..errors import CatalogError
from ..products import products_from, products_table
from ..types import Product
from ..wording import counted, listed
from .column_content import is_empty
from .items import item_of
from .layout import CatalogLayout
from .rows import Row

if TYPE_CHECKING:
    import polars as pl

_Rows = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class CatalogUpdate:
    """A file of changes as it was read: its name, its form, new and changed products, and the ids of deleted ones."""

    source: str
    layout: CatalogLayout
    products: pl.DataFrame
    deleted: tuple[str, ...]


def updated_products(
    before: pl.DataFrame, catalog: CatalogLayout, update: CatalogUpdate, announce: Callable[[str], None]
) -> pl.DataFrame:
    """Bring the `products` table up to date; products keep their places, and new ones come last.

    Args:
        before: the products that the catalog has.
        catalog: the form that it is written in.
        update: what is to change.
        announce: is told which columns the update lacks, what becomes of them, and which deletions are of nothing.

    Raises:
        CatalogError: a product's old and new cells do not go together.
    """
    import polars as pl

    _say_unknown(update, set(before["id"]), announce)
    _say_nameless(update, before, announce)
    changed = before.join(update.products, on="id", how="semi")
    names = _names(catalog, update.layout)
    lacking = [column for column in catalog.columns if column not in names.values()]
    old = dict(catalog_records(changed, catalog)) if lacking else {}
    touched = sum(any(not is_empty([row.get(column)]) for column in lacking) for row in old.values())
    read = update.products
    if touched:
        announce(_said(update, lacking, touched))
        read = products_table(_over(old, names, catalog, update)) if _is_table(update.layout) else read
    deleted = pl.DataFrame({"id": update.deleted}, schema={"id": pl.String})
    after = pl.concat([before.join(read, on="id", how="anti").join(deleted, on="id", how="anti"), read])
    places = pl.concat([before["id"], read["id"]]).unique(maintain_order=True).to_frame()
    return places.join(after, on="id", maintain_order="left").select(before.columns)


def _say_unknown(update: CatalogUpdate, known: set[str], announce: Callable[[str], None]) -> None:
    if unknown := [id for id in update.deleted if id not in known]:
        announce(
            f"{update.source}: {counted(len(unknown), 'deletion')} of {len(update.deleted):,} "
            f"{'names a product' if len(unknown) == 1 else 'name products'} that the catalog does not have: "
            f"{listed(unknown)}"
        )


def _say_nameless(update: CatalogUpdate, before: pl.DataFrame, announce: Callable[[str], None]) -> None:
    import polars as pl

    nameless = update.products.join(before, on="id", how="anti").filter(pl.col("title") == "")["id"].to_list()
    if nameless and "title" not in update.layout.mapping:
        has = "has" if len(nameless) == 1 else "have"
        announce(f"{update.source}: {counted(len(nameless), 'new product')} {has} no title: {listed(nameless)}")


def _names(catalog: CatalogLayout, update: CatalogLayout) -> dict[str, str]:
    """Return what the catalog calls each column of an update: the same, or as it calls that field."""
    fields = {column: field for field, column in update.mapping.items()}
    return {
        column: column if column in catalog.columns else catalog.mapping.get(fields.get(column, ""), column)
        for column in update.columns
    }


def _is_table(layout: CatalogLayout) -> bool:
    return layout.format != "jsonl"


def _said(update: CatalogUpdate, lacking: Sequence[str], touched: int) -> str:
    products = f"{counted(touched, 'product')} that it changes"
    if _is_table(update.layout):
        outcome = f"{products} {'keeps' if touched == 1 else 'keep'} what is there; an empty cell would empty it"
    else:
        outcome = (
            f"{products} {'loses' if touched == 1 else 'lose'} what was there, because an object is the whole product"
        )
    return f"{update.source} says nothing of {listed(lacking)}: {outcome}"


def _over(old: _Rows, names: Mapping[str, str], catalog: CatalogLayout, update: CatalogUpdate) -> Iterator[Product]:
    """Give the products of a table, those that the catalog has with the columns that the table lacks."""
    roles = catalog.roles()
    for product in products_from(update.products):
        if product.id not in old:
            yield product
            continue
        cells = {names.get(column, column): cell for column, cell in product.record.items()}
        item = item_of(Row(0, {**old[product.id], **cells}, ""), roles, update.source)
        if not isinstance(item, Product):
            reason = getattr(item, "reason", "it is deleted")
            raise CatalogError(f"{update.source}: product {product.id!r} does not go with the catalog's row: {reason}")
        yield _with_new_columns(item, product, catalog, update.layout)


def _with_new_columns(item: Product, product: Product, catalog: CatalogLayout, update: CatalogLayout) -> Product:
    """Add the attributes in columns that the catalog does not have, also where it lists all attributes in one."""
    new = {name: product.attributes.get(name) for name in update.attribute_columns if name not in catalog.columns}
    kept = {name: values for name, values in item.attributes.items() if name not in new}
    return replace(item, attributes=kept | {name: values for name, values in new.items() if values})
