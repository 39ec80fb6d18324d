"""One row of an interactions file: ids, weight and time out of its cells, or the reason why not; knows no files."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from ..quantities import parse_number
from .cells import text_of
from .rows import Reject, Row

EARLIEST = datetime.datetime(1990, 1, 1)
"""Earlier than any shop sold over a network; a clock that was never set says 1970."""


class Interaction(NamedTuple):
    """One row of the `interactions` table; a negative weight is a return."""

    user: str | None
    product: str
    basket: str | None
    weight: float
    time: datetime.datetime | None


def interaction_of(row: Row, fields: Mapping[str, str], source: str, latest: datetime.datetime) -> Interaction | Reject:
    """Read the cells of the columns that `fields` names; a time after `latest` is no time."""
    cells = {field: row.cells.get(column) for field, column in fields.items()}
    field = ""
    try:
        product = _id(cells[field := "product"])
        user = _id(cells.get(field := "user"))
        basket = _id(cells.get(field := "basket"))
        time = _time(cells.get(field := "time"), latest)
        weight = _weight(cells.get(field := "weight"))
    except ValueError as error:
        return Reject(source, row.line, f"{fields[field]}: {error}", None, row.excerpt)
    if not product:
        return Reject(source, row.line, f"{fields['product']}: there is no product", None, row.excerpt)
    if not user and not basket:
        where = fields.get("user") or fields["basket"]
        return Reject(source, row.line, f"{where}: neither a user nor a basket is named", product, row.excerpt)
    return Interaction(user or None, product, basket or None, weight, time)


def _id(cell: object) -> str:
    """Read an id; a number that a program has made a fraction of (`17850.0`) is the whole number."""
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        if not cell.is_integer():
            raise ValueError(f"{cell!r} is no id")
        cell = int(cell)
    text = text_of(cell)
    return "" if text.isspace() else text


def _weight(cell: object) -> float:
    """Read a number; text may write it with a decimal comma ("1,5") or thousands ("1,000")."""
    if cell is None or cell == "":
        return 1.0
    number = math.nan
    if isinstance(cell, str | int | float) and not isinstance(cell, bool):
        with suppress(ValueError, OverflowError):
            number = float(cell)
    if isinstance(cell, str) and math.isnan(number):
        number = parse_number(cell) or math.nan
    if not math.isfinite(number):
        raise ValueError(f"{str(cell)[:40]!r} is no number")
    if number == 0:
        raise ValueError("a weight of 0 says nothing")
    return number


def _time(cell: object, latest: datetime.datetime) -> datetime.datetime | None:
    if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return None
    shown = text_of(cell).strip() if isinstance(cell, str) else str(cell)
    time = _read_time(shown)
    if time is None:
        raise ValueError(f"{shown[:40]!r} is no time; write 2026-03-31, 2026-03-31T18:30:00 or unix seconds")
    if not EARLIEST <= time <= latest:
        raise ValueError(f"{shown[:40]!r} lies {'in the future' if time > latest else f'before {EARLIEST.year}'}")
    return time


@lru_cache(maxsize=1 << 16)
def _read_time(text: str) -> datetime.datetime | None:
    """Read ISO 8601, or unix time in seconds, milli-, micro- or nanoseconds; a zone is turned into UTC."""
    with suppress(ValueError, OverflowError, OSError):
        if (seconds := _unix_seconds(text)) is not None:
            return datetime.datetime.fromtimestamp(seconds, datetime.UTC).replace(tzinfo=None)
        time = datetime.datetime.fromisoformat(text)
        return time.astimezone(datetime.UTC).replace(tzinfo=None) if time.tzinfo else time
    return None


def _unix_seconds(text: str) -> float | None:
    """Read a number, whose size tells its unit; eight digits are a day (20260331) and no number."""
    whole, _, fraction = text.removeprefix("-").partition(".")
    if not (whole.isascii() and whole.isdigit()) or (len(whole) == 8 and not fraction):
        return None
    return float(text) / 1000.0 ** max(0, (len(whole) - 9) // 3)
