"""Commands that are printed can be pasted, whatever a product is called."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from kgtag.cli import kgtag
from kgtag.kg.options import command_line
from kgtag.kg.settings import Settings


@pytest.mark.parametrize("product", ["P1", "-5", "a b", "it's", "$HOME"])
@pytest.mark.parametrize("workspace", [Settings().workspace, Path("my shop")])
def test_a_printed_command_says_what_was_meant(product: str, workspace: Path):
    name, *words = shlex.split(command_line("show", Settings(workspace=workspace), product))[1:]
    meant = kgtag.commands[name].make_context(name, words).params
    assert meant["product"] == product
    assert meant["workspace"] in (workspace, None)


def test_options_stay_options():
    assert command_line("complete", Settings(), "--product", "-5") == "kgtag complete --product -5"
