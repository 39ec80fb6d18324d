"""A filled catalog as Parquet: every column in its own type, and what is added where the type can hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from ..catalog_reading.layout import CatalogLayout
from ..catalog_reading.parquet_rows import arrow_table, schema_from_text
from ..categories import SEPARATOR
from ..errors import CatalogError
from .additions import Addition, Additions
from .catalog_records import all_columns, catalog_records
from .filled_cells import Values, added_values, annotation, column_of, fill_attributes, joined, part_values
from .filled_delimited import annotation_columns, cell_text

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

BATCH_ROWS = 5_000


def write_parquet(
    products: pl.DataFrame, additions: Additions, layout: CatalogLayout, stream: BinaryIO, *, annotated: bool
) -> int:
    """Write products; return how many added values no cell of their column's type can hold.

    What is added stands in empty cells; or, `annotated`, in a column of lists of {value, probability, source, quote}
    beside that of its attribute. A column that the catalog did not have is text.

    Raises:
        CatalogError: a product that came with an update does not fit the types of the catalog.
    """
    import pyarrow.parquet as pq

    schema = _schema(products, additions, layout, annotated=annotated)
    unfit = 0
    with pq.ParquetWriter(stream, schema) as writer:
        records = catalog_records(products, layout)
        while batch := list(islice(records, BATCH_ROWS)):
            rows = []
            for product, record in batch:
                row = _conforming(record, schema, layout, product)
                added = additions.get(product, {})
                if annotated:
                    row |= _annotations(added, layout)
                else:
                    unfit += _fill(row, added_values(added), layout, schema)
                rows.append(row)
            writer.write_table(arrow_table(rows, schema))
    return unfit


def _schema(products: pl.DataFrame, additions: Additions, layout: CatalogLayout, *, annotated: bool) -> pa.Schema:
    import pyarrow as pa

    schema = schema_from_text(layout.arrow_schema or "")
    added = sorted({attribute for slots in additions.values() for attribute in slots})
    new = [column for column in all_columns(products, layout) if column not in schema.names]
    if not annotated:
        targets = dict.fromkeys(column for attribute in added if (column := column_of(attribute, layout)) is not None)
        new += [column for column in targets if column not in schema.names and column not in new]
    for column in new:
        schema = schema.append(pa.field(column, pa.string()))
    return _with_annotations(schema, [column_of(name, layout) or name for name in added]) if annotated else schema


def _with_annotations(schema: pa.Schema, columns: Sequence[str]) -> pa.Schema:
    import pyarrow as pa

    texts = [(name, pa.string()) for name in ("value", "source", "quote")]
    kind = pa.list_(pa.struct([texts[0], ("probability", pa.float64()), *texts[1:]]))
    for column in columns:
        note = annotation_columns(column)[0]
        if note in schema.names:
            schema = schema.remove(schema.get_field_index(note))
        beside = schema.get_field_index(column)
        schema = schema.insert(beside + 1 if beside >= 0 else len(schema), pa.field(note, kind))
    return schema


def _annotations(added: Mapping[str, Sequence[Addition]], layout: CatalogLayout) -> dict[str, Any]:
    columns = {attribute: annotation_columns(column_of(attribute, layout) or attribute)[0] for attribute in added}
    return {columns[attribute]: annotation(entries) for attribute, entries in added.items()}


def _fill(record: dict[str, Any], values: Values, layout: CatalogLayout, schema: pa.Schema) -> int:
    """Put values into a row; return how many found no place."""
    own, listed = part_values(values, layout)
    unfit = 0
    for column, texts in own.items():
        try:
            record[column] = _typed(texts or (), schema.field(column).type, column, layout)
        except ValueError:
            unfit += len(texts or ())
    for attribute, texts in listed.items():
        column = layout.mapping["attributes"]
        try:
            record[column] = _with_attribute(
                record.get(column), attribute, texts or (), schema.field(column).type, layout
            )
        except ValueError:
            unfit += len(texts or ())
    return unfit


def _with_attribute(
    cell: Any, attribute: str, values: tuple[str, ...], kind: pa.DataType, layout: CatalogLayout
) -> object:
    """Return a cell that holds all attributes with one more; raises ValueError where its type has no place for it."""
    import pyarrow as pa

    if pa.types.is_map(kind):
        return [*(cell or []), [attribute, _typed(values, kind.item_type, attribute, layout)]]
    if _is_list(kind):
        name_key, value_key = layout.pair_keys or (kind.value_type[0].name, kind.value_type[1].name)
        value = _typed(values, kind.value_type.field(value_key).type, attribute, layout)
        return [*(cell or []), {name_key: attribute, value_key: value}]
    if pa.types.is_struct(kind):
        return _with_field(cell or {}, attribute, values, kind, layout)
    return fill_attributes(cell or "", {attribute: values}, layout)


def _with_field(
    cell: Mapping[str, Any], attribute: str, values: tuple[str, ...], kind: pa.DataType, layout: CatalogLayout
) -> object:
    """Return a struct with one more of its fields filled, or one of a struct inside it (`nutrition.fat`)."""
    import pyarrow as pa

    if kind.get_field_index(attribute) >= 0:
        return {**cell, attribute: _typed(values, kind.field(attribute).type, attribute, layout)}
    name, _, inner = attribute.partition(".")
    if kind.get_field_index(name) < 0 or not pa.types.is_struct(kind.field(name).type):
        raise ValueError(f"no field {attribute!r}")
    return {**cell, name: _with_field(cell.get(name) or {}, inner, values, kind.field(name).type, layout)}


def _typed(values: tuple[str, ...], kind: pa.DataType, column: str, layout: CatalogLayout) -> object:
    """Return values in the type of a cell; raises ValueError when they are none."""
    if _is_list(kind):
        return [_typed((value,), kind.value_type, column, layout) for value in values]
    return _parsed(joined(values, column, layout), kind)


def _parsed(text: str, kind: pa.DataType) -> object:
    """Read text as a number or truth value; other types are only checked. Raises ValueError when it is none."""
    import pyarrow as pa

    if _is_text(kind):
        return text
    try:
        cell = pa.scalar(text).cast(kind).as_py()
    except pa.ArrowNotImplementedError as error:
        raise ValueError(f"{text!r} is no {kind}") from error
    is_plain = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    return cell if is_plain else text


def _conforming(record: Mapping[str, Any], schema: pa.Schema, layout: CatalogLayout, product: str) -> dict[str, Any]:
    """Fit a row to the schema: one from an update in another format holds text where the catalog holds numbers."""
    try:
        return {column.name: _fitted(record.get(column.name), column, layout) for column in schema}
    except ValueError as error:
        raise CatalogError(
            f"product {product!r} came with an update in other types than the catalog's ({error}); export it after a "
            "whole build, or write the update with the catalog's types"
        ) from error


def _fitted(cell: Any, column: pa.Field, layout: CatalogLayout) -> Any:
    if _is_text(column.type):
        is_texts = isinstance(cell, list) and all(isinstance(entry, str) for entry in cell)
        return joined(cell, column.name, layout) if is_texts else None if cell is None else cell_text(cell)
    if not isinstance(cell, str):
        return cell
    if not cell:
        return None
    return cell.split(SEPARATOR) if _is_list(column.type) else _parsed(cell, column.type)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))
