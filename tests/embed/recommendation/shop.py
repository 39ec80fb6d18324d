"""A shop small enough to know every recommendation by heart: shoes and lamps, brands, colours, weights."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from kgtag.kg.schema import Attribute, Schema, write_schema
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace

SCHEMA: Schema = {
    "Brand": Attribute("Brand"),
    "Color": Attribute("Color"),
    "Weight": Attribute("Weight", "quantity", "g"),
    "tag": Attribute("tag", many=True),
}
PRODUCTS = (
    ("red-acme", "Acme runner red", ("Shoes", "Running")),
    ("red-zeno", "Zeno runner red", ("Shoes", "Running")),
    ("blue-acme", "Acme runner blue", ("Shoes", "Running")),
    ("boot", "Quill boot brown", ("Shoes",)),
    ("lamp", "Lumo desk lamp", ("Home",)),
    ("lamp-red", "Lumo desk lamp red", ("Home",)),
    ("bare", "", ()),
)
TAGS = (
    ("red-acme", "Brand", "Acme"), ("blue-acme", "Brand", "Acme"), ("red-zeno", "Brand", "Zeno"),
    ("boot", "Brand", "Quill"), ("lamp", "Brand", "Lumo"), ("lamp-red", "Brand", "Lumo"),
    ("red-acme", "Color", "red"), ("red-zeno", "Color", "red"), ("lamp-red", "Color", "red"),
    ("blue-acme", "Color", "blue"), ("red-acme", "Weight", "250 g"), ("red-zeno", "Weight", "300 g"),
    ("boot", "Weight", "1.2 kg"), ("red-acme", "tag", "carbon plate"), ("red-zeno", "tag", "carbon plate"),
)  # fmt: skip
NUMBERS = {"250 g": (250.0, "g"), "300 g": (300.0, "g"), "1.2 kg": (1.2, "kg")}


def shop(root: Path) -> Workspace:
    """Write the shop's tables; the graph predicts that the boot is brown, and hardly that it is a runner."""
    workspace = Workspace(root)
    rows = [(name, title, "", list(path), [], [], "{}", name) for name, title, path in PRODUCTS]
    _write(workspace, "products", rows)
    _write(workspace, "triples", [(*tag, 1.0) for tag in TAGS])
    evidence = [
        (*tag, "catalog", 1.0, f"attributes.{tag[1]}", None, None, tag[2], "catalog", "1")
        for tag in TAGS
        if tag[1] != "Color"
    ]
    evidence += [(*tag, "text", 0.9, "title", 5, 8, tag[2].upper(), "tagger", "1") for tag in TAGS if tag[1] == "Color"]
    _write(workspace, "evidence", evidence)
    _write(workspace, "predictions", [
        ("boot", "Color", "brown", 0.9, 1.0, 1, 2, False, False, "[]", "m"),
        ("boot", "tag", "carbon plate", 0.1, 1.0, 1, 2, False, False, "[]", "m"),
        ("blue-acme", "tag", "carbon plate", 0.8, 1.0, 1, 2, False, False, "[]", "m"),
    ])  # fmt: skip
    values = sorted({(attribute, value) for _, attribute, value in TAGS})
    _write(workspace, "tags", [(*tag, *NUMBERS.get(tag[1], (None, None)), 1, [tag[1]]) for tag in values])
    write_schema(SCHEMA, workspace.schema_path)
    return workspace


def _write(workspace: Workspace, name: str, rows: list[tuple[object, ...]]) -> None:
    workspace.write(name, pl.DataFrame(rows, schema=dict(table_schema(name)), orient="row"))
