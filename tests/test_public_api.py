"""The names that programs may rely on, and what importing them costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import kgtag
import pytest


def test_the_public_names_are_these():
    assert kgtag.__all__ == sorted(kgtag.__all__, key=lambda name: (name[0].islower(), name))
    assert all(hasattr(kgtag, name) for name in kgtag.__all__)


def test_the_example_of_the_package_page_runs(tmp_path: Path):
    catalog = tmp_path / "catalog.jsonl"
    catalog.write_text(
        json.dumps({"id": "P123", "title": "Red shoe", "attributes": {"Color": "red"}}), encoding="utf-8"
    )
    settings = kgtag.load_settings({"workspace": tmp_path / "shop"})
    kgtag.build(kgtag.Request(str(catalog), train=False), settings, kgtag.Terminal(quiet=True))
    page = kgtag.product_page(kgtag.Workspace(settings.workspace), "P123")
    assert [(triple.relation, triple.tail) for triple, _ in page.tags] == [("Color", "red")]


def test_importing_kgtag_loads_nothing_heavy():
    program = "import kgtag, sys; print(sorted({'torch', 'polars', 'numpy', 'spacy', 'rich'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_name_that_is_not_public_is_none_of_the_packages():
    with pytest.raises(AttributeError, match="has no attribute 'bild'"):
        kgtag.bild  # noqa: B018
