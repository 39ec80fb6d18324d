"""Commands that are printed can be pasted, whatever a product is called."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest
from kgtag.cli import kgtag
from kgtag.kg.commands.options import command_line
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


@pytest.mark.parametrize("name", sorted(kgtag.commands))
def test_a_printed_command_goes_to_the_graph_that_was_named_where_it_takes_one(name: str):
    command = kgtag.commands[name]
    variants = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    takes_one = any(parameter.name == "graph" for variant in variants for parameter in variant.params)
    printed = command_line(name, Settings(graph="neo4j://shop"))
    assert printed == (f"kgtag {name} --graph neo4j://shop" if takes_one else f"kgtag {name}")
    assert command_line(name, Settings()) == f"kgtag {name}"
