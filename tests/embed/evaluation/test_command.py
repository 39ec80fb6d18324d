"""`kgtag evaluate completion` prints what it measured, and keeps a table for the report."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from kgtag.cli import kgtag
from kgtag.embed.evaluation.measures import Bin
from kgtag.embed.evaluation.report import plotted
from kgtag.kg.fingerprint import fingerprint_folder
from kgtag.kg.learned_settings import keep_learned
from kgtag.kg.report.measured import read_measured
from kgtag.kg.schema import infer_schema, write_schema
from kgtag.kg.settings import Settings
from kgtag.kg.workspace import Workspace

from ..conftest import world_products


@pytest.fixture(scope="module")
def space(world_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that holds the world's catalog."""
    space = Workspace(tmp_path_factory.mktemp("workspace"))
    products = world_products(480)
    space.write("products", products)
    write_schema(infer_schema(products), space.schema_path)
    keep_learned(world_settings, space, trains=True, fresh=False)
    return space


@pytest.fixture(scope="module")
def measured(space: Workspace) -> tuple[Result, str, str]:
    """What the command says, and what the models were before and after."""
    before = fingerprint_folder(space.models)
    result = CliRunner().invoke(kgtag, ["evaluate", "completion", "--no-train", "--json", "-w", str(space.root)])
    return result, before, fingerprint_folder(space.models)


def test_every_situation_and_attribute_is_measured(measured: tuple[Result, str, str]) -> None:
    result, before, after = measured
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert {one["situation"] for one in found["results"]} == {"warm", "names known", "cold"}
    assert {one["attribute"] for one in found["results"]} == {"all attributes", "Brand", "Color", "tag"}
    assert before == after


def test_a_table_of_the_methods_is_kept_for_the_report(measured: tuple[Result, str, str], space: Workspace) -> None:
    (table,) = read_measured(space)
    assert table.name == "completion"
    assert table.columns == ("Method", "warm", "names known", "cold")
    assert [row[0] for row in table.rows][:2] == ["kgtag", "popularity"]
    assert "Calibration error" in table.notes[-1]


def test_a_bar_ends_where_the_mark_is_if_the_claim_is_met() -> None:
    line = plotted(Bin(10, 0.9, 0.5, 0.5, 0.5))
    assert line.count("█") == 20
    assert line[line.index("█") :].index("│") == 20
