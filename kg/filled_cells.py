"""Added values in the way a catalog writes values: joined, listed, in an object, in pairs; knows nothing of files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .additions import Addition
from .header_units import without_unit
from .json_edit import append_elements, set_members
from .layout import CatalogLayout
from .types import FREE_TAG

Values = Mapping[str, tuple[str, ...] | None]
"""Attribute or column → values; None is known to be absent."""

TAGS_COLUMN = "tags"
SEPARATOR = "; "
TAG_SEPARATOR = ", "


def column_of(attribute: str, layout: CatalogLayout) -> str | None:
    """Return the column an attribute has for itself; None where it stands in the column of all attributes."""
    if attribute == FREE_TAG:
        return tags_column(layout)
    return None if "attributes" in layout.mapping and attribute not in layout.attribute_columns else attribute


def tags_column(layout: CatalogLayout) -> str:
    """Return the column of the free tags, whether or not the catalog has it yet."""
    return layout.mapping.get("tags", TAGS_COLUMN)


def part_values(values: Values, layout: CatalogLayout) -> tuple[Values, Values]:
    """Part values into those with a column of their own, by column, and those in the column of all attributes."""
    columns = {attribute: column_of(attribute, layout) for attribute in values}
    own = {column: values[attribute] for attribute, column in columns.items() if column is not None}
    return own, {attribute: values[attribute] for attribute, column in columns.items() if column is None}


def added_values(additions: Mapping[str, Sequence[Addition]]) -> Values:
    """Return only the values of additions."""
    return {attribute: tuple(addition.value for addition in added) for attribute, added in additions.items()}


def joined(texts: Sequence[str], column: str, layout: CatalogLayout) -> str:
    """Join several values in one text, as the column does elsewhere."""
    separator = layout.separators.get(column, TAG_SEPARATOR if column == tags_column(layout) else SEPARATOR)
    return separator.join(without_unit(text, column) for text in texts)


def own_cell(values: tuple[str, ...] | None, column: str, layout: CatalogLayout) -> object:
    """Return values as the cell of a JSON row: a list, or text where the column holds text."""
    if values is None:
        return None
    one = len(values) == 1 and column != tags_column(layout)
    in_text = layout.delimiter or column in layout.separators or one
    return joined(values, column, layout) if in_text else list(values)


def fill_attributes(text: str, values: Values, layout: CatalogLayout) -> str:
    """Add values to the JSON text of an object or list of pairs, or to JSON text that holds such text.

    Empty text and `null` become what the catalog uses elsewhere, text of pairs included.
    """
    if layout.pair_mark and layout.delimiter and not _is_json(text):
        return _with_pairs(text, values, layout.pair_mark)
    content = json.loads(text) if text.strip() else None
    if layout.pair_mark and (content is None or (isinstance(content, str) and not _is_json(content))):
        return json.dumps(_with_pairs(content or "", values, layout.pair_mark), ensure_ascii=False)
    if isinstance(content, str) and content.strip():
        return json.dumps(fill_attributes(content, values, layout), ensure_ascii=False)
    cells = {name: _listed_cell(cell, layout) for name, cell in values.items()}
    if isinstance(content, list) or (not content and layout.pair_keys):
        pairs = [json.dumps(_pair(name, cell, content, layout), ensure_ascii=False) for name, cell in cells.items()]
        return append_elements(text if isinstance(content, list) else "[]", pairs)
    members = {name: json.dumps(cell, ensure_ascii=False) for name, cell in cells.items()}
    return set_members(text if isinstance(content, dict) else "{}", members)


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _with_pairs(text: str, values: Values, mark: str) -> str:
    pairs = [f"{name}{mark}{' ' * (mark == ':')}{'|'.join(cell)}" for name, cell in values.items() if cell]
    return {"=": ",", ":": "; "}[mark].join([text.rstrip(), *pairs] if text.strip() else pairs)


def annotation(added: Sequence[Addition]) -> list[dict[str, Any]]:
    """Return additions as JSON: value, probability, source and, where the text says it, the quote."""
    return [
        {"value": entry.value, "probability": round(entry.probability, 4), "source": entry.source}
        | ({"quote": entry.quote} if entry.quote else {})
        for entry in added
    ]


def _listed_cell(values: tuple[str, ...] | None, layout: CatalogLayout) -> object:
    if values is None:
        return None
    return values[0] if len(values) == 1 and not layout.values_in_lists else list(values)


def _pair(name: str, cell: object, pairs: Any, layout: CatalogLayout) -> object:
    if pairs and isinstance(pairs[0], list):
        return [name, cell]
    name_key, value_key = layout.pair_keys or ("name", "value")
    return {name_key: name, value_key: cell}
