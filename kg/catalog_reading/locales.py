"""Columns that exist once a language (`name-de_DE`, `title_en`): which language is read; knows no cells' meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from .column_content import filled
from .column_names import FIELD_NAMES, known_name, plain_name

_LANGUAGES = "ar|bg|cs|da|de|el|en|es|fi|fr|he|hu|it|ja|ko|nl|pl|pt|ro|ru|sk|sv|tr|zh"
_SUFFIX = re.compile(
    rf"(?P<base>.+?) ?[-_.:(\[] ?(?P<locale>[a-z]{{2}}[-_][A-Z]{{2}}|{_LANGUAGES})[)\]]?(?:-(?P<channel>\w+))?"
)
_FIELDS = frozenset(name for names in FIELD_NAMES.values() for name in names)


def read_names(columns: Sequence[str], sample: Sequence[Mapping[str, object]]) -> dict[str, str | None]:
    """Return for every column the plain name it is known by; None for one in a language that is not read.

    Of several languages the one with the most filled cells is read. A suffix of two letters only counts after the
    name of a field: `size_it` may be a size in Italy.
    """
    found = {column: match for column in columns if (match := _localized(column))}
    cells = Counter({match["locale"]: 0 for match in found.values()})
    for column, match in found.items():
        cells[match["locale"]] += len(filled(row.get(column) for row in sample))
    language = cells.most_common(1)[0][0] if cells else None
    read = {match["base"] for match in found.values() if match["locale"] == language}
    return {column: _known_by(column, found.get(column), language, read) for column in columns}


def _localized(column: str) -> re.Match[str] | None:
    match = _SUFFIX.fullmatch(column)
    return match if match and (len(match["locale"]) > 2 or plain_name(match["base"]) in _FIELDS) else None


def _known_by(column: str, match: re.Match[str] | None, language: str | None, read: set[str]) -> str | None:
    if match is None:
        return known_name(column)
    return plain_name(match["base"]) if match["locale"] == language or match["base"] not in read else None
