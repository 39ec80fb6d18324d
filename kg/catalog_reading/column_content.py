"""What the cells of a column show of it, whatever it is called; knows no names of columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..values import parse_boolean
from .cells import COMMA
from .column_names import KINDS_OF_RECORD

_MOST = 0.9
_REPEATED = 0.6
_LONGEST_PART = 30
_LONG_TEXT = 150
_DESCRIPTION = 50
_SWITCH_ROWS = 20
_SIZE = re.compile(r"\d?X{0,4}[SL]|M|\d{1,3}(?:[.,]5)?", re.IGNORECASE)

_MONEY = r"(?:[$€£¥₽₹円元]|EUR|USD|GBP|CHF|JPY|PLN|SEK|zł|Kč|kr\.?|ر\.س)"
_AMOUNT = r"\d[\d.,'’ \u00a0\u202f]*"
_TECHNICAL = re.compile(
    r"https?://\S.*|.*\.(?:jpe?g|png|gif|webp|svg|pdf|mp4)"  # addresses and files
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}\b.*|\d{2},? \d{1,2}:\d\d.*)"  # dates
    rf"|{_MONEY}\s?{_AMOUNT}|{_AMOUNT}\s?{_MONEY}(?:\s?/\s?\S.*)?"  # prices
    r"|\d{12,14}",  # barcodes
    re.IGNORECASE | re.DOTALL,
)


def filled(cells: Iterable[object]) -> list[str]:
    """Return the texts among cells that say something."""
    return [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]


def is_empty(cells: Iterable[object]) -> bool:
    """Say whether no cell says anything."""
    return all(cell is None or cell == [] or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def is_technical(cells: Sequence[object]) -> bool:
    """Say whether a column holds no values of products.

    Such are addresses, files, dates, prices and barcodes, kinds of rows, and a switch that is the same for all.
    """
    texts = filled(cells)
    if not texts:
        return False
    switch = len(texts) >= _SWITCH_ROWS and len(set(texts)) == 1
    if switch and (texts[0] in ("0", "1") or parse_boolean(texts[0]) is not None):
        return True
    matching = sum(_TECHNICAL.fullmatch(text) is not None for text in texts)
    return matching >= _MOST * len(texts) or holds_kinds_of_record(texts)


def holds_kinds_of_record(cells: Iterable[object]) -> bool:
    """Say whether a column tells products from their variants, as shop systems do, and nothing else."""
    texts = filled(cells)
    return bool(texts) and all(text.casefold() in KINDS_OF_RECORD for text in texts)


def holds_paths(cells: Iterable[object]) -> bool:
    """Say whether a column of categories holds paths or their numbers, which are no values."""
    texts = filled(cells)
    return bool(texts) and all(text.isdecimal() or ">" in text for text in texts)


def stated(cells: Iterable[object]) -> int:
    """Count the cells that say something."""
    return sum(not is_empty([cell]) for cell in cells)


def said(cells: Iterable[object]) -> int:
    """Count the cells that say something, bare numbers in a text aside."""
    return sum(not is_empty([cell]) and not (isinstance(cell, str) and cell.strip().isdecimal()) for cell in cells)


def is_long_text(cells: Iterable[object]) -> bool:
    """Say whether a column's texts are too long to be values."""
    return _mean_length(filled(cells)) > _LONG_TEXT


def lists_values(cells: Iterable[object]) -> bool:
    """Say whether commas part the values of a column: most of what they part stands in other cells too."""
    texts = set(filled(cells))
    several = [parts for text in texts if len(parts := COMMA.split(text)) > 1]
    seen = Counter(part for text in texts for part in set(COMMA.split(text)))
    parts = [part for text in several for part in text]
    repeated = sum(seen[part] > 1 or _SIZE.fullmatch(part) is not None for part in parts)
    return bool(parts) and repeated >= _REPEATED * len(parts) and max(map(len, parts)) <= _LONGEST_PART


def longest_text(columns: Iterable[tuple[str, Sequence[object]]]) -> str | None:
    """Return the column with the longest texts, if they are sentences that few products share."""
    lengths = {column: _mean_length(texts) for column, cells in columns if _differ(texts := filled(cells))}
    longest = max(lengths, key=lambda column: lengths[column], default=None)
    return longest if longest is not None and lengths[longest] >= _DESCRIPTION else None


def _differ(texts: Sequence[str]) -> bool:
    return len(set(texts)) > len(texts) / 2 and not any(map(_TECHNICAL.fullmatch, texts))


def _mean_length(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def only_unique(columns: Mapping[str, Sequence[object]], *, words: bool) -> str | None:
    """Return the first column whose cells are all filled and all differ, with or without spaces in them."""
    for column, cells in columns.items():
        texts = filled(cells)
        spaced = sum(" " in text for text in texts) > len(texts) / 2
        if len(texts) == len(cells) == len(set(texts)) > 1 and spaced == words and not is_technical(texts):
            return column
    return None
