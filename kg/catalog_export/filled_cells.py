"""Added values in the way a catalog writes values: joined, listed, in an object, in pairs; knows nothing of files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..catalog_reading.header_units import without_unit
from ..catalog_reading.json_forms import JsonForm
from ..catalog_reading.layout import CatalogLayout
from ..types import FREE_TAG
from .additions import Addition
from .json_edit import append_elements, set_at

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
    form = layout.forms.get(column)
    listed = form.lists if form else len(values) > 1 or column == tags_column(layout)
    if layout.delimiter or column in layout.separators or (len(values) > 1 and not listed):
        return joined(values, column, layout)
    return _json_cell([without_unit(value, column) for value in values], form, listed)


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
    cells = {
        name: texts and _json_cell(texts, layout.forms.get(name), layout.values_in_lists)
        for name, texts in values.items()
    }
    if isinstance(content, list) or (not content and layout.pair_keys):
        pairs = [json.dumps(_pair(name, cell, content, layout), ensure_ascii=False) for name, cell in cells.items()]
        return append_elements(text if isinstance(content, list) else "[]", pairs)
    text = text if isinstance(content, dict) else "{}"
    for name, cell in cells.items():
        place = layout.forms[name].place if name in layout.forms else (name,)
        text = set_at(text, place, json.dumps(cell, ensure_ascii=False))
    return text


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


def _json_cell(texts: Sequence[str], form: JsonForm | None, listed: bool) -> object:
    """Return values in their attribute's form; where it has none yet, a single one in a list if `listed`."""
    cells = [form.typed(text) if form else text for text in texts]
    return cells if len(cells) != 1 or (form.listed if form else listed) else cells[0]


def _pair(name: str, cell: object, pairs: Any, layout: CatalogLayout) -> object:
    if pairs and isinstance(pairs[0], list):
        return [name, cell]
    name_key, value_key = layout.pair_keys or ("name", "value")
    return {name_key: name, value_key: cell}
