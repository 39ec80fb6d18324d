"""What the text formats share: names without white space, and numbers that read back exactly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

BATCH = 1 << 14
"""Rows that are turned into text at once."""
_UNSAFE = re.compile(r'[%"\s\x00-\x1f\x7f-\x9f\ufffe\uffff]')


def percent_escaped(text: str) -> str:
    """Return the text with white space, control characters, `"` and `%` as in a URL (`%20`).

    `urllib.parse.unquote` turns it back. All other characters, emoji and letters of any script, stay as they are.
    """
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), text)


def number_texts(vectors: NDArray[np.float32], separator: str) -> pl.Series:
    """Return each row's numbers as text, each as short as reads back to the same float32."""
    import polars as pl

    rows = pl.Series("numbers", vectors).arr.to_list()
    return rows.cast(pl.List(pl.String)).list.join(separator)
