"""What must be done to a stored graph so that it becomes another one; knows no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..graph import EDGE_ENDS, NODE_KEYS, Graph

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Rows to add, rows that are there with other values (as they shall be), and the keys of rows to remove."""

    added: pl.DataFrame
    changed: pl.DataFrame
    removed: pl.DataFrame

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


@dataclass(frozen=True, slots=True)
class GraphDifference:
    """Label by label and type by type, the way from the graph `before` to the graph `after`.

    `from_ledger` says that `before` is what a ledger keeps, and was not read from the store.
    """

    before: Graph
    after: Graph
    tables: Mapping[str, TableDifference]
    from_ledger: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))

    @property
    def added(self) -> int:
        """How many nodes and edges come."""
        return sum(len(table.added) for table in self.tables.values())

    @property
    def changed(self) -> int:
        """How many nodes and edges get other values."""
        return sum(len(table.changed) for table in self.tables.values())

    @property
    def removed(self) -> int:
        """How many nodes and edges go."""
        return sum(len(table.removed) for table in self.tables.values())

    def rows(self) -> dict[str, dict[str, int]]:
        """Count, for every label and type that something happens to, what is added, changed and removed."""
        return {
            name: {"added": len(table.added), "changed": len(table.changed), "removed": len(table.removed)}
            for name, table in self.tables.items()
            if len(table)
        }


def graph_difference(before: Graph, after: Graph, *, from_ledger: bool = False) -> GraphDifference:
    """Compare two graphs row by row; a row that stands in `before` more than once is removed and added once."""
    old, new = before.tables(), after.tables()
    tables = {name: table_difference(old[name], new[name], key_columns(name), unique=from_ledger) for name in new}
    return GraphDifference(before, after, tables, from_ledger)


def key_columns(table: str) -> list[str]:
    """Return the columns that name a row of a table: a node's key, or both ends of an edge."""
    return ["from", "to"] if table in EDGE_ENDS else [NODE_KEYS[table]]


def table_difference(old: pl.DataFrame, new: pl.DataFrame, keys: list[str], *, unique: bool = False) -> TableDifference:
    """Compare two tables; in `new` every key stands once, and in `old` as well when it is known to be `unique`.

    What both begin and end with is left out. The rows between are held against each other by 64-bit hashes of both
    tables, made in one go, and only those that found no equal are looked at closely.
    """
    import polars as pl

    old, new = _aligned(old, new)
    repeats = pl.lit(False) if unique else pl.lit(old.select(keys).is_duplicated())
    repeated = old.filter(repeats)
    single, new = _without_common_ends(old.filter(~repeats), new)
    gone, unequal = _without_equals(single, new), _without_equals(new, single)
    removed = [gone.join(new, on=keys, how="anti", maintain_order="left"), repeated.unique(keys, maintain_order=True)]
    return TableDifference(
        added=unequal.join(single, on=keys, how="anti", maintain_order="left"),
        changed=unequal.join(single, on=keys, how="semi", maintain_order="left"),
        removed=pl.concat(removed).select(keys),
    )


def _aligned(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give both tables the same columns in the same types; where a type changed, the old values count as others."""
    import polars as pl

    both = dict(old.schema) | dict(new.schema)
    casts = [pl.lit(None, kind).alias(name) for name, kind in both.items() if old.schema.get(name) != kind]
    missing = [pl.lit(None, kind).alias(name) for name, kind in both.items() if name not in new.schema]
    return old.with_columns(casts).select(list(both)), new.with_columns(missing).select(list(both))


def _without_common_ends(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cut off the rows that both tables begin with, and those that both end with."""
    shorter = min(len(old), len(new))
    begin = shorter
    for name in old.columns:
        unequal = old[name].head(begin).ne_missing(new[name].head(begin)).arg_true()
        begin = int(unequal[0]) if len(unequal) else begin
    end = shorter - begin
    for name in old.columns:
        unequal = old[name].tail(end).ne_missing(new[name].tail(end)).arg_true()
        end = end - 1 - int(unequal[-1]) if len(unequal) else end
    return old.slice(begin, len(old) - begin - end), new.slice(begin, len(new) - begin - end)


def _without_equals(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    known = others.hash_rows()
    return rows.filter(~rows.hash_rows().is_in(known.implode()))
