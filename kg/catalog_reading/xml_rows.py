"""XML feeds into rows of cells: RSS and Atom feeds of Google Merchant, BMEcat, and others that repeat one element.

An element's children are its cells, by their names without a namespace; what is nested below them counts as theirs.
Elements that hold a name and a value become pairs in the cell `attributes`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree import ElementTree  # expat of Python 3.11 limits how far entities grow, and loads none from elsewhere

from ..errors import CatalogError
from .formats import CatalogFile, reading
from .rows import EXCERPT_CHARACTERS, FORBIDDEN, JsonLine, Reject, Row

PRODUCTS = frozenset({"item", "entry", "product", "article", "offer", "shopitem", "produkt", "artikel", "produit"})
ATTRIBUTES = "attributes"
_NAMES = ("fname", "attribute_name", "name", "param_name", "key")
_VALUES = ("fvalue", "attribute_value", "value", "val")
_UNITS = ("funit", "unit")


def xml_rows(file: CatalogFile) -> Iterator[Row | Reject]:
    """Read one row an outermost element that is called like a product; its number is counted from 1.

    Raises:
        CatalogError: the file is no XML, breaks off, or has no such element.
    """
    number = 0
    try:
        with file.stream, reading(file.name):
            for element in _products(file.stream):
                number += 1
                yield _row(element, number, file.name)
    except ElementTree.ParseError as error:
        raise CatalogError(f"{file.name} is no XML that can be read after product {number}: {error}") from error
    if not number:
        raise CatalogError(
            f"{file.name} has no element called like a product ({', '.join(sorted(PRODUCTS))}); "
            "write one JSON object a line, or CSV"
        )


def _products(stream: BinaryIO) -> Iterator[ElementTree.Element]:
    """Give the outermost elements that are called like products, and forget each with all before it."""
    around: list[ElementTree.Element] = []
    product = None
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):  # noqa: S314
        if event == "start":
            around.append(element)
            product = element if product is None and _name(element) in PRODUCTS else product
            continue
        ended = around.pop()
        if ended is product:
            product = None
            yield from _unwrapped(ended)
            for outer in around:
                outer.clear()


def _unwrapped(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Give an element that has cells; one that holds nothing but a product is no product itself."""
    while len(element) == 1 and _name(element[0]) in PRODUCTS:
        element = element[0]
    if len(element) > 1:
        yield element


def _row(element: ElementTree.Element, number: int, source: str) -> Row | Reject:
    cells: dict[str, Any] = {name: text for name, text in element.attrib.items() if name in ("id", "sku")}
    _collect(element, cells)
    text = json.dumps(cells, ensure_ascii=False)
    if found := FORBIDDEN.search("".join(element.itertext())):
        return Reject(source, number, f"control character U+{ord(found[0]):04X}", None, text[:EXCERPT_CHARACTERS])
    return Row(number, JsonLine(cells, text), text[:EXCERPT_CHARACTERS])


def _collect(element: ElementTree.Element, cells: dict[str, Any]) -> None:
    """Add an element's cells, what is nested last; of an inner product, a name that is taken becomes `offer.id`."""
    inner: dict[str, dict[str, Any]] = {}
    for child in sorted(element, key=lambda child: len(child) > 0):
        name = child.tag.rpartition("}")[2]
        if pair := _pair(child):
            cells.setdefault(ATTRIBUTES, []).append(pair)
        elif len(child):
            _collect(child, inner.setdefault(name, {}) if _name(child) in PRODUCTS else cells)
        elif text := (child.text or "").strip():
            before = cells.get(name)
            cells[name] = text if before is None else [*(before if isinstance(before, list) else [before]), text]
    for name, nested in inner.items():
        if pairs := nested.pop(ATTRIBUTES, None):
            cells.setdefault(ATTRIBUTES, []).extend(pairs)
        cells |= {f"{name}.{cell}" if cell in cells else cell: value for cell, value in nested.items()}


def _pair(element: ElementTree.Element) -> dict[str, str] | None:
    """Return the name and value that an element holds: `<param name="Color">red</param>`, or one child for each."""
    parts = {_name(child): (child.text or "").strip() for child in element}
    name = next((parts[key] for key in _NAMES if parts.get(key)), element.get("name", "") if not parts else "")
    value = next((parts[key] for key in _VALUES if parts.get(key)), (element.text or "").strip() if not parts else "")
    unit = next((parts[key] for key in _UNITS if parts.get(key)), element.get("unit", ""))
    return {"name": name, "value": f"{value} {unit}".rstrip()} if name and value else None


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2].casefold()
