"""A workspace with everything a report speaks of, for the tests that read it and the one that opens it in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from kgtag.kg.schema import Attribute, write_schema
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace

HOSTILE = "<script>alert(1)</script>\"'><img src=http://evil.example/x onerror=alert(1)> {{ 7 * 7 }} \u202eabc שלום 😀"
TITLE = "Acme Trail shoe, red"
DESCRIPTION = "Weighs 300 g. A red shoe."
SHOES = 30


def report_workspace(root: Path) -> Workspace:
    """Write 30 red shoes: the catalog knows brands, the texts colours and weights, the graph predicts one closure.

    S0 is green as well, S1 weighs 90 kg, its title is hostile and its description endless, S2's colour is misspelled,
    S4's category is hostile.
    """
    workspace = Workspace(root)
    shoes = [f"S{number:02}" for number in range(SHOES)]
    colors = {shoe: "redish" if shoe == "S02" else "reddish" for shoe in shoes}
    weights = {shoe: "90000 g" if shoe == "S01" else f"{300 + number} g" for number, shoe in enumerate(shoes)}
    triples = [(shoe, "Brand", "Acme", 1.0) for shoe in shoes]
    triples += [(shoe, "Color", color, 0.95) for shoe, color in colors.items()]
    triples += [(shoe, "Weight", weight, 0.9) for shoe, weight in weights.items()]
    triples += [("S00", "Color", "green", 0.85)]
    evidence = [(shoe, "Brand", "Acme", "catalog", 1.0, "attributes.Brand", None, None, "Acme") for shoe in shoes]
    evidence += [(shoe, "Color", color, "text", 0.95, "title", 17, 20, "red") for shoe, color in colors.items()]
    evidence += [
        (shoe, "Weight", weight, "text", 0.9, "description", 7, 12, "300 g") for shoe, weight in weights.items()
    ]
    evidence += [("S00", "Color", "green", "text", 0.85, "description", 16, 19, "red")]
    write(workspace, "products", [_product(shoe) for shoe in shoes])
    write(workspace, "triples", triples)
    write(workspace, "evidence", [(*row, "catalog" if row[3] == "catalog" else "tagger", "1") for row in evidence])
    write(workspace, "predictions", [
        ("S03", "Closure", "laces", 0.97, 1.0, 1, 2, False, False, '[{"kind": "neighbours", "text": "9 of 10"}]', "m"),
        ("S04", "Closure", "laces", 0.40, 1.0, 1, 2, False, False, "[]", "m"),
    ])  # fmt: skip
    write(workspace, "aliases", [("Brand", "ACME", "Acme", "case", 1.0), ("Brand", "Akme", "Acme", "fuzzy", 0.75)])
    quantity = Attribute("Weight", "quantity", "g")
    attributes = (Attribute("Brand"), Attribute("Closure"), Attribute("Color"), quantity)
    write_schema({attribute.name: attribute for attribute in attributes}, workspace.schema_path)
    reject = {"source": "catalog.jsonl", "line": 7, "reason": "there is no title", "id": None, "excerpt": HOSTILE}
    workspace.rejects_path.write_text(json.dumps(reject) + "\n", encoding="utf-8")
    steps = {"read": {"done": True, "seconds": 1.5}, "extract": {"done": False}}
    workspace.record_run(
        "r", {"time": "2026-11-21T10:00:00Z", "kgtag": "0.1.0", "settings": {"seed": "13"}, "steps": steps}
    )
    return workspace


def write(workspace: Workspace, name: str, rows: list[tuple[object, ...]]) -> None:
    """Write a table from rows."""
    workspace.write(name, pl.DataFrame(rows, schema=dict(table_schema(name)), orient="row"))


def _product(shoe: str) -> tuple[object, ...]:
    title = TITLE + HOSTILE if shoe == "S01" else TITLE
    category = [HOSTILE] if shoe == "S04" else ["Shoes", "Trail"]
    description = DESCRIPTION + "x" * 1_000_000 if shoe == "S01" else DESCRIPTION
    return (shoe, title, description, category, [], [], "{}", "")
