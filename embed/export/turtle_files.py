"""What the graph asserts as RDF in Turtle, in the terms of schema.org (https://schema.org/Product); no predictions.

Products are `<product/P1>`, values `<tag/Color%3Dblack>`, relative to the base that the first line names; ids in IRIs
are percent-encoded. An attribute that schema.org has a text property for is that property, a free tag one of the
`keywords`, a brand a `Brand`, and everything else a `PropertyValue`, as Google's product data want it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ...kg.errors import SettingsError
from ...kg.schema import name_key
from ...kg.stored_files import written_whole
from ...kg.types import FREE_TAG
from ...kg.wording import counted
from .text import BATCH

if TYPE_CHECKING:
    import polars as pl

    from ...kg.graph import Graph

BASE_IRI = "https://example.org/"
TEXT_PROPERTIES = {
    FREE_TAG: "keywords",
    "color": "color",
    "colour": "color",
    "material": "material",
    "model": "model",
    "pattern": "pattern",
    "size": "size",
}
"""Attributes (as `name_key` writes them) that are a property of schema.org whose value is a text."""
BRAND = "brand"
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_NOT_IN_AN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def export_turtle(graph: Graph, base_iri: str, out: Path) -> str:
    """Write graph.ttl into a folder: products, the values that are nodes, and which product has which.

    Raises:
        SettingsError: the base is no absolute IRI that ends with `/`.
    """
    if not urlsplit(base_iri).scheme or not base_iri.endswith("/") or _NOT_IN_AN_IRI.search(base_iri):
        raise SettingsError(f"the base {base_iri!r} is not an IRI that ends with /, such as {BASE_IRI}")
    tags = graph.nodes["Tag"]
    roles = {name: _role(name) for name in tags["attribute"].unique()}
    statements = graph.edges["HAS_TAG"].join(tags, left_on="to", right_on="id", how="left", maintain_order="left")
    with written_whole(out / "graph.ttl") as file:
        file.write(f"@base <{base_iri}> .\n@prefix schema: <https://schema.org/> .\n\n".encode())
        for part in graph.nodes["Product"].select("id", "title", "description", "category").iter_slices(BATCH):
            file.write("".join(_product(*row) for row in part.iter_rows()).encode())
        for part in tags.select("id", "attribute", "name", "value", "unit").iter_slices(BATCH):
            file.write("".join(_tag(roles[row[1]], *row) for row in part.iter_rows()).encode())
        for part in statements.select("from", "to", "attribute", "name").iter_slices(BATCH):
            file.write("".join(_statements(part, roles)).encode())
    return f"{counted(len(graph.nodes['Product']), 'product')} with {counted(len(statements), 'asserted value')}"


def literal(text: str) -> str:
    """Return a text as Turtle writes it."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def iri(kind: str, key: str) -> str:
    """Return the IRI of a product or tag, relative to the base."""
    name = quote(key, safe="")
    return f"<{kind}/{name.replace('.', '%2E') if name.strip('.') == '' else name}>"


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found[0] in '"\\' else f"\\u{ord(found[0]):04X}"


def _role(attribute: str) -> str:
    """Return the text property that an attribute is, or `brand`, or nothing."""
    key = name_key(attribute)
    return BRAND if key == BRAND else TEXT_PROPERTIES.get(key, "")


def _product(product: str, title: str, description: str | None, category: str | None) -> str:
    texts = {"sku": product, "name": title, "description": description, "category": category}
    said = "".join(f" ;\n    schema:{name} {literal(text)}" for name, text in texts.items() if text)
    return f"{iri('product', product)} a schema:Product{said} .\n"


def _tag(role: str, tag: str, attribute: str, name: str, value: float | None, unit: str | None) -> str:
    if role == BRAND:
        return f"{iri('tag', tag)} a schema:Brand ; schema:name {literal(name)} .\n"
    if role:
        return ""
    measured = "" if value is None else f" ; schema:value {value!r}"
    measured += f" ; schema:unitText {literal(unit)}" if unit else ""
    written = measured or f" ; schema:value {literal(name)}"
    return f"{iri('tag', tag)} a schema:PropertyValue ; schema:name {literal(attribute)}{written} .\n"


def _statements(edges: pl.DataFrame, roles: dict[str, str]) -> Iterator[str]:
    for product, tag, attribute, name in edges.iter_rows():
        role = roles[attribute]
        object_ = literal(name) if role and role != BRAND else iri("tag", tag)
        yield f"{iri('product', product)} schema:{role or 'additionalProperty'} {object_} .\n"
