"""Parquet into rows of cells that JSON can hold, and back into the file's own types; knows nothing of products."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ..errors import CatalogError
from .formats import CatalogFile
from .rows import EXCERPT_CHARACTERS, Reject, Row, check_names

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 1_000


def open_parquet(file: CatalogFile) -> tuple[pa.Schema, Iterator[Row | Reject]]:
    """Read a Parquet file's schema, and its rows batch by batch.

    Dates, times and decimals come as text, bytes as base64 text; `arrow_table` turns them back.

    Raises:
        CatalogError: the file is none or damaged, two columns have one name, or a type cannot be carried.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as on_failure:
        on_failure.callback(file.stream.close)
        try:
            parquet = pq.ParquetFile(file.stream, buffer_size=1 << 20, pre_buffer=False)
            schema = parquet.schema_arrow
            names = list(schema.names)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"{file.name} is not a readable Parquet file: {_first_line(error)}") from error
        check_names(names, file.name)
        if parquet.metadata.num_rows == 0:
            raise CatalogError(f"{file.name} has columns but no rows")
        plain = plain_schema(schema, file.name)
        on_failure.pop_all()
    return schema, _rows(file, parquet, plain)


def plain_schema(schema: pa.Schema, source: str) -> pa.Schema:
    """Return the schema a file's rows are read in; raises CatalogError for a type that cannot be carried."""
    import pyarrow as pa

    return pa.schema(
        [(column.name, _plain_type(column.type, f"{source}: column {column.name!r}")) for column in schema]
    )


def schema_text(schema: pa.Schema) -> str:
    """Write a schema as text."""
    return base64.b64encode(schema.serialize().to_pybytes()).decode()


def schema_from_text(text: str) -> pa.Schema:
    """Read what `schema_text` wrote."""
    import pyarrow as pa

    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(text)))


def arrow_table(records: Sequence[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Put rows back into the types they came in."""
    import pyarrow as pa

    columns = []
    for column, plain in zip(schema, plain_schema(schema, "the catalog"), strict=True):
        cells = [_revived(record.get(column.name), plain.type) for record in records]
        columns.append(pa.array(cells, plain.type).cast(column.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _rows(file: CatalogFile, parquet: Any, plain: pa.Schema) -> Iterator[Row | Reject]:
    import pyarrow as pa

    number = 0
    try:
        for batch in parquet.iter_batches(BATCH_ROWS, use_threads=False):
            for cells in _cells(batch, plain):
                number += 1
                yield _row(file, number, cells)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{file.name} cannot be read after row {number}: {_first_line(error)}") from error
    finally:
        file.stream.close()


def _cells(batch: pa.RecordBatch, plain: pa.Schema) -> Iterator[dict[str, Any] | UnicodeDecodeError]:
    """Turn a batch into rows; a row with text that is none is given as its error."""
    import pyarrow as pa

    table = pa.Table.from_batches([batch])
    try:
        rows: Iterable[dict[str, Any] | UnicodeDecodeError] = table.cast(plain).to_pylist()
    except (UnicodeDecodeError, pa.ArrowInvalid):
        rows = _one_by_one(table, plain)
    yield from rows


def _one_by_one(table: pa.Table, plain: pa.Schema) -> Iterator[dict[str, Any] | UnicodeDecodeError]:
    for start in range(len(table)):
        try:
            yield table.slice(start, 1).cast(plain).to_pylist()[0]
        except UnicodeDecodeError as error:
            yield error


def _row(file: CatalogFile, number: int, cells: dict[str, Any] | UnicodeDecodeError) -> Row | Reject:
    if isinstance(cells, UnicodeDecodeError):
        excerpt = cells.object[:EXCERPT_CHARACTERS].decode(errors="replace")
        return Reject(file.name, number, "a cell is not UTF-8 text", None, excerpt)
    return Row(number, _jsonable(cells), str(cells)[:EXCERPT_CHARACTERS])


def _jsonable(value: Any) -> Any:
    """Write bytes as text; what is missing in a struct is left out, for a struct cannot leave it out itself."""
    if isinstance(value, dict):
        return {name: _jsonable(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_jsonable(inner) for inner in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _revived(value: Any, kind: pa.DataType) -> Any:
    import pyarrow as pa

    if value is None:
        return None
    if pa.types.is_binary(kind):
        return base64.b64decode(value)
    if pa.types.is_list(kind):
        return [_revived(inner, kind.value_type) for inner in value]
    if pa.types.is_map(kind):
        entries = value.items() if isinstance(value, dict) else value
        return [(name, _revived(inner, kind.item_type)) for name, inner in entries]
    if pa.types.is_struct(kind):
        return {child.name: _revived(value.get(child.name), child.type) for child in kind}
    return value


def _plain_type(kind: pa.DataType, place: str) -> pa.DataType:
    """Return the type with text for dates and decimals, numbers for times, and one kind of text, bytes and list."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return _plain_type(kind.value_type, place)
    if types.is_map(kind):
        return pa.map_(_plain_type(kind.key_type, place), _plain_type(kind.item_type, place))
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return pa.list_(_plain_type(kind.value_type, place))
    if types.is_struct(kind):
        children = [(child.name, _plain_type(child.type, place)) for child in kind]
        if all(_is_revivable_inside(child.type) for child in kind):
            return pa.struct(children)
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return pa.binary()
    if types.is_time(kind) or types.is_duration(kind):
        return pa.int32() if types.is_time32(kind) else pa.int64()
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return pa.string()
    if types.is_date(kind) or types.is_timestamp(kind) or types.is_decimal(kind):
        return pa.string()
    if types.is_boolean(kind) or types.is_integer(kind) or types.is_floating(kind) or types.is_null(kind):
        return kind
    raise CatalogError(f"{place} has the type {kind}, which cannot be handed back; cast it to text or leave it out")


def _is_revivable_inside(kind: pa.DataType) -> bool:
    """Say whether a struct may hold the type: Arrow reads no date or decimal from the text below a missing struct."""
    import pyarrow as pa

    return not (pa.types.is_date(kind) or pa.types.is_timestamp(kind) or pa.types.is_decimal(kind))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
